"""The aftercare that goes with a plan, in short: what is decided where something is, else what is suggested."""

from collections.abc import Mapping
from datetime import date

from consultations.models import Consultation, PlanLine
from consultations.planned_care import planned_steps, treated
from consultations.presenters.words import Words
from treatments.care_steps import Stage, stages


def care_glance(
    words: Words, consultation: Consultation, lines: Mapping[int, PlanLine], today: date
) -> tuple[Stage, ...]:
    """In the language of the page; nothing while no area is treated."""
    if not any(area.method for area in treated(consultation, lines)):
        return ()
    planned = planned_steps(consultation, lines, language=words.language, today=today)
    return stages([step for step in planned if not step.get("left_out")], today)

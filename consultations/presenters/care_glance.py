"""The aftercare that goes with a plan, in short: what is decided where something is, else what is suggested."""

from collections.abc import Mapping, Sequence
from datetime import date

from consultations.aftercare import Treated, steps
from consultations.deciding import is_settled
from consultations.models import Consultation, PlanLine
from consultations.presenters.aftercare import Stage, stages
from consultations.presenters.words import Words


def care_glance(
    words: Words, consultation: Consultation, lines: Mapping[int, PlanLine], today: date
) -> tuple[Stage, ...]:
    """Nothing while no area has a plan and none is suggested."""
    treated = _treated(consultation, lines)
    if not any(area.method for area in treated):
        return ()
    person = consultation.answers["person"]
    return stages(steps(words.protocol, person, treated, language=words.language, treated_on=today), today)


def _treated(consultation: Consultation, lines: Mapping[int, PlanLine]) -> Sequence[Treated]:
    found = []
    for number, area in enumerate(consultation.suggestion["areas"], start=1):
        line, answers = lines.get(number), consultation.answers["areas"][number - 1]
        if line is not None:
            found.append(Treated(number, answers, area, line.method, line.variant, line.add_on))
        elif is_settled(area):
            found.append(Treated(number, answers, area, area["method"] or "", "", area["add_on"] or ""))
    return found

"""The aftercare as it will be if the patient is treated today: of what is decided, else of what is suggested."""

from collections.abc import Mapping
from datetime import date

from consultations.aftercare import Step, Treated, steps
from consultations.deciding import is_settled
from consultations.models import Consultation, PlanLine
from treatments.compiled_releases import compiled
from treatments.engine.protocol import Protocol

Lines = Mapping[int, PlanLine]


def sheet_language(protocol: Protocol, language: str) -> str:
    """The patient's if the protocol has it, else its first."""
    languages = protocol.document.languages
    return language if language in languages else languages[0]


def planned_steps(consultation: Consultation, lines: Lines, *, language: str, today: date) -> list[Step]:
    """With the doctor's own words in them."""
    protocol, person = compiled(consultation.release), consultation.answers["person"]
    edits, site = consultation.sheet_edits, consultation.site
    found = treated(consultation, lines)
    return steps(protocol, person, found, language=language, treated_on=today, edits=edits, site=site)


def treated(consultation: Consultation, lines: Lines) -> list[Treated]:
    """An area about which a question is open and nothing decided has no aftercare yet."""
    found = []
    for number, area in enumerate(consultation.suggestion["areas"], start=1):
        line, answers = lines.get(number), consultation.answers["areas"][number - 1]
        if line is not None:
            decided = (line.method, line.variant, line.add_on, line.without_method)
            found.append(Treated(number, answers, area, *decided))
        elif is_settled(area):
            found.append(Treated(number, answers, area, area["method"] or "", "", area["add_on"] or ""))
    return found

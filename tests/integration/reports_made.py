"""A report about a rule, as a doctor's signature makes it."""

from itertools import count

from consultations.services.reporting import nameless_answers
from tests.integration.clinic_factory import NOW, Clinic, typical
from treatments.engine.form import area_as_json
from treatments.engine.suggest import suggest
from treatments.models import RuleReport
from treatments.reporting import report_rule

_case = count(1)


def reported(clinic: Clinic, *, comment: str = "Seen at 12 weeks.", rules: list[str] | None = None) -> RuleReport:
    given = typical()
    area = area_as_json(suggest(clinic.protocol, given).areas[0])
    spoken = next(each for each in area["methods"] if each["method"] == area["method"])["reasons"]
    return report_rule(
        case=f"case {next(_case)}",
        release=clinic.release,
        rules=[spoken[0]["rule"]] if rules is None else rules,
        answers=nameless_answers(clinic.protocol, {"person": given.person, "areas": list(given.areas)}, 1),
        suggestion=area,
        chosen="",
        comment=comment,
        by=clinic.derm,
        at=NOW,
    )

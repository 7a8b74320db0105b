"""What a signed plan says about wrong rules goes to whoever owns the rules: the case, and nobody's name."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from clinic.accounts.models import User
from consultations.deciding import OverrideReason
from consultations.models import Consultation, PlanLine, SignedRecord
from consultations.nameless import without_names
from treatments.compiled_releases import compiled
from treatments.engine.protocol import Protocol
from treatments.reporting import report_rule, take_back_reports

# What a patient wrote, and what says on which day somebody was born.
LEFT_OUT = ("date", "text")


def report_doubted_rules(consultation: Consultation, record: SignedRecord, by: User, at: datetime) -> None:
    """Inside the transaction of the signature: there is no report of a plan that was not signed."""
    for line in consultation.plan_lines.all():
        if OverrideReason.RULE_IS_WRONG in line.reasons:
            _report(consultation, record, line, by, at)


def take_back_doubts(consultation: Consultation, by: User, at: datetime) -> None:
    """Inside the transaction that undoes the signature."""
    cases = [case_of(consultation.pk, line.area_number) for line in consultation.plan_lines.all()]
    answer = _("The signature that this came with was undone by the person who gave it.")
    take_back_reports(cases=cases, answer=answer, by=by, at=at)


def case_of(consultation_id: object, area_number: int) -> str:
    """The same case gives the same sign; without the clinic's secret nobody finds the visit that it stands for."""
    told = f"{consultation_id}:{area_number}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), told, hashlib.sha256).hexdigest()


def _report(consultation: Consultation, record: SignedRecord, line: PlanLine, by: User, at: datetime) -> None:
    protocol = compiled(consultation.release)
    report_rule(
        case=case_of(record.consultation_id, line.area_number),
        release=consultation.release,
        rules=line.doubted,
        answers=nameless_answers(protocol, consultation.answers, line.area_number),
        suggestion=_nameless_suggestion(protocol, consultation.suggestion["areas"][line.area_number - 1]),
        chosen=line.method,
        comment=without_names(line.comment, consultation.patient),
        by=by,
        at=at,
    )


def nameless_answers(protocol: Protocol, answers: Mapping[str, Any], area_number: int) -> dict[str, Any]:
    parts = {"person": answers["person"], "area": answers["areas"][area_number - 1]}
    return {about: _told(protocol, given) for about, given in parts.items()}


def _nameless_suggestion(protocol: Protocol, area: Mapping[str, Any]) -> dict[str, Any]:
    methods = [each | {"reasons": _nameless_reasons(protocol, each["reasons"])} for each in area["methods"]]
    return {**area, "reasons": _nameless_reasons(protocol, area["reasons"]), "methods": methods}


def _nameless_reasons(protocol: Protocol, reasons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [reason | {"answers": _told(protocol, reason["answers"])} for reason in reasons]


def _told(protocol: Protocol, given: Mapping[str, Any]) -> dict[str, Any]:
    """A key without a question of its own is a number worked out from a date."""
    hidden = {key for key, question in protocol.questions.items() if question.type in LEFT_OUT}
    return {key: value for key, value in given.items() if key not in hidden}

"""Rules that doctors found wrong: who owns the rules reads it without a name, and answers."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from clinic.accounts.models import User
from clinic.audit.refusals import Refused
from clinic.audit.services import record
from treatments import policies
from treatments.models import Release, RuleReport

OPEN = {"closed_at": None, "closed_by": None, "closed_with": "", "taken_back": False}


@transaction.atomic
def report_rule(
    *,
    case: str,
    release: Release,
    rules: Sequence[str],
    answers: Mapping[str, Any],
    suggestion: Mapping[str, Any],
    chosen: str,
    comment: str,
    by: User,
    at: datetime,
) -> RuleReport:
    """Once for a case. While nobody has answered, what the doctor says last is what is read.

    What was taken back and is said again is open again.
    """
    said = {
        "release": release,
        "rules": list(rules),
        "answers": answers,
        "suggestion": suggestion,
        "chosen": chosen,
        "comment": comment,
        "reported_at": at,
        "reported_by": by,
        "reported_by_name": by.name,
    }
    report, is_new = RuleReport.objects.select_for_update().get_or_create(case=case, defaults=said)
    if not is_new and (report.closed_at is None or report.taken_back):
        RuleReport.objects.filter(pk=report.pk).update(**said | OPEN)
        report.refresh_from_db()
    record("rule.reported", report, by=by, at=at, rules=list(rules))
    return report


@transaction.atomic
def take_back_reports(*, cases: Collection[str], answer: str, by: User, at: datetime) -> None:
    """What somebody answered before stays answered."""
    for report in RuleReport.objects.select_for_update().filter(case__in=cases, closed_at=None).order_by("pk"):
        report.closed_at, report.closed_by, report.closed_with, report.taken_back = at, by, answer, True
        report.save(update_fields=["closed_at", "closed_by", "closed_with", "taken_back"])
        record("report.taken_back", report, by=by, at=at)


@transaction.atomic
def close_report(*, report_id: int, answer: str, by: User, at: datetime) -> RuleReport:
    report = RuleReport.objects.select_for_update().get(pk=report_id)
    if reason := policies.why_not_close_report(report, by, answer):
        raise Refused(reason)
    report.closed_at, report.closed_by, report.closed_with = at, by, answer.strip()
    report.save(update_fields=["closed_at", "closed_by", "closed_with"])
    record("report.closed", report, by=by, at=at)
    return report

"""What doctors found wrong in the rules: read and answered by who owns the rules."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from clinic.accounts.permissions import Permission, needs
from clinic.audit.receipts import once
from clinic.audit.refusals import BadKey, Refused
from treatments import access, reporting
from treatments.forms import AnswerForm
from treatments.models import RuleReport
from treatments.report_pages import ReportPage, ReportRow

A_PAGE = 30
SHOWN = {"open": True, "closed": False}


@needs(Permission.EDIT_PROTOCOL)
def reports(request: HttpRequest) -> HttpResponse:
    """The open ones, unless the answered ones are asked for; older pages go on below the last one shown."""
    shown = request.GET.get("show", "") if request.GET.get("show", "") in SHOWN else "open"
    rows, below = access.reports(is_open=SHOWN[shown]), request.GET.get("below", "")
    if below.isascii() and below.isdecimal() and len(below) < 10:
        rows = rows.filter(pk__lt=int(below))
    found = list(rows[: A_PAGE + 1])
    context = {
        "rows": [ReportRow.of(report) for report in found[:A_PAGE]],
        "shown": shown,
        "open": access.reports(is_open=True).count(),
        "next_href": f"?show={shown}&below={found[A_PAGE - 1].pk}" if len(found) > A_PAGE else "",
        "first_href": f"?show={shown}" if below else "",
        "section": "protocol",
    }
    return render(request, "treatments/reports.html", context)


@needs(Permission.EDIT_PROTOCOL)
def report(request: HttpRequest, number: int) -> HttpResponse:
    found = access.report(number)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_closed(request, found, form))
        except BadKey:
            raise
        except Refused as refusal:
            reasons = [str(refusal.reason)]
            found.refresh_from_db()
    context = {
        "report": found,
        "page": ReportPage.of(found),
        "form": form,
        "reasons": reasons,
        "page_has_errors": bool(reasons),
        "key": uuid4(),
        "section": "protocol",
    }
    return render(request, "treatments/report.html", context, status=409 if reasons else 422 if form.errors else 200)


def _closed(request: HttpRequest, found: RuleReport, form: AnswerForm) -> str:
    def perform() -> str:
        answer = form.cleaned_data["answer"]
        reporting.close_report(report_id=found.pk, answer=answer, by=request.user, at=timezone.now())
        return reverse("reports")

    key, path = request.POST.get("key", ""), request.get_full_path()
    return once(key=key, by=request.user, path=path, body=request.POST, perform=perform)

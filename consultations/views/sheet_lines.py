"""The patient's sheet line by line before it is signed."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clinic.accounts.permissions import Permission, needs
from consultations import access
from consultations.forms.sheet_lines import SheetLineForm
from consultations.models import Consultation
from consultations.presenters.sheet_lines import SheetLines, ident_of
from consultations.services import sheet_edits
from consultations.site_days import day_at
from consultations.views.review import REVIEWED
from consultations.views.seeing import about_visit
from consultations.views.sending import page, sent
from consultations.views.stepping import elsewhere, own


@require_safe
@needs(Permission.DECIDE)
def sheet_preview(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    consultation = access.consultation(request.user, consultation_id)
    if consultation.status not in REVIEWED:
        return redirect("review", consultation.pk)
    return _page(request, consultation)


@require_POST
@needs(Permission.DECIDE)
def sheet_line(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    consultation = access.consultation(request.user, consultation_id)
    form = SheetLineForm(request.POST, auto_id=f"{ident_of(request.POST)}-%s")

    def perform() -> str:
        line = {"code": form.cleaned_data["code"], "add_on": form.cleaned_data["add_on"]}
        sheet_edits.change_line(**own(request, consultation), **line, text=form.new_text)
        return reverse("sheet_preview", args=[consultation.pk]) + f"#{ident_of(line)}"

    answer, reasons = sent(request, form, consultation.patient, perform)
    not_here = answer or elsewhere(request, consultation, reasons, *REVIEWED, form=form)
    return not_here or _page(request, consultation, form, reasons)


def _page(
    request: HttpRequest, consultation: Consultation, form: SheetLineForm | None = None, reasons: Sequence[str] = ()
) -> HttpResponse:
    """`form` is the line that was sent and is wrong."""
    plan = {line.area_number: line for line in consultation.plan_lines.all()}
    today = day_at(consultation.site, timezone.now())
    context = about_visit(consultation) | {
        "sheet": SheetLines.of(consultation, plan, today),
        "today": today,
        "wrong": (form["code"].value(), form["add_on"].value() or "") if form else None,
        "section": "queue",
    }
    return page(request, "consultations/sheet_preview.html", context, form=form, reasons=reasons)

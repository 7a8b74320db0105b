"""Agreeing with one suggestion, confirming, reopening, closing without a signature."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from clinic.accounts.permissions import Permission, needs
from consultations import access, policies
from consultations.deciding import suggested
from consultations.forms import AgreeForm, CloseForm
from consultations.presenters.people import Pill
from consultations.presenters.plan import limits
from consultations.presenters.words import Words
from consultations.services import review as services
from consultations.views.review import refused_page
from consultations.views.seeing import about_visit
from consultations.views.sending import page, sent
from consultations.views.stepping import moved, own
from treatments.compiled_releases import compiled


@require_POST
@needs(Permission.DECIDE)
def agree(request: HttpRequest, consultation_id: UUID, area_number: int) -> HttpResponse:
    """The suggestion becomes the plan of this area alone."""
    consultation = access.consultation(request.user, consultation_id)
    areas = (consultation.suggestion or {}).get("areas", [])
    if not 1 <= area_number <= len(areas):
        raise Http404
    area, words = areas[area_number - 1], Words.of(compiled(consultation.release), request.LANGUAGE_CODE)
    method, add_on = suggested(area)
    asked = limits(words, area, method, add_on)
    form = AgreeForm(request.POST, limits=asked, prefix=f"area-{area_number}")

    def perform() -> str:
        services.decide(**own(request, consultation), area_number=area_number, method=method, add_on=add_on,
                        restrictions_ticked=form.ticked())  # fmt: skip
        return reverse("review", args=[consultation.pk]) + f"#area-{area_number}"

    answer, reasons = sent(request, form, consultation.patient, perform)
    said = reasons or [error for found in form.errors.values() for error in found]
    return answer or refused_page(request, consultation, said)


@require_POST
@needs(Permission.DECIDE)
def confirm(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    return _move(request, consultation_id, services.confirm, "sign")


@require_POST
@needs(Permission.DECIDE)
def reopen(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    return _move(request, consultation_id, services.reopen, "review")


@needs(Permission.TAKE_INTAKE)
def close(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    consultation = access.consultation(request.user, consultation_id)
    form = CloseForm(request.POST if request.method == "POST" else None)

    def perform() -> str:
        services.close_unsigned(**own(request, consultation), reason=form.cleaned_data["reason"])
        return reverse("patient", args=[consultation.patient_id])

    answer, reasons = sent(request, form, consultation.patient, perform)
    context = about_visit(consultation) | {
        "pill": Pill.of(consultation.status),
        "why_not": policies.why_not_close(consultation, request.user, "-"),
        "section": "today",
    }
    return answer or page(request, "consultations/close.html", context, form=form, reasons=reasons)


def _move(request: HttpRequest, consultation_id: UUID, service: Callable[..., object], onwards: str) -> HttpResponse:
    consultation = access.consultation(request.user, consultation_id)
    answer, reasons = moved(request, consultation, service, reverse(onwards, args=[consultation.pk]))
    return answer or refused_page(request, consultation, reasons)

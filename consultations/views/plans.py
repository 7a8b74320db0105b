"""A plan that is opened again, and a visit that is closed without a signature."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from clinic.accounts.permissions import Permission, needs
from consultations import access, policies
from consultations.forms import CloseForm
from consultations.presenters.people import Pill
from consultations.services import review as services
from consultations.views.review import refused_page
from consultations.views.seeing import about_visit
from consultations.views.sending import page, sent
from consultations.views.stepping import moved, own


@require_POST
@needs(Permission.DECIDE)
def reopen(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    consultation = access.consultation(request.user, consultation_id)
    answer, reasons = moved(request, consultation, services.reopen, reverse("review", args=[consultation.pk]))
    return answer or refused_page(request, consultation, reasons)


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

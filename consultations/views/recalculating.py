"""A newer release went live while a visit was open: to follow it, or to stay."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from clinic.accounts.permissions import Permission, needs
from consultations import access
from consultations.services import recalculating
from consultations.views.flags import number_in
from consultations.views.review import refused_page
from consultations.views.stepping import moved


@require_POST
@needs(Permission.DECIDE)
def recalculate(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    consultation = access.consultation(request.user, consultation_id)
    onwards = reverse("review", args=[consultation.pk])
    answer, reasons = moved(request, consultation, recalculating.recalculate, onwards)
    return answer or refused_page(request, consultation, reasons)


@require_POST
@needs(Permission.DECIDE)
def keep_release(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    consultation = access.consultation(request.user, consultation_id)
    service = partial(recalculating.keep_release, number=number_in(request, "number") or 0)
    answer, reasons = moved(request, consultation, service, reverse("review", args=[consultation.pk]))
    return answer or refused_page(request, consultation, reasons)

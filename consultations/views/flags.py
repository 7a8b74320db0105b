"""What the dermatologist found about a red flag."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from clinic.accounts.permissions import Permission, needs
from consultations import access
from consultations.services import flags
from consultations.views.in_place import answered_in_place
from consultations.views.review import refused_page
from consultations.views.sending import sent
from consultations.views.stepping import own

MOST_DIGITS = 9


@require_POST
@needs(Permission.REVIEW)
def find(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    consultation = access.consultation(request.user, consultation_id)

    def perform() -> str:
        flags.find(
            **own(request, consultation),
            code=request.POST.get("code", ""),
            area_number=number_in(request, "area"),
            finding=request.POST.get("finding", ""),
            remark=request.POST.get("note", ""),
        )
        return reverse("review", args=[consultation.pk])

    answer, reasons = sent(request, None, consultation.patient, perform)
    return answered_in_place(request, consultation, answer) or refused_page(request, consultation, reasons)


def number_in(request: HttpRequest, name: str) -> int | None:
    said = request.POST.get(name, "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= MOST_DIGITS else None

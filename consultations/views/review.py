"""The review: what is known, what is suggested, what was decided."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clinic.accounts.permissions import Permission, needs
from consultations import access, policies
from consultations.answering import read
from consultations.forms import AgreeForm
from consultations.lifecycle import Status
from consultations.models import Consultation
from consultations.presenters.face_facts import face_facts
from consultations.presenters.facts import fact_groups
from consultations.presenters.people import Pill, waiting
from consultations.presenters.plan import PlanCard, limits
from consultations.presenters.suggestions import cards
from consultations.presenters.words import Words
from consultations.services import intake as intake_services
from consultations.views.seeing import about_visit
from consultations.views.sending import page
from consultations.views.stepping import elsewhere, moved
from treatments.compiled_releases import compiled

REVIEWED = (Status.REVIEW, Status.CONFIRMED)
# Where a visit is shown that is not, or no longer, in the review.
ELSEWHERE = {Status.INTAKE: "intake_done", Status.SIGNED: "record", Status.CLOSED_UNSIGNED: "close_unsigned"}


@require_safe
@needs(Permission.REVIEW)
def review(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    consultation = access.consultation(request.user, consultation_id)
    if consultation.status in ELSEWHERE:
        return redirect(ELSEWHERE[consultation.status], consultation.pk)
    return review_page(request, consultation)


@require_POST
@needs(Permission.REVIEW)
def give_back(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    consultation = access.consultation(request.user, consultation_id)
    answer, reasons = moved(request, consultation, intake_services.give_back, reverse("queue"))
    return answer or refused_page(request, consultation, reasons)


def refused_page(request: HttpRequest, consultation: Consultation, reasons: Sequence[str]) -> HttpResponse:
    """The page the visit has now, with the reasons; plain where it is not in the review any more."""
    not_here = elsewhere(request, consultation, reasons, *REVIEWED)
    return not_here or review_page(request, consultation, reasons=reasons)


def review_page(
    request: HttpRequest,
    consultation: Consultation,
    *,
    form: AgreeForm | None = None,
    area_number: int = 0,
    reasons: Sequence[str] = (),
) -> HttpResponse:
    """`form` is the one that was sent for an area and is wrong."""
    words = Words.of(compiled(consultation.release), request.LANGUAGE_CODE)
    context = about_visit(consultation) | {
        "face_map": face_facts(words, consultation),
        "groups": fact_groups(words, consultation, consultation.answer_changes.all()),
        "areas": _areas(words, consultation, {area_number: form} if form else {}),
        "release": consultation.release.number,
        "protocol": words.protocol,
        "flags": consultation.glance["flags"],
        "pill": Pill.of(consultation.status),
        "waiting": waiting(consultation, timezone.now()),
        "why_not_confirm": policies.why_not_confirm(consultation, request.user),
        "why_not_sign": policies.why_not_sign(consultation, request.user),
        "section": "queue",
    }
    return page(request, "consultations/review.html", context, form=form, reasons=reasons)


def _areas(words: Words, consultation: Consultation, sent_forms: dict[int, AgreeForm]) -> list[dict[str, Any]]:
    lines = {line.area_number: line for line in consultation.plan_lines.select_related("decided_by")}
    suggested = cards(words, read(words.protocol, consultation.answers))
    return [
        {
            "card": card,
            "plan": PlanCard.of(words, lines[card.number]) if card.number in lines else None,
            "agree_form": sent_forms.get(card.number) or agree_form(words, consultation, card.number),
        }
        for card in suggested
    ]


def agree_form(words: Words, consultation: Consultation, number: int, data: Any = None) -> AgreeForm:
    area = consultation.suggestion["areas"][number - 1]
    asked = limits(words, area, area["method"] or "", area["add_on"] or "")
    return AgreeForm(data, limits=asked, prefix=f"area-{number}", auto_id=f"agree-{number}-%s")

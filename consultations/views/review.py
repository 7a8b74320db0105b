"""The review: what is known, what is suggested, what was decided."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clinic.accounts.permissions import Permission, needs
from consultations import access
from consultations.forms import AgreeForm
from consultations.forms.agree_all import AgreeAllForm
from consultations.lifecycle import Status
from consultations.models import Consultation
from consultations.presenters.answered_here import Sent
from consultations.presenters.changes import Changes
from consultations.presenters.plan import limits
from consultations.presenters.words import Words
from consultations.services import intake as intake_services
from consultations.services import queueing
from consultations.services import review as services
from consultations.views.review_context import agree_all_form, review_context
from consultations.views.seeing import about_visit
from consultations.views.sending import page, sent
from consultations.views.stepping import elsewhere, moved, own

REVIEWED = (Status.REVIEW, Status.CONFIRMED)
# Where a visit is shown that is not in the review any more; one that is still being answered can be read.
ELSEWHERE = {Status.SIGNED: "record", Status.CLOSED_UNSIGNED: "close_unsigned"}


@require_safe
@needs(Permission.REVIEW)
def review(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Whoever opens it has the case, unless a colleague has."""
    queueing.claim(consultation_id=consultation_id, by=request.user, at=timezone.now())
    consultation = access.consultation(request.user, consultation_id)
    if consultation.status in ELSEWHERE:
        return redirect(ELSEWHERE[consultation.status], consultation.pk)
    return review_page(request, consultation)


@require_POST
@needs(Permission.DECIDE)
def agree_all(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """One button: what is suggested becomes the plan wherever nothing else was decided, and the plan is confirmed."""
    consultation = access.consultation(request.user, consultation_id)
    form = agree_all_form(consultation, request.LANGUAGE_CODE, request.POST)

    def perform() -> str:
        services.agree_all(**own(request, consultation), ticked=form.ticked(), details=form.detailed())
        return reverse("sign", args=[consultation.pk])

    answer, reasons = sent(request, form, consultation.patient, perform)
    not_here = answer or elsewhere(request, consultation, reasons, *REVIEWED)
    return not_here or review_page(request, consultation, form=form, reasons=reasons)


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
    form: BaseForm | AgreeAllForm | None = None,
    area_number: int = 0,
    answer: Sent | None = None,
    changed: Changes | None = None,
    reasons: Sequence[str] = (),
) -> HttpResponse:
    """`form` is one that was sent and is wrong, for an area if it belongs to one; `answer` is an answer that came from
    the page and was not taken, `changed` what one has changed that was.
    """
    shown = review_context(
        consultation,
        by=request.user,
        language=request.LANGUAGE_CODE,
        at=timezone.now(),
        agree=form if isinstance(form, AgreeAllForm) else None,
        answer=answer,
        changed=changed,
    )
    wrong = answer.form if answer else form
    return page(request, "consultations/review.html", about_visit(consultation) | shown, form=wrong, reasons=reasons)


def agree_form(words: Words, consultation: Consultation, number: int, data: Any = None) -> AgreeForm:
    """For one area by itself."""
    area = consultation.suggestion["areas"][number - 1]
    asked = limits(words, area, area["method"] or "", area["add_on"] or "")
    return AgreeForm(data, limits=asked, prefix=f"area-{number}", auto_id=f"agree-{number}-%s")

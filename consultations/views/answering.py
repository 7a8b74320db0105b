"""One answer given or corrected by the dermatologist: on a page of its own, or on the review itself."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clinic.accounts.permissions import Permission, needs
from consultations import access
from consultations.intake import questions
from consultations.intake.forms import QuestionForm
from consultations.intake.questions import Asked
from consultations.lifecycle import Status
from consultations.models import Consultation
from consultations.presenters.answered_here import Sent, here_form
from consultations.presenters.words import Words, area_name
from consultations.services import review
from consultations.site_days import day_at
from consultations.views.flags import number_in
from consultations.views.in_place import answered_in_place
from consultations.views.review import REVIEWED, refused_page, review_page
from consultations.views.seeing import about_visit
from consultations.views.sending import page, sent
from consultations.views.stepping import elsewhere, own
from treatments.compiled_releases import compiled


@needs(Permission.REVIEW)
def correct(request: HttpRequest, consultation_id: UUID, question: str, area_number: int | None = None) -> HttpResponse:
    consultation = access.consultation(request.user, consultation_id)
    if request.method != "POST" and consultation.status != Status.REVIEW:
        return redirect("review", consultation.pk)
    asked = _any_question(consultation, question, area_number)
    words = Words.of(compiled(consultation.release), consultation.patient.language)
    form = _form(request, consultation, words, asked)

    def change() -> str:
        value = None if "skip" in request.POST else form.value
        review.correct_answer(**_where(request, consultation, asked), value=value)
        return reverse("review", args=[consultation.pk])

    answer, reasons = sent(request, None if "skip" in request.POST else form, consultation.patient, change)
    if not_here := answer or elsewhere(request, consultation, reasons, *REVIEWED, form=form):
        return not_here
    context = about_visit(consultation) | {
        "asked": asked,
        "area": _area(words, consultation, asked),
        "section": "queue",
    }
    return page(request, "consultations/answer_correct.html", context, form=form, reasons=reasons)


@require_POST
@needs(Permission.REVIEW)
def answer_in_place(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """The question stands open on the review. `card` is the area under whose suggestion it was answered."""
    consultation = access.consultation(request.user, consultation_id)
    asked = _asked(consultation, request.POST.get("question", ""), number_in(request, "area"))
    if not questions.is_shown(compiled(consultation.release), consultation.answers, asked):
        gone = _("This question is not asked any more, because another answer was changed.")
        return refused_page(request, consultation, [gone])
    card, today = number_in(request, "card") or 1, day_at(consultation.site, timezone.now())
    words = Words.of(compiled(consultation.release), request.LANGUAGE_CODE)
    form = here_form(words, consultation, asked, card, today, request.POST)

    def change() -> str:
        review.correct_answer(**_where(request, consultation, asked), value=form.value)
        return reverse("review", args=[consultation.pk]) + f"#area-{card}"

    answer, reasons = sent(request, form, consultation.patient, change)
    if done := answered_in_place(request, consultation, answer):
        return done
    not_here = elsewhere(request, consultation, reasons, *REVIEWED, form=form)
    return not_here or review_page(request, consultation, answer=Sent(asked, card, form), reasons=reasons)


def _form(request: HttpRequest, consultation: Consultation, words: Words, asked: Asked) -> QuestionForm:
    data = request.POST if request.method == "POST" and "skip" not in request.POST else None
    given = questions.given(consultation.answers, asked)
    today = day_at(consultation.site, timezone.now())
    return QuestionForm(data, question=asked.question, words=words, today=today, given=given)


def _area(words: Words, consultation: Consultation, asked: Asked) -> str:
    """Which place is meant, once it has a name."""
    known = asked.area_number and questions.part_of(consultation.answers, asked.area_number)
    return area_name(words, known, asked.area_number) if known else ""


def _where(request: HttpRequest, consultation: Consultation, asked: Asked) -> dict[str, object]:
    return own(request, consultation) | {"question": asked.question.key, "area_number": asked.area_number}


def _any_question(consultation: Consultation, key: str, area_number: int | None) -> Asked:
    """Also those that only the dermatologist answers, if skip logic leaves them on the way."""
    asked = _asked(consultation, key, area_number)
    if not questions.is_shown(compiled(consultation.release), consultation.answers, asked):
        raise Http404
    return asked


def _asked(consultation: Consultation, key: str, area_number: int | None) -> Asked:
    found = compiled(consultation.release).questions.get(key)
    is_there = area_number is None or 1 <= area_number <= len(consultation.answers["areas"])
    if found is None or found.derives or found.retired or not is_there:
        raise Http404
    if (found.about == "area") != (area_number is not None):
        raise Http404
    return Asked(found, area_number)

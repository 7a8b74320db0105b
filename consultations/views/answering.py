"""One question on one page: in the intake, and when the dermatologist corrects an answer."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from clinic.accounts.permissions import Permission, needs
from consultations import access
from consultations.intake import questions
from consultations.intake.forms import QuestionForm
from consultations.intake.questions import Asked
from consultations.lifecycle import Status
from consultations.models import Consultation
from consultations.presenters.intake import Intake
from consultations.services import intake as services
from consultations.services import review
from consultations.site_days import day_at
from consultations.views.review import REVIEWED
from consultations.views.seeing import about_visit
from consultations.views.sending import page, sent
from consultations.views.stepping import elsewhere, own


@needs(Permission.TAKE_INTAKE)
def ask(request: HttpRequest, consultation_id: UUID, question: str, area_number: int | None = None) -> HttpResponse:
    consultation = access.consultation(request.user, consultation_id)
    if request.method != "POST" and consultation.status != Status.INTAKE:
        return redirect("intake_done", consultation.pk)
    intake = Intake.of(consultation)
    asked = intake.find(question, area_number)
    if asked is None:
        raise Http404
    form = _form(request, intake, asked)

    def give() -> str:
        value = None if "skip" in request.POST else form.value
        changed = services.give_answer(**_where(request, consultation, asked), value=value)
        return _onwards(request, Intake.of(changed), asked)

    answer, reasons = sent(request, None if "skip" in request.POST else form, consultation.patient, give)
    if not_here := answer or elsewhere(request, consultation, reasons, Status.INTAKE, form=form):
        return not_here
    context = about_visit(consultation) | _place(request, intake, asked)
    return page(request, "consultations/question.html", context, form=form, reasons=reasons)


@needs(Permission.REVIEW)
def correct(request: HttpRequest, consultation_id: UUID, question: str, area_number: int | None = None) -> HttpResponse:
    consultation = access.consultation(request.user, consultation_id)
    if request.method != "POST" and consultation.status != Status.REVIEW:
        return redirect("review", consultation.pk)
    intake, asked = Intake.of(consultation), _any_question(consultation, question, area_number)
    form = _form(request, intake, asked)

    def change() -> str:
        value = None if "skip" in request.POST else form.value
        review.correct_answer(**_where(request, consultation, asked), value=value)
        return reverse("review", args=[consultation.pk])

    answer, reasons = sent(request, None if "skip" in request.POST else form, consultation.patient, change)
    if not_here := answer or elsewhere(request, consultation, reasons, *REVIEWED, form=form):
        return not_here
    context = about_visit(consultation) | {"asked": asked, "area": _area(intake, asked), "section": "queue"}
    return page(request, "consultations/answer_correct.html", context, form=form, reasons=reasons)


def _form(request: HttpRequest, intake: Intake, asked: Asked) -> QuestionForm:
    data = request.POST if request.method == "POST" and "skip" not in request.POST else None
    given = questions.given(intake.answers, asked)
    today = day_at(intake.consultation.site, timezone.now())
    return QuestionForm(data, question=asked.question, words=intake.words, today=today, given=given)


def _where(request: HttpRequest, consultation: Consultation, asked: Asked) -> dict[str, object]:
    return own(request, consultation) | {"question": asked.question.key, "area_number": asked.area_number}


def _onwards(request: HttpRequest, intake: Intake, asked: Asked) -> str:
    return intake.href(None) if request.GET.get("from") == "check" else intake.next_href(asked)


def _place(request: HttpRequest, intake: Intake, asked: Asked) -> dict[str, object]:
    from_check = request.GET.get("from") == "check"
    current, total = intake.part(asked)
    return {
        "asked": asked,
        "area": _area(intake, asked),
        "back_href": intake.href(None) if from_check else intake.back_href(asked),
        "current": current,
        "total": total,
        "section": "today",
    }


def _area(intake: Intake, asked: Asked) -> str:
    """Which place is meant, once it has a name and is not what is being asked."""
    several = asked.area_number and questions.part_of(intake.answers, asked.area_number)
    return intake.area_names()[asked.area_number - 1] if several else ""


def _any_question(consultation: Consultation, key: str, area_number: int | None) -> Asked:
    """Also those that only the dermatologist answers, if skip logic leaves them on the way."""
    protocol = Intake.of(consultation).words.protocol
    found = protocol.questions.get(key)
    is_there = area_number is None or 1 <= area_number <= len(consultation.answers["areas"])
    if found is None or found.derives or (found.about == "area") != (area_number is not None) or not is_there:
        raise Http404
    asked = Asked(found, area_number)
    if not questions.is_shown(protocol, consultation.answers, asked):
        raise Http404
    return asked

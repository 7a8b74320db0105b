"""Answers of the last visit that the patient confirms, and answers about the first place that fit the next one."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from consultations import access
from consultations.intake.carrying import alike, to_confirm
from consultations.intake.questions import Asked
from consultations.lifecycle import Status
from consultations.presenters.intake import Intake
from consultations.services import intake as services
from consultations.services.intake import Given
from consultations.views.at_tablet import AtTablet
from consultations.views.sending import page, sent
from consultations.views.stepping import elsewhere


def carried(request: HttpRequest, tablet: AtTablet) -> HttpResponse:
    """Shown once at the beginning. "Something changed" goes on, and each question is asked as for a new patient."""
    if not_yours := tablet.not_here(request):
        return not_yours
    consultation = tablet.consultation
    intake = Intake.of(consultation, tablet.layout, tablet.href)
    earlier = access.last_signed(consultation)
    found = to_confirm(intake.words.protocol, consultation.answers, earlier.answers) if earlier else []
    if request.method != "POST" and not found:
        return redirect(intake.href(intake.next_open()))
    answer, reasons = sent(request, None, consultation.patient, lambda: _give(request, tablet, found), by=tablet.by)
    if not_here := answer or elsewhere(request, consultation, reasons, Status.INTAKE, around=tablet.context()):
        return not_here
    context = tablet.context() | {
        "rows": [(intake.words.say(a.question.wording), intake.words.answer(a.question.key, v)) for a, v in found],
        "said_on": earlier.signed_at if earlier else None,
        "on_href": intake.href(intake.next_open()),
        "back_href": tablet.href("begin"),
    }
    return page(request, "consultations/carried.html", context, reasons=reasons)


@require_POST
def same_as_first(request: HttpRequest, tablet: AtTablet, screen: str, area_number: int) -> HttpResponse:
    consultation = tablet.consultation
    intake = Intake.of(consultation, tablet.layout, tablet.href)
    found = intake.find(screen, area_number)
    if found is None:
        raise Http404
    keys = {asked.question.key for asked in found.possible}
    same = alike(intake.words.protocol, consultation.answers, area_number, keys)

    def give() -> str:
        _give(request, tablet, same)
        return intake.href(found)

    answer, reasons = sent(request, None, consultation.patient, give, by=tablet.by)
    not_here = answer or elsewhere(request, consultation, reasons, Status.INTAKE, around=tablet.context())
    return not_here or redirect(intake.href(found))


def _give(request: HttpRequest, tablet: AtTablet, found: list[tuple[Asked, Any]]) -> str:
    given = [Given(asked.question.key, asked.area_number, value) for asked, value in found]
    changed = services.give_answers(**tablet.answering(request), given=given)
    intake = Intake.of(changed, tablet.layout, tablet.href)
    return intake.href(intake.next_open())

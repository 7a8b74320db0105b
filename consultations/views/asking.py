"""One screen of the intake: shown, sent as a whole, and each answer saved by itself as it is given."""

import json
from typing import Any

from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST

from clinic.audit.refusals import BadKey, Busy, KeyReused, Refused
from consultations import access
from consultations.intake import questions
from consultations.intake.carrying import alike
from consultations.intake.forms import ScreenForm
from consultations.intake.screens import Layout, Screen
from consultations.lifecycle import Status
from consultations.models import Consultation
from consultations.models.consultation import HOLDING
from consultations.presenters.intake import Intake
from consultations.presenters.saving import as_conflict
from consultations.services import intake as services
from consultations.services.intake import Given
from consultations.site_days import day_at
from consultations.views import handing_over
from consultations.views.at_desk_first import is_before_hand_over, narrowed
from consultations.views.at_tablet import AtTablet
from consultations.views.sending import effect, page, refuse_another_patient, refuse_doubled_fields, revision, sent
from consultations.views.stepping import elsewhere

LARGEST_SEQUENCE = 15
# The constraint on AnswerChange.
COUNTED_ONCE = "a_tablet_counts_each_change_once"


def ask(request: HttpRequest, tablet: AtTablet, screen: str, area_number: int | None = None) -> HttpResponse:
    consultation = tablet.consultation
    if not_yours := tablet.not_here(request):
        return not_yours
    intake = Intake.of(consultation, tablet.layout, tablet.href)
    found = _found(intake, screen, area_number)
    if is_before_hand_over(request):
        found = narrowed(found)
    form = _form(request, intake, found, request.POST if request.method == "POST" else None)

    def give() -> str:
        given = [Given(asked.question.key, asked.area_number, value) for asked, value in form.given]
        changed = services.give_answers(**tablet.answering(request), given=given)
        return _onwards(request, Intake.of(changed, tablet.layout, tablet.href), found)

    answer, reasons = sent(request, form, consultation.patient, give, by=tablet.by)
    if answer and is_before_hand_over(request) and not tablet.is_patient:
        return handing_over.hand_over_after_start(request, access.consultation(tablet.by, consultation.pk))
    if not_here := answer or elsewhere(
        request, consultation, reasons, Status.INTAKE, form=form, around=tablet.context()
    ):
        return not_here
    context = tablet.context() | _place(request, intake, found)
    return page(request, "consultations/screen.html", context, form=form, reasons=reasons)


@require_POST
def save(request: HttpRequest, tablet: AtTablet) -> HttpResponse:
    """One answer: the fields of its question, and `screen`, `area` and `question` say which. JSON, see saving.js."""
    intake = Intake.of(tablet.consultation, tablet.layout, tablet.href)
    place = (request.POST.get("screen", ""), _number(request.POST.get("area", "")))
    question = request.POST.get("question", "")
    found = _with_question(intake, *place, question)
    form = _form(request, intake, found, request.POST, only=question)
    try:
        refuse_another_patient(request, tablet.consultation.patient)
        refuse_doubled_fields(request, form)
        if not form.is_valid():
            return _unfinished(request, tablet, intake, found, form, question)
        said = effect(request, lambda: _save(request, tablet, intake, found, form), by=tablet.by)
    except BadKey:
        raise
    except Busy:
        return JsonResponse({}, status=503)
    except IntegrityError as error:
        if COUNTED_ONCE not in str(error):
            raise
        refusal: Refused = KeyReused()
    except Refused as refused:
        refusal = refused
    else:
        return HttpResponse(said, content_type="application/json")
    return _not_taken(request, tablet, intake, found, form, refusal)


def _not_taken(
    request: HttpRequest, tablet: AtTablet, intake: Intake, screen: Screen, form: ScreenForm, refusal: Refused
) -> HttpResponse:
    """An answer that stands there already was taken, whoever sent it; else why not, and what stands there now."""
    (asked,) = form.possible
    visit = tablet.consultation
    visit.refresh_from_db(fields=["revision", "answers", "status", *HOLDING])
    now = intake.with_answers(visit.answers)
    seen, question = revision(request), asked.question.key
    told = as_conflict(now, tablet.client, screen, question, str(refusal.reason), seen)
    said = form.value_of(question, asked.question) if form.is_valid() else None
    if told["kind"] == "changed" and said is not None and said == questions.given(visit.answers, asked):
        return JsonResponse(_saved(tablet, intake, visit, screen))
    return JsonResponse(told, status=409)


def _save(request: HttpRequest, tablet: AtTablet, intake: Intake, screen: Screen, form: ScreenForm) -> str:
    (asked,) = form.possible
    changed = services.give_answer(
        **tablet.answering(request),
        question=asked.question.key,
        area_number=asked.area_number,
        value=form.value_of(asked.question.key, asked.question),
        sequence=_number(request.POST.get("sequence", "")),
    )
    return json.dumps(_saved(tablet, intake, changed, screen))


def _saved(tablet: AtTablet, intake: Intake, changed: Consultation, screen: Screen) -> dict[str, Any]:
    """`shown` are the questions of this screen that are on the way now."""
    now = intake.with_answers(changed.answers).find(*screen.address)
    at = timezone.localtime(timezone.now(), tablet.consultation.site.zone)
    return {
        "revision": changed.revision,
        "saved_at": date_format(at, "H:i"),
        "shown": [asked.question.key for asked in now.in_sight(changed.answers)] if now else [],
    }


def _unfinished(
    request: HttpRequest, tablet: AtTablet, intake: Intake, screen: Screen, form: ScreenForm, question: str
) -> HttpResponse:
    """What is typed and is no answer yet is kept, so that another tablet shows it too; the page says it on Continue."""
    (asked,) = form.possible
    value = form[question].value() or ""
    changed = services.keep_unfinished(
        **tablet.answering(request),
        question=question,
        area_number=asked.area_number,
        typed=[part or "" for part in value] if isinstance(value, list | tuple) else [value],
    )
    return JsonResponse({"unfinished": True} | _saved(tablet, intake, changed, screen), status=422)


def _with_question(intake: Intake, key: str, area_number: int | None, question: str) -> Screen:
    """The desk and a patient have the same question on different screens; what was kept in other hands is found too."""
    at_once = [screen for screen in intake.screens if screen.address == (key, area_number)]
    for screen in at_once + intake.screens:
        if not screen.is_map and (question, area_number) in {asked.place for asked in screen.possible}:
            return screen
    raise Http404


def _found(intake: Intake, key: str, area_number: int | None) -> Screen:
    found = intake.find(key, area_number)
    if found is None or found.is_map:
        raise Http404
    return found


def _form(request: HttpRequest, intake: Intake, screen: Screen, data: Any, only: str | None = None) -> ScreenForm:
    return ScreenForm(
        data,
        intake=intake,
        screen=screen,
        today=day_at(intake.consultation.site, timezone.now()),
        typed=intake.consultation.unfinished,
        leave_blank=only is not None or "leave_blank" in request.POST,
        only=only,
    )


def _onwards(request: HttpRequest, intake: Intake, screen: Screen) -> str:
    """The same screen again while an answer has opened a question on it that was not there to be answered."""
    now = intake.find(*screen.address)
    if is_before_hand_over(request) and intake.layout == Layout.PARTS:
        return reverse("intake_hand_over", args=[intake.consultation.pk])
    if now and not now.is_met(intake.answers):
        return intake.href(now, to_check=_from_check(request))
    return intake.href(None) if _from_check(request) else intake.next_href(screen)


def _place(request: HttpRequest, intake: Intake, screen: Screen) -> dict[str, object]:
    current, total = intake.part(screen)
    return {
        "screen": screen,
        "heading": intake.title(screen),
        "area": intake.area_of(screen),
        "back_href": intake.href(None) if _from_check(request) else intake.back_href(screen),
        "current": current,
        "total": total,
        "same_as_first": _same_as_first(intake, screen),
    }


def _same_as_first(intake: Intake, screen: Screen) -> str:
    """Where a button fills in what may be the same as at the first place; empty where nothing may."""
    keys = {asked.question.key for asked in screen.asked}
    if not screen.area_number or not alike(intake.words.protocol, intake.answers, screen.area_number, keys):
        return ""
    return intake.address("same_as_first", screen.area_number, screen.key)


def _from_check(request: HttpRequest) -> bool:
    return request.GET.get("from") == "check"


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < LARGEST_SEQUENCE else None

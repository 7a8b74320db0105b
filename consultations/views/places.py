"""Where the bumps are: the picture of the face, for all places at once."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format

from clinic.audit.refusals import BadKey, Busy, Refused
from consultations.face_map.forms import FaceMapForm
from consultations.face_map.places import OnTheMap, marks_of
from consultations.intake.screens import Screen
from consultations.lifecycle import Status
from consultations.models import Consultation
from consultations.models.consultation import HOLDING
from consultations.presenters.face_map import FaceMapPage
from consultations.presenters.intake import Intake
from consultations.presenters.saving import places_conflict
from consultations.services.face_map import is_size_asked, mark_places
from consultations.views.at_tablet import AtTablet
from consultations.views.sending import effect, page, refuse_another_patient, refuse_doubled_fields, revision, sent
from consultations.views.stepping import elsewhere


def places(request: HttpRequest, tablet: AtTablet) -> HttpResponse:
    """Sent by the script at every change it asks for JSON, and nothing is skipped yet."""
    consultation = tablet.consultation
    if not_yours := tablet.not_here(request):
        return not_yours
    intake = Intake.of(consultation, tablet.layout, tablet.href)
    asked, screen = OnTheMap.of(intake.words.protocol.document), _screen(intake)
    if asked is None:
        raise Http404
    form = _form(request, tablet, intake, asked)
    if _is_by_script(request):
        return _saved_on_the_way(request, tablet, form)

    def mark() -> str:
        changed = mark_places(**tablet.answering(request), marks=form.marks)
        return _onwards(request, Intake.of(changed, tablet.layout, tablet.href))

    answer, reasons = sent(request, form, consultation.patient, mark, by=tablet.by)
    if not_here := answer or elsewhere(
        request, consultation, reasons, Status.INTAKE, form=form, around=tablet.context()
    ):
        return not_here
    marks = form.marks if form.is_valid() else _marks(consultation, asked)
    context = tablet.context() | {
        "face": FaceMapPage(form, marks, tablet.is_patient),
        "heading": intake.words.say(asked.place.wording),
        "hint": intake.words.say(asked.place.help),
        "back_href": tablet.href("check") if _from_check(request) else intake.back_href(screen),
        "current": intake.part(screen)[0],
        "total": intake.part(screen)[1],
    }
    return page(request, "consultations/places.html", context, form=form, reasons=reasons)


def _screen(intake: Intake) -> Screen:
    found = next((screen for screen in intake.screens if screen.is_map), None)
    if found is None:
        raise Http404
    return found


def _form(request: HttpRequest, tablet: AtTablet, intake: Intake, asked: OnTheMap) -> FaceMapForm:
    return FaceMapForm(
        request.POST if request.method == "POST" else None,
        asked=asked,
        words=intake.words,
        marks=_marks(tablet.consultation, asked),
        for_patient=tablet.is_patient,
        asks_size=is_size_asked(intake.words.protocol, intake.answers, asked),
        needs_a_place="leave_blank" not in request.POST and not _is_by_script(request),
    )


def _marks(consultation: Consultation, asked: OnTheMap) -> dict[str, Any]:
    return marks_of(asked, consultation.answers["areas"], consultation.face_map)


def _saved_on_the_way(request: HttpRequest, tablet: AtTablet, form: FaceMapForm) -> HttpResponse:
    consultation = tablet.consultation
    if not form.is_valid():
        return JsonResponse({"unfinished": True, "revision": consultation.revision}, status=422)

    def mark() -> str:
        changed = mark_places(**tablet.answering(request), marks=form.marks, finished=False)
        at = timezone.localtime(timezone.now(), consultation.site.zone)
        return json.dumps({"revision": changed.revision, "saved_at": date_format(at, "H:i")})

    try:
        refuse_another_patient(request, consultation.patient)
        refuse_doubled_fields(request, form)
        said = effect(request, mark, by=tablet.by)
    except BadKey:
        raise
    except Busy:
        return JsonResponse({}, status=503)
    except Refused as refusal:
        consultation.refresh_from_db(fields=["revision", "answers", "status", "face_map", *HOLDING])
        conflict = places_conflict(consultation, form.asked, tablet.client, str(refusal.reason), revision(request))
        return JsonResponse(conflict, status=409)
    return HttpResponse(said, content_type="application/json")


def _onwards(request: HttpRequest, intake: Intake) -> str:
    return intake.href(None) if _from_check(request) else intake.next_href(_screen(intake))


def _from_check(request: HttpRequest) -> bool:
    return request.GET.get("from") == "check"


def _is_by_script(request: HttpRequest) -> bool:
    return request.method == "POST" and request.headers.get("Accept", "").startswith("application/json")

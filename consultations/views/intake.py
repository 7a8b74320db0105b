"""Around the screens of the intake: going on with it, its areas, taking it over, checking the answers, finishing."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from consultations import policies
from consultations.intake.carrying import is_untouched
from consultations.lifecycle import Status
from consultations.presenters.given_back import GivenBack, unsettled
from consultations.presenters.intake import AnswerGroup, Intake
from consultations.services import intake as services
from consultations.views.at_tablet import AtTablet
from consultations.views.sending import page, sent
from consultations.views.stepping import elsewhere

NO_AREA = 0


@require_safe
def resume(request: HttpRequest, tablet: AtTablet) -> HttpResponse:
    """The first screen that nobody has met yet."""
    if not_yours := tablet.not_here(request):
        return not_yours
    intake = _intake(tablet)
    if is_untouched(intake.words.protocol, intake.answers):
        return redirect(tablet.href("carried"))
    return redirect(intake.href(intake.next_open()))


def areas(request: HttpRequest, tablet: AtTablet) -> HttpResponse:
    """Where there is no map of the face, places are added one by one."""
    consultation = tablet.consultation
    if not_yours := tablet.not_here(request):
        return not_yours
    if _intake(tablet).words.protocol.document.face_map:
        raise Http404
    answer, reasons = sent(request, None, consultation.patient, lambda: _change_areas(request, tablet), by=tablet.by)
    if not_here := answer or elsewhere(request, consultation, reasons, Status.INTAKE, around=tablet.context()):
        return not_here
    intake = _intake(tablet)
    context = tablet.context() | {
        "names": list(enumerate(intake.area_names(), start=1)),
        "back_href": intake.last_of_areas(),
        "on_href": intake.after_areas(),
        "why_not_add": policies.why_not_add_area(consultation, tablet.by),
    }
    return page(request, "consultations/areas.html", context, reasons=reasons)


def _change_areas(request: HttpRequest, tablet: AtTablet) -> str:
    removed = request.POST.get("remove", "")
    if removed:
        number = int(removed) if removed.isascii() and removed.isdecimal() and len(removed) < 4 else NO_AREA
        services.remove_area(**tablet.own(request), area_number=number)
        return tablet.href("areas")
    changed = services.add_area(**tablet.own(request))
    return Intake.of(changed, tablet.layout, tablet.href).first_of_area(len(changed.answers["areas"]))


@require_safe
def check(request: HttpRequest, tablet: AtTablet) -> HttpResponse:
    return tablet.not_here(request) or _check_page(request, tablet)


@require_POST
def finish(request: HttpRequest, tablet: AtTablet) -> HttpResponse:
    consultation = tablet.consultation

    def perform() -> str:
        services.finish_intake(**tablet.own(request), client=tablet.client)
        return tablet.href("done")

    answer, reasons = sent(request, None, consultation.patient, perform, by=tablet.by)
    not_here = answer or elsewhere(request, consultation, reasons, Status.INTAKE, around=tablet.context())
    return not_here or _check_page(request, tablet, reasons)


def _check_page(request: HttpRequest, tablet: AtTablet, reasons: tuple[str, ...] = ()) -> HttpResponse:
    intake = _intake(tablet)
    groups = intake.to_check()
    context = tablet.context() | {
        "groups": groups,
        "open": sum(group.open for group in groups),
        "not_sure": sum(group.not_sure for group in groups),
        "resume_href": tablet.href(),
        "finish_href": tablet.href("finish"),
        "areas_href": tablet.href("places" if intake.words.protocol.document.face_map else "areas"),
        "back_href": intake.href(intake.screens[-1]),
        "why_not_finish": tablet.why_not_finish(),
    }
    if not tablet.is_patient:
        context |= _after_the_patient(request, tablet, intake, groups)
    return page(request, "consultations/intake_check.html", context, reasons=reasons)


def _after_the_patient(
    request: HttpRequest, tablet: AtTablet, intake: Intake, groups: Sequence[AnswerGroup]
) -> dict[str, object]:
    """Where the tablet has come back, the desk sees first what is left to do."""
    shows_unsettled = request.GET.get("show") == "open"
    return {
        "given_back": GivenBack.of(tablet.consultation, intake),
        "groups": unsettled(groups) if shows_unsettled else groups,
        "shows_unsettled": shows_unsettled,
        "check_href": tablet.href("check"),
        "hand_over_href": tablet.href("hand_over"),
    }


@require_safe
def done(request: HttpRequest, tablet: AtTablet) -> HttpResponse:
    """The desk is told that the doctor should know, never what or why."""
    consultation = tablet.consultation
    if consultation.status == Status.INTAKE:
        return redirect(tablet.href())
    suggestion = consultation.suggestion or {}
    context = tablet.context() | {
        "tell_the_doctor": consultation.status == Status.REVIEW and suggestion.get("outcome") == "examine_first",
    }
    return page(request, "consultations/intake_done.html", context)


def held(request: HttpRequest, tablet: AtTablet) -> HttpResponse:
    """Another tablet has the intake: what is answered so far, to read, and the way to take it over."""
    consultation = tablet.consultation
    why_not = policies.why_not_from(consultation, tablet.client)
    if request.method != "POST" and (not why_not or consultation.status != Status.INTAKE):
        return redirect(tablet.href())

    def take() -> str:
        own = {"consultation_id": consultation.pk, "by": tablet.by, "at": timezone.now()}
        services.take_over(**own, client=tablet.client, held_as=tablet.given_by)
        return tablet.href()

    answer, reasons = sent(request, None, consultation.patient, take, by=tablet.by)
    if not_here := answer or elsewhere(request, consultation, reasons, Status.INTAKE, around=tablet.context()):
        return not_here
    context = tablet.context() | {"why_not": why_not, "groups": _intake(tablet).to_check()}
    return page(request, "consultations/intake_held.html", context, reasons=reasons)


def _intake(tablet: AtTablet) -> Intake:
    return Intake.of(tablet.consultation, tablet.layout, tablet.href)

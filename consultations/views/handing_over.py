"""Giving the tablet to the patient, the pages around the questions there, and giving it back."""

import math
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clinic.accounts.permissions import Permission, needs
from clinic.audit.refusals import Refused
from clinic.web.preferences import SIZES, THEMES
from consultations import access, patient_mode, policies
from consultations.intake.screens import Layout, screens
from consultations.lifecycle import Status
from consultations.models import Consultation, HandOver
from consultations.models.answers import GivenBy
from consultations.models.handing_over import Ended
from consultations.policies.handing_over import for_desk
from consultations.presenters.intake import Intake
from consultations.services import handing_over as services
from consultations.services import patients
from consultations.views.at_desk_first import THEN, THEN_HAND_OVER
from consultations.views.at_tablet import AtTablet, client_of
from consultations.views.in_hand import over
from consultations.views.seeing import about_visit
from consultations.views.sending import page, refuse_another_patient, sent
from treatments.compiled_releases import compiled

SECONDS_A_QUESTION = 6


@needs(Permission.TAKE_INTAKE)
def hand_over(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    consultation = access.consultation(request.user, consultation_id)
    reasons = []
    if request.method == "POST":
        try:
            refuse_another_patient(request, consultation.patient)
            return hand_over_after_start(request, consultation)
        except Refused as refusal:
            reasons = [str(refusal.reason)]
    elif not_here := _not_here(request, consultation):
        return not_here
    return page(request, "consultations/hand_over.html", about_visit(consultation), reasons=reasons)


def hand_over_after_start(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """The patient's curtain; first the questions that only the desk can answer, if any are open."""
    if not_here := _not_here(request, consultation):
        return not_here
    given = services.hand_over(
        consultation_id=consultation.pk, client=client_of(request), by=request.user, at=timezone.now()
    )
    patient_mode.begin(request, given)
    return redirect("tablet_start")


def _not_here(request: HttpRequest, consultation: Consultation) -> HttpResponse | None:
    if consultation.status != Status.INTAKE:
        return redirect("intake_done", consultation.pk)
    if policies.why_not_from(consultation, client_of(request)):
        return redirect("intake_held", consultation.pk)
    if first := for_desk(consultation):
        return redirect(_desk_page(request, consultation, first[0].place))
    return None


def _desk_page(request: HttpRequest, consultation: Consultation, place: tuple[str, int | None]) -> str:
    desk = AtTablet(consultation, request.user, GivenBy.DESK, client_of(request))
    intake = Intake.of(consultation, desk.layout, desk.href)
    asking = next(screen for screen in intake.screens if place in {asked.place for asked in screen.asked})
    return f"{intake.href(asking)}?{THEN}={THEN_HAND_OVER}"


@require_safe
def start(request: HttpRequest, tablet: AtTablet) -> HttpResponse:
    visit = tablet.consultation
    way = screens(compiled(visit.release), visit.answers, Layout.ONE_THING)
    still = [screen for screen in way if not screen.is_met(visit.answers)]
    seconds = sum(len(screen.asked) for screen in still) * SECONDS_A_QUESTION
    context = tablet.context() | {
        "minutes": max(1, math.ceil(seconds / 60)),
        "begun": len(still) < len(way),
    }
    return page(request, "consultations/tablet_start.html", context)


@require_safe
def get_help(request: HttpRequest, tablet: AtTablet) -> HttpResponse:
    return page(request, "consultations/tablet_help.html", tablet.context() | reading(request, tablet))


def reading(request: HttpRequest, tablet: AtTablet) -> dict[str, object]:
    """What may be chosen about how the pages look and in which language they are."""
    languages = compiled(tablet.consultation.release).document.languages
    return {"languages": languages if len(languages) > 1 else (), "language": request.LANGUAGE_CODE}


@require_POST
def comfort(request: HttpRequest, tablet: AtTablet) -> HttpResponse:
    """Text size and language belong to the patient and are kept; colours are for as long as the tablet is theirs."""
    patient = tablet.consultation.patient
    chosen = {"language": request.POST.get("language"), "text_size": request.POST.get("size")}
    offered = {"language": compiled(tablet.consultation.release).document.languages, "text_size": SIZES}
    wanted = {name: value if value in offered[name] else getattr(patient, name) for name, value in chosen.items()}
    patients.prefer(patient_id=patient.pk, **wanted, by=tablet.by, at=timezone.now())
    if request.POST.get("theme") in THEMES:
        request.session[patient_mode.THEME] = request.POST["theme"]
    return redirect("tablet_help")


def finish(request: HttpRequest, tablet: AtTablet) -> HttpResponse:
    """The patient says that the answers are right; sending them to the doctor is the desk's."""
    if tablet.why_not_finish() or request.method != "POST":
        return redirect("tablet_check")
    return _end(request, tablet, Ended.FINISHED)


def give_back(request: HttpRequest, tablet: AtTablet) -> HttpResponse:
    if request.method != "POST":
        return redirect("tablet_help")
    return _end(request, tablet, Ended.GIVEN_BACK)


def rest(request: HttpRequest, tablet: AtTablet) -> HttpResponse:
    """Nobody answered "Are you still there?"."""
    if request.method != "POST":
        return redirect("tablet")
    return _end(request, tablet, Ended.TIMED_OUT)


def _end(request: HttpRequest, tablet: AtTablet, ended: Ended) -> HttpResponse:
    def perform() -> str:
        services.give_back(hand_over_id=tablet.hand_over.pk, ended=ended, by=None, at=timezone.now())
        return tablet.href("done")

    answer, reasons = sent(request, None, tablet.consultation.patient, perform, receipt=False)
    if answer:
        request.session.cycle_key()
        return answer
    return page(request, "consultations/tablet_help.html", tablet.context() | reading(request, tablet), reasons=reasons)


@require_safe
def done(request: HttpRequest, hand_over: HandOver) -> HttpResponse:
    return over(request, hand_over) if hand_over.ended else redirect("tablet")


@require_safe
def here(request: HttpRequest, hand_over: HandOver) -> HttpResponse:
    """Somebody touched the tablet without sending anything."""
    return HttpResponse(status=409 if hand_over.ended else 204)

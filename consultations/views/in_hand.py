"""Who may open a page of the tablet in the patient's hand: that tablet alone, while its hand-over lasts."""

from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from consultations.models import HandOver
from consultations.models.answers import GivenBy
from consultations.models.handing_over import Ended
from consultations.patient_mode import IN_HAND
from consultations.views.at_tablet import AtTablet, View, visit_key

SAVES, JSON = "tablet_save", "application/json"


def in_the_patients_hand(view: View) -> View:
    """A page of the intake in a patient's session: `view(request, tablet, …)`. The address says nothing of whom."""

    @wraps(view)
    def opened(request: HttpRequest, hand_over: HandOver, **where: Any) -> HttpResponse:
        if hand_over.ended:
            return over(request, hand_over)
        tablet = AtTablet(hand_over.consultation, hand_over.by, GivenBy.PATIENT, hand_over.client, hand_over)
        return view(request, tablet, **where)

    return of_a_hand_over(opened)


def of_a_hand_over(view: View) -> View:
    """Also when it is over: `view(request, hand_over, …)`. Staff, and tablets that nobody handed over, have no page."""

    @wraps(view)
    def opened(request: HttpRequest, **where: Any) -> HttpResponse:
        if request.hand_over is not None:
            return view(request, request.hand_over, **where)
        if request.user.is_authenticated:
            return redirect("home")
        return render(request, "consultations/tablet_over.html", status=403)

    setattr(opened, IN_HAND, True)
    return login_not_required(opened)


def over(request: HttpRequest, hand_over: HandOver) -> HttpResponse:
    """What the patient reads when there is nothing more to do here; the same on every page and on coming back."""
    if request.resolver_match.url_name == SAVES or request.headers.get("Accept") == JSON:
        reason = _("Please give the tablet back to the desk.")
        said = {"kind": "moved", "reason": reason, "revision": hand_over.consultation.revision}
        return JsonResponse(said, status=409)
    by_patient = hand_over.ended == Ended.GIVEN_BACK and hand_over.ended_by_id is None
    context = {
        "ended": hand_over.ended,
        "name": hand_over.consultation.patient.given_name if hand_over.ended == Ended.FINISHED else "",
        # Only after these two the page before has sent everything; whatever else ended it, unsent answers stay.
        "forget": visit_key(hand_over.consultation) if by_patient or hand_over.ended == Ended.FINISHED else "",
    }
    return render(request, "consultations/tablet_over.html", context)

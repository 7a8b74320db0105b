"""A session that can do nothing but answer one intake. Deny by default: a page opens only if it was made for this."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime

from clinic.web import in_hand
from clinic.web.preferences import Look, look_of
from consultations import access
from consultations.models import HandOver
from consultations.policies.handing_over import ended_as
from consultations.services import handing_over as services
from consultations.services import unlocking
from treatments.compiled_releases import compiled

HAND_OVER, CLIENT, SEEN, THEME = "hand_over", "tablet", "seen", "theme"
IN_HAND = "in_the_patients_hand"
"""The mark of a view that a patient's session may open."""
NOTED_EVERY = timedelta(seconds=5)


class PatientMode:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.hand_over = handed_over(request)
        response = self._in_hand(request) if request.hand_over else self.get_response(request)
        if HAND_OVER in request.session:
            in_hand.mark(response)
        elif request.user.is_authenticated and in_hand.is_in_hand(request):
            # Somebody signed in on a tablet that had lost its session.
            in_hand.unmark(response)
        return response

    def _in_hand(self, request: HttpRequest) -> HttpResponse:
        request.user = AnonymousUser()
        request.look = _look(request, request.hand_over)
        request.LANGUAGE_CODE = _language(request.hand_over)
        with translation.override(request.LANGUAGE_CODE):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_arguments: object
    ) -> HttpResponse | None:
        if request.hand_over is None:
            return None
        name = request.resolver_match.url_name
        if not getattr(view, IN_HAND, False):
            return _stay_here(request, name)
        _end_if_over(request)
        if not request.hand_over.ended:
            _touch(request)
        return None


def handed_over(request: HttpRequest) -> HandOver | None:
    ident, client = request.session.get(HAND_OVER), request.session.get(CLIENT, "")
    if not isinstance(ident, int):
        return None
    found = access.handed_over(ident, client)
    if found is None:
        services.end_as_not_allowed(hand_over_id=ident, client=client, at=timezone.now())
        leave(request)
    return found


def seen_at(request: HttpRequest) -> datetime:
    """When this tablet was last touched."""
    return parse_datetime(request.session.get(SEEN) or "") or request.hand_over.at


def begin(request: HttpRequest, hand_over: HandOver) -> None:
    """The staff session is gone before the patient's begins, under an id of its own."""
    leave(request)
    request.session.update({HAND_OVER: hand_over.pk, CLIENT: hand_over.client, SEEN: timezone.now().isoformat()})
    rotate_token(request)


def leave(request: HttpRequest) -> None:
    request.session.flush()
    request.user = AnonymousUser()
    request.hand_over = None


def _end_if_over(request: HttpRequest) -> None:
    """Whatever ended it since the last page is written down before anything else is done."""
    given, now = request.hand_over, timezone.now()
    ended = ended_as(given, seen_at(request), now)
    if ended and not given.ended:
        given.ended = services.give_back(hand_over_id=given.pk, ended=ended, by=None, at=now).ended


def _touch(request: HttpRequest) -> None:
    now = timezone.now()
    if now - seen_at(request) > NOTED_EVERY:
        request.session[SEEN] = now.isoformat()


def _stay_here(request: HttpRequest, name: str | None) -> HttpResponse:
    unlocking.tried_to_leave(hand_over=request.hand_over, page=name or "", at=timezone.now())
    return render(request, "consultations/tablet_unlock.html", {"tried": True}, status=403)


def _look(request: HttpRequest, hand_over: HandOver) -> Look:
    """The text size is the patient's; the colours are those of this tablet until somebody chooses others."""
    of_tablet, patient = look_of(request), hand_over.consultation.patient
    return Look(theme=request.session.get(THEME) or of_tablet.theme, size=patient.text_size or of_tablet.size)


def _language(hand_over: HandOver) -> str:
    """The patient's, where the protocol is written in it and Pearl knows it; else the protocol's first."""
    offered = compiled(hand_over.consultation.release).document.languages
    wanted = hand_over.consultation.patient.language
    language = wanted if wanted in offered else offered[0]
    return language if translation.check_for_language(language) else settings.LANGUAGE_CODE

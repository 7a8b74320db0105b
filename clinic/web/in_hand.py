"""A tablet that is in a patient's hand says so in a cookie of its own, so that a page made without the session, or
without the database, leads nowhere else. It opens nothing: what such a tablet may do stands in its session."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HALF_A_DAY = 12 * 60 * 60


def cookie_name() -> str:
    return "__Host-in-hand" if settings.SESSION_COOKIE_SECURE else "in-hand"


def is_in_hand(request: HttpRequest) -> bool:
    return cookie_name() in request.COOKIES


def mark(response: HttpResponse) -> None:
    response.set_cookie(
        cookie_name(),
        "yes",
        max_age=HALF_A_DAY,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def unmark(response: HttpResponse) -> None:
    response.set_cookie(cookie_name(), max_age=0, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")

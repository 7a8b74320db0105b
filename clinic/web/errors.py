"""Pages that say no: plain words, no stack trace, and what was typed is given back."""

import logging
import sys
import traceback
from collections.abc import Iterable
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from clinic.web.in_hand import is_in_hand
from clinic.web.outage import is_without_database

log = logging.getLogger("pearl.security")

NOT_GIVEN_BACK = ("password", "csrfmiddlewaretoken", "key", "revision", "next")
LONGEST_GIVEN_BACK = 20_000


def refuse(
    request: HttpRequest, status: int, title: str, words: str, *, because: str, typed: Iterable[tuple[str, str]] = ()
) -> HttpResponse:
    """One page and one log line. The line holds no path, no field and no text: those can be somebody's name."""
    log.warning("refused status=%s because=%s method=%s", status, because, _method_of(request))
    context = {"title": title, "words": words, "typed": list(typed), "status": status}
    # When the fault is ours, the page must not ask the session or the database anything.
    name = "errors/refused_in_hand.html" if is_in_hand(request) else "errors/refused.html"
    page = render_to_string(name, context, request if status < 500 else None)
    response = HttpResponse(page, status=status)
    # Django would log the path of every 4xx answer once more.
    response._has_been_logged = True
    return response


def typed_in(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form as they came, for a page that gives them back."""
    return [
        (name, value[:LONGEST_GIVEN_BACK])
        for name, values in request.POST.lists()
        if not any(secret in name for secret in NOT_GIVEN_BACK)
        for value in values
        if value.strip()
    ]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    title = _("This page was open too long")
    return _not_saved(
        request, "csrf", title, _("Nothing was saved. Copy what you typed, open the page again and paste it there.")
    )


def signed_out(request: HttpRequest) -> HttpResponse:
    title = _("You are signed out")
    return _not_saved(
        request, "signed_out", title, _("Nothing was saved. Copy what you typed, sign in again and paste it there.")
    )


def own_password_first(request: HttpRequest) -> HttpResponse:
    title = _("Choose your own password first")
    return _not_saved(
        request,
        "given_password",
        title,
        _("Nothing was saved. Open your account page and choose a password that only you know."),
    )


def _not_saved(request: HttpRequest, because: str, title: str, text: str) -> HttpResponse:
    """Gives back what was typed, to be copied."""
    return refuse(request, 403, title, text, because=because, typed=typed_in(request))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if is_without_database(exception):
        return cannot_save_now(request)
    return refuse(
        request,
        400,
        _("This request cannot be read"),
        _("Nothing was saved. Go back and try again."),
        because=type(exception).__name__,
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refuse(
        request,
        403,
        _("This page is not part of your work here"),
        _("Your role does not include it. Ask the clinic's manager if you think it should."),
        because="role",
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refuse(
        request,
        404,
        _("There is nothing here"),
        _("The address is wrong, or what was here belongs to another site."),
        because="not_found",
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Also for what fails before a view is reached: the session is read there, so a lost database shows here first."""
    if is_without_database(sys.exc_info()[1]):
        return cannot_save_now(request)
    log.error("fault %s", _where_it_happened())
    return refuse(
        request,
        500,
        _("Something went wrong on our side"),
        _("Nothing was saved. Try again in a moment; if it happens again, tell the clinic's manager."),
        because="server_error",
    )


def cannot_save_now(request: HttpRequest) -> HttpResponse:
    """It may have been saved: a database can die between its commit and its answer. The page's key makes it safe."""
    title = _("Cannot save now")
    words = _(
        "The database cannot be reached or is busy. What you sent may not have been saved. Wait a moment, then send it "
        "again: it is never saved twice."
    )
    return refuse(request, 503, title, words, because="database", typed=typed_in(request))


def too_many(request: HttpRequest) -> HttpResponse:
    return refuse(
        request,
        429,
        _("Too many tries"),
        _("Wait a few minutes, then try again."),
        because="too_many",
    )


def _where_it_happened() -> str:
    """The kind of fault and the lines of code; its message is left out, since it can quote what somebody typed."""
    kind, _fault, trace = sys.exc_info()
    frames = traceback.extract_tb(trace)[-8:] if trace else []
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    return f"{kind.__name__ if kind else 'unknown'} at {places}"


def _method_of(request: HttpRequest) -> str:
    return request.method if request.method in {"GET", "HEAD", "POST"} else "other"

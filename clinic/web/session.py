"""Whose request this is: a session ends twelve hours after sign-in, and every request has one site."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from clinic.accounts.models import Site
from clinic.accounts.sign_in import fingerprint, signed_in_at
from clinic.audit.services import session_of_request
from clinic.web import errors

LONGEST_SESSION = timedelta(hours=12)
OPEN_BEFORE = ("account_change_password", "account_logout", "preferences")


class SessionEnds:
    """Absolute: nothing a page does in the background, and nothing a person does, makes a session longer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and is_over(signed_in_at(request.session), timezone.now()):
            logout(request)
        token = session_of_request.set(fingerprint(request.session.session_key))
        try:
            request.site = site_of(request)
            return self.get_response(request)
        finally:
            session_of_request.reset(token)


class SignedInOnly(LoginRequiredMiddleware):
    """Every view asks for a signed-in person unless it says otherwise; what was typed is not lost on the way."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., HttpResponse]) -> HttpResponse:
        if request.method == "POST" and errors.typed_in(request):
            return errors.signed_out(request)
        return super().handle_no_permission(request, view_func)


class OwnPasswordFirst:
    """A password that somebody else chose opens the page where one chooses one's own, and the way out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        if not (request.user.is_authenticated and request.user.must_change_password):
            return None
        if request.resolver_match.view_name in OPEN_BEFORE:
            return None
        return errors.own_password_first(request) if request.method == "POST" else redirect("account_change_password")


def is_over(since: datetime | None, now: datetime) -> bool:
    return since is None or not timedelta(0) <= now - since < LONGEST_SESSION


def site_of(request: HttpRequest) -> Site | None:
    if not request.user.is_authenticated:
        return None
    sites = list(request.user.sites_allowed())
    chosen = request.session.get("site")
    return next((site for site in sites if site.pk == chosen), sites[0] if sites else None)

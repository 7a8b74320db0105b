"""What happens around signing in: who is let in, what is written down, how often one may try."""

from datetime import datetime
from hashlib import sha256
from ipaddress import ip_address

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import password_changed
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.audit.services import record


class Adapter(DefaultAccountAdapter):
    """Nobody signs up here, and the address that counts for rate limits is never taken from a header of the client."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: str) -> User | None:
        """A disabled account is answered like an unknown one: the library would say which it was."""
        user = super().authenticate(request, **credentials)
        return user if user and user.is_active else None

    def clean_password(self, password: str, user: User | None = None) -> str:
        if user and user.must_change_password and user.check_password(password):
            raise ValidationError(_("This one was chosen for you. Choose another one of your own."))
        return super().clean_password(password, user)

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *rest: object) -> None:
        """Being in or out is plain to see; only a changed password is worth a message."""
        if message_template == "account/messages/password_changed.txt":
            super().add_message(request, level, message_template, *rest)

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def is_safe_url(self, url: str) -> bool:
        """Only an address of our own, written from the root."""
        return bool(url) and url.startswith("/") and super().is_safe_url(url)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home")


def client_address(request: HttpRequest) -> str:
    """Each proxy of ours adds one address at the end of the list; what a client wrote before them does not count."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    address = hops[-proxies] if 0 < proxies <= len(hops) else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ip_address(address))
    except ValueError:
        return "unknown"


def signed_in_at(session: SessionBase) -> datetime | None:
    return parse_datetime(session.get("signed_in_at") or "")


def fingerprint(session_key: str | None) -> str:
    """Events name the session without holding what would open it."""
    return sha256(session_key.encode()).hexdigest()[:32] if session_key else ""


@receiver(user_logged_in)
def note_sign_in(sender: type, request: HttpRequest, user: User, **_kwargs: object) -> None:
    at = timezone.now()
    request.session["signed_in_at"] = at.isoformat()
    # This session began just now, under a new key; the request itself still belongs to the one before.
    record("account.signed_in", user, by=user, at=at, session=fingerprint(request.session.session_key))


@receiver(password_changed)
def note_password_change(sender: type, request: HttpRequest, user: User, **_kwargs: object) -> None:
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    record("account.password_changed", user, by=user, at=timezone.now())


@receiver(user_logged_out)
def note_sign_out(sender: type, request: HttpRequest, user: User | None, **_kwargs: object) -> None:
    if user:
        record("account.signed_out", user, by=user, at=timezone.now())


@receiver(user_login_failed)
def note_failed_sign_in(sender: object, credentials: dict[str, str], **_kwargs: object) -> None:
    """Written for unknown names too, so that both take equally long; without the name, which may be a password."""
    user = User.objects.filter(username=str(credentials.get("username", "")).casefold()).first()
    record("account.sign_in_failed", user, by=None, at=timezone.now())

"""Every page there is, asked for by everybody there is, compared with the table of permissions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, UUIDConverter

from clinic.accounts.models import User
from clinic.accounts.permissions import Permission
from consultations.patient_mode import IN_HAND

NOBODY_HOME = UUID("00000000-0000-4000-8000-000000000000")
# Everybody, signed in or not.
PUBLIC = {"account_login", "account_logout", "preferences", "ping", "sheet_public", "sheet_dates"}
# Everybody who is signed in, whatever the role: one's own account.
EVERYBODY = {"home", "account", "account_change_password", "switch_site"}
# Protocols and their releases belong to all sites.
OF_ALL_SITES = {"release", "method", "rule", "report", "compare", "compare_any"}
# What content admins write belongs to all sites too.
OF_A_DRAFT = ("draft", "submission", "release_", "impact", "case_intake", "case_visits")
METHODS = ("get", "post")


@dataclass(frozen=True)
class Page:
    name: str
    permission: Permission | None
    example: dict[str, Any] = field(default_factory=dict)
    """Arguments of the address for a thing of one's own site."""
    has_example: bool = True
    in_hand: bool = False
    """Only a tablet that was handed over opens it; see test_patient_mode.py."""

    @property
    def is_of_a_site(self) -> bool:
        of_all = self.name in OF_ALL_SITES | PUBLIC or self.name.startswith(OF_A_DRAFT)
        return bool(self.example) and not self.in_hand and not of_all

    @property
    def address(self) -> str:
        return reverse(self.name, kwargs=self.example)


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


def pages(examples: Mapping[str, dict[str, Any]]) -> list[Page]:
    return [_page(pattern, examples) for pattern in patterns()]


def _page(pattern: URLPattern, examples: Mapping[str, dict[str, Any]]) -> Page:
    converters = pattern.pattern.converters
    made_up = {name: _made_up(converter) for name, converter in converters.items()}
    example = examples.get(pattern.name, made_up)
    permission = getattr(pattern.callback, "permission", None)
    in_hand = getattr(pattern.callback, IN_HAND, False)
    return Page(pattern.name, permission, example, not converters or in_hand or pattern.name in examples, in_hand)


def _made_up(converter: object) -> object:
    if isinstance(converter, UUIDConverter):
        return NOBODY_HOME
    return 987654321 if isinstance(converter, IntConverter) else "nothing-here"


def without_a_rule(found: list[Page]) -> list[str]:
    """Deny by default: a page that is under no permission must stand on one of the two lists above."""
    open_to = PUBLIC | EVERYBODY
    return sorted(page.name for page in found if not (page.permission or page.in_hand or page.name in open_to))


def client_of(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
    return client


def wrong_answers(found: list[Page], user: User | None, *, is_theirs: bool) -> list[str]:
    """What this person gets and should not: one line each."""
    client, lines = client_of(user), []
    # Signing out comes last: afterwards they are somebody else.
    for page in sorted(found, key=lambda page: page.name == "account_logout"):
        for method in METHODS:
            answer = getattr(client, method)(page.address)
            if why := _why_wrong(page, user, answer, is_theirs=is_theirs):
                who = user.role if user else "anonymous"
                lines.append(f"{method.upper()} {page.name} as {who}: {answer.status_code}, {why}")
    return lines


def _why_wrong(page: Page, user: User | None, answer: Any, *, is_theirs: bool) -> str | None:
    status = answer.status_code
    asked_to_sign_in = status == 302 and answer.url.startswith(reverse("account_login") + "?next=")
    if status >= 500:
        return "a fault"
    if page.in_hand:
        sent_away = status == 302 and answer.url == reverse("home")
        return None if sent_away or status == 403 else "only a tablet in a patient's hand has it"
    if page.name in PUBLIC:
        return "it is public" if asked_to_sign_in or status == 403 else None
    if user is None or not user.is_active:
        return None if asked_to_sign_in else "should be asked to sign in"
    if page.permission and not user.may(page.permission):
        return None if status in (403, 405) else "the role does not include it"
    if asked_to_sign_in or status == 403:
        return "the role includes it"
    if not is_theirs and page.example and status not in (404, 405):
        return "it belongs to another site"
    return None


def signed_in(users):
    clients = {user: Client(raise_request_exception=False) for user in users}
    for user, client in clients.items():
        client.force_login(user)
    return clients


def signing_out_last(found):
    return sorted(found, key=lambda page: page.name == "account_logout")

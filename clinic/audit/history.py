"""Who looked, who changed: the events about one patient as sentences, newest first, page by page."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinic.audit.models import Event

A_PAGE = 50
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Page:
    events: list[Event]
    before: int | None
    """Ask for the events before this one to get the next page; None when there are no more."""


def events_about(patient_id: object, *, before: int | None = None, size: int = A_PAGE) -> Page:
    """Also the lists that showed the patient among others. One query; a later page costs what the first does."""
    earlier = Event.objects.filter(id__lt=LARGEST_ID if before is None else min(before, LARGEST_ID))
    own = earlier.filter(patient_id=str(patient_id)).order_by("-id")
    # Sorted by a sum, so that PostgreSQL goes by the patient and never through all events from the newest back.
    lists = earlier.filter(details__patients__contains=[str(patient_id)]).order_by((F("id") + 0).desc())
    found = list(own[: size + 1].union(lists[: size + 1]).order_by("-id")[: size + 1])
    return Page(found[:size], found[size - 1].pk if len(found) > size else None)


# The words of this app and of accounts; the apps that write other events bring theirs.
VERBS: Mapping[str, str | Promise] = {
    "site.created": _("added the site"),
    "site.switched": _("went to work at another site"),
    "account.created": _("added an account"),
    "account.disabled": _("switched an account off"),
    "account.enabled": _("switched an account on"),
    "account.password_given": _("gave somebody a new password"),
    "account.signed_in": _("signed in"),
    "account.signed_out": _("signed out"),
    "account.sign_in_failed": _("a sign-in failed"),
    "account.password_changed": _("changed the password"),
    "password.wrong": _("gave a wrong password to sign"),
    "password.locked": _("gave too many wrong passwords to sign"),
}


def sentence(event: Event, verbs: Mapping[str, str | Promise]) -> str:
    """What happened, for people. An action without words is shown by its name, never hidden."""
    return str(verbs.get(event.action) or VERBS.get(event.action) or event.action)

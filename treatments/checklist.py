"""What has to hold before a draft may be published, worked out by the system: nobody ticks anything."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.accounts.models import User
from clinic.accounts.permissions import Permission
from clinic.audit.refusals import Refused
from treatments.editing.parts import Draft
from treatments.engine.canonical import sha256_of
from treatments.engine.checking import faults_besides_languages, missing_languages
from treatments.models import live_release
from treatments.workbench.cases.casing import standing_of
from treatments.workbench.checks.findings import open_findings
from treatments.workbench.places import address
from treatments.workbench.publishing.impact import impact_standing


@dataclass(frozen=True, slots=True)
class Item:
    """`href` is where it is put right."""

    key: str
    is_done: bool
    words: str
    href: str = ""


class NotReady(Refused):
    """`items` are those that are not done."""

    def __init__(self, items: tuple[Item, ...]) -> None:
        self.items = items
        words = _("This cannot be published yet: %(items)s")
        super().__init__(words % {"items": " ".join(item.words for item in items)})


def checklist(draft: Draft, by: User, at: datetime, reader: User | None = None) -> tuple[Item, ...]:
    """`by` is who sends the draft, or sent it: what past visits say is asked for the sites of that person. `reader` is
    who reads it, where that is somebody else.
    """
    return tuple(_items(draft, by, at, reader or by))


def refuse_what_is_not_ready(draft: Draft, by: User, at: datetime, reader: User | None = None) -> None:
    if missing := tuple(item for item in checklist(draft, by, at, reader) if not item.is_done):
        raise NotReady(missing)


def _items(draft: Draft, by: User, at: datetime, reader: User) -> Iterator[Item]:
    slug = draft.protocol.slug
    yield _is_changed(draft)
    yield _hangs_together(draft)
    yield _checks(draft, address("draft_checks", slug=slug))
    yield _cases(draft, address("draft_cases", slug=slug))
    yield _impact(draft, by, reader, address("impact", slug=slug))
    yield _languages(draft, address("draft_texts", slug=slug))
    yield _second_person(draft, by)


def _is_changed(draft: Draft) -> Item:
    live = live_release(draft.protocol.slug)
    if live is None:
        return Item("changed", True, _("Nothing is live yet: this becomes the first release."))
    if live.sha256 == sha256_of(draft.raw):
        return Item("changed", False, _("Nothing changed since the live release."))
    return Item("changed", True, _("It differs from release %(number)d, which is live.") % {"number": live.number})


def _hangs_together(draft: Draft) -> Item:
    n = len(faults_besides_languages(draft.document))
    words = ngettext("%(n)d fault has to be mended.", "%(n)d faults have to be mended.", n) % {"n": n}
    return Item("faults", not n, words if n else _("The protocol hangs together."))


def _checks(draft: Draft, href: str) -> Item:
    n = len(open_findings(draft))
    words = ngettext("%(n)d finding of the checks is open.", "%(n)d findings of the checks are open.", n) % {"n": n}
    return Item("checks", not n, words if n else _("The checks found nothing new."), href)


def _impact(draft: Draft, by: User, reader: User, href: str) -> Item:
    standing = impact_standing(draft, by, reader)
    return Item("impact", standing.is_fresh, standing.words, href)


def _cases(draft: Draft, href: str) -> Item:
    counts = standing_of(draft).counts
    if counts.fails:
        words = ngettext(
            "%(n)d case does not come out as expected.", "%(n)d cases do not come out as expected.", counts.fails
        )
        return Item("cases", False, words % {"n": counts.fails}, href)
    if not counts.changed:
        return Item("cases", True, _("Every case comes out as expected, and as on the live release."), href)
    words = _("Every case comes out as expected: %(passes)d as before, %(changed)d otherwise than on the live release.")
    return Item("cases", True, words % {"passes": counts.passes, "changed": counts.changed}, href)


def _languages(draft: Draft, href: str) -> Item:
    n = len(missing_languages(draft.document))
    words = ngettext("%(n)d text is missing in a language.", "%(n)d texts are missing in a language.", n) % {"n": n}
    return Item("languages", not n, words if n else _("Every text is there in every language."), href if n else "")


def _second_person(draft: Draft, by: User) -> Item:
    names = [person.name for person in who_may_approve(draft, by)]
    if not names:
        return Item("approver", False, _("Nobody else here may approve it: everybody who could has changed the draft."))
    return Item("approver", True, _("Somebody who did not change it approves: %(names)s.") % {"names": _some(names)})


def who_may_approve(draft: Draft, by: User) -> list[User]:
    """Everybody who is neither an author nor who sends it."""
    people = User.objects.filter(is_active=True).exclude(pk=by.pk).exclude(pk=draft.protocol.changed_by_id)
    people = people.exclude(pk__in=draft.protocol.authors.all())
    return [person for person in people.order_by("name") if person.may(Permission.PUBLISH)]


def _some(names: list[str], most: int = 4) -> str:
    more = len(names) - most
    said = ", ".join(names[:most])
    return (
        said
        if more <= 0
        else ngettext("%(names)s and %(n)d more", "%(names)s and %(n)d more", more) % {"names": said, "n": more}
    )

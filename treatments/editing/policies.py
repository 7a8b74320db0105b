"""Why a draft is not changed. Each function gives the sentence to show, or None when nothing stands in the way."""

from typing import Any

from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.accounts.permissions import Permission
from treatments.compiled_releases import compiled
from treatments.editing.parts import FIELDS, LISTS, PROTOCOL, Draft, code_of
from treatments.models import Release

NEVER_EMPTY = ("name", "languages", "about", "notices", "steps", "typical_patient")
# A visit of the next release would go on without it, and nobody would notice.
NEVER_REMOVED = ("examination", "consent")


def why_not_edit(by: User | None) -> str | None:
    if by is None or not by.may(Permission.EDIT_PROTOCOL):
        return _("Only a content admin can change a protocol.")
    return None


def why_not_name(draft: Draft, parts: str, code: str, values: Any | None) -> str | None:
    """A key never changes: rules, cases and visits know the thing by it."""
    if parts == PROTOCOL:
        if code not in FIELDS or (values is None and code in (*NEVER_EMPTY, *NEVER_REMOVED)):
            return _("A protocol cannot do without this.")
        return None
    if parts not in LISTS:
        return _("A protocol has no such list.")
    if values is None:
        return why_not_remove(draft, parts, code)
    named = code_of(parts, values)
    if code and named != code:
        return _("“%(code)s” keeps its name: rules, cases and visits know it by that.") % {"code": code}
    if not code and draft.place(parts, named):
        return _("There is already one named “%(code)s”. Give it another name.") % {"code": named}
    return _why_not_drop_options(draft, code, values) if code and parts == "questions" else None


def why_not_remove(draft: Draft, parts: str, code: str) -> str | None:
    """What visits were asked with stays: their answers are kept by its key."""
    if not draft.place(parts, code) and parts != PROTOCOL:
        return _("It is not there any more.")
    if parts == "questions" and (number := _newest_release_with(draft, code)):
        words = _(
            "Release %(number)d asks “%(code)s”, so it cannot be removed. Retire it: then it is not asked any more."
        )
        return words % {"number": number, "code": code}
    return None


def _why_not_drop_options(draft: Draft, code: str, values: Any) -> str | None:
    """An answer that a release offers is retired, not removed."""
    left = {option["value"] for option in values.get("options", ())}
    for release in Release.objects.of(draft.protocol.slug).only("slug", "number", "sha256", "document"):
        question = compiled(release).questions.get(code)
        gone = [option.value for option in question.options if option.value not in left] if question else []
        if gone:
            words = _("Release %(number)d offers “%(value)s”, so it cannot be removed. Retire it instead.")
            return words % {"number": release.number, "value": gone[0]}
    return None


def _newest_release_with(draft: Draft, key: str) -> int | None:
    for release in Release.objects.of(draft.protocol.slug).only("slug", "number", "sha256", "document"):
        if key in compiled(release).questions:
            return release.number
    return None

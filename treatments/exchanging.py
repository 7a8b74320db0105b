"""A whole document put in the place of the draft: from a file, or an old release that is restored.

One edit for each part that differs, so that the log says what came in and each can be undone; all in one transaction.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.audit.refusals import Refused, Stale
from clinic.audit.services import record
from treatments.comparing import moved_in
from treatments.compiled_releases import compiled
from treatments.drafting import LISTS, write_rows
from treatments.editing.changing import held
from treatments.editing.parts import FIELDS, PROTOCOL, Draft, code_of, content_of
from treatments.editing.policies import why_not_name
from treatments.engine.canonical import sha256_of
from treatments.engine.checking import faults_besides_languages
from treatments.engine.documents import BadDocument, Document, plain
from treatments.models import Edit, Release
from treatments.protocol_file import faults_in_words, in_words

MOST_REASONS = 20

Values = Mapping[str, Any]
Part = tuple[str, str]


class NotTaken(Refused):
    """`reasons` are lines: what is wrong with the document as a draft of this protocol."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = tuple(reasons[:MOST_REASONS])
        super().__init__(" ".join(self.reasons))


@transaction.atomic
def replace_draft(
    *, protocol_id: int, document: Document, revision: int, note: str, by: User, at: datetime
) -> list[Edit]:
    """`revision` is the draft the page showed. Raises NotTaken, Stale or Refused, and then changed nothing."""
    draft = held(protocol_id, by)
    if revision != draft.protocol.revision:
        raise Stale
    if reasons := reasons_against(draft, document):
        raise NotTaken(reasons)
    if draft.document == document:
        raise Refused(_("Nothing to do: the draft says the same."))
    edits = list(_edits(draft, plain(document), note, by, at))
    protocol = draft.protocol
    # Also where nothing but the numbers of questions differs, which are no part of what is edited.
    protocol.revision += max(len(edits), 1)
    protocol.changed_by, protocol.changed_at = by, at
    write_rows(protocol, document)
    protocol.authors.add(by)
    Edit.objects.bulk_create(edits)
    details = {"slug": protocol.slug, "edits": len(edits), "sha256": sha256_of(plain(document))}
    record("draft.replaced", protocol, by=by, at=at, note=note, **details)
    return edits


@transaction.atomic
def restore(*, release: Release, protocol_id: int, revision: int, by: User, at: datetime) -> list[Edit]:
    """What an old release says becomes the draft. It is sent and approved like any other, as a new release."""
    note = _("Release %(number)d restored.") % {"number": release.number}
    document = compiled(release).document
    return replace_draft(protocol_id=protocol_id, document=document, revision=revision, note=note, by=by, at=at)


def reasons_against(draft: Draft, document: Document) -> list[str]:
    """What every edit would be refused for, said about the whole."""
    if document.slug != draft.protocol.slug:
        words = _("This is the protocol “%(other)s”, and the draft is of “%(slug)s”.")
        return [words % {"other": document.slug, "slug": draft.protocol.slug}]
    raw = plain(document)
    faults = faults_in_words(BadDocument(tuple(faults_besides_languages(document))), raw)
    found = [f"{in_words(place, raw)}: {reason}" for place, reason in faults]
    return found or list(_names_lost(draft, raw))


def _names_lost(draft: Draft, raw: Values) -> Iterator[str]:
    """Questions and answers that releases know; only what was a release itself may lack those of a later one."""
    if Release.objects.of(draft.protocol.slug).filter(sha256=sha256_of(raw)).exists():
        return
    after = {code_of("questions", item): item for item in raw["questions"]}
    for item in draft.parts("questions"):
        code = code_of("questions", item)
        if (reason := why_not_name(draft, "questions", code, after.get(code))) is not None:
            yield f"{code}: {reason}"


def _edits(draft: Draft, after: Values, note: str, by: User, at: datetime) -> Iterator[Edit]:
    before, parts = _parts_of(draft.raw), _parts_of(after)
    moved = set(_moved(before, parts))
    differ = [part for part in parts if part in moved or _differs(before.get(part), parts[part])]
    gone = [part for part in before if part not in parts]
    for number, part in enumerate([*differ, *gone], draft.protocol.revision + 1):
        (old, place_before), (new, place_after) = before.get(part, (None, None)), parts.get(part, (None, None))
        yield Edit(
            protocol=draft.protocol,
            revision=number,
            parts=part[0],
            code=part[1],
            before=old,
            after=new,
            place_before=place_before,
            place_after=place_after,
            note=note,
            by=by,
            by_name=by.name,
            at=at,
        )


def _parts_of(raw: Values) -> dict[Part, tuple[Any, int | None]]:
    """Every part with its place in its list."""
    found: dict[Part, tuple[Any, int | None]] = {(PROTOCOL, name): (raw[name], None) for name in FIELDS if name in raw}
    for parts in LISTS:
        found |= {(parts, code_of(parts, item)): (item, place) for place, item in enumerate(raw.get(parts, []), 1)}
    return found


def _moved(before: Mapping[Part, Any], after: Mapping[Part, Any]) -> Iterator[Part]:
    for parts in LISTS:
        old, new = ([code for listed, code in found if listed == parts] for found in (before, after))
        yield from ((parts, code) for code in moved_in(old, new))


def _differs(before: tuple[Any, int | None] | None, after: tuple[Any, int | None]) -> bool:
    if before is None:
        return True
    return content_of(before[0]) != content_of(after[0])

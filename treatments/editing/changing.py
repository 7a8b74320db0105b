"""The services that change a draft. Each locks the draft, checks, writes one part and keeps one entry in the log."""

from datetime import datetime
from typing import Any

from django.db import transaction

from clinic.accounts.models import User
from clinic.audit.refusals import Refused
from clinic.audit.services import record
from treatments import drafting
from treatments.editing import rows
from treatments.editing.faults import new_faults
from treatments.editing.large_changes import large_changes
from treatments.editing.parts import PROTOCOL, Draft, code_of, content_of, stamp_of
from treatments.editing.policies import why_not_edit, why_not_name
from treatments.editing.refusals import EditHasFaults, NeedsConfirmation, StaleEdit
from treatments.engine.documents import BadDocument
from treatments.locks import hold_protocol
from treatments.models import Edit, Protocol
from treatments.models.editing import Way

NEW = ""


@transaction.atomic
def change_part(
    *,
    protocol_id: int,
    parts: str,
    code: str,
    values: Any | None,
    stamp: str,
    by: User,
    at: datetime,
    note: str = "",
    place: int | None = None,
    confirmed: bool = False,
) -> Edit | None:
    """Save one part: `code` NEW adds one, `values` None takes it away. `stamp` is that of the version the page showed.

    None when nothing differs. Raises EditHasFaults, StaleEdit, NeedsConfirmation or Refused, and then changed nothing.
    """
    draft = held(protocol_id, by)
    before = draft.part(parts, code) if code else None
    if stamp != stamp_of(before):
        raise _stale(draft.protocol, parts, code, before)
    if values is not None and parts != PROTOCOL:
        values = _in_plain_form(parts, values)
    named = code or code_of(parts, values or {})
    if reason := why_not_name(draft, parts, code, values):
        raise Refused(reason)
    if content_of(values) == content_of(before):
        return None
    if not confirmed and (large := large_changes(parts, before, values)):
        raise NeedsConfirmation(large)
    return put(draft, parts, named, values, place, by=by, at=at, note=note)


@transaction.atomic
def move_part(*, protocol_id: int, parts: str, code: str, place: int, by: User, at: datetime) -> Edit | None:
    """To the place in its list, from one; beyond an end is the end."""
    draft = held(protocol_id, by)
    values, old = draft.part(parts, code), draft.place(parts, code)
    if old is None:
        raise _stale(draft.protocol, parts, code, None)
    place = min(max(place, 1), len(draft.parts(parts)))
    return None if place == old else put(draft, parts, code, values, place, by=by, at=at)


def held(protocol_id: int, by: User | None) -> Draft:
    """The draft, locked until the end of the transaction, for somebody who may change it."""
    if reason := why_not_edit(by):
        raise Refused(reason)
    slug = Protocol.objects.values_list("slug", flat=True).get(pk=protocol_id)
    hold_protocol(slug)
    return Draft.read(Protocol.objects.select_for_update(of=("self",)).get(pk=protocol_id))


def put(
    draft: Draft,
    parts: str,
    code: str,
    values: Any | None,
    place: int | None = None,
    *,
    by: User,
    at: datetime,
    note: str = "",
    way: Way = Way.EDIT,
    undoes: Edit | None = None,
) -> Edit:
    """Write a part that was checked on its own, if the protocol still hangs together with it. The caller holds it."""
    _refuse_what_would_break(draft, draft.with_part(parts, code, values, place), parts, code)
    rows.write(draft.protocol, parts, code, values, place)
    _touch(draft.protocol, by, at)
    after = Draft.read(draft.protocol)
    edit = Edit.objects.create(
        protocol=draft.protocol,
        revision=draft.protocol.revision,
        parts=parts,
        code=code,
        before=draft.part(parts, code),
        after=after.part(parts, code),
        place_before=draft.place(parts, code),
        place_after=after.place(parts, code),
        way=way,
        undoes=undoes,
        note=note.strip(),
        by=by,
        by_name=by.name,
        at=at,
    )
    what = {"slug": draft.protocol.slug, "parts": parts, "code": code, "edit": edit.pk}
    record("draft.changed", draft.protocol, by=by, at=at, **what)
    return edit


def _refuse_what_would_break(draft: Draft, raw: dict[str, Any], parts: str, code: str) -> None:
    inside, elsewhere = new_faults(draft, raw, parts, code)
    if inside or elsewhere:
        raise EditHasFaults(inside, elsewhere)


def _touch(protocol: Protocol, by: User, at: datetime) -> None:
    protocol.revision += 1
    protocol.changed_by, protocol.changed_at = by, at
    protocol.save()
    protocol.authors.add(by)


def _in_plain_form(parts: str, values: Any) -> dict[str, Any]:
    number = {"number": 1} if parts == "questions" else {}
    try:
        plain = drafting.plain_part(parts, dict(values) | number)
    except BadDocument as error:
        raise EditHasFaults(error.faults) from error
    return {name: value for name, value in plain.items() if name not in number}


def _stale(protocol: Protocol, parts: str, code: str, theirs: Any | None) -> StaleEdit:
    last = Edit.objects.filter(protocol=protocol, parts=parts, code=code).first()
    return StaleEdit(theirs, last.by_name if last else "", last.at if last else None)

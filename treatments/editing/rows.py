"""Writing one part of a draft into its rows."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F

from treatments import drafting
from treatments.models import Protocol, Question
from treatments.models.drafts import PartOfDraft

PROTOCOL = "protocol"


def write(draft: Protocol, parts: str, code: str, values: Any | None, place: int | None) -> None:
    """Change, add (at `place`, or last) or take away (`values` None) one part. The caller holds and saves the draft."""
    if parts == PROTOCOL:
        nothing = drafting.MAY_BE_MISSING.get(code, list)
        setattr(draft, code, nothing() if values is None else values)
        return
    model = drafting.LISTS[parts]
    rows = list(model.objects.filter(protocol=draft))
    old = next((row for row in rows if str(row) == code), None)
    if old is not None and values is None:
        rows.remove(old)
        old.delete()
    elif values is not None:
        rows = _written(draft, parts, rows, old, values, place)
    _put_in_order(rows)
    if parts == "questions":
        _number_by_place(rows)


def _written(
    draft: Protocol,
    parts: str,
    rows: list[PartOfDraft],
    old: PartOfDraft | None,
    values: Mapping[str, Any],
    place: int | None,
) -> list[PartOfDraft]:
    kept = (
        {"pk": old.pk, "revision": old.revision + 1, "position": old.position} if old else {"position": len(rows) + 1}
    )
    columns = drafting.columns_of(parts, values)
    if parts == "questions":
        columns["number"] = old.number if old else max((row.number for row in rows), default=0) + 1
    row = drafting.LISTS[parts](protocol=draft, **kept, **columns)
    row.save(force_insert=old is None, force_update=old is not None)
    if parts in drafting.CHILDREN:
        listed, model, parent = drafting.CHILDREN[parts]
        model._default_manager.filter(**{parent: row}).delete()
        drafting.write_children(parts, [row], [values])
    at = rows.index(old) if old else len(rows)
    others = [each for each in rows if each is not old]
    others.insert(at if place is None else place - 1, row)
    return others


def _put_in_order(rows: list[PartOfDraft]) -> None:
    for position, row in enumerate(rows, 1):
        if row.position != position:
            row.position = position
            type(row).objects.filter(pk=row.pk).update(position=position)


def _number_by_place(rows: list[Question]) -> None:
    """The numbers there are, in the new order: first out of each other's way, then to where they belong."""
    numbers = sorted(row.number for row in rows)
    wrong = [(row, number) for row, number in zip(rows, numbers, strict=True) if row.number != number]
    Question.objects.filter(pk__in=[row.pk for row, _ in wrong]).update(number=-F("number"))
    for row, number in wrong:
        Question.objects.filter(pk=row.pk).update(number=number)

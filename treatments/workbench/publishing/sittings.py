"""The log of a draft: one entry for each sitting, which is what one person changed without a longer pause."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from treatments.comparing import Change, change_of_part, counted
from treatments.editing.parts import Draft
from treatments.models import Edit, Protocol
from treatments.models.editing import Way
from treatments.worded_values import Worded

PAUSE = timedelta(minutes=30)
A_PAGE = 30
EDITS_OF_A_PAGE = 50

# `sitting` is the id of its first edit; entries stand in the order of their last one.
SITTINGS = """
    WITH marked AS (
        SELECT id, by_id, by_name, at, parts, code, way,
               (at - lag(at) OVER person <= %(pause)s) IS NOT TRUE AS is_first
        FROM treatments_edit WHERE protocol_id = %(protocol)s
        WINDOW person AS (PARTITION BY by_id ORDER BY id)
    ), sat AS (
        SELECT *, max(id) FILTER (WHERE is_first) OVER (PARTITION BY by_id ORDER BY id) AS sitting FROM marked
    )
    SELECT sitting, max(by_name), min(at), max(at), max(id), count(*), array_agg(DISTINCT parts || ' ' || code)
    FROM sat
    WHERE (%(person)s = '' OR by_name = %(person)s) AND (%(parts)s = '' OR parts = %(parts)s)
      AND (%(code)s = '' OR code = %(code)s)
    GROUP BY sitting HAVING max(id) < %(below)s
    ORDER BY max(id) DESC LIMIT %(most)s
"""
OF_ONE = """
    WITH marked AS (
        SELECT id, by_id, (at - lag(at) OVER person <= %(pause)s) IS NOT TRUE AS is_first
        FROM treatments_edit WHERE protocol_id = %(protocol)s
        WINDOW person AS (PARTITION BY by_id ORDER BY id)
    ), sat AS (
        SELECT id, max(id) FILTER (WHERE is_first) OVER (PARTITION BY by_id ORDER BY id) AS sitting FROM marked
    )
    SELECT id FROM sat WHERE sitting = %(sitting)s AND id > %(after)s ORDER BY id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Sitting:
    """`pk` is that of its first edit, `last` of its last one; `words` says how many parts of which list it touched."""

    pk: int
    name: str
    began: datetime
    ended: datetime
    last: int
    edits: int
    words: str


@dataclass(frozen=True, slots=True)
class Step:
    """One edit of a sitting."""

    edit: Edit
    change: Change

    @property
    def is_undo(self) -> bool:
        return bool(self.edit.way == Way.UNDO)

    @property
    def is_redo(self) -> bool:
        return bool(self.edit.way == Way.REDO)


def sittings(
    protocol: Protocol, *, person: str = "", parts: str = "", code: str = "", below: int = 2**62
) -> list[Sitting]:
    """The newest first, one more than a page has. `below` is the last edit of the entry shown last."""
    wanted = {"person": person, "parts": parts, "code": code, "below": below, "most": A_PAGE + 1}
    rows = _rows(SITTINGS, protocol, wanted)
    return [Sitting(*row[:6], _touched(row[6])) for row in rows]


def steps_of(draft: Draft, sitting: int, *, after: int = 0) -> list[Step]:
    """In the order in which they were made, one more than a page has; none for a sitting there is not."""
    wanted = {"sitting": sitting, "after": after, "most": EDITS_OF_A_PAGE + 1}
    found = [number for (number,) in _rows(OF_ONE, draft.protocol, wanted)]
    words = Worded(draft.document)
    return [Step(edit, _change(edit, words)) for edit in Edit.objects.filter(pk__in=found).order_by("pk")]


def people_of(protocol: Protocol) -> list[str]:
    return list(Edit.objects.filter(protocol=protocol).order_by("by_name").values_list("by_name", flat=True).distinct())


def _change(edit: Edit, words: Worded) -> Change:
    """Said in the words of today's draft; what that does not know is said by its key."""
    is_moved = edit.place_before is not None and edit.place_after is not None and edit.place_before != edit.place_after
    return change_of_part(edit.parts, edit.code, edit.before, edit.after, (words, words), moved=is_moved)


def _touched(parts: Sequence[str]) -> str:
    return ", ".join(counted(Counter(part.split(" ", 1)[0] for part in parts)))


def _rows(sql: str, protocol: Protocol, wanted: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"protocol": protocol.pk, "pause": PAUSE} | wanted)
        return list(cursor.fetchall())

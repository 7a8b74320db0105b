"""Writing the log of answers. Read from its beginning it gives the document of answers, with who gave each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from clinic.accounts.models import User
from consultations.intake.questions import part_of
from consultations.models import AnswerChange, Consultation
from consultations.models.answers import GivenBy

Place = tuple[int | None, str]


def given(answers: Mapping[str, Any], question: str, area_number: int | None) -> Any:
    return part_of(answers, area_number).get(question)


def begin(consultation: Consultation, *, by: User, at: datetime) -> None:
    """What is answered from the patient's details."""
    rows = [
        _row(consultation, key, None, value, None, GivenBy.DESK, by, at, revision=consultation.revision)
        for key, value in consultation.answers["person"].items()
    ]
    AnswerChange.objects.bulk_create(rows)


def add(
    consultation: Consultation,
    question: str,
    old: Any,
    new: Any,
    area_number: int | None,
    *,
    given_by: str,
    by: User,
    at: datetime,
    client: str = "",
    sequence: int | None = None,
) -> AnswerChange:
    row = _row(consultation, question, old, new, area_number, given_by, by, at, revision=consultation.revision + 1)
    row.client, row.sequence = client, sequence
    row.save(force_insert=True)
    return row


def move_areas_up(
    consultation: Consultation, before: Mapping[str, Any], area_number: int, *, by: User, at: datetime
) -> None:
    """Every place whose answer is another now; each answer keeps who gave it."""
    givers = {place: row.given_by for place, row in last_changes(consultation.answer_changes.all()).items()}
    rows = []
    for number in range(area_number, len(before["areas"]) + 1):
        old, new = part_of(before, number), part_of(consultation.answers, number)
        for key in sorted({*old, *new}):
            giver = givers.get((number + 1, key)) if key in new else givers.get((number, key))
            rows.append(
                _row(
                    consultation,
                    key,
                    old.get(key),
                    new.get(key),
                    number,
                    giver or GivenBy.DESK,
                    by,
                    at,
                    revision=consultation.revision + 1,
                )
            )
    AnswerChange.objects.bulk_create(rows)


def put_in_order(
    consultation: Consultation,
    before: Mapping[str, Any],
    came_from: Sequence[int | None],
    *,
    given_by: str,
    by: User,
    at: datetime,
    client: str = "",
) -> int:
    """`came_from` says for every area which number it had before. An answer that only moved keeps who gave it;
    the others were given now. How many answers changed.
    """
    givers = {place: row.given_by for place, row in last_changes(consultation.answer_changes.all()).items()}
    rows, now = [], consultation.answers
    for number, key in _places_of(before, now):
        origin = came_from[number - 1] if number <= len(came_from) else None
        old, new = given(before, key, number), given(now, key, number)
        has_moved = origin is not None and new is not None and given(before, key, origin) == new
        if has_moved and origin == number:
            continue
        giver = (givers.get((origin, key)) if has_moved else given_by) or GivenBy.DESK
        row = _row(consultation, key, old, new, number, giver, by, at, revision=consultation.revision + 1)
        row.client = client
        rows.append(row)
    AnswerChange.objects.bulk_create(rows)
    return len(rows)


def _places_of(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """Every place about an area that had an answer or has one."""
    for number in range(1, max(len(before["areas"]), len(now["areas"])) + 1):
        for key in sorted({*part_of(before, number), *part_of(now, number)}):
            yield number, key


def last_changes(rows: Iterable[AnswerChange]) -> dict[Place, AnswerChange]:
    """Per place the change that gave the present answer; nothing for a place that has no answer any more."""
    last: dict[Place, AnswerChange] = {}
    for row in rows:
        place = (row.area_number, row.question)
        if row.new is None:
            last.pop(place, None)
        else:
            last[place] = row
    return last


def _row(
    consultation: Consultation,
    question: str,
    old: Any,
    new: Any,
    area_number: int | None,
    given_by: str,
    by: User,
    at: datetime,
    *,
    revision: int,
) -> AnswerChange:
    return AnswerChange(
        site_id=consultation.site_id,
        consultation=consultation,
        area_number=area_number,
        question=question,
        old=old,
        new=new,
        given_by=given_by,
        by=by,
        at=at,
        revision=revision,
    )

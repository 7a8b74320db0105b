"""Marking places on the picture of the face: it makes the areas of the visit, all at once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from clinic.accounts.models import User
from consultations import policies
from consultations.face_map.places import Area, OnTheMap, merged
from consultations.intake.questions import Asked, is_shown, unfinished_place
from consultations.models import Consultation
from consultations.models.answers import GivenBy
from consultations.services import answer_log
from consultations.services.changing import hold_from, note, refuse
from consultations.services.intake import take
from treatments.compiled_releases import compiled
from treatments.engine.protocol import Protocol


@transaction.atomic
def mark_places(
    *,
    consultation_id: UUID,
    marks: dict[str, Any],
    finished: bool = True,
    revision: int,
    given_by: str = GivenBy.DESK,
    by: User,
    at: datetime,
    client: str = "",
) -> Consultation:
    """Not yet `finished`, somebody still marks: then what nobody said is left open and not skipped."""
    consultation = hold_from(consultation_id, revision, by, client)
    refuse(policies.why_not_mark(consultation, by, marks, given_by=given_by))
    protocol, before = compiled(consultation.release), consultation.answers
    asked = OnTheMap.of(protocol.document)
    asks_size = is_size_asked(protocol, before, asked)
    areas = merged(asked, before["areas"], marks, asks_size=asks_size, finished=finished)
    consultation.answers = {"person": before["person"], "areas": [area.answers for area in areas]}
    came_from = [area.number for area in areas]
    changed = answer_log.put_in_order(consultation, before, came_from, given_by=given_by, by=by, at=at, client=client)
    if changed or marks != consultation.face_map:
        consultation.face_map = marks
        consultation.unfinished = _moved(consultation.unfinished, areas, asked)
        take(consultation, client, given_by, by, at, "face_map")
        note("places.marked", consultation, by=by, at=at, areas=len(areas))
    return consultation


def is_size_asked(protocol: Protocol, answers: dict[str, Any], asked: OnTheMap) -> bool:
    return is_shown(protocol, answers, Asked(asked.size, 1))


def _moved(unfinished: dict[str, list[str]], areas: list[Area], asked: OnTheMap) -> dict[str, list[str]]:
    """What was typed and is no answer yet goes with its area."""
    on_the_map = {asked.place.key, asked.count.key, asked.size.key}
    kept = {place: typed for place, typed in unfinished.items() if "." not in place}
    for number, area in enumerate(areas, start=1):
        before = f"{area.number}."
        for place, typed in unfinished.items():
            key = place.removeprefix(before)
            if area.number and place.startswith(before) and key not in on_the_map:
                kept[unfinished_place(key, number)] = typed
    return kept

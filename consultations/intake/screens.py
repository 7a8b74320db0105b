"""The questions of a visit put on screens: one thing at a time for a patient, a whole part at a time for the desk."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from typing import Any

from consultations.intake import questions
from consultations.intake.questions import Asked, in_order
from treatments.engine.conditions import keys_of
from treatments.engine.documents import FaceMap, Question
from treatments.engine.protocol import Protocol
from treatments.engine.written import parse


class Layout(StrEnum):
    ONE_THING = "one_thing"
    PARTS = "parts"


@dataclass(frozen=True, slots=True)
class Screen:
    """`key` and `area_number` are its address. `asked` are the questions on the way; `possible` also those that an
    answer on this screen may open. `is_map`: the picture of the face asks them, for all areas at once.
    """

    key: str
    area_number: int | None
    asked: tuple[Asked, ...]
    possible: tuple[Asked, ...]
    is_map: bool = False

    @property
    def address(self) -> tuple[str, int | None]:
        return self.key, self.area_number

    @property
    def step(self) -> str:
        return self.possible[0].question.step

    def in_sight(self, answers: Mapping[str, Any]) -> list[Asked]:
        """Those on the way that need not wait: a follow-up opens when what it follows on this screen was answered."""
        unmet = {asked.question.key for asked in self.asked if not questions.is_met(answers, asked)}
        return [a for a in self.asked if questions.is_met(answers, a) or not unmet & _read_by(a.question.shown_when)]

    def is_met(self, answers: Mapping[str, Any]) -> bool:
        return all(questions.is_met(answers, asked) for asked in self.asked)


@lru_cache(maxsize=1000)
def _read_by(condition: str) -> frozenset[str]:
    return frozenset(keys_of(parse(condition)))


def screens(protocol: Protocol, answers: Mapping[str, Any], layout: Layout) -> list[Screen]:
    """In their order; a screen on which nothing is due is left out."""
    due = {asked.place for asked in questions.path(protocol, answers)}
    face_map, found = protocol.document.face_map, []
    in_intake = [q for q in in_order(protocol) if questions.is_asked_in_intake(q) and is_for(q, layout)]
    for about, block in groupby(in_intake, key=lambda question: question.about):
        asked_here = list(block)
        if about == "area" and face_map:
            found.append(_map(face_map, asked_here, answers, due))
            asked_here = [question for question in asked_here if not is_on_the_map(question, face_map)]
        places = [None] if about == "person" else range(1, len(answers["areas"]) + 1)
        for area_number in places:
            found += _put_together(asked_here, area_number, layout, due)
    return [screen for screen in found if screen.asked]


def next_open(on_the_way: Sequence[Screen], answers: Mapping[str, Any]) -> Screen | None:
    return next((screen for screen in on_the_way if not screen.is_met(answers)), None)


def is_for(question: Question, layout: Layout) -> bool:
    """A patient is not asked what the desk or a nurse has to see or know."""
    return layout == Layout.PARTS or "patient" in question.asked_by


def is_on_the_map(question: Question, face_map: FaceMap) -> bool:
    return question.key in (face_map.place, face_map.count, face_map.size)


def _map(
    face_map: FaceMap, asked_here: Sequence[Question], answers: Mapping[str, Any], due: set[tuple[str, int | None]]
) -> Screen:
    on_map = [question for question in asked_here if is_on_the_map(question, face_map)]
    numbers = range(1, len(answers["areas"]) + 1)
    possible = tuple(Asked(question, number) for number in numbers for question in on_map)
    return Screen(on_map[0].key, None, tuple(a for a in possible if a.place in due), possible, is_map=True)


def _put_together(
    asked_here: Sequence[Question], area_number: int | None, layout: Layout, due: set[tuple[str, int | None]]
) -> Iterator[Screen]:
    together: dict[str, list[Asked]] = {}
    for question in asked_here:
        key = question.step if layout == Layout.PARTS else question.screen or question.key
        together.setdefault(key, []).append(Asked(question, area_number))
    for key, possible in together.items():
        yield Screen(key, area_number, tuple(a for a in possible if a.place in due), tuple(possible))

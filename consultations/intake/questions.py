"""The way through the intake, worked out from the protocol and the answers; where somebody is, is never stored.

A question is on the way unless its condition is known to be false; a protocol whose intake is adaptive leaves out as
well what cannot matter any more. Questions only a dermatologist answers come later, in the review; what follows from
the patient's details is not asked again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar

from treatments.engine.answers import Answers
from treatments.engine.asking import always_asked, is_adaptive, worth_asking
from treatments.engine.asking import in_the_intake as is_asked_in_intake
from treatments.engine.documents import Question
from treatments.engine.protocol import Protocol

P = TypeVar("P")


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """One question of one visit. `area_number` counts from 1; None for a question about the person."""

    question: Question
    area_number: int | None = None

    @property
    def place(self) -> tuple[str, int | None]:
        return self.question.key, self.area_number

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Asked) and self.place == other.place

    def __hash__(self) -> int:
        return hash(self.place)


@dataclass(frozen=True, slots=True)
class Progress:
    met: int
    due: int

    @property
    def is_complete(self) -> bool:
        return self.met == self.due


def path(protocol: Protocol, answers: Mapping[str, Any]) -> list[Asked]:
    """In the order of their numbers; questions about an area come as one block for each area."""
    found: list[Asked] = []
    for about, block in groupby(filter(is_asked_in_intake, in_order(protocol)), key=lambda question: question.about):
        questions = list(block)
        places = [None] if about == "person" else range(1, len(answers["areas"]) + 1)
        for area_number in places:
            found += shown(protocol, answers, questions, area_number)
    return _worth_asking(protocol, answers, found) if is_adaptive(protocol) else found


def _worth_asking(protocol: Protocol, answers: Mapping[str, Any], way: Sequence[Asked]) -> list[Asked]:
    """What was met stays on the way, so that it can be read and changed."""
    given = Answers(answers["person"], tuple(answers["areas"]))
    worth = {(key, number) for key, number in worth_asking(protocol, given, is_asked_in_intake)}
    anyhow = {*always_asked(protocol), protocol.document.face_map and protocol.document.face_map.place}
    return [a for a in way if is_met(answers, a) or a.place in worth or a.question.key in anyhow]


def given(answers: Mapping[str, Any], asked: Asked) -> Any:
    """The answer as it stands in the document; None where the question was not met yet."""
    return part_of(answers, asked.area_number).get(asked.question.key)


def is_met(answers: Mapping[str, Any], asked: Asked) -> bool:
    """Answered, "not sure" or skipped."""
    return asked.question.key in part_of(answers, asked.area_number)


def next_open(protocol: Protocol, answers: Mapping[str, Any]) -> Asked | None:
    return next((asked for asked in path(protocol, answers) if not is_met(answers, asked)), None)


def beside(way: Sequence[P], asked: P, step: int) -> P | None:
    """The place so many steps on, or back, on the way; nothing beyond its ends."""
    place = way.index(asked) + step if asked in way else -1
    return way[place] if 0 <= place < len(way) else None


def progress(protocol: Protocol, answers: Mapping[str, Any]) -> Progress:
    way = path(protocol, answers)
    return Progress(sum(is_met(answers, asked) for asked in way), len(way))


def is_shown(protocol: Protocol, answers: Mapping[str, Any], asked: Asked) -> bool:
    """Whether skip logic leaves the question on the way, whoever answers it."""
    return not _is_hidden(protocol, answers, asked)


def in_order(protocol: Protocol) -> list[Question]:
    return sorted(protocol.document.questions, key=lambda question: question.number)


def unfinished_place(question: str, area_number: int | None) -> str:
    """Where what was typed for a question is kept until it is an answer."""
    return f"{area_number}.{question}" if area_number else question


def part_of(answers: Mapping[str, Any], area_number: int | None) -> Mapping[str, Any]:
    """The answers about the person, or about one area; nothing for an area that is not there."""
    if area_number is None:
        return answers["person"]
    return answers["areas"][area_number - 1] if 1 <= area_number <= len(answers["areas"]) else {}


def shown(
    protocol: Protocol, answers: Mapping[str, Any], questions: Sequence[Question], area_number: int | None
) -> Iterator[Asked]:
    """Those of the questions that skip logic leaves on the way."""
    settled = protocol.settling.settle(answers["person"], part_of(answers, area_number) if area_number else {})
    for question in questions:
        if not settled.is_hidden(question.key):
            yield Asked(question, area_number)


def _is_hidden(protocol: Protocol, answers: Mapping[str, Any], asked: Asked) -> bool:
    area = part_of(answers, asked.area_number) if asked.area_number else {}
    return protocol.settling.settle(answers["person"], area).is_hidden(asked.question.key)

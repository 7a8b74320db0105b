"""An intake of a draft that is played for a case: the real screens and forms, no patient and no visit behind them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from consultations.answering import with_answer, with_area, without_area
from consultations.face_map.places import OnTheMap, marks_of, merged
from consultations.intake import questions
from consultations.intake.questions import Asked
from consultations.intake.screens import Layout
from consultations.presenters.intake import Way
from consultations.presenters.words import Words
from treatments.engine.answers import MOST_AREAS, why_not_answer
from treatments.engine.answers import Answers as GivenAnswers
from treatments.engine.protocol import Protocol
from treatments.engine.readings import UNANSWERED
from treatments.engine.suggest import AreaSuggestion, suggest
from treatments.workbench.cases.casing import fitting

Answers = dict[str, Any]


@dataclass(frozen=True)
class Played(Way):
    """`face_map` is what was marked on the picture."""

    face_map: Answers | None

    @classmethod
    def of(cls, protocol: Protocol, kept: Answers, address: Callable[..., str]) -> "Played":
        answers = {"person": kept["person"], "areas": kept["areas"]}
        words = Words.of(protocol, protocol.document.languages[0])
        return cls(words, Layout.PARTS, address, answers, kept.get("face_map"))

    @property
    def kept(self) -> Answers:
        return self.answers | {"face_map": self.face_map}


def begun(protocol: Protocol, age: float) -> Answers:
    """What would follow from a patient's details follows from the age alone."""
    ages = [question.derives for question in protocol.document.questions if question.derives]
    return {"person": dict.fromkeys(ages, age), "areas": [{}], "face_map": None}


def given(played: Played, said: Sequence[tuple[Asked, Any]]) -> Played:
    """One screen, in the order of its questions; what another answer has hidden is left out."""
    answers = played.answers
    protocol = played.words.protocol
    for asked, value in said:
        if not questions.is_shown(protocol, answers, asked):
            continue
        is_answer = value is not None and not why_not_answer(protocol.facts[asked.question.key], value)
        answers = with_answer(answers, asked.question.key, value if is_answer else UNANSWERED, asked.area_number)
    return played.with_answers(answers)


def marked(played: Played, asked: OnTheMap, marks: Answers) -> Played:
    areas = merged(asked, played.answers["areas"], marks, asks_size=asks_size(played, asked))
    answers = {"person": played.answers["person"], "areas": [area.answers for area in areas]}
    return Played(played.words, played.layout, played.address, answers, marks)


def marks(played: Played, asked: OnTheMap) -> Answers:
    return marks_of(asked, played.answers["areas"], played.face_map)


def asks_size(played: Played, asked: OnTheMap) -> bool:
    return questions.is_shown(played.words.protocol, played.answers, Asked(asked.size, 1))


def another_place(played: Played) -> Played:
    full = len(played.answers["areas"]) >= MOST_AREAS
    return played if full else played.with_answers(with_area(played.answers))


def without_place(played: Played, number: int) -> Played:
    areas = played.answers["areas"]
    is_there = len(areas) > 1 and 1 <= number <= len(areas)
    return played.with_answers(without_area(played.answers, number)) if is_there else played


def result(played: Played) -> tuple[AreaSuggestion, ...]:
    """What the draft says to what was answered so far."""
    protocol = played.words.protocol
    known, _lacking = fitting(protocol, GivenAnswers(played.answers["person"], tuple(played.answers["areas"])))
    return suggest(protocol, known).areas

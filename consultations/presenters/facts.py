"""What is known about the visit, for the doctor: answers in words, who gave them, and where to correct them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from consultations.intake.questions import Asked, given, shown
from consultations.models import AnswerChange, Consultation
from consultations.models.answers import GivenBy
from consultations.presenters.words import Words, area_name
from consultations.services.answer_log import last_changes
from treatments.engine.documents import Question


@dataclass(frozen=True, slots=True)
class Fact:
    key: str
    label: str
    value: str
    given_by: str
    can_change: bool


@dataclass(frozen=True, slots=True)
class FactGroup:
    """`is_open` groups are unfolded: the areas, and what was not known when the doctor opened the page."""

    title: str
    area_number: int | None
    facts: tuple[Fact, ...]

    @property
    def not_known(self) -> int:
        return sum(not fact.value for fact in self.facts)


def fact_groups(words: Words, consultation: Consultation, log: Iterable[AnswerChange]) -> list[FactGroup]:
    """The areas first, then what concerns the person, step by step."""
    givers = {place: row.given_by for place, row in last_changes(log).items()}
    numbered = list(enumerate(consultation.answers["areas"], start=1))
    groups = [
        FactGroup(area_name(words, area, number), number, _facts(words, consultation.answers, number, "", givers))
        for number, area in numbered
    ]
    for step in words.protocol.document.steps:
        groups.append(
            FactGroup(words.say(step.title), None, _facts(words, consultation.answers, None, step.key, givers))
        )
    return [group for group in groups if group.facts]


def _facts(
    words: Words, answers: Mapping[str, Any], number: int | None, step: str, givers: Mapping[Any, str]
) -> tuple[Fact, ...]:
    return tuple(
        _fact(words, answers, asked, givers)
        for asked in shown(words.protocol, answers, _questions(words, number, step), number)
    )


def _questions(words: Words, number: int | None, step: str) -> list[Question]:
    return [
        question
        for question in words.protocol.document.questions
        if (question.about == "area" if number else question.about == "person" and question.step == step)
    ]


def _fact(words: Words, answers: Mapping[str, Any], asked: Asked, givers: Mapping[Any, str]) -> Fact:
    key = asked.question.key
    value = words.answer(key, given(answers, asked))
    giver = givers.get((asked.area_number, key)) if value else None
    said_by = str(GivenBy(giver).label) if giver else ""
    return Fact(key, words.say(asked.question.wording), value, said_by, asked.question.derives is None)

"""The intake as its pages show it: where one is, what comes before and after, and all answers to check."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property

from consultations.intake import questions
from consultations.intake.questions import Asked
from consultations.models import Consultation
from consultations.presenters.words import Words, area_name
from treatments.compiled_releases import compiled
from treatments.engine.readings import NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """`value` is empty when the question was not answered; `href` opens it, empty where it cannot be changed."""

    label: str
    value: str
    href: str


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    title: str
    rows: tuple[AnswerRow, ...]
    area_number: int | None = None

    @property
    def open(self) -> int:
        return sum(not row.value for row in self.rows)


@dataclass(frozen=True)
class Intake:
    """One visit on its way through the questions."""

    consultation: Consultation
    words: Words

    @classmethod
    def of(cls, consultation: Consultation) -> "Intake":
        protocol = compiled(consultation.release)
        return cls(consultation, Words.of(protocol, consultation.patient.language))

    @property
    def answers(self) -> dict[str, Any]:
        return self.consultation.answers

    @cached_property
    def way(self) -> list[Asked]:
        return questions.path(self.words.protocol, self.answers)

    def find(self, key: str, area_number: int | None) -> Asked | None:
        return next((a for a in self.way if (a.question.key, a.area_number) == (key, area_number)), None)

    def href(self, asked: Asked | None, *, to_check: bool = False) -> str:
        """The page of a question; the page to check the answers when there is none."""
        ident = self.consultation.pk
        if asked is None:
            return reverse("intake_check", args=[ident])
        come_back = "?from=check" if to_check else ""
        if asked.area_number is None:
            return reverse("intake_question", args=[ident, asked.question.key]) + come_back
        return reverse("intake_area_question", args=[ident, asked.area_number, asked.question.key]) + come_back

    def next_href(self, asked: Asked) -> str:
        """After the last area comes the question whether there is another one."""
        following = questions.beside(self.way, asked, 1)
        if asked.area_number and (following is None or following.area_number is None):
            return reverse("intake_areas", args=[self.consultation.pk])
        return self.href(following)

    def back_href(self, asked: Asked) -> str:
        earlier = questions.beside(self.way, asked, -1)
        if earlier is None:
            return reverse("patient", args=[self.consultation.patient_id])
        if earlier.area_number and asked.area_number is None:
            return reverse("intake_areas", args=[self.consultation.pk])
        return self.href(earlier)

    def first_of_area(self, number: int) -> str:
        return self.href(next(asked for asked in self.way if asked.area_number == number))

    def after_areas(self) -> str:
        last = max(place for place, asked in enumerate(self.way) if asked.area_number)
        following = self.way[last + 1 :]
        return self.href(following[0] if following else None)

    def last_of_areas(self) -> str:
        return self.href([asked for asked in self.way if asked.area_number][-1])

    def part(self, asked: Asked) -> tuple[int, int]:
        """Which part of how many; the number of parts is fixed by the protocol and does not jump."""
        steps = list(dict.fromkeys(q.step for q in self._in_order() if questions.is_asked_in_intake(q)))
        return steps.index(asked.question.step) + 1, len(steps)

    def area_names(self) -> list[str]:
        areas = enumerate(self.answers["areas"], start=1)
        return [area_name(self.words, area, number) for number, area in areas]

    def to_check(self) -> list[AnswerGroup]:
        """Every question on the way, in groups by step, and by area within."""
        titles = {step.key: self.words.say(step.title) for step in self.words.protocol.document.steps}
        names = self.area_names()
        groups = []
        for (step, number), asked in groupby(self.way, key=lambda each: (each.question.step, each.area_number)):
            title = f"{titles[step]}: {names[number - 1]}" if number else titles[step]
            groups.append(AnswerGroup(title, tuple(self._row(each) for each in asked), number))
        return groups

    def _row(self, asked: Asked) -> AnswerRow:
        value = questions.given(self.answers, asked)
        shown = "" if value == NOT_APPLICABLE else self.words.answer(asked.question.key, value)
        return AnswerRow(self.words.say(asked.question.wording), shown, self.href(asked, to_check=True))

    def _in_order(self) -> Iterator[Any]:
        return iter(sorted(self.words.protocol.document.questions, key=lambda question: question.number))

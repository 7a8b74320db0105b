"""The intake as its pages show it: where one is, what comes before and after, and all answers to check."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self

from django.utils.functional import cached_property

from consultations.intake import questions
from consultations.intake.questions import Asked, in_order
from consultations.intake.screens import Layout, Screen, next_open, screens
from consultations.models import Consultation
from consultations.presenters.words import Words, area_name
from treatments.compiled_releases import compiled
from treatments.engine.readings import NOT_APPLICABLE, UNKNOWN


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """`value` is empty when the question was not answered; `href` opens it, empty where it cannot be changed."""

    label: str
    value: str
    href: str
    is_not_sure: bool = False


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    title: str
    rows: tuple[AnswerRow, ...]
    area_number: int | None = None

    @property
    def open(self) -> int:
        return sum(not row.value for row in self.rows)

    @property
    def not_sure(self) -> int:
        return sum(row.is_not_sure for row in self.rows)


@dataclass(frozen=True)
class Way:
    """An intake on its way through the screens. `address` gives the URL of a page of this intake by its name."""

    words: Words
    layout: Layout
    address: Callable[..., str]
    answers: dict[str, Any]

    def with_answers(self, answers: dict[str, Any]) -> Self:
        """The same intake, had these answers been given."""
        return replace(self, answers=answers)

    @cached_property
    def screens(self) -> list[Screen]:
        return screens(self.words.protocol, self.answers, self.layout)

    def find(self, key: str, area_number: int | None) -> Screen | None:
        return next((screen for screen in self.screens if screen.address == (key, area_number)), None)

    def next_open(self) -> Screen | None:
        return next_open(self.screens, self.answers)

    def href(self, screen: Screen | None, *, to_check: bool = False) -> str:
        """The page of a screen; the page to check the answers when there is none."""
        if screen is None:
            return self.address("check")
        come_back = "?from=check" if to_check else ""
        if screen.is_map:
            return self.address("places") + come_back
        if screen.area_number is None:
            return self.address("screen", screen.key) + come_back
        return self.address("area_screen", screen.area_number, screen.key) + come_back

    def next_href(self, screen: Screen) -> str:
        """Without a map, after the last area comes the question whether there is another one."""
        following = self._beside(screen, 1)
        if self._asks_for_more_places and screen.area_number and (following is None or following.area_number is None):
            return self.address("areas")
        return self.href(following)

    def back_href(self, screen: Screen) -> str:
        earlier = self._beside(screen, -1)
        if earlier is None:
            return self.address("begin")
        if self._asks_for_more_places and earlier.area_number and screen.area_number is None:
            return self.address("areas")
        return self.href(earlier)

    def first_of_area(self, number: int) -> str:
        return self.href(next(screen for screen in self.screens if screen.area_number == number))

    def after_areas(self) -> str:
        last = max(place for place, screen in enumerate(self.screens) if screen.area_number)
        following = self.screens[last + 1 :]
        return self.href(following[0] if following else None)

    def last_of_areas(self) -> str:
        return self.href([screen for screen in self.screens if screen.area_number][-1])

    def part(self, screen: Screen) -> tuple[int, int]:
        """Which part of how many; the number of parts is fixed by the protocol and does not jump."""
        asked = filter(questions.is_asked_in_intake, in_order(self.words.protocol))
        steps = list(dict.fromkeys(question.step for question in asked))
        return steps.index(screen.step) + 1, len(steps)

    def title(self, screen: Screen) -> str:
        """Of a screen with several questions; one question alone is its own heading."""
        document = self.words.protocol.document
        named = document.steps if self.layout == Layout.PARTS else document.screens
        return next((self.words.say(each.title) for each in named if each.key == screen.key), "")

    def area_names(self) -> list[str]:
        areas = enumerate(self.answers["areas"], start=1)
        return [area_name(self.words, area, number) for number, area in areas]

    def area_of(self, screen: Screen) -> str:
        """Which place is meant, once it has a name."""
        known = screen.area_number and questions.part_of(self.answers, screen.area_number)
        return self.area_names()[screen.area_number - 1] if known else ""

    def to_check(self) -> list[AnswerGroup]:
        """Every question on the way, in groups by step, and by area within."""
        titles = {step.key: self.words.say(step.title) for step in self.words.protocol.document.steps}
        names = self.area_names()
        rows: dict[tuple[str, int | None], list[AnswerRow]] = {}
        for screen in self.screens:
            for asked in screen.asked:
                rows.setdefault((asked.question.step, asked.area_number), []).append(self._row(screen, asked))
        return [
            AnswerGroup(f"{titles[step]}: {names[number - 1]}" if number else titles[step], tuple(found), number)
            for (step, number), found in rows.items()
        ]

    @property
    def _asks_for_more_places(self) -> bool:
        return self.words.protocol.document.face_map is None

    def _beside(self, screen: Screen, step: int) -> Screen | None:
        address = questions.beside([each.address for each in self.screens], screen.address, step)
        return self.find(*address) if address else None

    def _row(self, screen: Screen, asked: Asked) -> AnswerRow:
        value = questions.given(self.answers, asked)
        shown = "" if value == NOT_APPLICABLE else self.words.answer(asked.question.key, value)
        href = f"{self.href(screen, to_check=True)}#div_id_{asked.question.key}"
        return AnswerRow(self.words.say(asked.question.wording), shown, href, value == UNKNOWN)


@dataclass(frozen=True)
class Intake(Way):
    """The intake of one visit."""

    consultation: Consultation

    @classmethod
    def of(cls, consultation: Consultation, layout: Layout, address: Callable[..., str]) -> "Intake":
        words = Words.of(compiled(consultation.release), consultation.patient.language)
        return cls(words, layout, address, consultation.answers, consultation)

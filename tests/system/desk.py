"""What the front desk does: finding and adding patients, and the intake with the patient."""

import re
from collections.abc import Collection, Mapping
from typing import Any, Self

from playwright.sync_api import Locator

from consultations.demo.answering import value_for
from consultations.intake.questions import Asked
from tests.integration.clinic_factory import typical
from tests.system.screen import Screen
from treatments.engine.answers import Answers
from treatments.engine.documents import Question
from treatments.engine.protocol import Protocol
from treatments.engine.readings import UNKNOWN

A_QUESTION = re.compile(r"/intake/(?:area/(\d+)|question)/([\w-]+)/")


class Desk(Screen):
    def finds(self, typed: str) -> Self:
        self.page.get_by_role("searchbox", name="Find a patient").fill(typed)
        return self.presses("Find")

    def fills_in_the_new_patient(self, *, family: str, given: str, born: tuple[int, int, int], **more: str) -> Self:
        day, month, year = map(str, born)
        return self.writes(Family_name=family, Given_name=given, Day=day, Month=month, Year=year, **more)

    @property
    def asked(self) -> tuple[str, int | None]:
        """The question that is on the page, and the number of its area."""
        found = A_QUESTION.search(self.page.url)
        assert found, f"no question at {self.page.url}"
        return found[2], int(found[1]) if found[1] else None

    @property
    def is_asked(self) -> bool:
        return A_QUESTION.search(self.page.url) is not None

    def picks(self, question: Question, value: Any) -> Self:
        """An answer as the protocol stores it, given as a person would give it."""
        if value == UNKNOWN:
            return self.chooses("I am not sure")
        if question.type in ("one", "multi"):
            labels = {option.value: option.label["en"] for option in question.options}
            return self.chooses(*(labels[each] for each in ([value] if isinstance(value, str) else value)))
        if question.type == "date":
            year, month, day = str(value).split("-")
            return self.writes(Day=day, Month=month, Year=year)
        self.page.locator("main [name=answer]").fill(str(value))
        return self

    def answers(self, question: Question, value: Any) -> Self:
        """None skips."""
        assert self.heading.startswith(question.wording["en"])
        if value is None:
            return self.presses("Skip this question")
        return self.picks(question, value).presses("Continue")

    def answers_everything(
        self,
        protocol: Protocol,
        given: Answers,
        *,
        unsure: Collection[str] = (),
        skipped: Collection[str] = (),
        until: str = "",
    ) -> Self:
        """All questions on the way, up to the page where the answers are checked or to the question `until`."""
        while True:
            if self.page.url.endswith("/intake/areas/"):
                self._goes_on_from_the_places(len(given.areas))
            elif not self.is_asked or self.asked[0] == until:
                return self
            else:
                key, area = self.asked
                question = protocol.questions[key]
                differs = {**dict.fromkeys(unsure, UNKNOWN), **dict.fromkeys(skipped)}
                self.answers(question, differs.get(key) if key in differs else _value(protocol, question, area, given))

    def _goes_on_from_the_places(self, wanted: int) -> None:
        if self.page.locator(".places > li").count() < wanted:
            self.presses("Yes, add another place")
        else:
            self.follows("No, go on")

    def changes(self, wording: str) -> Self:
        """From the page where the answers are checked."""
        return self.follows(re.compile("^(Change|Answer)"), within=self._row(wording))

    def answer_shown(self, wording: str) -> str:
        return self._row(wording).locator("dd").first.inner_text()

    def _row(self, wording: str) -> Locator:
        return self.page.locator(".summary-list > div", has=self.page.locator("dt", has_text=wording)).first


def _value(protocol: Protocol, question: Question, area: int | None, given: Answers) -> Any:
    return value_for(protocol, Asked(question, area), given)


def label_of(question: Question, value: str) -> str:
    return next(option.label["en"] for option in question.options if option.value == value)


def wording(protocol: Protocol, key: str) -> str:
    texts: Mapping[str, str] = protocol.questions[key].wording
    return texts["en"]


def in_places(*places: str, **differs: Any) -> Answers:
    """The typical patient with bumps in several places."""
    known = typical(**differs)
    return Answers(known.person, tuple(known.areas[0] | {"area": place} for place in places))

"""What the front desk does: finding and adding patients, and the intake with the patient."""

import re
from collections.abc import Collection, Mapping
from typing import Any, Self

from playwright.sync_api import Locator, expect

from consultations.demo.answering import first_offered, value_for
from consultations.intake.questions import Asked
from tests.integration.clinic_factory import typical
from tests.system.screen import Screen
from treatments.engine.answers import Answers
from treatments.engine.documents import Question
from treatments.engine.protocol import Protocol
from treatments.engine.readings import UNKNOWN

A_SCREEN = re.compile(r"/intake/(?:area/(\d+)|part)/([\w-]+)/")


class Desk(Screen):
    def finds(self, typed: str) -> Self:
        self.page.get_by_role("searchbox", name="Find a patient").fill(typed)
        return self.presses("Find")

    def fills_in_the_new_patient(self, *, family: str, given: str, born: tuple[int, int, int], **more: str) -> Self:
        day, month, year = map(str, born)
        return self.writes(Family_name=family, Given_name=given, Day=day, Month=month, Year=year, **more)

    @property
    def screen(self) -> tuple[str, int | None]:
        """The key of the screen that is shown, and the number of its area."""
        found = A_SCREEN.search(self.page.url)
        assert found, f"no screen at {self.page.url}"
        return found[2], int(found[1]) if found[1] else None

    @property
    def is_asked(self) -> bool:
        return A_SCREEN.search(self.page.url) is not None

    def asked(self) -> list[str]:
        """The questions that are open to be seen on this screen, in their order."""
        return self.page.locator("main .screen-row:visible").evaluate_all("rows => rows.map(it => it.dataset.question)")

    def row(self, key: str) -> Locator:
        return self.page.locator(f"main .screen-row[data-question={key}]")

    def picks(self, question: Question, value: Any) -> Self:
        """An answer as the protocol stores it, given in its line as a person would give it."""
        row = self.row(question.key)
        if value == UNKNOWN:
            self.hits(row.get_by_text("I am not sure", exact=True))
        elif question.type in ("one", "multi"):
            for each in [value] if isinstance(value, str) else value:
                self.hits(row.locator(f"label:has(input[value='{each}'])"))
        elif question.type == "date":
            for part, text in zip(("year", "month", "day"), str(value).split("-"), strict=True):
                row.locator(f"[name$={part}]").fill(text)
        else:
            row.locator(f"[name={question.key}]").fill(str(value))
        return self

    def answers(
        self, protocol: Protocol, given: Answers, *, unsure: Collection[str] = (), skipped: Collection[str] = ()
    ) -> Self:
        """The whole screen, with what an answer on it opens. A line that is skipped is left empty."""
        here, met = self.screen, set[str]()
        differs = {**dict.fromkeys(unsure, UNKNOWN), **dict.fromkeys(skipped)}
        while self.is_asked and self.screen == here:
            new = [key for key in self.asked() if key not in met]
            for key in new:
                self.waits_for_what_is_saved()
                if key not in self.asked():
                    continue
                value = differs[key] if key in differs else _value(protocol, protocol.questions[key], here[1], given)
                if value is not None:
                    self.picks(protocol.questions[key], value)
            met |= set(new)
            self.presses("Continue" if new else "Leave these blank")
        return self

    def waits_for_what_is_saved(self) -> None:
        """An answer may take away a question further down; where no script runs nothing is saved by itself."""
        expect(self.page.locator("#save-indicator.save-indicator--working")).to_have_count(0)

    def marks(self, protocol: Protocol, given: Answers) -> Self:
        """On the picture of the face: each place with its number and size."""
        face = protocol.document.face_map
        for area in given.areas:
            place = next(
                option for option in protocol.questions[face.place].options if option.value == area[face.place]
            )
            code = place.regions[0] if place.regions else f"at-{place.value}"
            self._opens_the_place(code)
            band = next(o for o in protocol.questions[face.count].options if o.value == area[face.count])
            self.hits(self._chip(code, "count", f"^='{band.at_least or 1}'"))
            self.hits(self._chip(code, "size", f"='{area[face.size]}'"))
        return self.presses("Continue")

    def _opens_the_place(self, code: str) -> None:
        if self.page.locator("[data-as-list]").is_visible():
            self.hits(self.page.locator(f"[data-region='{code}']").first)
            return
        place = self.page.locator(f"[data-place='{code}']")
        if not place.is_visible():
            self.hits(self.page.locator("details", has=place).locator("summary"))
        self.hits(self._chip(code, "state", "='some'"))

    def _chip(self, code: str, part: str, value: str) -> Locator:
        return self.page.locator(f"label:has(input[name='{code}-{part}'][value{value}])").first

    def answers_everything(
        self,
        protocol: Protocol,
        given: Answers,
        *,
        unsure: Collection[str] = (),
        skipped: Collection[str] = (),
        until: str = "",
    ) -> Self:
        """All screens on the way, up to the page where the answers are checked or to the one that asks `until`."""
        while True:
            if self.page.url.endswith("/intake/places/"):
                self.marks(protocol, given)
            elif self.page.url.endswith("/intake/areas/"):
                self._goes_on_from_the_places(len(given.areas))
            elif not self.is_asked or until in self.asked():
                return self
            else:
                self.answers(protocol, given, unsure=unsure, skipped=skipped)

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
    value = value_for(protocol, Asked(question, area), given)
    # Somebody comes for themselves, unless the answers say otherwise.
    return first_offered(question) if value is None and question.type == "one" else value


def label_of(question: Question, value: str) -> str:
    return next(option.label["en"] for option in question.options if option.value == value)


def wording(protocol: Protocol, key: str) -> str:
    texts: Mapping[str, str] = protocol.questions[key].wording
    return texts["en"]


def in_places(*places: str, **differs: Any) -> Answers:
    """The typical patient with bumps in several places."""
    known = typical(**differs)
    return Answers(known.person, tuple(known.areas[0] | {"area": place} for place in places))

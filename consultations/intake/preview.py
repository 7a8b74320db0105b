"""One question of a draft as it would stand on its screen, with no visit behind it and nowhere to save to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from consultations.face_map.forms import FaceMapForm
from consultations.face_map.places import OnTheMap, no_marks
from consultations.intake import questions
from consultations.intake.forms import ScreenForm
from consultations.intake.questions import Asked, in_order
from consultations.intake.screens import Layout, Screen, is_for, is_on_the_map
from consultations.presenters.face_map import FaceMapPage
from consultations.presenters.words import Words
from treatments.engine.documents import Question
from treatments.engine.readings import UNANSWERED


@dataclass(frozen=True)
class WithoutAVisit:
    """The way through an intake that has just this screen."""

    words: Words
    answers: dict[str, Any]

    def find(self, key: str, area_number: int | None) -> Screen | None:
        return None

    def with_answers(self, answers: dict[str, Any]) -> "WithoutAVisit":
        return WithoutAVisit(self.words, answers)


@dataclass(frozen=True)
class QuestionPreview:
    words: Words
    question: Question

    @property
    def layout(self) -> Layout:
        """What the patient is not asked stands on the page of the front desk, or of the doctor."""
        return Layout.ONE_THING if is_for(self.question, Layout.ONE_THING) else Layout.PARTS

    @property
    def is_asked(self) -> bool:
        """What follows from the patient's details is not."""
        return not self.question.retired and self.question.derives is None

    @property
    def together(self) -> list[Question]:
        """Those of its screen, also those that another answer has to open."""
        if self.layout == Layout.PARTS or self.question.screen is None:
            return [self.question]
        asked = filter(questions.is_asked_in_intake, in_order(self.words.protocol))
        return [each for each in asked if is_for(each, self.layout) and each.screen == self.question.screen]

    @property
    def face(self) -> FaceMapPage | None:
        """The picture of the face, for a question that it answers."""
        asked = OnTheMap.of(self.words.protocol.document)
        if asked is None or not is_on_the_map(self.question, asked.keys):
            return None
        form = FaceMapForm(asked=asked, words=self.words, marks=no_marks(), for_patient=True)
        return FaceMapPage(form, no_marks(), True)

    def form(self, today: date) -> ScreenForm:
        screen = self._screen(self.together)
        # Skipped, so that nothing waits for an answer on the same screen.
        skipped = dict.fromkeys((asked.question.key for asked in screen.possible), UNANSWERED)
        about_area = screen.area_number is not None
        answers = {"person": {} if about_area else skipped, "areas": [skipped if about_area else {}]}
        return ScreenForm(intake=WithoutAVisit(self.words, answers), screen=screen, today=today, typed={})

    @property
    def heading(self) -> str:
        """Of a screen with several questions, or of the picture; one question alone is its own."""
        document = self.words.protocol.document
        if self.face and document.face_map:
            return self.words.say(self.words.protocol.questions[document.face_map.place].wording)
        return next((self.words.say(each.title) for each in document.screens if each.key == self.question.screen), "")

    @property
    def part(self) -> tuple[int, int]:
        asked = filter(questions.is_asked_in_intake, in_order(self.words.protocol))
        steps = list(dict.fromkeys([*(each.step for each in asked), self.question.step]))
        return steps.index(self.question.step) + 1, len(steps)

    def _screen(self, together: Sequence[Question]) -> Screen:
        number = 1 if self.question.about == "area" else None
        asked = tuple(Asked(each, number) for each in together)
        return Screen(self.question.screen or self.question.key, number, asked, asked)

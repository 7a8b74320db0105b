"""What a method still needs to know before it can be chosen: asked in the review the moment the doctor picks it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from consultations.intake.forms import AnswersForm, Row, not_sure_of
from consultations.intake.questions import Asked
from consultations.presenters.words import Words


class StillOpenForm(AnswersForm):
    """A field for each question, named by its key. What is left blank stays open."""

    def __init__(self, *args: Any, asked: Sequence[Asked], words: Words, today: date, **kwargs: Any) -> None:
        self.asked, self.words, self.today = asked, words, today
        super().__init__(*args, **kwargs)
        for each in asked:
            self.ask(each.question.key, each.question)

    def clean(self) -> dict[str, Any]:
        super().clean()
        for each in self.asked:
            self.refuse_both(each.question.key)
        return self.cleaned_data

    @property
    def given(self) -> list[tuple[Asked, Any]]:
        said = [(each, self.value_of(each.question.key, each.question)) for each in self.asked]
        return [(each, value) for each, value in said if value is not None]

    @property
    def rows(self) -> list[Row]:
        return [
            Row(each.question, self[name], self._beside(name), is_shown=True, is_heading=False)
            for each in self.asked
            if (name := each.question.key)
        ]

    def _beside(self, name: str) -> forms.BoundField | None:
        return self[not_sure_of(name)] if not_sure_of(name) in self.fields else None

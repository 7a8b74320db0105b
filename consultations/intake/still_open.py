"""What a method still needs to know before it can be chosen: asked in the review the moment the doctor picks it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from consultations.intake import questions
from consultations.intake.forms import AnswersForm, Row, not_sure_of
from consultations.intake.questions import Asked
from consultations.presenters.words import Words
from treatments.engine.answers import Answers
from treatments.engine.asking import open_keys_of
from treatments.engine.conditions import keys_of
from treatments.engine.protocol import Protocol
from treatments.engine.readings import UNANSWERED
from treatments.engine.written import parse


def never_answered(protocol: Protocol, answers: Mapping[str, Any], method: str, area_number: int) -> list[Asked]:
    """Questions that guard the method here and were left out or skipped; "not sure" was an answer."""
    given = Answers(answers["person"], tuple(answers["areas"]))
    found = [
        Asked(protocol.questions[key], number)
        for key, number in open_keys_of(protocol, given, method, area_number)
        if protocol.questions[key].derives is None
    ]
    return [asked for asked in found if questions.given(answers, asked) in (None, UNANSWERED)]


def hides_the_guards_of(
    protocol: Protocol, answers: Mapping[str, Any], fired: Sequence[str], method: str, area_number: int
) -> str | None:
    """The question whose answer fired a rule and at the same time hides a safety question that guards the method."""
    read = {key for compiled in protocol.no_treatments if compiled.rule.code in fired for key in compiled.keys}
    to_correct = {key for key in read if key in protocol.questions and not protocol.questions[key].derives}
    settled = protocol.settling.settle(answers["person"], questions.part_of(answers, area_number))
    guards = {key for exclusion in protocol.exclusions_of[method] for key in exclusion.keys}
    hidden = [protocol.asking[key] for key in sorted(guards) if key in protocol.asking and settled.is_hidden(key)]
    hiding = (to_correct.intersection(keys_of(parse(question.shown_when))) for question in hidden)
    return next((min(keys) for keys in hiding if keys), None)


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

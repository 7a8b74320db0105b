"""The questions of the protocol as forms: one screen of the intake, or one question. They check and save nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Protocol

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clinic.forms import (
    ChoiceTicks,
    ChoiceTiles,
    DateField,
    PearlForm,
    Stepper,
    ThreeWay,
    WholeNumberField,
)
from consultations.answering import with_answer
from consultations.forms.texts import PlainText
from consultations.intake import questions
from consultations.intake.questions import Asked
from consultations.intake.screens import Screen
from consultations.presenters.words import Words
from treatments.engine.documents import Question
from treatments.engine.readings import NOT_APPLICABLE, UNANSWERED, UNKNOWN

NOT_SURE = _("I am not sure")
SHORT_ENOUGH_FOR_A_LINE = 18
MOST_IN_ONE_COLUMN = 9
LONGEST_TEXT = 500
BESIDE = ("number", "date")
YES = "yes"


class WayThrough(Protocol):
    """What a screen has to know of the visit it belongs to."""

    words: Words

    @property
    def answers(self) -> dict[str, Any]: ...

    def find(self, key: str, area_number: int | None) -> Screen | None: ...

    def with_answers(self, answers: dict[str, Any]) -> "WayThrough": ...


@dataclass(frozen=True, slots=True)
class Row:
    """One question on a screen; `is_shown` is False while another answer has to open it. `is_heading`: it is the one
    question of its page."""

    question: Question
    field: forms.BoundField
    not_sure: forms.BoundField | None
    is_shown: bool
    is_heading: bool


class AnswersForm(PearlForm, forms.Form):
    """Fields of questions; beside a number or a date stands "not sure" as a field of its own."""

    today: date
    words: Words

    def ask(self, name: str, question: Question) -> None:
        field = FIELDS[question.type](question, self.words)
        if question.type == "date":
            field.today = self.today
        field.label, field.help_text = self.words.say(question.wording), self.words.say(question.help)
        self.fields[name] = field
        if question.offers_unknown and question.type in BESIDE:
            self.fields[not_sure_of(name)] = forms.BooleanField(label=NOT_SURE, required=False)

    def value_of(self, name: str, question: Question) -> Any:
        """The answer as it is stored; None where nothing was said."""
        if self.cleaned_data.get(not_sure_of(name)):
            return UNKNOWN
        answer = self.cleaned_data.get(name)
        if question.type == "multi" and answer == [UNKNOWN]:
            return UNKNOWN
        if question.type == "date":
            return answer.isoformat() if answer else None
        return None if answer in ("", []) else answer

    def refuse_both(self, name: str) -> None:
        """ "Not sure" and a number together: which one is meant is the patient's to say."""
        if self.cleaned_data.get(not_sure_of(name)) and (
            self.cleaned_data.get(name) is not None or name in self.errors
        ):
            self.errors.pop(name, None)
            self.add_error(name, _("You gave an answer and chose “I am not sure”. Take one of them away."))

    def is_blank(self, name: str, question: Question) -> bool:
        return name not in self.errors and self.value_of(name, question) is None


class QuestionForm(AnswersForm):
    """`answer` is the field of the question."""

    question_page = True

    def __init__(
        self, *args: Any, question: Question, words: Words, today: date, given: Any = None, **kwargs: Any
    ) -> None:
        self.question, self.words, self.today = question, words, today
        super().__init__(*args, initial=as_shown("answer", question, given), **kwargs)
        self.ask("answer", question)

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.refuse_both("answer")
        if self.is_blank("answer", self.question):
            self.add_error("answer", _("Choose or write an answer. You can also skip this question."))
        return self.cleaned_data

    @property
    def value(self) -> Any:
        return self.value_of("answer", self.question)


class ScreenForm(AnswersForm):
    """One screen: a field for each question that may come up on it, named by its key.

    `leave_blank` takes what is empty as skipped. `only` narrows the form to one question, as it is saved by itself.
    """

    def __init__(
        self,
        *args: Any,
        intake: WayThrough,
        screen: Screen,
        today: date,
        typed: Mapping[str, Any],
        leave_blank: bool = False,
        only: str | None = None,
        **kwargs: Any,
    ) -> None:
        self.intake, self.screen, self.leave_blank, self.is_alone = intake, screen, leave_blank, only is not None
        self.words, self.today, answers = intake.words, today, intake.answers
        self.possible = [asked for asked in screen.possible if only in (None, asked.question.key)]
        self.shown = {asked.question.key for asked in screen.in_sight(answers)}
        self.question_page = len(self.shown) == 1
        initial: dict[str, Any] = {}
        for asked in self.possible:
            name = asked.question.key
            initial |= as_shown(name, asked.question, questions.given(answers, asked))
            if raw := typed.get(questions.unfinished_place(name, asked.area_number)):
                initial[name] = raw if asked.question.type == "date" else raw[0]
        super().__init__(*args, initial=initial, **kwargs)
        for asked in self.possible:
            self.ask(asked.question.key, asked.question)

    def clean(self) -> dict[str, Any]:
        super().clean()
        for asked in self.possible:
            self.refuse_both(asked.question.key)
        if not self.is_alone:
            self.shown = self._due()
        for asked in self.possible:
            name = asked.question.key
            may_be_blank = self.leave_blank or asked.question.type == "text"
            if name in self.shown and not may_be_blank and self.is_blank(name, asked.question):
                self.add_error(name, _("Choose an answer, or leave it blank below."))
        return self.cleaned_data

    def _due(self) -> set[str]:
        """With what was sent: another answer of this very screen may open a question, or close it."""
        answers = self.intake.answers
        for asked in self.possible:
            value = self.value_of(asked.question.key, asked.question)
            if value is not None:
                answers = with_answer(answers, asked.question.key, value, asked.area_number)
        now = self.intake.with_answers(answers).find(*self.screen.address)
        asked_now = () if now is None else now.asked if self.leave_blank else now.in_sight(answers)
        return {asked.question.key for asked in asked_now}

    @property
    def given(self) -> list[tuple[Asked, Any]]:
        """What was said on this screen, and what was left blank; nothing for a question that is not asked."""
        said = [(asked, self.value_of(asked.question.key, asked.question)) for asked in self.possible]
        return [(asked, value) for asked, value in said if value is not None or asked.question.key in self.shown]

    @property
    def is_private(self) -> bool:
        """Everything on this screen is, so it is said once."""
        return all(asked.question.private for asked in self.possible)

    @property
    def rows(self) -> list[Row]:
        return [
            Row(
                asked.question,
                self[name],
                self[beside] if (beside := not_sure_of(name)) in self.fields else None,
                name in self.shown,
                self.question_page and name in self.shown,
            )
            for asked in self.possible
            if (name := asked.question.key)
        ]


class Ticks(forms.MultipleChoiceField):
    """An option that says "none of these" cannot stand beside one of these."""

    def __init__(self, *, exclusive: frozenset[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.exclusive = exclusive

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if len(value) > 1 and self.exclusive.intersection(value):
            names = dict(self.choices)
            alone = names[next(item for item in value if item in self.exclusive)]
            words = _("You ticked “%(alone)s” together with something else. Take one of them away.")
            raise ValidationError(words, params={"alone": alone}, code="contradiction")


def _one(question: Question, words: Words) -> forms.Field:
    choices = _choices(question, words)
    in_a_line = question.offers_unknown and len(question.offered) == 2
    if in_a_line and all(len(str(label)) <= SHORT_ENOUGH_FOR_A_LINE for _value, label in choices):
        return forms.ChoiceField(choices=_yes_first(choices, words), widget=ThreeWay(), required=False)
    tiles = ChoiceTiles(hints=_hints(question, words), columns=len(choices) > MOST_IN_ONE_COLUMN)
    return forms.ChoiceField(choices=choices, widget=tiles, required=False)


def _multi(question: Question, words: Words) -> forms.Field:
    exclusive = frozenset(option.value for option in question.offered if option.exclusive)
    widget = ChoiceTicks(hints=_hints(question, words), exclusive=tuple(exclusive))
    return Ticks(choices=_choices(question, words), exclusive=exclusive, widget=widget, required=False)


def _number(question: Question, words: Words) -> forms.Field:
    least, most = question.minimum or 0, question.maximum or 0
    return WholeNumberField(least=least, most=most, widget=Stepper(least=least, most=most), required=False)


def _date(question: Question, words: Words) -> forms.Field:
    return DateField(required=False)


def _text(question: Question, words: Words) -> forms.Field:
    longest = question.max_length or LONGEST_TEXT
    return PlainText(widget=forms.Textarea(attrs={"rows": 4}), longest=longest, required=False)


FIELDS = {"one": _one, "multi": _multi, "number": _number, "date": _date, "text": _text}


def _choices(question: Question, words: Words) -> list[tuple[str, str]]:
    offered = [(option.value, words.say(option.label)) for option in question.offered]
    return [*offered, (UNKNOWN, NOT_SURE)] if question.offers_unknown else offered


def _yes_first(choices: list[tuple[str, str]], words: Words) -> list[tuple[str, str]]:
    """The same place on every line, whatever the value behind it, so that a hand in a hurry does not slip."""
    return sorted(choices, key=lambda choice: choice[0] != YES and choice[1] not in _yes_in(words))


@lru_cache(maxsize=64)
def _yes_in(words: Words) -> frozenset[str]:
    options = (option for question in words.protocol.document.questions for option in question.options)
    return frozenset(words.say(option.label) for option in options if option.value == YES)


def _hints(question: Question, words: Words) -> dict[str, str]:
    return {option.value: words.say(option.help) for option in question.offered if option.help}


def not_sure_of(name: str) -> str:
    return f"{name}-not_sure"


def as_shown(name: str, question: Question, given: Any) -> dict[str, Any]:
    """The answer as the first content of its field."""
    if given is None or given in (UNANSWERED, NOT_APPLICABLE):
        return {}
    if given == UNKNOWN and question.type in BESIDE:
        return {not_sure_of(name): True}
    return {name: [given] if question.type == "multi" and isinstance(given, str) else given}

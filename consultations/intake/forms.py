"""One screen of the intake: any question of the protocol as a form. It checks the answer and saves nothing."""

from datetime import date
from typing import Any

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
from consultations.forms.texts import PlainText
from consultations.presenters.words import Words
from treatments.engine.documents import Question
from treatments.engine.readings import NOT_APPLICABLE, UNANSWERED, UNKNOWN

NOT_SURE = _("I am not sure")
SHORT_ENOUGH_FOR_A_LINE = 18
MOST_IN_ONE_COLUMN = 9
LONGEST_TEXT = 500


class QuestionForm(PearlForm, forms.Form):
    """`answer` is the field of the question; `not_sure` stands beside it where "not sure" is no option of its own."""

    question_page = True

    def __init__(
        self, *args: Any, question: Question, words: Words, today: date, given: Any = None, **kwargs: Any
    ) -> None:
        self.question, self.words = question, words
        super().__init__(*args, initial=_as_shown(question, given), **kwargs)
        self.fields["answer"] = FIELDS[question.type](question, words)
        if question.type == "date":
            self.fields["answer"].today = today
        self.fields["answer"].label = words.say(question.wording)
        self.fields["answer"].help_text = words.say(question.help)
        if question.offers_unknown and question.type in ("number", "date"):
            self.fields["not_sure"] = forms.BooleanField(label=NOT_SURE, required=False)

    def clean(self) -> dict[str, Any]:
        """ "Not sure" and a number together: which one is meant is the patient's to say."""
        cleaned = super().clean()
        if cleaned.get("not_sure") and (cleaned.get("answer") is not None or "answer" in self.errors):
            self.errors.pop("answer", None)
            self.add_error("answer", _("You gave an answer and chose “I am not sure”. Take one of them away."))
        elif not cleaned.get("not_sure") and "answer" not in self.errors and self._is_blank(cleaned.get("answer")):
            self.add_error("answer", _("Choose or write an answer. You can also skip this question."))
        return cleaned

    @property
    def value(self) -> Any:
        """The answer as it is stored; None where nothing was said."""
        if self.cleaned_data.get("not_sure"):
            return UNKNOWN
        answer = self.cleaned_data.get("answer")
        if self.question.type == "multi" and answer == [UNKNOWN]:
            return UNKNOWN
        if self.question.type == "date":
            return answer.isoformat() if answer else None
        return answer

    def _is_blank(self, answer: Any) -> bool:
        return answer is None or answer in ("", [])


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
    in_a_line = question.offers_unknown and len(question.options) == 2
    if in_a_line and all(len(str(label)) <= SHORT_ENOUGH_FOR_A_LINE for _value, label in choices):
        return forms.ChoiceField(choices=_yes_first(choices), widget=ThreeWay(), required=False)
    tiles = ChoiceTiles(hints=_hints(question, words), columns=len(choices) > MOST_IN_ONE_COLUMN)
    return forms.ChoiceField(choices=choices, widget=tiles, required=False)


def _multi(question: Question, words: Words) -> forms.Field:
    exclusive = frozenset(option.value for option in question.options if option.exclusive)
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
    offered = [(option.value, words.say(option.label)) for option in question.options]
    return [*offered, (UNKNOWN, NOT_SURE)] if question.offers_unknown else offered


def _yes_first(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The same place on every page, so that a hand in a hurry does not slip."""
    return sorted(choices, key=lambda choice: choice[0] != "yes")


def _hints(question: Question, words: Words) -> dict[str, str]:
    return {option.value: words.say(option.help) for option in question.options if option.help}


def _as_shown(question: Question, given: Any) -> dict[str, Any]:
    if given is None or given in (UNANSWERED, NOT_APPLICABLE):
        return {}
    if given == UNKNOWN and question.type in ("number", "date"):
        return {"not_sure": True}
    return {"answer": [given] if question.type == "multi" and isinstance(given, str) else given}

"""The answers of a case as fields: real questions with what they offer, for the person and for each place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from treatments.engine.answers import Answers, RawAnswers
from treatments.engine.documents import Document, Question
from treatments.engine.facts import Fact, facts_of
from treatments.engine.readings import NOT_APPLICABLE, UNANSWERED, UNKNOWN
from treatments.wording import Wording

MOST_PLACES = 12
LONGEST_NUMBER = 10
# No rule reads what is written freely, and a date is read as the number worked out from it.
NOT_ASKED_OF_A_CASE = ("date", "text")
STATE = "-state"
A_NUMBER = ""


@dataclass(frozen=True, slots=True)
class Place:
    """About the person (number 0), or about one of the places, from one."""

    number: int

    @property
    def about(self) -> str:
        return "area" if self.number else "person"

    def name(self, key: str) -> str:
        return f"a{self.number}-{key}" if self.number else f"p-{key}"

    def of(self, answers: Answers) -> RawAnswers:
        return answers.areas[self.number - 1] if self.number else answers.person


@dataclass(frozen=True, slots=True)
class Asked:
    """One key with the question that asks for it; for a number worked out from a date that is the question for it."""

    fact: Fact
    question: Question

    @property
    def key(self) -> str:
        return self.fact.key


def asked(document: Document, about: str) -> list[Asked]:
    """In the order in which they are asked; what is retired too, since cases may hold it."""
    by_key = {key: question for question in document.questions for key in (question.key, question.derives) if key}
    found = (Asked(fact, by_key[fact.key]) for fact in facts_of(document).values())
    kept = (each for each in found if each.fact.about == about and each.fact.type not in NOT_ASKED_OF_A_CASE)
    return sorted(kept, key=lambda each: each.fact.number)


def places(areas: int) -> list[Place]:
    return [Place(number) for number in range(areas + 1)]


def answer_fields(document: Document, areas: int) -> dict[str, forms.Field]:
    """A field for each key at each place; a number has a second one that says it is not a number."""
    wording = Wording(document)
    fields: dict[str, forms.Field] = {}
    for place in places(areas):
        for each in asked(document, place.about):
            name = place.name(each.key)
            fields[name] = _field(each, wording)
            if each.fact.type == "number":
                fields[name + STATE] = forms.ChoiceField(
                    choices=[(A_NUMBER, _("A number")), (UNKNOWN, _("Not sure")), (NOT_APPLICABLE, _("Not asked"))],
                    required=False,
                    label=_("%(question)s, if it is no number") % {"question": fields[name].label},
                )
    return fields


def shown_as(document: Document, answers: Answers) -> dict[str, Any]:
    """Initial values of the fields."""
    initial: dict[str, Any] = {}
    for place in places(len(answers.areas)):
        given = place.of(answers)
        for each in asked(document, place.about):
            initial |= _shown(place.name(each.key), each.fact, given.get(each.key))
    return initial


def given_in(document: Document, cleaned: Mapping[str, Any], areas: int) -> Answers:
    """The answers of a valid form; a question that was left open is not in them."""

    def part(place: Place) -> RawAnswers:
        found = ((each.key, _given(cleaned, place.name(each.key), each.fact)) for each in asked(document, place.about))
        return {key: value for key, value in found if value is not None}

    person, *others = (part(place) for place in places(areas))
    return Answers(person, tuple(others))


def differing(document: Document, answers: Answers, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """`person` and `areas` of a case: what differs from the typical patient. What `before` says besides stays."""
    typical, old = document.typical_patient, before or {}
    old_areas = list(old.get("areas", ()))
    old_areas += [{}] * (len(answers.areas) - len(old_areas))
    person = _part(document, "person", answers.person, typical.person, old.get("person", {}))
    parts = zip(answers.areas, old_areas, strict=False)
    return {
        "person": person,
        "areas": [_part(document, "area", area, typical.area, kept) for area, kept in parts],
    }


def _part(
    document: Document, about: str, answers: RawAnswers, typical: RawAnswers, kept: Mapping[str, Any]
) -> dict[str, Any]:
    shown = {each.key for each in asked(document, about)}
    found = {key: value for key, value in kept.items() if key not in shown}
    for key in shown:
        value, usual = _plain(answers.get(key, UNANSWERED)), _plain(typical.get(key, UNANSWERED))
        if value != usual or _plain(kept.get(key)) == value:
            found[key] = value
    return dict(sorted(found.items()))


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _field(each: Asked, wording: Wording) -> forms.Field:
    label = wording.text(each.question.wording)
    if each.fact.type == "number":
        if each.key == each.question.derives:
            label = each.key.replace("_", " ").capitalize()
        return NumberField(fact=each.fact, label=label)
    options = [(option.value, wording.text(option.label)) for option in each.question.options]
    beside = [(UNKNOWN, _("Not sure")), (NOT_APPLICABLE, _("Not asked"))]
    if each.fact.type == "multi":
        return forms.MultipleChoiceField(
            choices=[*options, *beside], required=False, label=label, widget=forms.CheckboxSelectMultiple()
        )
    return forms.ChoiceField(choices=[("", _("Not answered")), *options, *beside], required=False, label=label)


class NumberField(forms.CharField):
    """Within the limits of its question; empty is not answered."""

    default_error_messages = {
        "number": gettext_lazy("Write a number, like 34."),
        "whole": gettext_lazy("Write a whole number."),
        "limits": gettext_lazy("Write a number from %(least)s to %(most)s."),
    }

    def __init__(self, *, fact: Fact, **kwargs: Any) -> None:
        self.fact = fact
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(required=False, max_length=LONGEST_NUMBER, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value).strip().replace(",", ".")
        if not typed:
            return None
        if not typed.isascii() or not typed.replace(".", "", 1).isdecimal():
            raise forms.ValidationError(self.error_messages["number"], code="number")
        number = float(typed)
        if number != int(number) and not self.fact.decimals:
            raise forms.ValidationError(self.error_messages["whole"], code="whole")
        if not self.fact.minimum <= number <= self.fact.maximum:
            limits = {"least": f"{self.fact.minimum:g}", "most": f"{self.fact.maximum:g}"}
            raise forms.ValidationError(self.error_messages["limits"], code="limits", params=limits)
        return int(number) if number == int(number) else number


def _shown(name: str, fact: Fact, value: Any) -> dict[str, Any]:
    if value in (None, UNANSWERED):
        return {}
    if fact.type == "number" and isinstance(value, str):
        return {name + STATE: value}
    if fact.type == "number":
        return {name: f"{value:g}"}
    if fact.type == "multi":
        return {name: [value] if isinstance(value, str) else list(value)}
    return {name: value}


def _given(cleaned: Mapping[str, Any], name: str, fact: Fact) -> Any:
    """None where the question is open."""
    value = cleaned.get(name)
    if fact.type == "number":
        return cleaned.get(name + STATE) or value
    if fact.type == "multi" and value:
        alone = {UNKNOWN, NOT_APPLICABLE}.intersection(value)
        return value[0] if len(value) == 1 and alone else [each for each in value if each != NOT_APPLICABLE]
    return value or None

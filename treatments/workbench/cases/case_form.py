"""The form of one case: who it is, what is expected, why. Its answers alone are a form too, for trying."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.forms import PearlForm
from treatments.editing.current import ready
from treatments.editing.parts import Draft
from treatments.engine.answers import Answers
from treatments.engine.cases import whole
from treatments.engine.documents import Document
from treatments.engine.suggest import AreaSuggestion, suggest
from treatments.workbench.cases.case_answers import MOST_PLACES, answer_fields, differing, given_in, shown_as
from treatments.workbench.cases.case_expectation import (
    expectation_fields,
    expectation_in,
    expectation_of,
    expectation_shown,
    name_of,
)
from treatments.workbench.part_form import PartForm

LONGEST_TITLE, LONGEST_WHY = 200, 2000
AREAS = "areas"
Values = Mapping[str, Any]


def number_of_places(data: Mapping[str, Any] | None, otherwise: int) -> int:
    """As the page sent it, within what a form can hold; a case that has more already loses none."""
    said = (data or {}).get(AREAS, "")
    places = int(said) if said.isascii() and said.isdecimal() and len(said) < 3 else otherwise
    return min(max(places, 1), max(MOST_PLACES, otherwise))


def answers_of_values(document: Document, values: Values) -> Answers:
    """Of a case as the document keeps it."""
    return whole(document, values.get("person", {}), values[AREAS])


class AnswersForm(PearlForm, forms.Form):
    """A patient's answers. Nothing of it is saved."""

    def __init__(self, data: Mapping[str, Any] | None, *, draft: Draft, start: Answers, places: int) -> None:
        self.draft, self.places = draft, places
        super().__init__(data, initial=shown_as(draft.document, start))
        self.fields.update(answer_fields(draft.document, self.places))

    @property
    def answers(self) -> Answers:
        return given_in(self.draft.document, self.cleaned_data, self.places)


class CaseForm(PartForm):
    """`start` fills the form of a new case; `before` is one that is changed."""

    id = forms.RegexField(
        r"^[A-Z][0-9]{2,4}$",
        label=gettext_lazy("Code"),
        error_messages={"invalid": gettext_lazy("Write a capital letter and two to four digits, like D31.")},
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=LONGEST_TITLE)
    why = forms.CharField(
        label=gettext_lazy("Why this is expected"),
        max_length=LONGEST_WHY,
        widget=forms.Textarea,
        help_text=gettext_lazy("In the words of a dermatologist, for whoever sees this case fail one day."),
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("This result is what a dermatologist expects"),
        error_messages={"required": gettext_lazy("Say that a dermatologist expects this result.")},
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, draft: Draft, before: Values | None, start: Values | None = None
    ) -> None:
        shown = start or before or {AREAS: [{}]}
        self.start = answers_of_values(draft.document, shown)
        self.places = number_of_places(data, len(shown[AREAS]))
        super().__init__(data, draft=draft, before=before)
        self.initial = self.initial_of(shown) | shown_as(draft.document, self.start)
        if before is not None:
            del self.fields["id"], self.fields["agreed"]
        self.fields.update(answer_fields(draft.document, self.places))
        self.fields.update(expectation_fields(ready(draft), self.places))

    @classmethod
    def initial_of(cls, values: Values) -> dict[str, Any]:
        shown = {name: values[name] for name in ("id", "title", "why") if name in values}
        for number, expected in enumerate(values.get("expect", ()), 1):
            shown |= expectation_shown(number, expected)
        return shown

    @property
    def answers(self) -> Answers:
        return given_in(self.draft.document, self.cleaned_data, self.places)

    @property
    def answers_now(self) -> Answers:
        """As they stand on the page, as far as they are answers."""
        return self.answers if hasattr(self, "cleaned_data") else self.start

    def values(self) -> dict[str, Any]:
        before = self.before or {}
        expected = list(before.get("expect", ())) + [None] * self.places
        own = {name: self.cleaned_data[name] for name in ("title", "why")}
        return {
            "id": before.get("id") or self.cleaned_data["id"],
            **own,
            **differing(self.draft.document, self.answers, before),
            "expect": [expectation_in(n, self.cleaned_data, expected[n - 1]) for n in range(1, self.places + 1)],
        }

    def field_at(self, place: tuple[str | int, ...]) -> str | None:
        """The field that shows this place of the case."""
        match place:
            case ("person", str(key), *_rest):
                name = f"p-{key}"
            case ("areas", int(at), str(key), *_rest):
                name = f"a{at + 1}-{key}"
            case ("expect", int(at), str(what), *_rest):
                name = name_of(at + 1, what)
            case _:
                return super().field_at(place)
        return name if name in self.fields else None

    def differences(self, theirs: Values) -> Any:
        """With the answers of theirs beside mine."""
        shown = self.initial_of(theirs) | shown_as(self.draft.document, answers_of_values(self.draft.document, theirs))
        for name, field in self.fields.items():
            mine = self.words_of(field, self.cleaned_data.get(name))
            their = self.words_of(field, shown.get(name))
            if mine != their:
                yield str(field.label or name), mine, their


class AcceptForm(PartForm):
    """The result as it comes out now takes the place of what was expected, with the reason why that is right."""

    note = forms.CharField(
        label=gettext_lazy("Why is the new result right?"),
        max_length=1000,
        widget=forms.Textarea,
        help_text=gettext_lazy("Who approves the draft reads this beside the change."),
        error_messages={"required": gettext_lazy("Say why the new result is right.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        draft: Draft,
        before: Values,
        found: tuple[AreaSuggestion, ...],
        stamp: str,
    ) -> None:
        self.found, self.stamp = found, stamp
        super().__init__(data, draft=draft, before=before)

    @classmethod
    def initial_of(cls, values: Values) -> dict[str, Any]:
        return {}

    def clean(self) -> dict[str, Any]:
        """What was looked at is what is accepted, whatever was changed elsewhere meanwhile."""
        super().clean()
        if self.cleaned_data.get("seen") != self.stamp:
            self.add_error(None, _("The draft was changed meanwhile. Look at the new result once more."))
        return self.cleaned_data

    @property
    def note_for_log(self) -> str:
        return str(self.cleaned_data["note"])

    def values(self) -> dict[str, Any]:
        return dict(self.before or {}) | {"expect": [expectation_of(area) for area in self.found]}


def case_from(draft: Draft, answers: Answers) -> dict[str, Any]:
    """A new case of this patient, expecting what comes out."""
    expected = [expectation_of(area) for area in result_of(draft, answers)]
    return differing(draft.document, answers) | {"expect": expected}


def result_of(draft: Draft, answers: Answers) -> tuple[AreaSuggestion, ...]:
    return suggest(ready(draft), answers).areas

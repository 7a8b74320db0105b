"""The face map as a form: a row for every place. It checks what was marked and saves nothing."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.forms import PearlForm, WholeNumberField
from consultations.face_map.marks import ANY, MOST, NONE, SOME, UNSEEN, Mark, Marks, Number, mark, number_of
from consultations.face_map.names import number_in_words, region_name
from consultations.face_map.places import OnTheMap, no_marks
from consultations.face_map.regions import LIDS, REGIONS
from consultations.presenters.words import Words
from treatments.engine.documents import Question
from treatments.engine.readings import UNKNOWN

STATES = (
    (UNSEEN, gettext_lazy("Not looked at")),
    (NONE, gettext_lazy("None")),
    (SOME, gettext_lazy("Some")),
)
NOT_SURE = gettext_lazy("Not sure")
ELSEWHERE = "at-"
COUNTED_AT_A_GLANCE = 5
TEN = 10


class FaceMapForm(PearlForm, forms.Form):
    """Fields are called after their row and what they ask: `CHN-state`, `CHN-count`, `at-neck-state`."""

    def __init__(
        self,
        data: Any = None,
        *,
        asked: OnTheMap,
        words: Words,
        marks: Marks,
        for_patient: bool = False,
        asks_size: bool = True,
        needs_a_place: bool = False,
    ) -> None:
        self.asked, self.words, self.needs_a_place = asked, words, needs_a_place
        self.sizes = choices(asked.size, words) if asks_size else []
        self.rows = row_names(asked, words, marks, for_patient=for_patient)
        known = dict(_by_row(marks))
        self.numbers = {row: numbers_offered(asked.count, known.get(row)) for row in self.rows}
        super().__init__(data, initial=_as_shown(known, self.numbers))
        for row, name in self.rows.items():
            self._add(row, name)

    def _add(self, row: str, name: str) -> None:
        numbers = [*self.numbers[row], UNKNOWN]
        own = {
            "state": forms.ChoiceField(choices=STATES, required=False),
            "count": forms.ChoiceField(choices=[(number, number) for number in numbers], required=False),
            "exact": WholeNumberField(least=1, most=MOST, required=False),
        }
        if self.sizes:
            own["size"] = forms.ChoiceField(choices=self.sizes, required=False)
        if row in LIDS and self.asked.keys.margin:
            own["margin"] = forms.BooleanField(required=False)
        for part, field in own.items():
            field.label = name
            self.fields[f"{row}-{part}"] = field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for row in self.rows:
            if not any(f"{row}-{part}" in self.errors for part in ("state", "count", "exact", "size")):
                self._check(row)
        if self.needs_a_place and not self.errors and not any(self._part(row, "state") == SOME for row in self.rows):
            raise ValidationError(_("Tap a place that has bumps, or skip this page."))
        return cleaned

    def _check(self, row: str) -> None:
        """What contradicts itself is given back: nobody can know which half was meant."""
        more = any(self._part(row, part) for part in ("count", "exact", "size", "margin"))
        if more and self._part(row, "state") != SOME:
            self.add_error(f"{row}-state", _("Choose “Some”, or take away what you said about it."))
        chosen, exact = self._part(row, "count"), self._part(row, "exact")
        if chosen and exact is not None and not self.numbers[row].get(chosen, Number(0, 0)).holds(Number(exact, exact)):
            words = _("You chose “%(chosen)s” and wrote %(number)d. Take one of them away.")
            said = NOT_SURE if chosen == UNKNOWN else number_in_words(self.numbers[row][chosen])
            self.add_error(f"{row}-exact", words % {"chosen": said, "number": exact})

    def _part(self, row: str, part: str) -> Any:
        return self.cleaned_data.get(f"{row}-{part}")

    @property
    def marks(self) -> dict[str, Any]:
        """Only what somebody looked at."""
        made = no_marks()
        for row in self.rows:
            is_elsewhere = row.startswith(ELSEWHERE)
            part = made["others" if is_elsewhere else "regions"]
            if self._part(row, "state") in (NONE, SOME):
                part[row.removeprefix(ELSEWHERE)] = self._mark(row)
        return made

    def _mark(self, row: str) -> dict[str, Any]:
        if self._part(row, "state") == NONE:
            return {"state": NONE}
        chosen, exact = self._part(row, "count"), self._part(row, "exact")
        number = self.numbers[row].get(chosen) if exact is None else Number(exact, exact)
        size, margin = self._part(row, "size") or "", bool(self._part(row, "margin"))
        return mark(number, not_sure=chosen == UNKNOWN, size=size, margin=margin)


def row_names(asked: OnTheMap, words: Words, marks: Marks, *, for_patient: bool) -> dict[str, str]:
    """First the regions of the face, then the other places, with those that were answered without the map."""
    on_the_face = {
        code: region_name(region, for_patient=for_patient) for code, region in REGIONS.items() if code in asked.places
    }
    shown = {option.value for option in asked.elsewhere} | marks["others"].keys()
    elsewhere = {
        f"{ELSEWHERE}{option.value}": _place_name(words.say(option.label), bool(option.regions))
        for option in asked.place.options
        if option.value in shown
    }
    return on_the_face | elsewhere


def _place_name(name: str, is_on_the_face: bool) -> str:
    return _("%(place)s, not marked on the face") % {"place": name} if is_on_the_face else name


def numbers_offered(question: Question, known: Mark | None = None) -> dict[str, Number]:
    """What can be seen at a glance one by one, then in steps that cross no band of the question.

    A `known` number between two ends that is none of these is offered as it was said.
    """
    starts = sorted({COUNTED_AT_A_GLANCE + 1, TEN + 1} | {option.at_least or 1 for option in question.offered})
    starts = [start for start in starts if start > COUNTED_AT_A_GLANCE]
    single = [Number(one, one) for one in range(1, COUNTED_AT_A_GLANCE + 1)]
    steps = [Number(start, after - 1) for start, after in zip(starts, starts[1:], strict=False)]
    own = [number] if known and not (number := number_of(known)).is_exact and number != ANY else []
    return {_value(number): number for number in [*single, *steps, Number(starts[-1], None), *own]}


def choices(question: Question, words: Words) -> list[tuple[str, str]]:
    offered = [(option.value, words.say(option.label)) for option in question.offered]
    return [*offered, (UNKNOWN, str(NOT_SURE))] if question.offers_unknown else offered


def _value(number: Number) -> str:
    return str(number.least) if number.is_exact else f"{number.least}-{number.most or ''}"


def _by_row(marks: Marks) -> Iterator[tuple[str, Mark]]:
    for before, part in (("", "regions"), (ELSEWHERE, "others")):
        yield from ((f"{before}{place}", each) for place, each in marks[part].items())


def _as_shown(known: Mapping[str, Mark], numbers: Mapping[str, Mapping[str, Number]]) -> dict[str, Any]:
    rows = ((row, each) for row, each in known.items() if row in numbers)
    return {f"{row}-{part}": value for row, each in rows for part, value in _parts(each, numbers[row])}


def _parts(each: Mark, numbers: Mapping[str, Number]) -> Iterator[tuple[str, Any]]:
    yield "state", each["state"]
    yield "size", each.get("size", "")
    yield "margin", each.get("margin", False)
    number = number_of(each)
    if number == ANY:
        yield "count", UNKNOWN if "count" in each else ""
    elif not number.is_exact:
        yield "count", _value(number)
    else:
        yield "count", next(value for value, offered in numbers.items() if offered.holds(number))
        if number.least > COUNTED_AT_A_GLANCE:
            yield "exact", number.least

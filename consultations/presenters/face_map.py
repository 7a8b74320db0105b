"""The page on which somebody marks the face: the picture, and the rows of its form."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from consultations.face_map.forms import ELSEWHERE, NOT_SURE, STATES, FaceMapForm
from consultations.face_map.marks import NONE, SOME, UNSEEN, Marks, number_of, together
from consultations.face_map.names import number_in_words, number_on_a_pearl
from consultations.face_map.regions import REGIONS, ZONES
from consultations.presenters.face_picture import (
    Picture,
    by_name,
    first_letter_up,
    in_places,
    not_looked_at,
    nothing_marked,
    total,
)
from treatments.engine.readings import UNKNOWN

MOST_ROWS = 60


@dataclass(frozen=True, slots=True)
class Choice:
    ident: str
    value: str
    label: str
    hint: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One place in the form, with what may be said about it."""

    name: str
    label: str
    states: tuple[Choice, ...]
    numbers: tuple[Choice, ...]
    exact: str
    sizes: tuple[Choice, ...]
    margin: bool | None
    errors: tuple[str, ...]

    @property
    def is_marked(self) -> bool:
        return any(state.is_chosen and state.value == SOME for state in self.states)


@dataclass(frozen=True, slots=True)
class Group:
    """`number` stands beside the title, like on a pearl; empty where nothing is marked."""

    title: str
    rows: tuple[Row, ...]
    number: str

    @property
    def is_open(self) -> bool:
        return any(row.errors or row.is_marked for row in self.rows)


@dataclass(frozen=True, slots=True)
class FaceMapPage:
    """Everything the page of the face map draws, from its form."""

    form: FaceMapForm
    marks: Marks
    for_patient: bool

    @property
    def picture(self) -> Picture:
        return Picture.of(self.form.asked, self.marks, for_patient=self.for_patient)

    @property
    def groups(self) -> list[Group]:
        rows = {name: self._row(name, label) for name, label in self.form.rows.items()}
        zones = [
            (str(title), [code for code in rows if code in REGIONS and REGIONS[code].zone == zone])
            for zone, title in ZONES
        ]
        elsewhere = (_("Not on the face"), [name for name in rows if name.startswith(ELSEWHERE)])
        return [self._group(title, [rows[name] for name in names]) for title, names in [*zones, elsewhere] if names]

    def _group(self, title: str, rows: list[Row]) -> Group:
        known = dict(by_name(self.marks))
        numbers = [number_of(known[row.name]) for row in rows if known.get(row.name, {}).get("state") == SOME]
        return Group(title, tuple(rows), number_on_a_pearl(together(numbers)) if numbers else "")

    @property
    def elsewhere(self) -> list[tuple[str, str]]:
        return [(name, label) for name, label in self.form.rows.items() if name.startswith(ELSEWHERE)]

    @property
    def count_wording(self) -> str:
        return self.form.words.say(self.form.asked.count.wording)

    @property
    def size_wording(self) -> str:
        return self.form.words.say(self.form.asked.size.wording)

    @property
    def margin_label(self) -> str:
        return self.form.words.say(self.form.asked.keys.margin_label)

    @property
    def total(self) -> str:
        return total(self.marks)

    @property
    def unseen(self) -> str:
        return not_looked_at(self._unseen)

    @property
    def words(self) -> str:
        """Sentences for the script, which counts again at every tap: by the number of places."""
        sentences = {
            "nothing": nothing_marked(),
            "places": [in_places("{n}", number) for number in range(MOST_ROWS)],
            "unseen": [not_looked_at(number) for number in range(MOST_ROWS)],
            "range": _("%(least)d to %(most)d").replace("%(least)d", "{least}").replace("%(most)d", "{most}"),
            "open": _("at least %(number)d").replace("%(number)d", "{least}"),
            "none": str(dict(STATES)[NONE]),
            "unseen_place": str(dict(STATES)[UNSEEN]),
        }
        return json.dumps(sentences, ensure_ascii=False)

    @property
    def _unseen(self) -> int:
        return len(self.form.asked.places) - len(self.marks["regions"])

    def _row(self, name: str, label: str) -> Row:
        form = self.form
        numbers = [(value, first_letter_up(number_in_words(number))) for value, number in form.numbers[name].items()]
        hints = {option.value: form.words.say(option.help) for option in form.asked.size.offered if option.help}
        margin = f"{name}-margin"
        return Row(
            name,
            label,
            self._choices(f"{name}-state", STATES),
            self._choices(f"{name}-count", [*numbers, (UNKNOWN, NOT_SURE)]),
            form[f"{name}-exact"].value() or "",
            self._choices(f"{name}-size", form.sizes, hints) if form.sizes else (),
            bool(form[margin].value()) if margin in form.fields else None,
            tuple(
                error
                for field in form.fields
                if field.rpartition("-")[0] == name
                for error in form.errors.get(field, ())
            ),
        )

    def _choices(
        self, field: str, offered: Iterable[tuple[str, Any]], hints: Mapping[str, str] | None = None
    ) -> tuple[Choice, ...]:
        bound = self.form[field]
        chosen = bound.value() or (UNSEEN if field.endswith("-state") else "")
        return tuple(
            Choice(f"{bound.auto_id}_{at}", value, str(label), (hints or {}).get(value, ""), value == chosen)
            for at, (value, label) in enumerate(offered)
        )

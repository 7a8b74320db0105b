"""The face as a page shows it: the picture, the rows of its form, and the table that says the same in words."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.face_map.forms import ELSEWHERE, NOT_SURE, STATES, FaceMapForm, row_names
from consultations.face_map.marks import NONE, SOME, UNSEEN, Mark, Marks, Number, number_of, together
from consultations.face_map.names import number_in_words, number_on_a_pearl
from consultations.face_map.outlines import as_text
from consultations.face_map.places import OnTheMap
from consultations.face_map.regions import MIRRORED, REGIONS, ZONES, Region
from consultations.presenters.words import Words
from treatments.engine.readings import UNKNOWN

LETTER, PEARL = 11, 44
MOST_ROWS = 60


@dataclass(frozen=True, slots=True)
class Tile:
    """One region in the picture. `number` stands on a pearl as wide as it needs."""

    region: Region
    state: str
    number: str

    @property
    def corners(self) -> str:
        return as_text(self.region.corners)

    @property
    def width(self) -> int:
        return max(PEARL, PEARL // 2 + LETTER * len(self.number))

    @property
    def x(self) -> float:
        return self.region.centre[0] - self.width / 2

    @property
    def y(self) -> float:
        return self.region.centre[1] - PEARL / 2


@dataclass(frozen=True, slots=True)
class Picture:
    """`left` and `right` are the words beside the face, as it is turned."""

    tiles: tuple[Tile, ...]
    left: str
    right: str

    @classmethod
    def of(cls, asked: OnTheMap, marks: Marks, *, for_patient: bool) -> "Picture":
        faces = MIRRORED if for_patient else REGIONS
        tiles = tuple(_tile(faces[code], marks["regions"].get(code)) for code in REGIONS if code in asked.places)
        if for_patient:
            return cls(tiles, _("Your left"), _("Your right"))
        return cls(tiles, _("Patient's right"), _("Patient's left"))


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
        known = dict(_by_name(self.marks))
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
        numbers = [(value, _first_letter_up(number_in_words(number))) for value, number in form.numbers[name].items()]
        hints = {option.value: form.words.say(option.help) for option in form.asked.size.options if option.help}
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


@dataclass(frozen=True, slots=True)
class MarkedRow:
    place: str
    number: str
    size: str
    note: str


@dataclass(frozen=True, slots=True)
class FaceMapFacts:
    """What was marked, to read: the picture, and a table that alone says everything."""

    picture: Picture
    rows: tuple[MarkedRow, ...]
    total: str
    rest: tuple[str, ...]
    margin_label: str

    @classmethod
    def of(cls, asked: OnTheMap, words: Words, marks: Marks, *, for_patient: bool = False) -> "FaceMapFacts":
        names = row_names(asked, words, marks, for_patient=for_patient)
        found = [(names[name], each) for name, each in _by_name(marks) if each["state"] == SOME and name in names]
        sizes = {option.value: words.say(option.label) for option in asked.size.options} | {UNKNOWN: str(NOT_SURE)}
        edge = _("on the edge of the lid")
        rows = tuple(
            MarkedRow(
                name,
                number_in_words(number_of(each)),
                sizes.get(each.get("size", ""), ""),
                edge if each.get("margin") else "",
            )
            for name, each in found
        )
        picture = Picture.of(asked, marks, for_patient=for_patient)
        return cls(picture, rows, total(marks), _rest(asked, marks), words.say(asked.keys.margin_label))


def total(marks: Marks) -> str:
    marked = [number_of(each) for _name, each in _by_name(marks) if each["state"] == SOME]
    return _first_letter_up(in_places(_sum_in_words(together(marked)), len(marked))) if marked else nothing_marked()


def nothing_marked() -> str:
    return _("Nothing marked yet")


def in_places(number: str, places: int) -> str:
    return ngettext("%(number)s in %(places)d place", "%(number)s in %(places)d places", places) % {
        "number": number,
        "places": places,
    }


def not_looked_at(regions: int) -> str:
    return ngettext(
        "Not looked at: %(number)d place on the face", "Not looked at: %(number)d places on the face", regions
    ) % {"number": regions}


def _sum_in_words(number: Number) -> str:
    return _("at least %(number)d") % {"number": number.least} if number.most is None else number_in_words(number)


def _rest(asked: OnTheMap, marks: Marks) -> tuple[str, ...]:
    clear = sum(each["state"] == NONE for each in marks["regions"].values())
    unseen = len(asked.places) - len(marks["regions"])
    words = ngettext("None: %(number)d place on the face", "None: %(number)d places on the face", clear)
    return tuple(line for count, line in ((clear, words % {"number": clear}), (unseen, not_looked_at(unseen))) if count)


def _by_name(marks: Marks) -> list[tuple[str, Mark]]:
    return [
        *((code, marks["regions"][code]) for code in REGIONS if code in marks["regions"]),
        *((f"{ELSEWHERE}{value}", each) for value, each in marks["others"].items()),
    ]


def _tile(region: Region, each: Mark | None) -> Tile:
    state = each["state"] if each else UNSEEN
    return Tile(region, state, number_on_a_pearl(number_of(each)) if each and state == SOME else "")


def _first_letter_up(text: str) -> str:
    return text[:1].upper() + text[1:]

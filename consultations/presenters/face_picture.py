"""The picture of the face with its marks, and how many there are in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.face_map.forms import ELSEWHERE
from consultations.face_map.marks import SOME, UNSEEN, Mark, Marks, Number, number_of, together
from consultations.face_map.names import number_in_words, number_on_a_pearl
from consultations.face_map.outlines import as_text
from consultations.face_map.places import OnTheMap
from consultations.face_map.regions import MIRRORED, REGIONS, Region

LETTER, PEARL = 11, 44


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


def total(marks: Marks) -> str:
    marked = [number_of(each) for _name, each in by_name(marks) if each["state"] == SOME]
    return first_letter_up(in_places(_sum_in_words(together(marked)), len(marked))) if marked else nothing_marked()


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


def by_name(marks: Marks) -> list[tuple[str, Mark]]:
    return [
        *((code, marks["regions"][code]) for code in REGIONS if code in marks["regions"]),
        *((f"{ELSEWHERE}{value}", each) for value, each in marks["others"].items()),
    ]


def first_letter_up(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sum_in_words(number: Number) -> str:
    return _("at least %(number)d") % {"number": number.least} if number.most is None else number_in_words(number)


def _tile(region: Region, each: Mark | None) -> Tile:
    state = each["state"] if each else UNSEEN
    return Tile(region, state, number_on_a_pearl(number_of(each)) if each and state == SOME else "")

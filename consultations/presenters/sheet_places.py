"""Where on the face something was done, from the marks that were signed: in words, and numbered for the picture."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from consultations.face_map.marks import ANY, Mark, is_marked, number_of
from consultations.face_map.names import number_in_words, region_name
from consultations.face_map.places import OnTheMap
from consultations.face_map.regions import REGIONS

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TreatedPlace:
    """`region` is empty for a place that the picture does not show; `count` where nobody said how many."""

    number: int
    region: str
    name: str
    count: str

    def in_words(self, of: int) -> str:
        """The number as in the picture, where there is more than one place."""
        name = f"{self.number} {self.name}" if of > 1 else self.name
        return f"{name} ({self.count})" if self.count else name


def treated_places(document: Document, on_the_map: OnTheMap | None) -> tuple[TreatedPlace, ...]:
    """Nothing where nobody used the picture: then what was done names its places already."""
    marks = document.get("face_map")
    if on_the_map is None or not marks:
        return ()
    treated = {_place_of(document, on_the_map, line): line["area"] for line in document["plan"] if line["method"]}
    found = [*_on_the_face(on_the_map, marks, treated), *_elsewhere(marks, treated)]
    return tuple(TreatedPlace(number, *place) for number, place in enumerate(found, 1))


def _on_the_face(
    on_the_map: OnTheMap, marks: Mapping[str, Any], treated: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    places = on_the_map.places
    for code in REGIONS:
        mark = marks["regions"].get(code)
        if mark and code in places and is_marked(mark) and on_the_map.place_of(code, mark) in treated:
            yield code, region_name(REGIONS[code], for_patient=True), _count(mark)


def _elsewhere(marks: Mapping[str, Any], treated: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for value, mark in marks["others"].items():
        if value in treated and is_marked(mark):
            yield "", treated[value], _count(mark)


def _place_of(document: Document, on_the_map: OnTheMap, line: Mapping[str, Any]) -> str:
    answers = document["answers"]["areas"][line["area_number"] - 1]
    return str(answers.get(on_the_map.keys.place, {}).get("value", ""))


def _count(mark: Mark) -> str:
    number = number_of(mark)
    return "" if number == ANY else number_in_words(number)


def in_one_sentence(places: tuple[TreatedPlace, ...]) -> str:
    """What the picture shows, for who cannot see it."""
    names = "; ".join(place.in_words(len(places)) for place in places if place.region)
    return _("A face with the treated places: %(places)s.") % {"places": names}

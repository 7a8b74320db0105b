"""The face for the head of the sheet, as the patient knows it from the tablet. The words beside it say all of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import hypot

from django.template.loader import render_to_string

from consultations.face_map.regions import MIRRORED, Region
from consultations.presenters.sheet_places import TreatedPlace

WIDEST, GAP = 42.0, 2.0


@dataclass(frozen=True, slots=True)
class Pearl:
    """One number on the face, no wider than leaves its neighbours readable."""

    region: Region
    number: int
    radius: float

    @property
    def outline(self) -> str:
        return self.region.outline

    @property
    def x(self) -> float:
        return self.region.centre[0]

    @property
    def y(self) -> float:
        return self.region.centre[1]

    @property
    def size(self) -> float:
        return round(self.radius * (1.4 if self.number < 10 else 1.2), 1)

    @property
    def up(self) -> float:
        """From the middle of a digit down to its foot."""
        return round(self.size * 0.34, 1)


def face_svg(places: Sequence[TreatedPlace]) -> str:
    """Nothing where no treated place is on the face. Never mirrored with the writing: left stays left."""
    marked = [(MIRRORED[place.region], place.number) for place in places if place.region]
    if not marked:
        return ""
    centres = [region.centre for region, _number in marked]
    nearest = min((hypot(ax - bx, ay - by) for (ax, ay), (bx, by) in combinations(centres, 2)), default=2 * WIDEST)
    radius = round(min(WIDEST, nearest / 2 - GAP), 1)
    pearls = [Pearl(region, number, radius) for region, number in marked]
    return render_to_string("consultations/parts/face_in_print.html", {"pearls": pearls})

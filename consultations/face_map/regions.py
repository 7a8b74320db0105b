"""The regions of the face by their codes, and how they look from either side of the tablet."""

from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

from django.utils.functional import Promise

from consultations.face_map import face_v1
from consultations.face_map.outlines import Point, Points, drawn_in, mirrored, points, rounded

VERSION, WIDTH, HEIGHT, ZONES, LIDS = face_v1.VERSION, face_v1.WIDTH, face_v1.HEIGHT, face_v1.ZONES, face_v1.LIDS
GAP, ROUNDING = 3.0, 20.0


@dataclass(frozen=True)
class Region:
    """`side` is the patient's: R, L, or nothing for the middle. Corners are as seen by who faces the patient."""

    code: str
    side: str
    zone: str
    clinical: Promise
    plain: Promise
    centre: Point
    corners: Points
    drawn: Points

    @property
    def is_lid(self) -> bool:
        return self.code in LIDS

    @cached_property
    def outline(self) -> str:
        return rounded(drawn_in(self.drawn, GAP), ROUNDING)

    def in_a_mirror(self) -> "Region":
        """As the patient, who looks into the tablet like into a mirror, expects it."""
        return self._mirrored(self.code, self.side)

    def of_the_left(self) -> "Region":
        return self._mirrored(self.code[:-1] + "L", "L")

    def _mirrored(self, code: str, side: str) -> "Region":
        centre = (WIDTH - self.centre[0], self.centre[1])
        corners, drawn = mirrored(self.corners, WIDTH), mirrored(self.drawn, WIDTH)
        return replace(self, code=code, side=side, centre=centre, corners=corners, drawn=drawn)


def _regions() -> tuple[Region, ...]:
    found = []
    for code, zone, clinical, plain, centre, corners in face_v1.REGIONS:
        side = "R" if code.endswith("·") else ""
        drawn = points(face_v1.DRAWN.get(code, corners))
        region = Region(code.replace("·", "R"), side, zone, clinical, plain, centre, points(corners), drawn)
        found += [region, region.of_the_left()] if side else [region]
    return tuple(found)


REGIONS = MappingProxyType({region.code: region for region in _regions()})
MIRRORED = MappingProxyType({code: region.in_a_mirror() for code, region in REGIONS.items()})

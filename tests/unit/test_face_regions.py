"""The face in regions: each can be hit with a thumb, none lies over another, left is left."""

from math import hypot

import pytest

from consultations.face_map.outlines import drawn_in, rounded
from consultations.face_map.places import OnTheMap
from consultations.face_map.regions import HEIGHT, LIDS, MIRRORED, REGIONS, WIDTH, ZONES
from treatments.protocol_file import read_protocol

THUMB, NARROWEST = 48, 400
ASKED = OnTheMap.of(read_protocol("treatments/protocols/milia.yaml").document)


def edges(corners):
    return zip(corners, [*corners[1:], corners[0]], strict=True)


def is_inside(point, corners):
    x, y = point
    crossed = False
    for (ax, ay), (bx, by) in edges(corners):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            crossed = not crossed
    return crossed


def distance(point, start, end):
    (x, y), (ax, ay), (bx, by) = point, start, end
    along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)
    held = max(0, min(1, along))
    return hypot(x - ax - held * (bx - ax), y - ay - held * (by - ay))


def test_the_face_has_twenty_one_regions_in_five_zones():
    assert len(REGIONS) == 21
    assert {region.zone for region in REGIONS.values()} == {zone for zone, _title in ZONES}
    assert REGIONS.keys() > LIDS


@pytest.mark.parametrize("faces", [REGIONS, MIRRORED])
def test_no_point_of_the_face_belongs_to_two_regions(faces):
    points = [(x + 0.5, y + 0.5) for x in range(0, WIDTH, 4) for y in range(0, HEIGHT, 4)]
    owners = [[code for code, region in faces.items() if is_inside(point, region.corners)] for point in points]

    assert [found for found in owners if len(found) > 1] == []
    assert {code for found in owners for code in found} == set(REGIONS)


@pytest.mark.parametrize("code", REGIONS)
def test_a_thumb_fits_into_every_region_of_the_narrowest_map(code):
    region = REGIONS[code]
    room = min(distance(region.centre, start, end) for start, end in edges(region.corners))

    assert is_inside(region.centre, region.corners)
    assert 2 * room * NARROWEST / WIDTH >= THUMB


def test_every_region_of_a_side_has_one_of_the_other_side_opposite():
    for region in REGIONS.values():
        other = REGIONS[region.code[:-1] + {"R": "L", "L": "R"}[region.side]] if region.side else region
        assert {(WIDTH - x, y) for x, y in region.corners} == set(other.corners), region.code


def test_the_patients_right_is_on_the_left_for_the_doctor_and_on_the_right_for_the_patient():
    assert [REGIONS[code].centre[0] < WIDTH / 2 for code in ("FHR", "FHL")] == [True, False]
    assert [MIRRORED[code].centre[0] < WIDTH / 2 for code in ("FHR", "FHL")] == [False, True]


def test_the_protocol_gives_every_region_one_place():
    assert ASKED.places.keys() == REGIONS.keys()


def test_a_square_is_drawn_in_from_all_sides_whichever_way_it_goes_round():
    square = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0))
    for corners in (square, square[::-1]):
        assert set(drawn_in(corners, 2)) == {(2, 2), (8, 2), (8, 8), (2, 8)}
    assert rounded(square, 99).startswith("M0.0,5.0Q0.0,0.0 5.0,0.0L")

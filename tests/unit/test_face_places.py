"""How marks on the face become areas. What nobody looked at is never a "none"."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.face_map.marks import ANY, Number, is_marked, mark, number_of, together
from consultations.face_map.places import OnTheMap, are_sound, areas_of, band_of, marks_of, merged, no_marks
from consultations.face_map.regions import REGIONS
from treatments.engine.readings import UNANSWERED, UNKNOWN
from treatments.protocol_file import read_protocol

ASKED = OnTheMap.of(read_protocol("treatments/protocols/milia.yaml").document)
PLACE, COUNT, SIZE = ASKED.place.key, ASKED.count.key, ASKED.size.key
SIZES = [option.value for option in ASKED.size.options]
BANDS = {option.value: band_of(option) for option in ASKED.count.options}
FOUR, SMALL, LARGEST = Number(4, 4), SIZES[0], SIZES[-1]


# Numbers


def test_numbers_are_counted_together_at_both_ends():
    assert together([Number(2, 2), Number(6, 10)]) == (8, 12)
    assert together([Number(2, 2), ANY]) == (3, None)
    assert number_of({"state": "some"}) == number_of({"state": "some", "count": None}) == ANY


@pytest.mark.parametrize(
    ("numbers", "band"),
    [
        ([1], "1"),
        ([1, 1], "2_5"),
        ([3, 2], "2_5"),
        ([3, 3], "6_20"),
        ([20], "6_20"),
        ([20, 1], "21_plus"),
        ([(6, 10), 2], "6_20"),
        ([(11, 20), 2], UNKNOWN),
        ([(21, None)], "21_plus"),
        ([None], UNKNOWN),
        ([None, 3], UNKNOWN),
        ([None, 20], "21_plus"),
        ([None, (21, None)], "21_plus"),
    ],
)
def test_the_numbers_of_one_place_make_a_band_only_when_no_other_is_possible(numbers, band):
    marks = regions(dict(zip(ASKED_OF["cheek"], map(counted, numbers), strict=False)))

    assert areas_of(ASKED, marks)["cheek"][COUNT] == band


def counted(number):
    if number is None:
        return mark(not_sure=True)
    return mark(Number(number, number) if isinstance(number, int) else Number(*number))


def regions(marked, **others):
    return no_marks() | {"regions": marked, "others": others}


ASKED_OF = {
    value: [region for region, place in ASKED.places.items() if place == value] for value in ASKED.places.values()
}


@pytest.mark.parametrize(
    ("sizes", "largest"),
    [
        ([SIZES[0]], SIZES[0]),
        ([SIZES[1], SIZES[0]], SIZES[1]),
        ([SIZES[1], UNKNOWN], UNKNOWN),
        ([UNKNOWN], UNKNOWN),
        ([SIZES[1], ""], UNKNOWN),
        ([LARGEST, UNKNOWN], LARGEST),
        ([LARGEST, ""], LARGEST),
        (["", ""], UNANSWERED),
    ],
)
def test_the_largest_size_counts_and_is_not_known_while_a_larger_one_is_possible(sizes, largest):
    marks = regions(dict(zip(ASKED_OF["cheek"], [mark(FOUR, size=size) for size in sizes], strict=False)))

    assert areas_of(ASKED, marks)["cheek"][SIZE] == largest


def test_what_nobody_said_is_skipped_only_once_they_have_finished():
    marks = regions({"CHN": mark()})

    assert areas_of(ASKED, marks, finished=False) == {"chin_jaw": {PLACE: "chin_jaw"}}
    assert areas_of(ASKED, marks) == {"chin_jaw": {PLACE: "chin_jaw", COUNT: UNANSWERED, SIZE: UNANSWERED}}


def test_a_size_that_is_not_asked_is_left_alone():
    marks = regions({"CHN": mark(FOUR)})

    assert SIZE not in areas_of(ASKED, marks, asks_size=False)["chin_jaw"]
    kept = merged(ASKED, [{PLACE: "chin_jaw", SIZE: SMALL}], marks, asks_size=False)
    assert kept[0].answers[SIZE] == SMALL


def test_bumps_on_the_edge_of_a_lid_are_an_area_of_their_own():
    marks = regions({"ULL": mark(FOUR, margin=True), "LLL": mark(FOUR), "CHN": mark(FOUR, margin=True)})

    assert set(areas_of(ASKED, marks)) == {ASKED.keys.margin, ASKED.places["LLL"], ASKED.places["CHN"]}


# Areas


def test_an_area_keeps_its_number_and_its_other_answers():
    areas = [{PLACE: "nose", "colour": "white"}, {PLACE: "cheek", COUNT: "1", "colour": "red"}]
    found = merged(ASKED, areas, regions({"OCL": mark(FOUR, size=SMALL), "NST": mark(), "FHC": mark()}))

    assert [(area.answers[PLACE], area.number) for area in found] == [("nose", 1), ("cheek", 2), ("forehead", None)]
    assert found[1].answers == {PLACE: "cheek", COUNT: "2_5", SIZE: SMALL, "colour": "red"}


def test_a_place_that_is_not_marked_any_more_is_gone():
    found = merged(ASKED, [{PLACE: "nose"}, {PLACE: "cheek", "colour": "red"}], regions({"OCL": mark()}))

    assert [(area.answers["colour"], area.number) for area in found] == [("red", 2)]


def test_the_area_that_has_no_place_yet_becomes_the_first_new_one():
    found = merged(ASKED, [{PLACE: UNANSWERED, "colour": "red"}], regions({"NST": mark(), "FHC": mark()}))

    assert [(area.answers[PLACE], area.answers.get("colour"), area.number) for area in found] == [
        ("forehead", "red", 1),
        ("nose", None, None),
    ]


@pytest.mark.parametrize("areas", [[{}], [], [{PLACE: "nose", "colour": "red"}], [{PLACE: UNKNOWN}]])
def test_where_nothing_is_marked_one_area_without_a_place_is_left(areas):
    marks = regions({"NST": {"state": "none"}})
    place = areas[0][PLACE] if areas == [{PLACE: UNKNOWN}] else UNANSWERED

    (found,) = merged(ASKED, areas, marks)
    assert found.answers == {PLACE: place, COUNT: UNANSWERED, SIZE: UNANSWERED}


def test_while_somebody_marks_a_tap_too_many_takes_no_answers_away():
    nose_gone = regions({"NST": {"state": "none"}})
    answered, only_marked = [{PLACE: "nose", "colour": "red"}], [{PLACE: "nose", COUNT: "1"}]

    assert merged(ASKED, answered, nose_gone, finished=False)[0].answers == answered[0]
    assert merged(ASKED, only_marked, nose_gone, finished=False)[0].answers.get(PLACE) is None
    assert merged(ASKED, answered, nose_gone)[0].answers[PLACE] == UNANSWERED


def test_an_area_answered_by_hand_stays_as_it_is_and_tells_no_side():
    areas = [
        {PLACE: "cheek", COUNT: "6_20", SIZE: SMALL, "colour": "red"},
        {PLACE: "neck", COUNT: UNKNOWN, SIZE: SMALL},
    ]
    marks = marks_of(ASKED, areas)

    assert marks["regions"] == {}
    assert marks["others"]["cheek"] == {"state": "some", "count": 6, "most": 20, "size": SMALL}
    assert [area.answers for area in merged(ASKED, areas, marks)] == areas


def test_a_second_area_of_one_place_is_left_alone():
    areas = [{PLACE: "other", COUNT: "1", SIZE: SMALL}, {PLACE: "other", COUNT: "6_20", SIZE: SMALL, "colour": "red"}]

    assert [area.answers for area in merged(ASKED, areas, marks_of(ASKED, areas))] == areas


def test_a_mark_whose_area_was_taken_away_is_not_shown_any_more():
    stored = regions({"OCL": mark(FOUR), "NST": mark(FOUR), "FHC": {"state": "none"}}, neck=mark(FOUR))

    shown = marks_of(ASKED, [{PLACE: "nose", COUNT: "2_5"}], stored)
    assert shown == regions({"NST": mark(FOUR), "FHC": {"state": "none"}})


# For any marks at all

SOME = st.builds(
    mark,
    st.none() | st.integers(1, 99).map(lambda n: Number(n, n)) | st.sampled_from([Number(6, 10), Number(21, None)]),
    not_sure=st.booleans(),
    size=st.sampled_from(["", UNKNOWN, *SIZES]),
    margin=st.booleans(),
)
ONE = SOME | st.just({"state": "none"})
ANY_MARKS = st.builds(
    lambda on_the_face, others: no_marks() | {"regions": on_the_face, "others": others},
    st.dictionaries(st.sampled_from(sorted(REGIONS)), ONE),
    st.dictionaries(st.sampled_from([option.value for option in ASKED.elsewhere]), ONE, max_size=4),
)
VALUES = st.sampled_from([option.value for option in ASKED.place.options])
AREAS = st.lists(
    st.fixed_dictionaries(
        {}, optional={PLACE: VALUES | st.just(UNANSWERED), COUNT: st.just("1"), "colour": st.just("red")}
    ),
    max_size=5,
)


def marked_in(marks):
    found = [(ASKED.place_of(code, each), each) for code, each in marks["regions"].items()]
    return [(value, each) for value, each in [*found, *marks["others"].items()] if is_marked(each)]


@given(ANY_MARKS, AREAS)
def test_the_areas_are_the_marked_places_each_once(marks, areas):
    found = [area.answers.get(PLACE) for area in merged(ASKED, areas, marks)]
    in_areas = [value for value in found if value in {option.value for option in ASKED.place.options}]

    assert set(in_areas) == {value for value, _mark in marked_in(marks)}
    assert all(in_areas.count(v) <= max(1, [a.get(PLACE) for a in areas].count(v)) for v in in_areas)
    assert len(found) >= 1


@given(ANY_MARKS)
def test_a_band_is_given_only_if_it_holds_every_number_that_is_possible(marks):
    for value, answers in areas_of(ASKED, marks).items():
        number = together(number_of(each) for place, each in marked_in(marks) if place == value)
        if answers[COUNT] in BANDS:
            assert BANDS[answers[COUNT]].holds(number)
        else:
            assert not any(band.holds(number) for band in BANDS.values()) or answers[COUNT] == UNANSWERED


@given(ANY_MARKS)
def test_regions_that_nobody_looked_at_and_regions_with_none_change_no_answer(marks):
    without = {part: {c: m for c, m in marks[part].items() if is_marked(m)} for part in ("regions", "others")}

    assert areas_of(ASKED, marks) == areas_of(ASKED, marks | without)


@given(ANY_MARKS, AREAS)
def test_marking_the_same_again_changes_nothing(marks, areas):
    once = [area.answers for area in merged(ASKED, areas, marks)]

    assert [area.answers for area in merged(ASKED, once, marks)] == once
    assert are_sound(ASKED, marks_of(ASKED, once, marks))


@given(ANY_MARKS, AREAS)
def test_an_area_that_stays_loses_no_other_answer(marks, areas):
    for area in merged(ASKED, areas, marks):
        if area.number is not None:
            before = areas[area.number - 1]
            assert area.answers.get("colour") == before.get("colour")


@given(ANY_MARKS)
def test_marks_come_back_from_the_areas_they_made(marks):
    areas = [area.answers for area in merged(ASKED, [{}], marks)]

    assert marks_of(ASKED, areas, marks) == marks


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        {},
        no_marks() | {"version": 2},
        regions({"EAR": mark()}),
        regions({}, nowhere=mark()),
        regions({"CHN": {"state": "unseen"}}),
        regions({"CHN": {"state": "none", "count": 1}}),
        regions({"CHN": mark(Number(0, 0))}),
        regions({"CHN": mark(Number(7, 3))}),
        regions({"CHN": mark(size="huge")}),
        regions({"CHN": {"state": "some", "count": True}}),
        regions({"CHN": {"state": "some", "most": 3}}),
        regions({"CHN": {"state": "some", "margin": False}}),
        regions({"CHN": {"state": "some", "colour": "red"}}),
    ],
)
def test_marks_that_this_map_cannot_make_are_noticed(wrong):
    assert are_sound(ASKED, regions({"CHN": mark(FOUR)}, neck=mark()))
    assert not are_sound(ASKED, wrong)

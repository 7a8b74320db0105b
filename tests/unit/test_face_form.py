"""The face map as a form: what comes back is what was said, and what contradicts itself is given back."""

import pytest
from hypothesis import given, settings

from consultations.face_map.forms import FaceMapForm, numbers_offered
from consultations.face_map.marks import Number, mark
from consultations.face_map.names import number_in_words, number_on_a_pearl, region_name
from consultations.face_map.places import marks_of, no_marks
from consultations.face_map.regions import LIDS, REGIONS
from consultations.presenters.words import Words
from tests.unit.test_face_places import ANY_MARKS, ASKED, COUNT, PLACE, SIZES, regions
from treatments.engine.readings import UNKNOWN
from treatments.protocol_file import read_protocol

WORDS = Words.of(read_protocol("treatments/protocols/milia.yaml"), "en")


def form(data=None, *, marks=None, **differs):
    return FaceMapForm(data, asked=ASKED, words=WORDS, marks=marks or no_marks(), **differs)


def sent(form):
    """What a browser sends of the form as it is shown."""
    shown = {name: form[name].value() for name in form.fields}
    return {name: "on" if value is True else str(value) for name, value in shown.items() if value not in (None, False)}


def said(**differs):
    return form({"CHN-state": "some", **{name.replace("_", "-"): value for name, value in differs.items()}})


@settings(max_examples=60, deadline=None)
@given(ANY_MARKS)
def test_a_form_that_nobody_touched_says_what_was_marked(marks):
    again = form(sent(form(marks=marks)), marks=marks)

    assert again.is_valid(), again.errors
    edges = {code for code in marks["regions"] if code not in LIDS}
    for code in edges:
        marks["regions"][code].pop("margin", None)
    for each in marks["others"].values():
        each.pop("margin", None)
    assert again.marks == marks


def test_an_area_answered_by_hand_is_shown_and_stays_as_it_was():
    marks = marks_of(ASKED, [{PLACE: "cheek", COUNT: "2_5"}, {PLACE: "neck", COUNT: UNKNOWN}])
    again = form(sent(form(marks=marks)), marks=marks)

    assert again.rows["at-cheek"] == "Cheek, not marked on the face"
    assert (again.is_valid(), again.marks) == (True, marks)


def test_there_is_a_row_for_every_region_and_every_other_place():
    elsewhere = {f"at-{option.value}" for option in ASKED.elsewhere}

    assert form().rows.keys() == REGIONS.keys() | elsewhere
    assert f"at-{ASKED.keys.margin}" not in form().rows
    assert {name for name in form().fields if name.endswith("margin")} == {f"{code}-margin" for code in LIDS}


def test_numbers_are_offered_in_steps_that_cross_no_band():
    assert list(numbers_offered(ASKED.count).values()) == [
        *[(one, one) for one in range(1, 6)],
        (6, 10),
        (11, 20),
        (21, None),
    ]


def test_no_size_is_asked_of_who_is_not_asked_for_it():
    assert not any(name.endswith("size") for name in form(asks_size=False).fields)


def test_an_exact_number_counts_more_than_the_step_it_lies_in():
    filled = said(CHN_count="6-10", CHN_exact="7", CHN_size=SIZES[0])

    assert filled.is_valid()
    assert filled.marks == regions({"CHN": mark(Number(7, 7), size=SIZES[0])})


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"CHN_count": "3", "CHN_exact": "7"}, "CHN-exact", "You chose “3” and wrote 7"),
        ({"CHN_count": "21-", "CHN_exact": "20"}, "CHN-exact", "You chose “more than 20” and wrote 20"),
        ({"CHN_count": "unknown", "CHN_exact": "2"}, "CHN-exact", "You chose “Not sure” and wrote 2"),
        ({"CHN_exact": "0"}, "CHN-exact", "from 1 to 99"),
        ({"CHN_exact": "many"}, "CHN-exact", "whole number"),
        ({"FHC_state": "none", "FHC_count": "1"}, "FHC-state", "Choose “Some”"),
        ({"ULL_margin": "on"}, "ULL-state", "Choose “Some”"),
        ({"FHC_state": "perhaps"}, "FHC-state", "valid choice"),
        ({"CHN_count": "1000"}, "CHN-count", "valid choice"),
    ],
)
def test_what_contradicts_itself_is_given_back(wrong, field, words):
    filled = said(**wrong)

    assert not filled.is_valid()
    assert words in filled.errors[field][0]
    assert len(filled.errors) == 1


def test_a_page_where_nothing_is_marked_is_finished_only_by_skipping_it():
    assert form({"CHN-state": "none"}).is_valid()
    assert not form({"CHN-state": "none"}, needs_a_place=True).is_valid()
    assert form({"CHN-state": "some"}, needs_a_place=True).is_valid()


def test_the_patient_reads_your_left_where_the_doctor_reads_left():
    cheek = REGIONS["ICL"]

    assert region_name(cheek, for_patient=True) == "Cheek near the nose, your left"
    assert region_name(cheek, for_patient=False) == "Inner cheek, left"
    assert region_name(REGIONS["CHN"], for_patient=True) == "Chin"


@pytest.mark.parametrize(
    ("number", "words", "pearl"),
    [
        (Number(4, 4), "4", "4"),
        (Number(6, 10), "6 to 10", "6–10"),
        (Number(21, None), "more than 20", "21+"),
        (Number(1, None), "number not known", "?"),
    ],
)
def test_a_number_is_never_shown_more_exact_than_it_was_said(number, words, pearl):
    assert (number_in_words(number), number_on_a_pearl(number)) == (words, pearl)

"""A drawn signature: what is kept is what was drawn, and what is shown is made of numbers."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations import strokes
from consultations.forms.consent import drawn_so_far
from consultations.presenters.consent import DrawnSignature

points = st.lists(st.integers(0, strokes.EDGE), min_size=2, max_size=2)
drawings = st.lists(st.lists(points, min_size=1, max_size=40), min_size=1, max_size=12)


@given(drawings)
def test_what_was_drawn_is_read_back_from_the_page_as_it_was(drawn):
    assert strokes.read(drawn_so_far(drawn)) == drawn


@given(drawings)
def test_every_point_that_was_drawn_is_on_the_picture_in_its_order(drawn):
    shown = DrawnSignature.of(drawn)

    found = [[[int(x), int(y)] for x, y in re.findall(r"(\d+) (\d+)", line)] for line in shown.path.split("M")[1:]]

    assert found == [stroke if len(stroke) > 1 else stroke * 2 for stroke in drawn]


@given(drawings)
def test_the_picture_is_made_of_numbers_and_holds_every_point(drawn):
    shown = DrawnSignature.of(drawn)
    left, top, width, height = map(int, shown.view_box.split())

    assert re.fullmatch(r"[ML0-9 ]+", shown.path)
    assert all(left < x < left + width and top < y < top + height for stroke in drawn for x, y in stroke)


@given(drawings)
def test_undoing_the_last_stroke_leaves_the_others_as_they_were(drawn):
    assert strokes.read(drawn_so_far(drawn[:-1])) == drawn[:-1]


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text() | st.integers(), st.lists, max_leaves=20))
def test_whatever_is_sent_is_strokes_of_this_field_or_refused(value):
    try:
        kept = strokes.checked(value)
    except strokes.BadStrokes:
        return
    assert all(type(at) is int and 0 <= at <= strokes.EDGE for stroke in kept for point in stroke for at in point)


@given(st.text(max_size=200))
def test_whatever_text_is_sent_is_read_or_refused_in_words(text):
    try:
        strokes.read(text)
    except strokes.BadStrokes as error:
        assert "sign again" in str(error)


@pytest.mark.parametrize(
    ("drawn", "is_one"),
    [
        ([], False),
        ([[[5, 5]]], False),
        ([[[5, 5]]] * 50, False),
        ([[[5, 5], [6, 5], [5, 5]] * 100], False),
        ([[[100, 100], [150, 150]], [[150, 100], [100, 150]]], True),
        ([[[100, 100], [300, 100]]], True),
    ],
)
def test_a_cross_is_a_signature_and_a_dot_is_none(drawn, is_one):
    assert strokes.is_signature(drawn) is is_one


def test_a_drawing_as_large_as_allowed_fits_into_the_field_of_the_form():
    most = [[[1000, 1000]] * (strokes.MOST_POINTS // strokes.MOST_STROKES)] * strokes.MOST_STROKES

    assert strokes.read(json.dumps(most, separators=(",", ":"))) == most

"""Rows of answers: a button moves, adds or takes away one row, and nothing else that was typed changes."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from treatments.workbench.questions.option_rows import MOST, count_in, moved_rows, renumbered

VALUES = ("no", "yes", "maybe", "often")


def typed(rows):
    data = QueryDict(mutable=True)
    data.update({"wording-en": "Typed", "options": str(len(rows)), "stamp": "abc"})
    data.setlist("asked_by", ["patient", "desk"])
    for number, value in enumerate(rows):
        data.update({f"option-{number}-value": value, f"option-{number}-label-en": value.title()})
        data.setlist(f"option-{number}-ticks", [value, "twice"])
    return data


def values_in(data):
    return [data.get(f"option-{number}-value") for number in range(count_in(data))]


def pressed(data, button, number=-1):
    return renumbered(data, moved_rows(data, button, number))


def test_a_new_row_stands_last_and_is_blank():
    assert values_in(pressed(typed(VALUES), "add")) == [*VALUES, None]


@pytest.mark.parametrize(
    ("button", "number", "after"),
    [
        ("up", 1, ["yes", "no", "maybe", "often"]),
        ("down", 0, ["yes", "no", "maybe", "often"]),
        ("remove", 2, ["no", "yes", "often"]),
        ("up", 0, list(VALUES)),
        ("down", 3, list(VALUES)),
        ("remove", 9, list(VALUES)),
        ("fly", 1, list(VALUES)),
    ],
)
def test_each_button_does_what_it_says(button, number, after):
    assert values_in(pressed(typed(VALUES), button, number)) == after


buttons = st.lists(st.tuples(st.sampled_from(["add", "up", "down", "remove", "fly"]), st.integers(-2, 14)), max_size=12)


@given(st.lists(st.sampled_from(VALUES), max_size=12), buttons)
def test_a_row_stays_whole_and_the_rest_stays_as_it_was_typed(rows, presses):
    data = typed(rows)
    for button, number in presses:
        data = pressed(data, button, number)
    assert (data["wording-en"], data["stamp"], data.getlist("asked_by")) == ("Typed", "abc", ["patient", "desk"])
    for number, value in enumerate(values_in(data)):
        if value is not None:
            assert data[f"option-{number}-label-en"] == value.title()
            assert data.getlist(f"option-{number}-ticks") == [value, "twice"]
    assert not any(name.startswith(f"option-{count_in(data)}-") for name in data)


def test_there_are_never_more_rows_than_a_form_holds():
    data = typed(["no"] * MOST)
    assert count_in(pressed(data, "add")) == MOST


@pytest.mark.parametrize("said", ["", "-1", "two", "1e3", "²", "9" * 5000])
def test_a_number_of_rows_that_cannot_be_is_none_or_the_most(said):
    assert count_in({"options": said}) in (0, MOST)

"""A comment that leaves the room says nobody's name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.models import Patient
from consultations.names import search_form
from consultations.nameless import without_names


def patient(family="O'Brien-Ng", given="Zoë Maria"):
    return Patient(family_name=family, given_name=given)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Ms O'Brien-Ng prefers to wait.", "Ms [name] prefers to wait."),
        ("obrien was clear, ZOE agrees", "[name] was clear, [name] agrees"),
        ("Maria's skin is tanned.", "[name] skin is tanned."),
        ("Born 14.7.1985, phone 020 7946 0132, no 004 217.", "Born [number], phone [number], no [number]."),
        ("Wait 12 weeks, SPF 50, 2 of 10 spots.", "Wait 12 weeks, SPF 50, 2 of 10 spots."),
    ],
)
def test_names_and_long_numbers_leave_a_gap(typed, said):
    assert without_names(typed, patient()) == said


def test_a_name_in_a_script_without_blanks_is_found_inside_a_sentence():
    assert without_names("王小明希望等待", patient("王", "小明")) == "[name][name]希望等待"


def test_a_patient_without_a_given_name_has_none_to_hide():
    assert without_names("All well.", patient("Ng", "")) == "All well."


WORDS = st.text("abcdefghijklmnopqrstuvwxyzäéøß", min_size=2, max_size=8)


@given(family=WORDS, given_name=WORDS, before=st.lists(WORDS, max_size=3), after=st.lists(WORDS, max_size=3))
def test_whatever_the_name_is_it_is_not_in_what_is_left(family, given_name, before, after):
    typed = " ".join([*before, given_name.upper(), family.title(), *after])
    left = without_names(typed, patient(family, given_name)).replace("[name]", "")
    assert not {search_form(family), search_form(given_name)} & set(search_form(left).split())

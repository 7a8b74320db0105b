"""A comment that leaves the room says nobody's name."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.models import Patient
from consultations.nameless import names_somebody, without_names
from consultations.names import search_form


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


@pytest.mark.parametrize(
    ("family", "given_name", "typed", "left"),
    [
        ("शर्मा", "प्रिया", "प्रिया शर्मा has milia", "[name] [name] has milia"),
        ("Smith", "Amy", "AmySmith, Smith1, Smiths wait", "[name], [name], [name] wait"),
        ("Smith", "Amy", "Write to asmith77@example.org", "Write to [address]"),
        ("Кузнецова", "Анна", "Кузнецовой не больно", "[name] не больно"),
        ("الخطيب", "ليلى", "لَيلى والخطيب هنا", "[name] [name] هنا"),
        ("Müller", "Jürgen", "Mueller and Juergen agree", "[name] and [name] agree"),
        ("Jones", "Amy", "Born 3 May 1990, wait.", "Born 3 May [number], wait."),
    ],
)
def test_a_name_is_found_bent_joined_and_spelt_another_way(family, given_name, typed, left):
    who = Patient(family_name=family, given_name=given_name, date_of_birth=date(1990, 5, 3))

    assert without_names(typed, who) == left


@pytest.mark.parametrize(
    ("typed", "names"),
    [("Call us, Amy.", True), ("JONES keeps it dry", False), ("Jones: dry", True), ("It may sting, amy", False)],
)
def test_a_line_for_everybody_names_the_patient_only_as_a_name_is_written(typed, names):
    assert names_somebody(typed, patient("Jones", "Amy")) is names


def test_a_name_without_blanks_around_it_is_noticed():
    assert names_somebody("王小明希望等待", patient("王", "小明"))


def test_a_patient_without_a_given_name_has_none_to_hide():
    assert without_names("All well.", patient("Ng", "")) == "All well."


WORDS = st.text("abcdefghijklmnopqrstuvwxyzäéøß", min_size=2, max_size=8)


@given(family=WORDS, given_name=WORDS, before=st.lists(WORDS, max_size=3), after=st.lists(WORDS, max_size=3))
def test_whatever_the_name_is_it_is_not_in_what_is_left(family, given_name, before, after):
    typed = " ".join([*before, given_name.upper(), family.title(), *after])
    left = without_names(typed, patient(family, given_name)).replace("[name]", "")
    assert not {search_form(family), search_form(given_name)} & set(search_form(left).split())

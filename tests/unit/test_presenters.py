"""Words on the pages: how long, how old, which number, which day."""

from datetime import date

import pytest

from consultations.presenters.people import age, clinic_number
from consultations.presenters.words import Words
from treatments.care_steps import when
from treatments.compiled_releases import Protocol
from treatments.protocol_file import read_protocol

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def words():
    return Words.of(Protocol.compile(read_protocol("treatments/protocols/milia.yaml").document), "xx")


@pytest.mark.parametrize(
    ("born", "said"),
    [
        (date(1985, 7, 14), "41 years"),
        (date(1985, 11, 23), "40 years"),
        (date(2026, 11, 21), "1 day"),
        (date(2026, 8, 20), "3 months"),
        (date(2025, 1, 1), "22 months"),
    ],
)
def test_a_baby_is_as_many_days_or_months_old_as_it_is(born, said):
    assert age(born, TODAY) == said


def test_a_clinic_number_can_be_read_aloud():
    assert clinic_number(4217) == "004 217"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-11-22", "2026-11-22", "Today, Sun 22 Nov"),
        ("2026-11-22", "2026-11-29", "Until Sun 29 Nov"),
        ("2026-11-23", "2026-11-23", "Mon 23 Nov"),
        ("2026-11-23", "2026-11-24", "Mon 23 Nov to Tue 24 Nov"),
        ("2026-11-22", None, "From today on"),
        ("2026-12-20", None, "From Sun 20 Dec on"),
        (None, None, "At any time"),
    ],
)
def test_nobody_has_to_count_days(first, last, said):
    assert when({"from_on": first, "to_on": last, "timing": ""}, TODAY) == said


def test_what_days_cannot_say_is_said_in_the_words_of_the_protocol():
    assert when({"from_on": "2026-11-22", "to_on": None, "timing": "Each day"}, TODAY) == "Each day"


def test_a_language_that_the_protocol_does_not_have_is_its_first(words):
    assert words.language == "en"


def test_not_answered_not_sure_and_not_asked_are_three_things(words):
    said = [words.answer("pregnancy", value) for value in (None, "unanswered", "unknown", "not_applicable")]

    assert said == ["", "", "Not sure", "Not asked"]


def test_ticks_are_listed_and_an_age_is_in_years_or_months(words):
    assert words.answer("symptoms", ["itch", "unknown"]) == "Itch, Not sure"
    assert [words.answer("age_years", years) for years in (0.25, 41)] == ["3 months", "41 years"]

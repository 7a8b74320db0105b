"""A date is taken as it stands or refused in plain words; it is never guessed."""

from datetime import date

import pytest
from django import forms

from clinic.forms import DateField, DateParts, PearlForm

TODAY = date(2026, 11, 22)


class Born(PearlForm, forms.Form):
    born = DateField(label="Date of birth", today=TODAY)


class Booked(PearlForm, forms.Form):
    born = DateField(label="Day of the visit", required=False)


def typed(day: str, month: str, year: str, form: type[forms.Form] = Born) -> forms.Form:
    return form({"born_day": day, "born_month": month, "born_year": year})


@pytest.mark.parametrize(
    ("day", "month", "year", "message", "wrong"),
    [
        ("29", "2", "2023", "February 2023 has no day 29.", "day"),
        ("31", "4", "1985", "April 1985 has no day 31.", "day"),
        ("1", "13", "1985", "The month must be a number from 1 to 12.", "month"),
        ("0", "1", "1985", "The day must be a number from 1 to 31.", "day"),
        ("40", "1", "1985", "The day must be a number from 1 to 31.", "day"),
        ("14", "7", "85", "Write the year with four numbers, for example 1985.", "year"),
        ("14", "7", "", "Add the year to the date.", "year"),
        ("", "7", "1985", "Add the day to the date.", "day"),
        ("14", "July", "1985", "Use numbers only, for example 14 7 1985.", "month"),
        ("-1", "7", "1985", "Use numbers only, for example 14 7 1985.", "day"),
        ("²", "7", "1985", "Use numbers only, for example 14 7 1985.", "day"),
        ("1" * 5000, "7", "1985", "Use numbers only, for example 14 7 1985.", "day"),
        ("23", "11", "2026", "The date cannot be in the future.", "day"),
        ("1", "1", "9999", "The date cannot be in the future.", "day"),
        ("31", "12", "1899", "The date must be between 1 January 1900 and 22 November 2026.", "day"),
        ("1", "1", "0000", "The date must be between 1 January 1900 and 22 November 2026.", "year"),
        ("", "", "", "Enter the date.", "day"),
    ],
)
def test_a_wrong_date_is_refused_in_plain_words(day, month, year, message, wrong):
    form = typed(day, month, year)

    assert form.errors["born"] == [message]
    assert form.fields["born"].widget.wrong[0] == wrong


def test_two_missing_parts_are_both_named():
    assert typed("14", "", "").errors["born"] == ["Add the month to the date.", "Add the year to the date."]


@pytest.mark.parametrize("parts", [("14", "7", "1985"), (" 14 ", "07", "1985"), ("١٤", "٧", "١٩٨٥")])
def test_a_date_reads_the_same_in_the_digits_of_any_script(parts):
    form = typed(*parts)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] == date(1985, 7, 14)


def test_a_leap_day_in_a_leap_year_is_a_date():
    assert typed("29", "2", "2024").is_valid()


def test_a_person_may_be_born_today_and_a_visit_may_be_tomorrow():
    assert typed("22", "11", "2026").is_valid()
    assert typed("23", "11", "2026", Booked).is_valid()


def test_a_visit_in_the_year_9999_is_refused():
    assert typed("1", "1", "9999", Booked).errors["born"] == [
        "The date must be between 1 January 1900 and 31 December 2100."
    ]


def test_a_date_that_may_be_left_out_is_nothing_when_left_out():
    form = typed("", "", "", Booked)

    assert form.is_valid()
    assert form.cleaned_data["born"] is None


def test_one_persons_mistake_marks_nobody_elses_form():
    typed("40", "1", "1985").is_valid()

    assert Born().fields["born"].widget.wrong == ()


@pytest.mark.parametrize("kept", [date(1985, 7, 14), "1985-07-14"])
def test_a_date_kept_before_is_shown_in_its_three_boxes(kept):
    assert DateParts().decompress(kept) == ["14", "7", "1985"]


@pytest.mark.parametrize("kept", ["", None, "yesterday", 7])
def test_what_is_no_date_leaves_the_boxes_empty(kept):
    assert DateParts().decompress(kept) == ["", "", ""]

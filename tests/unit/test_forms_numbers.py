"""Numbers as people type them."""

from decimal import Decimal

import pytest
from django import forms

from clinic.forms import DecimalField, PearlForm, WholeNumberField


class Bumps(PearlForm, forms.Form):
    count = WholeNumberField(label="How many bumps?", most=99)
    size = DecimalField(label="How wide, in mm?", most=Decimal(20))


def typed(count: str = "6", size: str = "1.5") -> Bumps:
    return Bumps({"count": count, "size": size})


def test_plain_numbers_are_taken():
    form = typed(" 6 ", "1.5")

    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"count": 6, "size": Decimal("1.5")}


@pytest.mark.parametrize("count", ["six", "1.5", "1e3", "-1", "+1", "1 000", "1,000", "0x10", "NaN", "²", "9" * 5000])
def test_what_is_not_a_whole_number_is_refused(count):
    assert typed(count=count).errors["count"] == ["Use a whole number, for example 6."]


@pytest.mark.parametrize("size", ["1,5", "1e400", "NaN", "Infinity", "1.", ".5", "1.23456", "--1"])
def test_what_is_not_a_plain_number_is_refused(size):
    assert typed(size=size).errors["size"] == ["Use a number with a point, for example 1.5."]


@pytest.mark.parametrize(("field", "value"), [("count", "100"), ("size", "20.1")])
def test_a_number_beyond_the_ends_names_the_ends(field, value):
    most = {"count": "99", "size": "20"}[field]

    assert typed(**{field: value}).errors[field] == [f"Enter a number from 0 to {most}."]


def test_nothing_is_not_zero():
    assert typed(count="").errors["count"] == ["Enter a number."]

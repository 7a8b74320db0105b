"""Each answer is on the server as soon as it is given, and the page says so only then."""

import re

import pytest
from playwright.sync_api import expect

from consultations.models import AnswerChange
from tests.system.desk import Desk

pytestmark = pytest.mark.django_db(transaction=True)


def at(windows, visit, person, screen, **options):
    return windows.window(Desk, person, **options).opens(f"/consultations/{visit.pk}/intake/part/{screen}/")


def mark(desk):
    return desk.page.locator("#save-indicator")


def row(desk, question):
    return desk.page.locator(f"[data-question={question}]")


def pick(desk, question, value):
    desk.hits(row(desk, question).locator(f"label:has(input[value={value}])"))


def test_a_choice_is_saved_without_continue_and_then_says_so(clinic, windows):
    desk = at(windows, visit := clinic.in_intake(), clinic.desk, "who")
    expect(mark(desk)).to_have_text("")

    pick(desk, "sex", "male")

    expect(mark(desk)).to_have_text(re.compile(r"Saved \d\d:\d\d"))
    visit.refresh_from_db()
    assert visit.answers["person"]["sex"] == "male"
    assert desk.complaints == []

"""In the patient's hand: each answer is saved, one window leads from question to question, and nothing stays behind."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.integration.tablets import ready
from tests.system.patient import ANSWERS, Tablet
from tests.system.saving import SAVED

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_question_is_saved_and_the_next_one_comes_into_the_same_window(clinic, windows):
    visit = ready(clinic)
    tablet = windows.window(Tablet, clinic.desk).hands_over_to(visit.patient).begins()
    page = tablet.page
    page.evaluate("() => { window.mine = 'same window' }")
    first = page.url

    for row in page.locator(ANSWERS).all():
        tablet.hits(row.locator("label.tile").first)
    expect(page.locator("#save-indicator")).to_have_text(SAVED)
    visit.refresh_from_db()
    assert visit.answers["person"]["wants_treatment"] == "yes"
    tablet.hits(tablet.button("Continue"))

    expect(page).not_to_have_url(first)
    expect(page.locator("main h1")).to_be_focused()
    page.go_back()
    expect(page).to_have_url(first)
    expect(page.locator(ANSWERS).first.locator("input:checked")).to_have_count(1)
    assert tablet.complaints == []


def test_giving_the_tablet_back_leaves_no_store_behind(clinic, windows):
    visit = ready(clinic)
    tablet = windows.window(Tablet, clinic.desk).hands_over_to(visit.patient).begins()
    page = tablet.page
    page.wait_for_function("async () => (await indexedDB.databases()).length === 1")
    assert "pearl-" in tablet.stored

    tablet.gives_back()

    page.wait_for_function("async () => (await indexedDB.databases()).length === 0")
    assert re.search(r'"local":\{\},"session":\{\}', tablet.stored)


def test_what_the_patient_could_not_send_the_desk_sends_after_unlocking(clinic, windows):
    """Other hands, other addresses, another screen of the same question: the answer arrives all the same."""
    visit = ready(clinic)
    tablet = windows.window(Tablet, clinic.desk).hands_over_to(visit.patient).begins()
    page = tablet.page
    expect(page.locator("#save-indicator")).to_be_attached()
    page.route("**/tablet/save/", lambda route: route.abort())
    tablet.hits(page.locator(ANSWERS).first.locator("label.tile").first)
    expect(page.locator("#save-indicator")).to_contain_text("kept on this tablet", timeout=15_000)

    tablet.is_unlocked_by(clinic.desk)
    expect(page.locator("#save-indicator")).to_have_text(SAVED, timeout=15_000)
    tablet.opens(reverse("intake_screen", args=[visit.pk, "who"]))

    expect(page.locator("[name=wants_treatment][value=yes]")).to_be_checked(timeout=15_000)
    visit.refresh_from_db()
    assert visit.answers["person"]["wants_treatment"] == "yes"

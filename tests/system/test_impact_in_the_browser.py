"""The impact of a draft is worked out while its page is looked at: how far it has come, then what would change."""

import pytest
from playwright.sync_api import expect

from consultations.impact import visits, working
from tests.integration.clinic_factory import Clinic, site
from tests.integration.drafts_made import admin, change, milia_draft
from tests.integration.signed_visits import many_signed
from tests.system.screen import Screen
from treatments.editing.parts import Draft
from treatments.models import ImpactRun

pytestmark = pytest.mark.django_db(transaction=True)
VISITS = 60


@pytest.fixture
def protocol():
    return milia_draft()


@pytest.fixture
def mina(protocol):
    clinic = Clinic(site("Harbour Skin Clinic", timezone="Europe/London"))
    many_signed(clinic, VISITS)
    by = admin(sites=[clinic.site])
    rule = next(rule for rule in Draft.read(protocol).document.rules if rule.effect == "indication")
    change(protocol, "rules", rule.code, by, weight=-3)
    return by


def half_done(monkeypatch):
    """The worker counts one portion and is told to stop."""
    monkeypatch.setattr(visits, "A_PORTION", VISITS // 2)
    portions = iter([False, False, True, True])
    working.work_off(is_over=lambda: next(portions))


def test_how_far_it_has_come_then_what_would_change(protocol, mina, on_both, in_the_way, monkeypatch):
    page = on_both.window(Screen, mina).page
    page.goto(f"/content/{protocol.slug}/impact/")
    page.get_by_role("button", name="Work out the impact").click()
    half_done(monkeypatch)
    expect(page.get_by_role("status").filter(has_text="30 of 60 visits")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "30")
    assert in_the_way(page) == []
    working.work(ImpactRun.objects.get())
    expect(page.get_by_text("of 60 signed visits would come out differently")).to_be_visible()
    assert in_the_way(page) == []
    page.get_by_role("link", name="See which").click()
    expect(page.get_by_role("heading", name="Visits that would come out differently")).to_be_visible()
    expect(page.get_by_role("row").nth(1)).to_contain_text("Harbour Skin Clinic")
    assert in_the_way(page) == []


def test_without_scripts_a_link_looks_again(protocol, mina, windows):
    page = windows.window(Screen, mina, java_script_enabled=False).page
    page.goto(f"/content/{protocol.slug}/impact/")
    page.get_by_role("button", name="Work out the impact").click()
    expect(page.get_by_text("about to be worked out")).to_be_visible()
    working.work_off()
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_text("of 60 signed visits would come out differently")).to_be_visible()


def test_started_from_the_changes_it_comes_back_to_them(protocol, mina, windows):
    page = windows.window(Screen, mina).page
    page.goto(f"/content/{protocol.slug}/changes/")
    page.get_by_role("button", name="Work out the impact").click()
    page.wait_for_url("**/impact/?back=changes")
    working.work_off()
    page.wait_for_url("**/changes/")

"""Cases of a draft on the screen: another answer shows its result at once, with scripts and without, for everybody."""

import pytest

from tests.integration.clinic_factory import NOW, milia
from tests.integration.drafts_made import admin, change, milia_draft
from tests.system.conftest import Windows
from tests.system.screen import Screen
from treatments.loading import load_document
from treatments.models import Edit

CASES = "/content/milia/cases/"
PAGES = ["", "D01/", "D04/try/", "D29/edit/", "D01/accept/", "new/"]


@pytest.fixture
def draft(transactional_db):
    """Of which one case fails."""
    protocol = milia_draft()
    change(protocol, "rules", "NT-01", admin("Ola Berg"), off=True)
    return protocol


@pytest.fixture
def mina(draft):
    return admin("Mina Okoro")


@pytest.mark.parametrize("kind", ["tablet", "desktop"])
def test_another_answer_shows_its_result_at_once_and_saves_nothing(windows: Windows, mina, kind):
    page = windows.window(Screen, mina, kind=kind).opens(f"{CASES}D04/try/").page
    page.evaluate("window.here = true")
    count = page.get_by_label("How many bumps are in this place?").first
    count.focus()
    count.select_option(label="More than 20")

    page.locator("[data-said]", has_text="Now:").wait_for()
    assert "Chemical peel" in page.locator("[data-said]").inner_text()
    assert page.evaluate("window.here"), "the page was loaded anew"
    assert count.evaluate("it => it === document.activeElement")
    assert not Edit.objects.filter(parts="cases").exists()


def test_without_scripts_a_button_does_the_same(windows: Windows, mina):
    page = windows.window(Screen, mina, java_script_enabled=False).opens(f"{CASES}D04/try/").page
    page.get_by_label("How many bumps are in this place?").first.select_option(label="More than 20")
    page.get_by_role("button", name="Try", exact=True).click()

    assert "Chemical peel" in page.locator("[data-said]").inner_text()


def test_a_question_is_found_by_typing(windows: Windows, mina):
    page = windows.window(Screen, mina).opens(f"{CASES}D04/try/").page
    others = page.locator("details.case-others").last
    others.locator("summary").click()
    others.get_by_label("Search in these answers").fill("diabetes")

    shown = others.locator("[data-answer]:visible")
    assert shown.count() == 1


def test_what_was_tried_becomes_a_case(windows: Windows, mina, draft):
    page = windows.window(Screen, mina, kind="desktop").opens(f"{CASES}D04/try/").page
    page.get_by_label("How many bumps are in this place?").first.select_option(label="More than 20")
    page.locator("[data-said]", has_text="Now:").wait_for()
    page.get_by_role("button", name="Save as new case").click()
    page.get_by_label("Title").fill("Many on the cheek")
    page.get_by_label("Why this is expected").fill("A peel reaches them all.")
    page.get_by_text("This result is what a dermatologist expects").click()
    page.get_by_role("button", name="Save case").click()

    page.get_by_role("heading", name="D31 Many on the cheek").wait_for()
    assert Edit.objects.filter(parts="cases", code="D31").exists()


def test_nothing_stands_in_anybodys_way(windows: Windows, mina, anybody_can_use):
    """In light and in dark."""
    screen = windows.window(Screen, mina, look_over=anybody_can_use)
    for address in PAGES:
        screen.opens(CASES + address)


def test_nor_on_the_way_from_a_signed_visit_or_a_played_intake(windows: Windows, clinic, anybody_can_use):
    load_document(document=milia(), by=None, at=NOW)
    visit = clinic.signed(free_text="It itches.")
    mina = admin("Mina Okoro", sites=[clinic.site])
    screen = windows.window(Screen, mina, look_over=anybody_can_use)
    for address in ("visits/", f"visits/{visit.pk}/", "intake/"):
        screen.opens(f"/content/milia/{address}")
    screen.page.get_by_label("How old is the patient you play?").fill("34")
    screen.presses("Begin")
    for address in ("intake/places/", "intake/check/"):
        screen.opens(f"/content/milia/{address}")
    assert screen.complaints == []

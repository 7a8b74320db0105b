"""Texts of a draft in a real browser: the preview follows what is typed, placeholders are chips, anybody can use it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.integration.clinic_factory import site
from tests.integration.drafts_made import admin, milia_draft, part
from tests.system.screen import Screen
from treatments.models import Edit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft(transactional_db):
    return milia_draft()


@pytest.fixture
def mina(draft):
    return admin(sites=[site("Harbour Clinic", phone="020 7946 0018")])


def opened(windows, who, path, kind="desktop", **options) -> Page:
    page = windows.window(Screen, who, kind=kind, **options).page
    page.goto(f"/content/milia/{path}")
    return page


def test_the_preview_and_the_hints_follow_what_is_typed_and_nothing_is_saved(windows, mina, draft):
    page = opened(windows, mina, "method/extraction/")
    page.locator("[name=summary-en]").fill("We guarantee a smooth skin.")
    expect(page.locator(".preview-sheet .lead")).to_have_text("We guarantee a smooth skin.")
    expect(page.locator("[data-hints=summary-en] li")).to_contain_text("promises more")
    page.locator("[name=summary-en]").fill("A needle opens the bump.")
    expect(page.locator(".preview-sheet .lead")).to_have_text("A needle opens the bump.")
    expect(page.locator("[data-hints=summary-en]")).to_be_hidden()
    assert not Edit.objects.exists()

    page.get_by_role("button", name="Save").click()
    expect(page.locator(".saved-bar")).to_contain_text("Saved")
    assert part(draft, "methods", "extraction")["summary"] == {"en": "A needle opens the bump."}


def test_a_chip_puts_its_placeholder_at_the_cursor_and_is_deleted_as_a_whole(windows, mina):
    page = opened(windows, mina, "aftercare/AE-03/")
    box = page.locator("[name=text-en]")
    box.fill("Call  now.")
    box.evaluate("box => box.setSelectionRange(5, 5)")
    chip = page.locator("[data-into=id_text-en]", has_text="{clinic_phone}")
    chip.click()
    expect(box).to_have_value("Call {clinic_phone} now.")
    expect(chip).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".preview-sheet")).to_contain_text("Call 020 7946 0018 now.")

    page.keyboard.press("Backspace")
    expect(box).to_have_value("Call  now.")
    expect(chip).to_have_attribute("aria-pressed", "false")
    chip.click()
    box.evaluate("box => box.setSelectionRange(9, 9)")
    page.keyboard.press("Delete")
    expect(box).to_have_value("Call  now.")


def test_enter_in_a_field_saves_and_presses_no_button_of_the_condition(windows, mina, draft):
    page = opened(windows, mina, "aftercare/AE-03/")
    page.locator("[name=topic]").fill("make-up")
    page.locator("[name=topic]").press("Enter")
    expect(page.locator(".saved-bar")).to_contain_text("Saved")
    assert part(draft, "aftercare", "AE-03")["topic"] == "make-up"


def test_without_scripts_the_preview_is_shown_by_its_button(windows, mina):
    page = opened(windows, mina, "method/extraction/", java_script_enabled=False)
    page.locator("[name=summary-en]").fill("A needle opens it.")
    page.get_by_role("button", name="Show preview").click()
    expect(page.locator(".preview-sheet .lead")).to_have_text("A needle opens it.")
    expect(page.locator("[name=summary-en]")).to_have_value("A needle opens it.")
    expect(page.locator(".chip").first).to_be_hidden()
    assert not Edit.objects.exists()


@pytest.mark.parametrize(
    "path", ["methods/", "method/peel/", "aftercare/", "aftercare/AE-09/", "texts/", "texts/about/", "policies/"]
)
@pytest.mark.parametrize("kind", ["tablet", "desktop"])
def test_anybody_can_use_the_pages_of_texts(windows, mina, anybody_can_use, kind, path):
    page = opened(windows, mina, path, kind)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    anybody_can_use(page)


def test_what_changes_is_said_to_nobody_who_does_not_look(windows, mina):
    """The preview is refreshed in silence: a live region would talk over somebody's typing."""
    page = opened(windows, mina, "method/peel/")
    assert page.locator("[data-preview-place][aria-live]").count() == 0
    assert not re.search(r"role=.(status|alert)", page.locator("[data-preview-place]").inner_html())

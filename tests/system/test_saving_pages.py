"""From screen to screen in one window: the address, the title, the focus and the way back are those of real pages."""

import re

import pytest
from playwright.sync_api import expect

from consultations.models import AnswerChange
from tests.system.saving import Intake

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def visit(clinic):
    return clinic.answered()


@pytest.fixture
def desk(clinic, windows, visit):
    desk = windows.window(Intake, clinic.desk).part(visit, "health")
    desk.page.evaluate("() => { window.mine = 'same window' }")
    return desk


def focus(desk):
    return desk.page.evaluate("document.activeElement.tagName + '#' + document.activeElement.id")


def goes_on(desk):
    before = desk.page.url
    desk.hits(desk.button("Continue"))
    expect(desk.page).not_to_have_url(before)


def test_continue_changes_the_page_in_place_with_its_address_title_and_focus(desk, visit):
    title = desk.page.title()
    goes_on(desk)

    expect(desk.page).to_have_url(re.compile("/intake/part/wishes/$"))
    expect(desk.page.locator("main h1")).to_be_focused()
    assert desk.page.title() != title
    assert desk.page.evaluate("() => window.mine") == "same window"
    assert desk.complaints == []


def test_answers_are_saved_on_the_next_page_too(desk, visit):
    goes_on(desk)
    desk.row("free_text").locator("textarea").fill("Hello")
    desk.is_told_it_is_saved()
    visit.refresh_from_db()
    assert visit.answers["person"]["free_text"] == "Hello"


def test_errors_are_shown_in_place_with_the_focus_on_their_list(clinic, windows):
    desk = windows.window(Intake, clinic.desk).part(clinic.in_intake(), "who")
    before = desk.page.evaluate("history.length")

    desk.hits(desk.button("Continue"))

    desk.is_told_of_an_error("Choose an answer")
    assert desk.page.evaluate("history.length") == before
    group = desk.row("sex").locator("fieldset")
    assert desk.page.locator(f"[id='{group.get_attribute('aria-describedby').split()[-1]}']").is_visible()
    desk.hits(desk.page.locator("#error-summary a").first)
    assert focus(desk).startswith("INPUT#")


def test_three_times_back_and_forward_shows_every_answer_and_asks_to_send_nothing_again(desk, visit):
    desk.page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    desk.gives(diabetes="poorly_controlled").is_told_it_is_saved()
    goes_on(desk)
    desk.gives(priority="prevention").is_told_it_is_saved()
    goes_on(desk)
    assert desk.page.url.endswith("/check/")
    said = AnswerChange.objects.count()

    for _time in range(2):
        desk.page.go_back()
        desk.page.wait_for_load_state("networkidle")
    expect(desk.field("diabetes", "poorly_controlled")).to_be_checked()
    expect(desk.page.locator("main h1")).to_be_focused()
    desk.page.go_forward()
    expect(desk.field("priority", "prevention")).to_be_checked()
    desk.page.go_forward()
    expect(desk.page).to_have_url(re.compile("/check/$"))
    desk.sees("Check the answers")
    desk.page.reload()
    assert AnswerChange.objects.count() == said


def test_back_on_the_page_saves_what_was_typed_first(desk, visit):
    goes_on(desk)
    desk.row("free_text").locator("textarea").fill("Typed and gone back")
    desk.hits(desk.page.get_by_role("link", name="Back"))
    expect(desk.page).to_have_url(re.compile("/part/health/$"))
    visit.refresh_from_db()
    assert visit.answers["person"]["free_text"] == "Typed and gone back"


def test_ten_quick_taps_on_continue_go_on_by_one_page(desk, visit):
    button = desk.button("Continue")
    button.evaluate("button => { for (let tap = 0; tap < 10; tap += 1) button.click() }")
    expect(desk.page).to_have_url(re.compile("/part/wishes/$"))
    desk.page.wait_for_load_state("networkidle")
    expect(desk.page).to_have_url(re.compile("/part/wishes/$"))


def test_the_skip_link_stays_on_the_page(desk):
    goes_on(desk)
    desk.page.locator(".skip-link").focus()
    desk.page.keyboard.press("Enter")
    assert focus(desk) == "MAIN#main"


def test_the_page_loads_no_script_that_keeps_addresses_in_the_browser(desk):
    goes_on(desk)
    assert desk.kept_in_clear() == "[{},{}]"


def test_a_page_with_scripts_of_its_own_is_loaded_as_ever_there_and_back(clinic, windows):
    visit = clinic.answered()
    desk = windows.window(Intake, clinic.desk).part(visit, "who")
    desk.gives(visit_for="self", sex="male", wants_treatment="yes")
    desk.hits(desk.button("Continue"))
    expect(desk.page).to_have_url(re.compile("/intake/places/$"))
    expect(desk.page.locator("[data-as-list]")).to_be_visible()

    desk.hits(desk.page.get_by_role("link", name="Back"))
    expect(desk.page).to_have_url(re.compile("/part/who/$"))
    desk.page.go_back()

    expect(desk.page).to_have_url(re.compile("/intake/places/$"))
    expect(desk.page.locator("[data-as-list]")).to_be_visible()
    assert desk.complaints == []

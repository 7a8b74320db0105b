"""T19: a signature that is drawn stays what was drawn, and typing the name or paper does as well without it."""

import re

import pytest
from playwright.sync_api import Page, expect

from consultations.models import Consent, ConsentDraft
from tests.integration.consents import DRAWN, agree
from tests.system.screen import Screen

SAVED = "Signature so far is saved"
SENDS_TWICE = "form => { const copy = form.cloneNode(true); form.after(copy); form.requestSubmit(); copy.submit(); }"


class AtTheDesk(Screen):
    def opens_the_consent_of(self, visit):
        return self.opens(f"/consultations/{visit.pk}/consent/")

    @property
    def field(self):
        return self.page.locator(".signature-field")

    def draws(self, *strokes):
        """Each a list of points in parts of the field."""
        self.field.scroll_into_view_if_needed()
        for stroke in strokes:
            box = self.field.bounding_box()
            places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
            self.page.mouse.move(*places[0])
            self.page.mouse.down()
            for place in places[1:]:
                self.page.mouse.move(*place, steps=4)
            self.page.mouse.up()
        expect(self.page.locator("[data-state]")).to_have_text(SAVED)
        return self

    @property
    def ink(self):
        return self.page.locator(".signature-ink").get_attribute("d")

    def ink_is_inside_the_field(self):
        self.field.scroll_into_view_if_needed()
        ink, field = self.page.locator(".signature-ink").bounding_box(), self.field.bounding_box()
        inside = ink["x"] >= field["x"] - 2 and ink["y"] >= field["y"] - 2
        right = ink["x"] + ink["width"] <= field["x"] + field["width"] + 2
        return inside and right and ink["y"] + ink["height"] <= field["y"] + field["height"] + 2


WAVE = [(0.1, 0.6), (0.2, 0.2), (0.35, 0.9), (0.5, 0.3), (0.6, 0.95)]
LINE = [(0.2, 0.8), (0.7, 0.75)]


@pytest.fixture
def visit(clinic):
    return clinic.confirmed()


@pytest.fixture
def desk(clinic, on_both, visit):
    return on_both.window(AtTheDesk, clinic.desk).opens_the_consent_of(visit)


def test_t19_the_strokes_stay_the_same_through_turning_zooming_scrolling_and_reloading(desk, visit):
    desk.chooses("Sign on the screen").draws(WAVE, LINE)
    drawn = desk.ink
    assert drawn.count("M") == 2

    for width, height in ((1080, 810), (810, 1080), (360, 740), (1440, 900)):
        desk.page.set_viewport_size({"width": width, "height": height})
        desk.page.wait_for_timeout(100)
        assert (desk.ink, desk.ink_is_inside_the_field()) == (drawn, True), width
    desk.page.evaluate("document.documentElement.style.zoom = '2'")
    assert desk.ink == drawn
    desk.page.evaluate("document.documentElement.style.zoom = ''")
    desk.page.mouse.wheel(0, 2000)
    assert desk.ink == drawn
    desk.page.reload()

    expect(desk.field).to_be_visible()
    assert (desk.ink, desk.ink_is_inside_the_field()) == (drawn, True)


def test_what_was_drawn_after_turning_lands_where_the_pen_is_and_is_what_is_stored(desk, visit):
    desk.chooses("Sign on the screen").draws(WAVE)
    desk.page.set_viewport_size({"width": 1080, "height": 810})
    desk.page.wait_for_timeout(100)
    desk.draws([(0.05, 0.1), (0.3, 0.5)])
    drawn = desk.ink

    desk.presses("I agree to this treatment")

    stored = Consent.objects.get()
    assert "".join("M" + "L".join(f"{x} {y}" for x, y in stroke) for stroke in stored.strokes) == drawn
    desk.sees("The patient has agreed to this plan")
    expect(desk.page.get_by_role("img", name="Signature of Amy Jones")).to_be_visible()


def test_undo_and_clear_take_strokes_away_on_the_server_too(desk, visit):
    desk.chooses("Sign on the screen").draws(WAVE, LINE)

    desk.hits(desk.button("Undo the last stroke"))
    expect(desk.page.locator("[data-state]")).to_have_text(SAVED)
    assert (desk.ink.count("M"), len(ConsentDraft.objects.get().strokes)) == (1, 1)
    desk.hits(desk.button("Clear"))
    expect(desk.page.locator("[data-state]")).to_have_text("The field is empty")

    assert (desk.ink, ConsentDraft.objects.get().strokes) == ("", [])


def test_a_dot_is_no_signature(desk, visit):
    desk.chooses("Sign on the screen").draws([(0.5, 0.5), (0.5, 0.5)])

    desk.presses("I agree to this treatment")

    desk.is_told_of_an_error("Please sign.")
    assert not Consent.objects.exists()


def test_the_typed_name_completes_and_a_double_tap_gives_one_consent(desk, visit):
    desk.chooses("Type the name", "My name, typed here, stands for my signature.")
    desk.writes(Full_name_of_the_person_who_agrees="Amy Jones")

    with desk.coming_to_a_page():
        desk.page.locator(".consent-form").evaluate(SENDS_TWICE)

    desk.sees("The patient has agreed to this plan")
    assert Consent.objects.get().signed_name == "Amy Jones"


def test_typing_the_name_needs_the_keyboard_alone(clinic, windows, visit):
    desk = windows.window(AtTheDesk, clinic.desk, kind="desktop").opens_the_consent_of(visit)
    keyboard = desk.page.keyboard
    desk.page.locator("input[name=way]").first.focus()
    keyboard.press("Space")
    keyboard.press("ArrowDown")
    keyboard.press("Tab")
    keyboard.type("Amy Jones")
    keyboard.press("Tab")
    keyboard.press("Space")
    keyboard.press("Tab")
    with desk.coming_to_a_page():
        keyboard.press("Enter")

    desk.sees("The patient has agreed to this plan")
    assert Consent.objects.get().way == "typed"


def test_without_scripts_the_name_and_paper_are_offered_and_complete(clinic, windows, visit):
    desk = windows.window(AtTheDesk, clinic.desk, java_script_enabled=False)
    desk.page.goto(f"/consultations/{visit.pk}/consent/")
    expect(desk.tile("Sign on the screen")).to_be_hidden()
    desk.chooses("Sign on paper", "The paper is signed by the person named here, and it is in the file.")

    desk.button("I agree to this treatment").click()

    expect(desk.page.locator("body")).to_contain_text("The patient has agreed to this plan")
    assert Consent.objects.get().way == "paper"


@pytest.mark.parametrize("way", ["Sign on the screen", "Type the name", "Sign on paper"])
def test_anybody_can_use_the_page_whichever_way_is_chosen(clinic, on_both, visit, anybody_can_use, way):
    desk = on_both.window(AtTheDesk, clinic.desk).opens_the_consent_of(visit)
    desk.chooses(way)

    anybody_can_use(desk.page)
    desk.presses("I agree to this treatment")
    desk.page.wait_for_selector("#error-summary")

    anybody_can_use(desk.page)


def test_anybody_can_read_what_was_agreed_to_and_take_it_back(clinic, on_both, visit, anybody_can_use):
    agree(clinic, visit, DRAWN)
    desk = on_both.window(AtTheDesk, clinic.derm).opens_the_consent_of(visit)
    desk.hits(desk.page.locator("summary", has_text="Take back the consent"))
    anybody_can_use(desk.page)

    desk.presses("Take it back")

    desk.sees(re.compile("Earlier consent"))
    assert Consent.objects.get().withdrawal.by == clinic.derm


def test_the_text_on_paper_has_lines_for_the_pen_and_no_buttons(clinic, windows, visit):
    page: Page = windows.window(AtTheDesk, clinic.desk).opens_the_consent_of(visit).page
    page.emulate_media(media="print")

    expect(page.locator(".consent-paper dd").first).to_be_visible()
    assert page.locator("button:visible, input:visible, .box:visible").count() == 0


def test_a_finger_draws_and_the_page_under_it_stays_where_it_is(clinic, windows, visit):
    desk = windows.window(AtTheDesk, clinic.desk, kind="tablet").opens_the_consent_of(visit)
    desk.chooses("Sign on the screen")
    desk.field.scroll_into_view_if_needed()
    box, before = desk.field.bounding_box(), desk.page.evaluate("scrollY")
    finger = desk.page.context.new_cdp_session(desk.page)
    places = [{"x": box["x"] + 40 + 8 * step, "y": box["y"] + 200 - 7 * step} for step in range(24)]
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": places[:1]})
    for place in places[1:]:
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [place]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    expect(desk.page.locator("[data-state]")).to_have_text(SAVED)

    (stroke,) = ConsentDraft.objects.get().strokes
    assert len(stroke) > 20
    assert desk.page.evaluate("scrollY") == before


def test_what_was_drawn_on_a_narrow_screen_still_fits_on_a_wide_one(clinic, windows, visit):
    narrow = {"width": 360, "height": 740}
    desk = windows.window(AtTheDesk, clinic.desk, viewport=narrow).opens_the_consent_of(visit)
    desk.chooses("Sign on the screen").draws(WAVE)
    drawn = desk.ink

    desk.page.set_viewport_size({"width": 1440, "height": 900})
    desk.page.wait_for_timeout(100)

    assert (desk.ink, desk.ink_is_inside_the_field()) == (drawn, True)

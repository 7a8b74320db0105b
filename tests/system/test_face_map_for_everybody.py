"""The face map by keyboard, by ear, on a small or a far away screen, in any direction, and on paper. T24."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.system.face_screen import NARROW, WIDE, chosen, opened_rows, opening, region, send, touch
from tests.system.measuring import CLIPPED, FOCUSED, OVERFLOW, SMALL_LETTERS, SMALL_TARGETS
from tests.system.test_look import MORE_SPACE


@pytest.fixture
def face(browser: Browser) -> Iterator[Callable[..., Page]]:
    with opening(browser) as opened:
        yield opened


class TestAnybodyCanUseIt:
    def test_by_keyboard_alone(self, face):
        tab = face(size=WIDE)
        stops = []
        while not stops or "Forehead" not in stops[-1]["text"]:
            tab.keyboard.press("Tab")
            stops.append(tab.evaluate(FOCUSED))
            assert len(stops) < 30
        assert all(stop["ring"] for stop in stops)
        assert not [stop for stop in stops if stop["tag"] in ("a", "svg")]
        tab.keyboard.press("Enter")
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.name") == "FHC-state"
        assert region(tab, "FHC").get_attribute("data-current") == ""
        tab.keyboard.press("ArrowRight")
        tab.keyboard.press("ArrowRight")
        tab.keyboard.press("Tab")
        tab.keyboard.press("Space")
        tab.keyboard.press("ArrowRight")

        assert (chosen(tab, "FHC", "state"), chosen(tab, "FHC", "count")) == ("some", "2")
        expect(tab.locator("[data-total]")).to_have_text("2 in 1 place")
        assert tab.evaluate(FOCUSED)["ring"]

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("query", ["", "marked", "marked&patient", "marked&read"])
    def test_nothing_stands_in_the_way(self, face, axe, query, scheme):
        axe(face(query, color_scheme=scheme))

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_nor_in_an_open_place_or_with_an_error(self, face, axe, scheme):
        tab = face("marked", color_scheme=scheme)
        touch(tab, "CHN")
        axe(tab)
        tab = face(color_scheme=scheme)
        send(tab)
        expect(tab.locator("#error-summary")).to_be_focused()
        axe(tab)

    @pytest.mark.parametrize("query", ["marked", "marked&patient"])
    def test_every_target_is_large_enough_for_a_thumb(self, face, query):
        tab = face(query)
        tab.get_by_role("button", name="Show as a list").click()

        assert tab.evaluate(SMALL_TARGETS) == []
        assert tab.evaluate(SMALL_LETTERS) == []

    @pytest.mark.parametrize("size", [NARROW, (810, 1080), (800, 1280), (1080, 810)])
    def test_chips_of_an_open_place_are_large_enough_too(self, face, size):
        tab = face("marked", size=size)
        touch(tab, "ULR")

        assert tab.evaluate(SMALL_TARGETS) == []
        assert tab.evaluate(OVERFLOW) == 0

    def test_the_picture_is_not_turned_by_the_reading_direction(self, face):
        tab = face("marked&language=ar")

        assert tab.evaluate("document.dir") == "rtl"
        right, left = region(tab, "ULR").bounding_box(), region(tab, "ULL").bounding_box()
        assert right["x"] < left["x"]
        touch(tab, "ULR")
        assert opened_rows(tab) == ["ULR"]

    @pytest.mark.parametrize("language", ["en", "ar"])
    @pytest.mark.parametrize("query", ["marked", "marked&read"])
    def test_it_fits_320_pixels_with_more_space_between_letters(self, face, query, language):
        tab = face(f"{query}&language={language}", size=(320, 800), bypass_csp=True)
        tab.evaluate("document.querySelectorAll('.face-zone').forEach((zone) => (zone.open = true))")
        assert tab.evaluate(OVERFLOW) == 0
        tab.add_style_tag(content=MORE_SPACE)
        assert tab.evaluate(OVERFLOW) == 0
        assert tab.evaluate(CLIPPED) == []

    def test_a_picture_too_small_for_a_thumb_is_not_drawn(self, face):
        expect(face(size=(440, 900)).locator("svg.face")).to_be_hidden()

    def test_shapes_remain_where_the_device_forces_its_colours(self, face):
        tab = face("marked", forced_colors="active")

        assert region(tab, "LLL").locator(".face-pearl").evaluate("it => getComputedStyle(it).visibility") == "visible"
        assert region(tab, "NST").locator(".face-none").evaluate("it => getComputedStyle(it).visibility") == "visible"

    def test_the_page_asks_nothing_that_its_policy_forbids(self, face):
        assert face("marked").complaints == []


class TestReading:
    def test_the_table_says_everything_that_the_picture_shows(self, face):
        tab = face("marked&read")
        cells = tab.locator(".face-table tbody tr").all_inner_texts()

        assert len(cells) == 6
        assert any("Inner cheek, right" in line and "6 to 10" in line for line in cells)
        assert any("on the edge of the lid" in line for line in cells)
        for line in ("At least 46 in 6 places", "None: 2 places", "Not looked at: 14 places"):
            expect(tab.locator(".face-table")).to_contain_text(line)
        assert tab.locator("svg.face").get_attribute("aria-hidden") == "true"
        assert tab.locator("svg.face a").count() == 0

    def test_on_paper_it_is_seventy_millimetres_wide_and_black_on_white(self, face):
        tab = face("marked&read", color_scheme="dark")
        tab.emulate_media(media="print")

        width = tab.locator("svg.face").bounding_box()["width"]
        assert abs(width - 70 * 96 / 25.4) < 1
        expect(region(tab, "LLL").locator(".face-number")).to_have_css("fill", "rgb(0, 0, 0)")
        hatched = region(tab, "FHR").locator(".face-tile").evaluate("it => getComputedStyle(it).fill")
        assert hatched.startswith('url("#face-hatch")')

"""The look: every component in every state, light and dark, both directions, small and large."""

from collections.abc import Callable, Iterator
from threading import Thread

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect

from tests.system.measuring import CLIPPED, OVERFLOW, SMALL_LETTERS, SMALL_TARGETS

PAGES = ("form", "question", "parts", "refused")

MORE_SPACE = """* { letter-spacing: 0.12em !important; line-height: 1.5 !important; word-spacing: 0.16em !important }
p { margin-block-end: 2em !important }"""


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    """The pages need no database, so they are served without one."""
    with override_settings(ROOT_URLCONF="tests.system.gallery.urls", ALLOWED_HOSTS=["127.0.0.1"]):
        server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
        server.daemon_threads = True
        server.set_app(StaticFilesHandler(get_wsgi_application()))
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()


@pytest.fixture
def open_page(browser: Browser, gallery: str) -> Iterator[Callable[..., Page]]:
    contexts = []

    def opened(page: str, width: int = 810, height: int = 1080, **kwargs: object) -> Page:
        kwargs.setdefault("has_touch", True)
        contexts.append(browser.new_context(viewport={"width": width, "height": height}, base_url=gallery, **kwargs))
        tab = contexts[-1].new_page()
        tab.complaints = []
        tab.on("console", lambda said: said.type == "error" and tab.complaints.append(said.text))
        tab.goto(f"/gallery/{page}")
        return tab

    yield opened
    for context in contexts:
        context.close()


def send_empty(page: Page) -> None:
    page.locator("main form .btn-primary").click()
    expect(page.locator("#error-summary")).to_be_visible()


class TestAnybodyCanUseIt:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("page", PAGES)
    def test_nothing_stands_in_the_way_in_light_or_dark(self, open_page, axe, page, scheme):
        axe(open_page(f"{page}/", color_scheme=scheme))

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("page", ["form", "question"])
    def test_nor_with_errors_shown(self, open_page, axe, page, scheme):
        tab = open_page(f"{page}/", color_scheme=scheme)
        send_empty(tab)
        axe(tab)

    @pytest.mark.parametrize("page", PAGES)
    def test_nor_from_right_to_left(self, open_page, axe, page):
        axe(open_page(f"{page}/?language=ar"))

    @pytest.mark.parametrize("page", PAGES)
    def test_every_target_is_large_enough_for_a_thumb(self, open_page, page):
        assert open_page(f"{page}/").evaluate(SMALL_TARGETS) == []

    @pytest.mark.parametrize("page", PAGES)
    def test_no_field_makes_a_tablet_zoom(self, open_page, page):
        tab = open_page(f"{page}/")

        assert tab.evaluate(SMALL_LETTERS) == []
        assert "user-scalable" not in tab.locator("meta[name=viewport]").get_attribute("content")

    def test_a_patients_tiles_are_larger(self, open_page):
        heights = open_page("question/").eval_on_selector_all(
            ".tile", "tiles => tiles.map(it => it.getBoundingClientRect().height)"
        )
        assert min(heights) >= 72

    @pytest.mark.parametrize("language", ["en", "ar"])
    @pytest.mark.parametrize("page", PAGES)
    def test_a_page_fits_320_pixels_with_more_space_between_letters(self, open_page, page, language):
        tab = open_page(f"{page}/?language={language}", width=320, height=800, bypass_csp=True)
        assert tab.evaluate(OVERFLOW) == 0
        tab.add_style_tag(content=MORE_SPACE)
        assert tab.evaluate(OVERFLOW) == 0
        assert tab.evaluate(CLIPPED) == []

    def test_shapes_remain_where_the_device_forces_its_colours(self, open_page):
        tab = open_page("question/", forced_colors="active")
        tab.locator(".tile").first.click()
        dot = "it => getComputedStyle(it, '::before').borderTopWidth"

        assert tab.locator(".tile input").first.evaluate(dot) == "7px"

    def test_nothing_moves_for_who_wants_no_motion(self, open_page):
        tab = open_page("parts/", reduced_motion="reduce")
        moving = "them => them.filter(it => getComputedStyle(it).transitionDuration !== '0s').length"

        assert tab.eval_on_selector_all("*", moving) == 0


class TestErrors:
    def test_an_empty_form_answers_422_and_the_focus_goes_to_the_summary(self, open_page):
        tab = open_page("form/")
        with tab.expect_response(lambda answer: answer.request.method == "POST") as answer:
            send_empty(tab)

        assert answer.value.status == 422
        assert tab.evaluate("document.activeElement.id") == "error-summary"
        assert tab.title().startswith("Error: New patient")

    def test_each_link_moves_to_its_field(self, open_page):
        tab = open_page("form/")
        send_empty(tab)
        for link in tab.locator(".error-summary a").all():
            link.click()
            assert "#" + tab.evaluate("document.activeElement.id") == link.get_attribute("href")

    def test_a_new_page_puts_the_focus_on_its_heading(self, open_page):
        assert open_page("form/").evaluate("document.activeElement.tagName") == "H1"


class TestControls:
    def test_the_stepper_counts_and_keeps_within_its_ends(self, open_page):
        tab = open_page("form/")
        more = tab.get_by_role("button", name="More: How many bumps?")
        less = tab.get_by_role("button", name="Less: How many bumps?")
        box = tab.get_by_label("How many bumps?", exact=True)

        more.click()
        expect(box).to_have_value("0")
        more.click()
        expect(box).to_have_value("1")
        expect(tab.locator("#live")).to_have_text("1")
        box.fill("99")
        more.click()
        expect(box).to_have_value("99")
        box.fill("0")
        less.click()
        expect(box).to_have_value("0")

    def test_a_decimal_stepper_shows_no_noise(self, open_page):
        tab = open_page("form/")
        box = tab.get_by_label("How wide is the largest, in mm?", exact=True)
        box.fill("0.7")
        tab.get_by_role("button", name="More: How wide").click()

        expect(box).to_have_value("1.2")

    def test_none_of_these_clears_the_other_ticks(self, open_page):
        tab = open_page("form/")
        tab.get_by_text("A scrub").click()
        tab.get_by_text("None of these").click()

        expect(tab.get_by_label("A scrub")).not_to_be_checked()
        tab.get_by_text("Face oil").click()
        expect(tab.get_by_label("None of these")).not_to_be_checked()

    def test_everything_can_be_typed_and_sent_without_scripts(self, open_page):
        tab = open_page("form/", java_script_enabled=False)
        expect(tab.get_by_role("button", name="More: How many bumps?")).to_be_hidden()
        tab.get_by_label("How many bumps?", exact=True).fill("six")
        send_empty(tab)

        expect(tab.get_by_label("How many bumps?", exact=True)).to_have_value("six")
        expect(tab.locator("#div_id_count")).to_contain_text("Use a whole number, for example 6.")

    def test_a_pressed_button_says_it_is_busy_and_a_second_tap_sends_nothing(self, open_page):
        tab = open_page("form/")
        tab.evaluate(
            """() => { window.sent = 0; document.addEventListener('submit', (event) => {
            if (!event.defaultPrevented) window.sent += 1; event.preventDefault() }) }"""
        )
        button = tab.locator("main form .btn-primary")
        button.click()
        button.click()

        expect(button).to_have_attribute("aria-busy", "true")
        expect(button).to_be_enabled()
        assert tab.evaluate("window.sent") == 1


class TestTheReadersChoice:
    BACKGROUND = "getComputedStyle(document.body).backgroundColor"

    @pytest.mark.parametrize("scripts", [True, False])
    def test_dark_and_larger_letters_stay_chosen_on_this_device(self, open_page, scripts):
        tab = open_page("parts/", java_script_enabled=scripts)
        with tab.expect_response("**/preferences/"):
            tab.get_by_role("button", name="Dark", exact=True).click()
        with tab.expect_response("**/preferences/"):
            tab.get_by_role("button", name="Largest", exact=True).click()
        tab.goto("/gallery/question/")

        assert tab.locator("html").get_attribute("data-text") == "largest"
        expect(tab.get_by_role("button", name="Dark", exact=True)).to_have_attribute("aria-pressed", "true")
        expect(tab.locator("body")).to_have_css("background-color", "rgb(15, 27, 30)")
        expect(tab.locator("html")).to_have_css("font-size", "24px")

    def test_choosing_a_theme_loses_nothing_that_was_typed(self, open_page):
        tab = open_page("form/")
        tab.get_by_label("Family name").fill("Okafor")
        tab.get_by_role("button", name="Dark", exact=True).click()
        expect(tab.locator("body")).to_have_css("background-color", "rgb(15, 27, 30)")
        tab.wait_for_timeout(500)

        expect(tab.get_by_label("Family name")).to_have_value("Okafor")
        expect(tab.locator("[aria-busy]")).to_have_count(0)

    def test_paper_is_never_dark(self, open_page):
        tab = open_page("parts/", color_scheme="dark")
        tab.emulate_media(media="print")

        expect(tab.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
        expect(tab.locator(".not-given").first).to_have_css("color", "rgb(91, 62, 140)")
        expect(tab.locator(".site-header")).to_be_hidden()

    def test_the_page_asks_nothing_that_its_policy_forbids(self, open_page):
        for page in ("form/", "question/", "parts/"):
            assert open_page(page).complaints == []

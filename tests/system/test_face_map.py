"""The face map under fingers and keys, and without scripts. T16 and T17."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from consultations.face_map.regions import MIRRORED, REGIONS
from tests.system import face_pages
from tests.system.face_screen import NARROW, WIDE, choose, chosen, opened_rows, opening, region, row, send, touch


@pytest.fixture
def face(browser: Browser) -> Iterator[Callable[..., Page]]:
    with opening(browser) as opened:
        yield opened


class TestTapping:
    @pytest.mark.parametrize(("size", "width"), [(WIDE, 480), (NARROW, 400)])
    def test_every_region_opens_its_row_and_takes_a_number(self, face, size, width):
        tab = face(size=size)
        assert round(tab.locator("svg.face").bounding_box()["width"]) == width
        for number, code in enumerate(REGIONS):
            touch(tab, code)
            assert opened_rows(tab) == [code]
            label = str(number % 5 + 1)
            row(tab, code).get_by_role("radio", name=label, exact=True).check()

            assert (chosen(tab, code, "count"), chosen(tab, code, "state")) == (label, "some")
            assert region(tab, code).locator(".face-number").text_content() == label
        assert tab.complaints == []

    def test_two_taps_mark_a_place(self, face):
        tab = face()
        touch(tab, "LLL")
        choose(tab, "LLL", "4")

        expect(region(tab, "LLL")).to_have_attribute("data-state", "some")
        expect(tab.locator("[data-total]")).to_have_text("4 in 1 place")
        expect(tab.locator("output")).to_contain_text("Lower eyelid, left: 4.")

    def test_for_a_patient_left_is_left_as_in_a_mirror(self, face):
        tab = face("patient")
        touch(tab, "LLL", MIRRORED)

        assert opened_rows(tab) == ["LLL"]
        expect(row(tab, "LLL")).to_contain_text("Lower eyelid, your left")
        box, picture = region(tab, "LLL").bounding_box(), tab.locator("svg.face").bounding_box()
        assert box["x"] < picture["x"] + picture["width"] / 2
        words = tab.locator(".face-sides span").all_inner_texts()
        assert words == ["Your left", "Your right"]

    def test_a_place_off_the_face_is_tapped_below_it(self, face):
        tab = face()
        tab.locator(".face-elsewhere a").filter(has_text="Neck").click()
        choose(tab, "at-neck", "2")

        assert opened_rows(tab) == ["at-neck"]
        expect(tab.locator("[data-total]")).to_have_text("2 in 1 place")

    def test_numbers_of_several_places_are_counted_together_and_never_too_exactly(self, face):
        tab = face()
        for code, label, total in (
            ("LLL", "4", "4 in 1 place"),
            ("ICR", "6 to 10", "10 to 14 in 2 places"),
            ("CHN", "Not sure", "At least 11 in 3 places"),
        ):
            touch(tab, code)
            choose(tab, code, label)
            expect(tab.locator("[data-total]")).to_have_text(total)
        assert region(tab, "CHN").locator(".face-number").text_content() == "?"

    def test_an_exact_number_chooses_its_step(self, face):
        tab = face()
        touch(tab, "CHN")
        choose(tab, "CHN", "6 to 10")
        box = tab.get_by_label("Exact number, if you counted").locator("visible=true")
        box.fill("12")
        box.blur()

        assert chosen(tab, "CHN", "count") == "11-20"
        tab.get_by_role("button", name="More: Chin").click()
        expect(tab.locator("[data-total]")).to_have_text("13 in 1 place")
        choose(tab, "CHN", "3")
        assert tab.locator("#id_CHN-exact").input_value() == ""

    def test_none_takes_back_what_was_said_of_the_place(self, face):
        tab = face("marked")
        touch(tab, "LLL")
        choose(tab, "LLL", "None")

        assert (chosen(tab, "LLL", "count"), chosen(tab, "LLL", "size")) == ("", "")
        expect(region(tab, "LLL")).to_have_attribute("data-state", "none")

    def test_done_and_escape_lead_back_to_the_groups(self, face):
        tab = face()
        for leave in (lambda: tab.get_by_role("button", name="Done").click(), lambda: tab.keyboard.press("Escape")):
            touch(tab, "CHN")
            assert opened_rows(tab) == ["CHN"]
            leave()
            assert opened_rows(tab) == []
            assert "Mouth, chin and jaw" in tab.evaluate("document.activeElement.textContent")

    def test_the_rest_of_the_face_is_none_in_one_tap_and_back_in_another(self, face):
        tab = face("marked")
        tab.get_by_role("button", name="None in the rest").click()
        expect(tab.locator("[data-unseen]")).to_have_text("Not looked at: 0 places on the face")
        assert chosen(tab, "at-ear", "state") == "unseen"

        tab.get_by_role("button", name="Undo").click()
        expect(tab.locator("[data-unseen]")).to_have_text("Not looked at: 14 places on the face")
        expect(region(tab, "NST")).to_have_attribute("data-state", "none")

    def test_every_change_is_an_ordinary_change_of_the_form(self, face):
        tab = face()
        tab.evaluate(
            """() => { window.sent = []; document.querySelector('main form').addEventListener('change', (event) =>
            sent.push(Object.fromEntries(new FormData(event.currentTarget)))) }"""
        )
        touch(tab, "CHN")
        choose(tab, "CHN", "3")
        tab.get_by_role("button", name="None in the rest").click()

        first, second = tab.evaluate("sent")
        assert (first["CHN-state"], first["CHN-count"], first["FHC-state"]) == ("some", "3", "unseen")
        assert second["FHC-state"] == "none"

    def test_the_list_is_another_way_to_see_the_same(self, face):
        tab = face("marked")
        tab.get_by_role("button", name="Show as a list").click()

        expect(tab.locator("svg.face")).to_be_hidden()
        assert set(opened_rows(tab)) > set(REGIONS)
        tab.get_by_role("button", name="Show as a list").click()
        expect(tab.locator("svg.face")).to_be_visible()

    def test_what_was_chosen_arrives(self, face):
        tab = face()
        touch(tab, "ULR")
        choose(tab, "ULR", "4")
        choose(tab, "ULR", "1 to 2 mm")
        row(tab, "ULR").get_by_text("They sit on the edge").click()
        send(tab)

        expect(tab.locator("[data-total]")).to_have_text("4 in 1 place")
        sent = face_pages.posted[-1]
        assert [sent[f"ULR-{part}"] for part in ("state", "count", "size", "margin")] == [
            "some",
            "4",
            face_pages.SIZES[1],
            "on",
        ]


class TestWithoutScripts:
    def test_rows_can_be_filled_in_and_sent(self, face):
        tab = face(java_script_enabled=False)
        tab.locator("summary").filter(has_text="Mouth").click()
        row(tab, "CHN").get_by_role("radio", name="Some").check()
        row(tab, "CHN").get_by_role("radio", name="6 to 10").check()
        row(tab, "CHN").get_by_label("Exact number, if you counted").fill("7")
        send(tab)

        assert [face_pages.posted[-1][f"CHN-{part}"] for part in ("state", "count", "exact")] == ["some", "6-10", "7"]
        expect(tab.locator("[data-total]")).to_have_text("7 in 1 place")
        expect(region(tab, "CHN")).to_have_attribute("data-state", "some")
        for button in ("Done", "None in the rest", "Show as a list", "Undo"):
            expect(tab.get_by_role("button", name=button)).to_be_hidden()

    def test_a_tap_on_the_drawing_leads_to_the_row(self, face):
        tab = face(java_script_enabled=False)
        for code in ("FHC", "LLL", "CHN"):
            touch(tab, code)
            expect(row(tab, code).get_by_role("radio", name="Some")).to_be_in_viewport()
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.name") == "CHN-state"

    def test_what_contradicts_itself_is_shown_at_its_row(self, face):
        tab = face(java_script_enabled=False)
        tab.locator("summary").filter(has_text="Mouth").click()
        row(tab, "CHN").get_by_role("radio", name="Some").check()
        row(tab, "CHN").get_by_role("radio", name="6 to 10").check()
        row(tab, "CHN").get_by_label("Exact number, if you counted").fill("20")
        send(tab)

        expect(row(tab, "CHN")).to_contain_text("You chose “6 to 10” and wrote 20.")
        tab.locator(".error-summary a").click()
        assert tab.evaluate("document.activeElement.id") == "id_CHN-exact"

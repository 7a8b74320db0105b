"""The review in a browser: recomputed in place and said, the focus where it belongs, all of it with the keyboard."""

import re
from time import perf_counter

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.system.desk import wording
from tests.system.doctor import Doctor
from tests.system.measuring import OVERFLOW
from tests.system.test_keyboard_only import Keyboard

pytestmark = pytest.mark.django_db(transaction=True)
FOCUS = "() => document.activeElement.id || document.activeElement.tagName"
OPEN = {"visit_for": "dependent_adult", "can_keep_still": "unknown"}


def review_of(windows, visit, clinic, check=None, **options):
    return windows.window(Doctor, clinic.derm, look_over=check, **options).opens(f"/consultations/{visit.pk}/review/")


class TestRecomputedInPlace:
    def test_an_answer_is_worked_out_on_the_page_and_what_changed_is_said(self, clinic, on_both, record_property):
        doctor = review_of(on_both, clinic.in_review(**OPEN), clinic)
        began = perf_counter()
        doctor.answers_the_open_question(wording(clinic.protocol, "can_keep_still"), "Yes")
        record_property("milliseconds", round(1000 * (perf_counter() - began)))

        said = doctor.page.locator("#live").inner_text()
        assert said.startswith("Suggestion changed to: ")
        expect(doctor.page.locator(".what-changed")).to_contain_text(said)
        assert doctor.page.evaluate(FOCUS) == "area-1-title"
        assert doctor.complaints == []

    def test_what_is_new_is_marked_and_what_was_open_stays_open(self, clinic, windows):
        stopped = {"isotretinoin": "stopped", "isotretinoin_months": 0}
        doctor = review_of(windows, clinic.in_review(count="21_plus", spread="wide", **stopped), clinic)
        fold = doctor.page.locator("details.reason").first
        doctor.hits(fold.locator("summary"))
        ident = fold.get_attribute("id")

        doctor.answers_the_open_question(wording(clinic.protocol, "depth"), "Near the surface")

        expect(doctor.page.locator(f"#{ident}")).to_have_attribute("open", "")
        expect(doctor.page.locator(".reason-new").first).to_be_attached()

    def test_with_the_arrow_keys_one_looks_and_with_enter_one_answers(self, clinic, windows):
        visit = clinic.in_review(**OPEN)
        doctor = review_of(windows, visit, clinic, kind="desktop")
        first = doctor.open_question(wording(clinic.protocol, "can_keep_still")).locator("input[type=radio]").first
        first.focus()
        doctor.page.keyboard.press("ArrowDown")
        doctor.page.keyboard.press("ArrowUp")
        visit.refresh_from_db()
        assert visit.answers["person"]["can_keep_still"] == "unknown"

        with doctor.seeing_it_anew():
            doctor.page.keyboard.press("Enter")

        visit.refresh_from_db()
        assert visit.answers["person"]["can_keep_still"] == "yes"
        assert doctor.page.evaluate(FOCUS) == "area-1-title"

    def test_after_a_flag_the_focus_is_on_the_next_or_on_the_suggestion(self, clinic, windows):
        doctor = review_of(windows, clinic.in_review(symptoms=["bleeding"], colour="brown_black"), clinic)
        flags = doctor.page.locator(".flag--open").count()
        for left in range(flags - 1, -1, -1):
            doctor.finds("Examined, no concern")
            focus = doctor.page.evaluate(FOCUS)
            assert focus == "suggestion" if left == 0 else re.match("flag-.*-title", focus)
        assert flags == 2

    def test_a_wrong_answer_is_told_of_in_the_summary(self, clinic, windows, anybody_can_use):
        unknown = {"isotretinoin": "stopped", "isotretinoin_months": "unknown"}
        doctor = review_of(windows, clinic.in_review(count="21_plus", spread="wide", **unknown), clinic)
        row = doctor.open_question(wording(clinic.protocol, "isotretinoin_months"))
        row.locator("input[inputmode=numeric]").fill("9999")
        row.locator("input[type=checkbox]").uncheck()
        with doctor.seeing_it_anew():
            doctor.hits(row.get_by_role("button", name="Save this answer"))

        doctor.is_told_of_an_error("Enter a number from 0 to")
        anybody_can_use(doctor.page)

    def test_without_a_connection_the_answer_stays_and_is_sent_again_once(self, clinic, windows):
        visit = clinic.in_review(**OPEN)
        doctor = review_of(windows, visit, clinic)
        doctor.page.context.set_offline(True)
        doctor.hits(doctor.open_question(wording(clinic.protocol, "can_keep_still")).locator("label.tile").first)
        expect(doctor.page.locator(".save-bar")).to_contain_text("No connection")
        expect(doctor.page.locator("#alert")).to_contain_text("Nothing was changed")

        doctor.page.context.set_offline(False)
        with doctor.seeing_it_anew():
            doctor.hits(doctor.page.get_by_role("button", name="Send again"))

        expect(doctor.page.locator(".save-bar")).to_have_count(0)
        assert visit.answer_changes.filter(question="can_keep_still", given_by="dermatologist").count() == 1


class TestReasons:
    def test_a_reason_opens_in_place_one_at_a_time_and_leads_to_the_answer(self, clinic, windows):
        visit = clinic.in_review()
        doctor = review_of(windows, visit, clinic)
        rows = doctor.page.locator("#area-1 .reasons--for details.reason")
        for each in range(2):
            expect(rows.nth(each).locator(".reason-code")).to_contain_text("SEED")
            doctor.hits(rows.nth(each).locator("summary"))
        expect(rows.nth(0)).not_to_have_attribute("open", "")

        doctor.follows(re.compile("^Correct"), within=rows.nth(1))

        assert doctor.page.url.endswith(reverse("answer_correct_area", args=[visit.pk, 1, "size_mm"]))

    def test_escape_closes_what_was_opened_last(self, clinic, windows):
        doctor = review_of(windows, clinic.in_review(), clinic, kind="desktop")
        folds = [doctor.page.locator(name) for name in ("#all-facts", "#area-1 details.reason >> nth=0")]
        for fold in folds:
            doctor.hits(fold.locator("summary").first)
        for fold in reversed(folds):
            doctor.page.keyboard.press("Escape")
            expect(fold).not_to_have_attribute("open", "")
            expect(fold.locator("summary").first).to_be_focused()


class TestKeyboard:
    def test_reading_opening_a_reason_and_agreeing(self, clinic, windows):
        visit = clinic.in_review()
        keyboard = windows.window(Keyboard, clinic.derm, kind="desktop").opens(f"/consultations/{visit.pk}/review/")
        keyboard.tabs_to(text="For: ").strikes("Enter")
        expect(keyboard.page.locator("details.reason[open]")).to_have_count(1)

        with keyboard.coming_to_a_page():
            keyboard.strikes("Control+Enter")

        assert keyboard.page.url.endswith(reverse("sign", args=[visit.pk]))

    def test_skip_links_lead_to_the_suggestion_and_to_sign(self, clinic, windows):
        visit = clinic.in_review()
        for words, ident in (("Skip to the suggestion", "suggestion"), ("Skip to sign", "agree")):
            keyboard = windows.window(Keyboard, clinic.derm, kind="desktop")
            keyboard.opens(f"/consultations/{visit.pk}/review/").page.evaluate("() => document.activeElement.blur()")
            keyboard.tabs_to(text=words).strikes("Enter")
            expect(keyboard.page.locator(f"#{ident}")).to_be_focused()


class TestForEverybody:
    @pytest.mark.parametrize("kind", ["tablet", "desktop"])
    def test_every_state_can_be_used_in_light_and_in_dark(self, clinic, windows, anybody_can_use, kind):
        states = [
            {"symptoms": ["bleeding"], "area": "eyelid_skin"},
            OPEN | {"family_name": "Khan"},
            {"areas": 2, "count": "21_plus", "spread": "wide", "allergy_salicylate": "yes"},
        ]
        for number, differs in enumerate(states):
            patient = clinic.patient(family_name=differs.pop("family_name", f"Jones{'a' * number}"))
            doctor = review_of(windows, clinic.in_review(patient, **differs), clinic, kind=kind)
            doctor.hits(doctor.page.locator("#area-1 details.reason > summary").first)
            anybody_can_use(doctor.page)

    @pytest.mark.parametrize("differs", [{"symptoms": ["bleeding"]}, {"allergy_salicylate": "yes"}])
    @pytest.mark.parametrize("options", [{}, {"locale": "ar"}])
    def test_a_narrow_window_never_scrolls_sideways(self, clinic, windows, options, differs):
        visit = clinic.in_review(areas=2, count="21_plus", spread="wide", **differs)
        narrow = {"viewport": {"width": 320, "height": 640}} | options
        doctor = review_of(windows, visit, clinic, kind="desktop", **narrow)
        doctor.hits(doctor.page.locator("#area-1 details.reason > summary").first)

        assert doctor.page.evaluate(OVERFLOW) <= 0

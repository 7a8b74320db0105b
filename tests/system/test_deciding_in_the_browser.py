"""Changing the plan with a reason: counted clicks, the second page of a grave stop, and what is shown with a reason."""

import re

import pytest
from playwright.sync_api import expect

from tests.integration.clinic_factory import PASSWORD
from tests.system.doctor import Doctor

FEWEST = {"count": "6_20", "spread": "wide"}


class Counting(Doctor):
    """Counts every press; typing is none."""

    clicks = 0

    def hits(self, target):
        self.clicks += 1
        super().hits(target)


def name_of(clinic, key):
    return clinic.protocol.methods[key].term


def test_another_method_with_a_reason_is_signed_in_five_clicks(clinic, windows):
    visit = clinic.in_review(clinic.patient(family_name="Okafor"), **FEWEST)
    doctor = windows.window(Counting, clinic.derm).opens("/queue/")

    doctor.presses("Next patient")
    doctor.uses_instead(name_of(clinic, "extraction"))
    doctor.chooses("Patient prefers").presses("Go to sign")
    doctor.signs()

    visit.refresh_from_db()
    assert (visit.status, visit.plan_lines.get().reasons) == ("signed", ["patient_prefers"])
    assert doctor.clicks <= 5


def test_a_grave_stop_is_read_once_more_on_a_page_of_its_own(clinic, on_both, anybody_can_use):
    visit = clinic.in_review(clinic.patient(family_name="Okafor"), area="under_eye")
    doctor = on_both.window(Doctor, clinic.derm, look_over=anybody_can_use).opens(f"/consultations/{visit.pk}/review/")

    doctor.uses_instead(name_of(clinic, "cryo")).sees("This was stopped for this patient")
    doctor.presses("Read it once more").is_told_of_an_error("at least one reason")
    doctor.chooses("Risk not captured").presses("Read it once more").is_told_of_an_error("Write in the comment")
    doctor.writes(Comment="On the bony rim, far from the lid.").presses("Read it once more")
    doctor.sees("Confirm once more", clinic.protocol.rule("EX-10").because, "On the bony rim, far from the lid.")

    doctor.presses("Change something")
    expect(doctor.page.get_by_label("Comment")).to_have_value("On the bony rim, far from the lid.")
    doctor.presses("Read it once more").presses("I have read this. Use")
    assert doctor.heading == "Sign the plan"
    assert visit.plan_lines.get().confirmed_twice


def test_what_goes_with_a_reason_is_shown_with_it(clinic, windows, anybody_can_use):
    visit = clinic.in_review(**FEWEST)
    doctor = windows.window(Doctor, clinic.derm).opens(f"/consultations/{visit.pk}/plan/1/?method=extraction&asked=yes")
    links, rules = doctor.page.locator(".to-correct a"), doctor.page.get_by_text("Do not write names")
    expect(links.first).to_be_hidden()
    expect(rules).to_be_hidden()

    doctor.chooses("My exam differs", "The rule is wrong or out of date")
    expect(links.first).to_be_visible()
    expect(rules).to_be_visible()
    anybody_can_use(doctor.page)
    doctor.follows(re.compile("How many bumps"))
    assert doctor.heading.startswith("How many bumps")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_line_of_the_sheet_is_changed_before_signing(clinic, windows, scripts):
    visit = clinic.decided(clinic.patient(family_name="Okafor"))
    doctor = windows.window(Doctor, java_script_enabled=scripts)
    doctor.opens("/").writes(Username=clinic.derm.username, Password=PASSWORD)
    doctor.page.get_by_role("button", name="Sign in").click()
    doctor.page.goto(f"/consultations/{visit.pk}/aftercare-lines/")

    line = doctor.page.locator(".sheet-line--do").first
    line.locator("summary").click()
    line.get_by_label("In your words").fill("Come back on Friday.")
    line.get_by_role("button", name="Save the words").click()
    expect(doctor.page.locator(".sheet-line--do").first).to_contain_text("Come back on Friday. The protocol says:")

"""Two windows, two patients, two people: nobody's work lands in the wrong place or under somebody else's."""

import pytest
from playwright.sync_api import expect

from clinic.accounts.permissions import Role
from consultations.models import AnswerChange
from tests.integration.clinic_factory import person, typical
from tests.system.desk import Desk
from tests.system.doctor import Doctor

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
# The first screen, filled in by a hand.
LINES = {"visit_for": "child", "sex": "female", "wants_treatment": "yes"}


class TestTwoPatientsInTwoTabs:
    @pytest.fixture
    def tabs(self, clinic, windows):
        amy, ben = (clinic.in_intake(clinic.patient(family_name=name)) for name in ("Amis", "Benn"))
        first = windows.window(Desk, clinic.desk).opens(f"/consultations/{amy.pk}/intake/")
        return first, windows.another_tab(first).opens(f"/consultations/{ben.pk}/intake/")

    def test_each_tab_names_its_own_patient(self, tabs):
        for tab, name in zip(tabs, ("AMIS", "BENN"), strict=True):
            assert name in tab.page.locator(".patient-banner").inner_text()

    def test_a_page_of_one_patient_is_never_saved_for_the_other(self, clinic, tabs):
        amy, ben = tabs
        for key, value in LINES.items():
            amy.picks(clinic.protocol.questions[key], value)
        amy.page.locator("form.question").evaluate("(form, to) => { form.action = to }", ben.page.url)
        amy.presses("Continue").is_told_of_an_error("This page was opened for another patient. Nothing was saved.")

        assert not AnswerChange.objects.filter(consultation__patient__family_name="Benn", question="visit_for").exists()


class TestTwoPeopleOnOneVisit:
    def test_the_second_decision_is_refused_in_plain_words_and_keeps_what_was_typed(self, clinic, on_both):
        visit = clinic.in_review()
        colleague = person(Role.DERMATOLOGIST, sites=[clinic.site])
        slow = on_both.window(Doctor, clinic.derm).opens(f"/consultations/{visit.pk}/plan/1/?instead=watch_and_wait")
        quick = on_both.window(Doctor, colleague).opens(f"/consultations/{visit.pk}/review/")
        slow.chooses("Patient prefers").writes(Comment="Wants to think about it first.")
        quick.agrees()

        slow.presses("Go to sign").is_told_of_an_error("changed")
        expect(slow.page.get_by_label("Comment")).to_have_value("Wants to think about it first.")
        expect(slow.page.get_by_role("checkbox", name="Patient prefers")).to_be_checked()
        assert visit.plan_lines.get().decided_by == colleague

    def test_the_second_tablet_is_told_who_has_the_intake_and_its_answers_stay_chosen(self, clinic, windows):
        """Without scripts; with them the same is said beside each answer (test_saving_conflicts.py)."""
        visit = clinic.in_intake()
        colleague = person(Role.FRONT_DESK, sites=[clinic.site])
        slow, quick = (
            windows.window(Desk, desk, java_script_enabled=False).opens(f"/consultations/{visit.pk}/intake/")
            for desk in (clinic.desk, colleague)
        )
        for key, value in LINES.items():
            slow.picks(clinic.protocol.questions[key], value)
        quick.answers(clinic.protocol, typical())

        slow.presses("Continue").sees(f"{colleague.name} is filling this in on another tablet.")
        expect(slow.row("visit_for").locator("input[value=child]")).to_be_checked()
        visit.refresh_from_db()
        assert visit.answers["person"]["visit_for"] == "self"

"""Two windows, two patients, two people: nobody's work lands in the wrong place or under somebody else's."""

import pytest
from playwright.sync_api import expect

from clinic.accounts.permissions import Role
from consultations.models import AnswerChange
from tests.integration.clinic_factory import person
from tests.system.desk import Desk, label_of
from tests.system.doctor import Doctor

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


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
        amy.picks(clinic.protocol.questions[amy.asked[0]], "self")
        amy.page.locator("form.question").evaluate("(form, to) => { form.action = to }", ben.page.url)
        amy.presses("Continue").is_told_of_an_error("This page was opened for another patient. Nothing was saved.")

        assert not AnswerChange.objects.filter(question=ben.asked[0]).exists()


class TestTwoPeopleOnOneVisit:
    def test_the_second_decision_is_refused_in_plain_words_and_keeps_what_was_typed(self, clinic, on_both):
        visit = clinic.in_review()
        colleague = person(Role.DERMATOLOGIST, sites=[clinic.site])
        slow = on_both.window(Doctor, clinic.derm).opens(f"/consultations/{visit.pk}/plan/1/")
        quick = on_both.window(Doctor, colleague).opens(f"/consultations/{visit.pk}/review/")
        slow.chooses("No treatment", "Patient prefers").writes(Comment="Wants to think about it first.")
        quick.agrees().sees("Decided: as suggested")

        slow.presses("Save this decision").is_told_of_an_error("changed")
        expect(slow.page.get_by_label("Comment")).to_have_value("Wants to think about it first.")
        expect(slow.page.get_by_role("checkbox", name="Patient prefers")).to_be_checked()
        assert visit.plan_lines.get().decided_by == colleague

    def test_the_second_answer_to_a_question_is_refused_and_stays_chosen(self, clinic, windows):
        visit = clinic.in_intake()
        colleague = person(Role.FRONT_DESK, sites=[clinic.site])
        slow, quick = (
            windows.window(Desk, desk).opens(f"/consultations/{visit.pk}/intake/") for desk in (clinic.desk, colleague)
        )
        question = clinic.protocol.questions[slow.asked[0]]
        slow.picks(question, "child")
        quick.answers(question, "self")

        slow.presses("Continue").is_told_of_an_error("changed")
        expect(slow.tile(label_of(question, "child")).locator("input")).to_be_checked()
        visit.refresh_from_db()
        assert visit.answers["person"][question.key] == "self"

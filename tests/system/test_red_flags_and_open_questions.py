"""What the dermatologist sees when the service does not suggest a method, and how that changes."""

import pytest

from tests.system.desk import label_of, wording
from tests.system.doctor import Doctor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def methods(clinic):
    return {method.key: method.term for method in clinic.protocol.document.methods}


def review_of(windows, clinic, check, **differs):
    visit = clinic.in_review(**differs)
    return windows.window(Doctor, clinic.derm, look_over=check).opens(f"/consultations/{visit.pk}/review/")


class TestARedFlag:
    def test_heads_the_review_and_nothing_is_agreed_before_it_is_answered(self, clinic, on_both, anybody_can_use):
        doctor = review_of(on_both, clinic, anybody_can_use, symptoms=["bleeding"])
        assert doctor.suggestion() == "Examine first"
        assert "RF-01" in doctor.rules()
        doctor.sees("1 red flag", "1 red flag waits for your finding.")
        assert doctor.button("Agree").count() == 0

        doctor.finds("Biopsy or refer", note="Bled when touched.")

        doctor.sees("Red flags: all answered", "Biopsy or refer")
        assert doctor.button("Agree").count() == 1

    def test_without_concern_brings_the_suggestion_back(self, clinic, windows, methods):
        doctor = review_of(windows, clinic, None, symptoms=["bleeding"])

        doctor.finds("Examined, no concern")

        assert doctor.suggestion() == methods["extraction"]
        doctor.sees("Red flags: all answered")

    def test_is_answered_by_examining_the_bumps(self, clinic, windows, methods):
        doctor = review_of(windows, clinic, None, symptoms=["bleeding"])
        exam = clinic.protocol.questions["exam"]

        doctor.corrects(wording(clinic.protocol, "exam")).chooses(label_of(exam, "confirmed_milia"))
        doctor.presses("Save and work out again")

        assert doctor.suggestion() == methods["extraction"]


class TestAnOpenQuestion:
    def test_is_answered_on_the_page_and_changes_the_suggestion(self, clinic, on_both, anybody_can_use, methods):
        doctor = review_of(on_both, clinic, anybody_can_use, visit_for="dependent_adult", can_keep_still="unknown")
        asked = wording(clinic.protocol, "can_keep_still")
        assert doctor.suggestion() == "Ask first: 1 answer is needed"
        assert doctor.open_question(asked).count() == 1
        doctor.sees("Would lead: " + methods["extraction"])

        doctor.answers_the_open_question(asked, "Yes")

        assert doctor.suggestion() == methods["extraction"]

    def test_leaves_nothing_to_agree_with(self, clinic, windows):
        doctor = review_of(windows, clinic, None, visit_for="dependent_adult", can_keep_still="unknown")

        assert doctor.button("Agree").count() == 0
        doctor.sees("A question is open at one of the places.")

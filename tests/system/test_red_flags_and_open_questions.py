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
    def test_heads_the_review_and_a_method_needs_a_reason_a_comment_and_a_second_yes(
        self, clinic, on_both, anybody_can_use, methods
    ):
        doctor = review_of(on_both, clinic, anybody_can_use, symptoms=["bleeding"])
        assert doctor.suggestion() == "Examine first"
        assert "RF-01" in doctor.rules()
        doctor.sees("1 red flag")
        assert "Examine first: " in doctor.page.locator("main .box, main h2").first.inner_text()

        doctor.decides_something_else().decides(methods["extraction"]).is_told_of_an_error("at least one reason")
        doctor.chooses("My exam differs").presses("Save this decision").is_told_of_an_error("Write in the comment why")
        doctor.writes(Comment="Scratched, seen under the lamp.").presses("Save this decision")
        doctor.is_told_of_an_error("Confirm once more that you mean it")
        doctor.chooses("I have read why this was stopped, and I choose it.").presses("Save this decision")

        doctor.sees("Decided: not as suggested", "My exam differs", "Scratched, seen under the lamp.")

    def test_is_answered_by_examining_the_bumps(self, clinic, windows, methods):
        doctor = review_of(windows, clinic, None, symptoms=["bleeding"])
        exam = clinic.protocol.questions["exam"]

        doctor.corrects(wording(clinic.protocol, "exam")).chooses(label_of(exam, "confirmed_milia"))
        doctor.presses("Save and work out again")

        assert doctor.suggestion() == methods["extraction"]
        doctor.sees_no("red flag")


class TestAnOpenQuestion:
    def test_is_named_and_its_answer_changes_the_suggestion(self, clinic, on_both, anybody_can_use, methods):
        doctor = review_of(on_both, clinic, anybody_can_use, visit_for="dependent_adult", can_keep_still="unknown")
        asked = wording(clinic.protocol, "can_keep_still")
        assert doctor.suggestion() == "Ask first: 1 answer is needed"
        assert asked in doctor.area().locator(".open-list").first.inner_text()
        doctor.sees("Would lead: " + methods["extraction"])

        doctor.answers_the_open_question(asked).chooses("Yes").presses("Save and work out again")

        assert doctor.suggestion() == methods["extraction"]

    def test_leaves_nothing_to_agree_with(self, clinic, windows):
        doctor = review_of(windows, clinic, None, visit_for="dependent_adult", can_keep_still="unknown")

        assert doctor.button("Agree").count() == 0
        doctor.sees("1 area has no decision yet.")

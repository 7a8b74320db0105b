"""An adaptive intake leaves questions out; they are asked the moment the doctor picks a method that needs them."""

import pytest
from django.urls import reverse

from clinic.audit.refusals import Refused
from consultations.intake.guards import never_answered
from consultations.models.answers import GivenBy
from consultations.services import review
from tests.integration.clinic_factory import NOW, Clinic
from tests.integration.pages_sent import form_of, signed_in
from treatments.compiled_releases import compiled

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def unasked(clinic):
    """A visit in review in which nobody was asked about cold; cryotherapy depends on it."""
    visit = clinic.in_review()
    person = {key: value for key, value in visit.answers["person"].items() if key != "cold_condition"}
    type(visit).objects.filter(pk=visit.pk).update(answers=visit.answers | {"person": person})
    visit.refresh_from_db()
    return visit


def address(visit, name="plan_line", *more):
    return reverse(name, args=[visit.pk, 1, *more])


def test_what_was_never_asked_is_found_and_not_sure_is_not_asked_again(unasked):
    protocol = compiled(unasked.release)
    assert "cold_condition" in {a.question.key for a in never_answered(protocol, unasked.answers, "cryo", 1)}
    unasked.answers["person"]["cold_condition"] = "unknown"
    assert "cold_condition" not in {a.question.key for a in never_answered(protocol, unasked.answers, "cryo", 1)}


def test_picking_such_a_method_asks_first(clinic, unasked):
    doctor = signed_in(clinic.derm)
    answer = doctor.get(address(unasked) + "?method=cryo")
    assert answer["Location"] == address(unasked, "ask_for_method", "cryo")
    assert "Does cold harm you" in doctor.get(answer["Location"]).content.decode()


def test_another_method_is_not_held_up(clinic, unasked):
    answer = signed_in(clinic.derm).get(address(unasked) + "?method=extraction")
    assert answer.status_code == 200


def test_the_doctors_answer_is_kept_as_theirs_and_the_suggestion_worked_out_again(clinic, unasked):
    doctor = signed_in(clinic.derm)
    sent = form_of(unasked, cold_condition=["none"])
    answer = doctor.post(address(unasked, "ask_for_method", "cryo"), sent)
    assert answer["Location"].startswith(address(unasked))
    unasked.refresh_from_db()
    assert unasked.answers["person"]["cold_condition"] == ["none"]
    assert unasked.answer_changes.get(question="cold_condition", revision=unasked.revision).given_by == (
        GivenBy.DERMATOLOGIST
    )


def test_left_blank_it_stays_open_and_the_plan_page_says_so(clinic, unasked):
    doctor = signed_in(clinic.derm)
    onwards = doctor.post(address(unasked, "ask_for_method", "cryo"), form_of(unasked))["Location"]
    assert "Not asked yet for this method" in doctor.get(onwards).content.decode()
    unasked.refresh_from_db()
    assert "cold_condition" not in unasked.answers["person"]


def test_a_method_that_is_not_there_is_not_found(clinic, unasked):
    assert signed_in(clinic.derm).get(address(unasked, "ask_for_method", "magic")).status_code == 404


def test_who_wants_no_treatment_gets_no_method_that_nobody_asked_about(clinic):
    """The wish hides the questions about medicines and pregnancy; with it standing nothing guards a retinoid."""
    visit = clinic.in_review(wants_treatment="no")
    override = {"method": "retinoid", "reasons": ["other"], "comment": "She changed her mind.", "confirmed_twice": True}

    with pytest.raises(Refused, match="Would you like the bumps treated"):
        clinic.decide(visit, **override)


def test_after_the_wish_is_corrected_the_method_asks_what_it_needs(clinic):
    visit = clinic.in_review(wants_treatment="no")
    visit = review.correct_answer(
        consultation_id=visit.pk,
        question="wants_treatment",
        value="yes",
        revision=visit.revision,
        by=clinic.derm,
        at=NOW,
    )

    asked = {a.question.key for a in never_answered(compiled(visit.release), visit.answers, "retinoid", 1)}

    assert "pregnancy" in asked

"""A returning patient confirms what may be carried over; a second place may be like the first. Safety never is."""

from uuid import uuid4

import pytest
from django.urls import reverse

from consultations.intake.carrying import to_confirm
from tests.integration.clinic_factory import PASSWORD, Clinic, typical
from treatments.compiled_releases import compiled

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def desk(client, clinic):
    assert client.login(username=clinic.desk.username, password=PASSWORD)
    return client


@pytest.fixture
def back_again(clinic):
    """A patient with a signed visit, and the new visit."""
    earlier = clinic.signed(visit_for="self")
    return clinic.in_intake(earlier.patient)


def own(visit):
    return {"key": str(uuid4()), "revision": visit.revision, "patient": str(visit.patient_id)}


def test_a_returning_patient_begins_with_what_was_said_last_time(desk, back_again):
    answer = desk.get(reverse("intake", args=[back_again.pk]), follow=True)
    assert "Is this still right?" in answer.content.decode()
    assert "Which sex was put down at birth?" in answer.content.decode()


def test_confirming_answers_them_and_leads_on(desk, back_again):
    desk.post(reverse("intake_carried", args=[back_again.pk]), own(back_again))
    back_again.refresh_from_db()
    assert back_again.answers["person"]["sex"] == "female"


def test_no_safety_question_is_ever_carried_over(clinic, back_again):
    protocol = compiled(back_again.release)
    said = {question.key: typical().person.get(question.key) for question in protocol.document.questions}
    found = to_confirm(protocol, back_again.answers, {"person": said, "areas": []})
    assert found
    assert not [asked.question.key for asked, _value in found if asked.question.safety]


def test_what_changed_is_asked_as_for_a_new_patient(desk, back_again):
    page = desk.get(reverse("intake_carried", args=[back_again.pk])).content.decode()
    assert reverse("intake_screen", args=[back_again.pk, "who"]) in page
    back_again.refresh_from_db()
    assert "sex" not in back_again.answers["person"]


def test_a_new_patient_is_not_asked_about_a_last_time(desk, clinic):
    visit = clinic.in_intake()
    answer = desk.get(reverse("intake", args=[visit.pk]), follow=True)
    assert "Is this still right?" not in answer.content.decode()


def test_a_not_sure_of_last_time_is_asked_again(clinic, back_again):
    protocol = compiled(back_again.release)
    assert not to_confirm(protocol, back_again.answers, {"person": {"pih_history": "unknown"}, "areas": []})
    assert to_confirm(protocol, back_again.answers, {"person": {"pih_history": "no"}, "areas": []})


def test_the_tablet_goes_straight_to_a_returning_patient(desk, back_again):
    """What only the desk can answer is confirmed by the patient, so nothing stands before the curtain."""
    asked = desk.post(reverse("intake_hand_over", args=[back_again.pk]), own(back_again))
    assert asked["Location"] == reverse("tablet_start")
    first = desk.get(reverse("tablet"), follow=True)
    assert "Is this still right?" in first.content.decode()


def test_before_a_new_patient_the_desk_answers_what_only_it_can(desk, clinic):
    visit = clinic.in_intake()
    asked = desk.post(reverse("intake_hand_over", args=[visit.pk]), own(visit))
    assert asked["Location"] == reverse("intake_screen", args=[visit.pk, "who"]) + "?then=hand-over"


def test_once_something_is_answered_nobody_is_taken_back_to_the_last_time(desk, back_again, clinic):
    desk.post(reverse("intake_carried", args=[back_again.pk]), own(back_again))
    assert "last-time" not in desk.get(reverse("intake", args=[back_again.pk]))["Location"]

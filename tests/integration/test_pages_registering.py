"""Adding a patient at the desk: once, nobody twice, and nothing typed is lost."""

import pytest
from django.urls import reverse

from consultations.models import Patient
from tests.integration.clinic_factory import Clinic
from tests.integration.pages_sent import new_patient, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def desk(clinic):
    return signed_in(clinic.desk)


def test_a_patient_is_added_once_and_found(clinic, desk):
    form = new_patient()

    answers = [desk.post(reverse("patient_new"), form) for _ in range(2)]

    assert answers[0].url == answers[1].url
    assert Patient.objects.filter(family_name="O'Brien-Ng").count() == 1


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("family_name", " \u00a0\t"),
        ("family_name", "x" * 300),
        ("given_name", "evil\u202egnp"),
        ("date_of_birth_year", "2999"),
        ("date_of_birth_day", "31"),
        ("email", "a@example.org, b@example.org"),
        ("phone", "none"),
    ],
)
def test_a_patient_who_cannot_be_right_is_not_added_and_nothing_typed_is_lost(desk, field, typed):
    answer = desk.post(reverse("patient_new"), new_patient(date_of_birth_month="2") | {field: typed})

    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.content.decode()
    assert "020 7946 0132" in answer.content.decode() or field == "phone"
    assert not Patient.objects.exists()

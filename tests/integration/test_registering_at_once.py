"""Two desks add the same person at the same moment: one is added, the other is shown who is here already."""

from uuid import uuid4

import pytest
from django.urls import reverse

from consultations.models import Patient
from tests.integration.clinic_factory import Clinic, person, site
from tests.integration.pages_sent import new_patient, signed_in
from tests.integration.test_concurrency import at_once

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

AMY = {"family_name": "Jones", "given_name": "Amy"}


@pytest.fixture
def clinic():
    return Clinic()


def adding(desks):
    forms = [new_patient(**AMY, key=str(uuid4())) for _desk in desks]
    send = [lambda d=d, f=f: d.post(reverse("patient_new"), f) for d, f in zip(desks, forms, strict=True)]
    return [answer if isinstance(answer, Exception) else answer.status_code for answer in at_once(*send)]


def test_of_five_at_one_site_one_is_added(clinic):
    answers = adding([signed_in(clinic.desk) for _desk in range(5)])
    assert (Patient.objects.count(), answers.count(302)) == (1, 1), answers
    assert Patient.objects.get().clinic_number == 1


def test_of_desks_that_share_a_site_too(clinic):
    """Who works at both sites is shown the people of both."""
    other = site()
    there = [person(clinic.desk.role, sites=[other, clinic.site]) for _each in range(2)]
    answers = adding([signed_in(who) for who in [clinic.desk, *there, clinic.desk]])
    assert (Patient.objects.count(), answers.count(302)) == (1, 1), answers

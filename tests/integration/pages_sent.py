"""What a browser sends from the pages of a visit: the form as the page made it, with what was typed."""

from uuid import uuid4

from django.test import Client
from django.urls import reverse

from tests.integration.clinic_factory import PASSWORD


def signed_in(user):
    client = Client()
    assert client.login(username=user.username, password=PASSWORD)
    session = client.session
    session.save()
    return client


def form_of(visit, **typed):
    return {"key": str(uuid4()), "revision": visit.revision, "patient": str(visit.patient_id), **typed}


def question(visit, key, area=None):
    if area:
        return reverse("intake_area_question", args=[visit.pk, area, key])
    return reverse("intake_question", args=[visit.pk, key])


def new_patient(**differs):
    return {
        "key": str(uuid4()),
        "family_name": "O'Brien-Ng",
        "given_name": "José",
        "date_of_birth_day": "5",
        "date_of_birth_month": "1",
        "date_of_birth_year": "1992",
        "phone": "020 7946 0132",
        "language": "en",
        **differs,
    }

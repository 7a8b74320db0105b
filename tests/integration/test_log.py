"""The log of the application names no record: the address of a page is the address of somebody's visit."""

import io
import logging

import pytest
from django.urls import reverse

from tests.integration.clinic_factory import Clinic
from tests.integration.pages_sent import form_of, sign_form_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(monkeypatch):
    """What the process writes, as settings.py has it."""
    written = io.StringIO()
    handlers = {id(handler): handler for name in ("", "django") for handler in logging.getLogger(name).handlers}
    consoles = [handler for handler in handlers.values() if type(handler) is logging.StreamHandler]
    assert consoles
    for console in consoles:
        monkeypatch.setattr(console, "stream", written)
    return written


def test_a_refused_signature_is_not_logged_with_its_visit(log):
    clinic = Clinic()
    visit, doctor = clinic.confirmed(), signed_in(clinic.derm)
    sign = reverse("sign", args=[visit.pk])

    wrong = doctor.post(sign, sign_form_of(doctor, visit, username=clinic.derm.username, password="wrong"))
    stale = doctor.post(sign, form_of(visit, username=clinic.derm.username, password="wrong", revision="1"))
    early = signed_in(clinic.desk).get(sign)
    lost = doctor.get(f"{sign}nowhere/")

    assert {answer.status_code for answer in (wrong, stale, early, lost)} <= {403, 404, 409, 422}
    assert "because=" in log.getvalue()
    assert str(visit.pk) not in log.getvalue()
    assert "/consultations/" not in log.getvalue()

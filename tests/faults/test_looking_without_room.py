"""The database has no room for one more look: the page is shown, and the look stands in the log."""

import pytest
from django.db import OperationalError
from psycopg.errors import DiskFull, LockNotAvailable

from clinic.audit.models import Event
from tests.integration.clinic_factory import Clinic
from tests.integration.pages_sent import signed_in

pytestmark = [pytest.mark.faults, pytest.mark.django_db]


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def fails(monkeypatch):
    def to_write(cause):
        def refuse(**_row):
            raise OperationalError("no") from cause

        monkeypatch.setattr(Event.objects, "create", refuse)

    return to_write


def test_a_patient_can_be_looked_at_on_a_full_disk_and_the_log_says_who_looked(clinic, fails, caplog):
    patient, desk = clinic.patient(family_name="Okonkwo"), signed_in(clinic.desk)
    fails(DiskFull())

    page = desk.get(f"/patients/{patient.pk}/")

    (line,) = [each.getMessage() for each in caplog.records if each.name == "pearl.audit"]
    assert page.status_code == 200 and "Okonkwo" in page.content.decode().title()
    assert f"patient.viewed by={clinic.desk.pk} " in line and str(patient.pk) in line
    assert "Okonkwo" not in line


def test_a_list_on_a_full_disk_names_in_the_log_whom_it_showed(clinic, fails, caplog):
    visit, desk = clinic.in_intake(), signed_in(clinic.desk)
    fails(DiskFull())

    assert desk.get("/today/").status_code == 200
    assert str(visit.patient_id) in caplog.text


def test_a_look_that_cannot_be_written_down_for_another_reason_is_refused(clinic, fails):
    patient, desk = clinic.patient(), signed_in(clinic.desk)
    fails(LockNotAvailable())

    assert desk.get(f"/patients/{patient.pk}/").status_code == 503

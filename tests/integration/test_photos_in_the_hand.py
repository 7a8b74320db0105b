"""Photos that the patient takes: on the tablet that was handed over, of this visit and no other."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clinic.audit.models import Event
from consultations.models import HandOver, Photo
from tests.integration.clinic_factory import NOW, Clinic
from tests.integration.pages_sent import form_of, signed_in
from tests.integration.photos_taken import consent, taken
from tests.unit.made_up_pictures import photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.PHOTO_FOLDER = tmp_path / "photos"


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def visit(clinic):
    return clinic.answered(**consent())


@pytest.fixture
def patient(clinic, visit):
    """The tablet in the patient's hand."""
    client = signed_in(clinic.desk)
    assert client.post(reverse("intake_hand_over", args=[visit.pk]), form_of(visit)).url == reverse("tablet_start")
    return client


def send(client, sent=b"", **how):
    token = HandOver.objects.latest("id").token
    form = {"key": "a", "patient": str(token), "kind": "front"}
    return client.post(
        reverse("tablet_photo_add"), form | {"file": SimpleUploadedFile("a.jpg", sent or photo())}, **how
    )


def test_a_photo_the_patient_takes_is_marked_as_the_patients(clinic, visit, patient):
    answer = send(patient)

    kept = Photo.objects.get()
    assert (answer.status_code, answer.url) == (302, "/tablet/photos/#photos-front")
    assert (kept.consultation, kept.given_by, kept.by) == (visit, "patient", clinic.desk)


def test_the_patient_sees_the_photos_of_this_visit_and_no_address_names_it(clinic, visit, patient):
    mine = taken(clinic, visit)
    other = taken(clinic, clinic.answered(clinic.patient(given_name="Bo"), **consent()))

    page = patient.get(reverse("tablet_photos")).content.decode()
    small = patient.get(reverse("tablet_photo_thumbnail", args=[mine.pk]))

    assert str(visit.pk) not in page
    assert str(visit.patient_id) not in page
    assert small["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert small["Cache-Control"] == "no-store"
    assert patient.get(reverse("tablet_photo", args=[mine.pk])).status_code == 200
    assert Event.objects.filter(action="photo.viewed").count() == 1
    assert patient.get(reverse("tablet_photo", args=[other.pk])).status_code == 404


def test_on_the_patients_page_no_link_leads_out_of_the_intake(clinic, visit, patient):
    kept = taken(clinic, visit)

    page = patient.get(reverse("tablet_photos")).content.decode()

    assert f'href="{reverse("tablet_photo", args=[kept.pk])}"' not in page
    assert 'capture="user"' in page
    assert 'name="file"' not in page


def test_a_large_photo_comes_in_from_the_patients_hand_too(patient):
    assert send(patient, photo() + b"\0" * 3 * 1024**2).status_code == 302


def test_a_photo_sent_after_the_tablet_was_given_back_is_not_kept(visit, patient):
    HandOver.objects.update(ended="finished", ended_at=NOW)

    answer = send(patient, HTTP_ACCEPT="application/json")

    assert answer.status_code != 201
    assert not Photo.objects.exists()

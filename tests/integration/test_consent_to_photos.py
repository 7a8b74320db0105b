"""The consent to photos is another question, and is taken back as a whole, before and after the signature."""

from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from clinic.audit.models import Event
from clinic.audit.refusals import Refused
from consultations.models import Photo, PhotoConsentWithdrawal, PhotoWithdrawal
from consultations.photos.verifying import left_over
from consultations.policies.photos import why_not_consent
from consultations.services import intake, photos, review
from consultations.services.signing import put_signature
from tests.integration.clinic_factory import NOW, Clinic
from tests.integration.consents import again, agree
from tests.integration.pages_sent import form_of, signed_in
from tests.integration.photos_taken import another, consent, files, taken

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.PHOTO_FOLDER = tmp_path / "photos"
    return settings.PHOTO_FOLDER


@pytest.fixture
def clinic():
    return Clinic()


def with_photos(clinic, number=2):
    visit = clinic.answered(**consent())
    for _ in range(number):
        taken(clinic, visit, another())
    return intake.finish_intake(consultation_id=visit.pk, revision=again(visit).revision, by=clinic.desk, at=NOW)


def signed_with_photos(clinic):
    visit = with_photos(clinic)
    area = visit.suggestion["areas"][0]
    visit = clinic.decide(visit, method=area["method"], add_on=area["add_on"] or "")
    visit = review.confirm(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)
    return put_signature(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW).consultation


def take_back(clinic, visit):
    return photos.take_back_consent(consultation_id=visit.pk, reason="", by=clinic.desk, at=NOW)


@pytest.mark.parametrize("a_visit", [with_photos, signed_with_photos])
def test_all_photos_go_and_who_took_them_back_stays(clinic, folder, a_visit):
    visit = a_visit(clinic)
    assert len(files(folder)) == 4

    taken_back = take_back(clinic, visit)

    assert files(folder) == []
    assert (taken_back.photos, PhotoWithdrawal.objects.count(), Photo.objects.kept().count()) == (2, 2, 0)
    assert list(left_over(NOW)) == []
    noted = Event.objects.filter(patient_id=visit.patient_id, action__startswith="photo_consent")
    assert [event.action for event in noted] == ["photo_consent.withdrawn"]


def test_no_photo_is_taken_in_this_visit_any_more(clinic):
    visit = with_photos(clinic)
    take_back(clinic, visit)

    assert "took the consent to photos back" in why_not_consent(again(visit))
    with pytest.raises(Refused):
        taken(clinic, visit, another(), by=clinic.derm, given_by="dermatologist")


def test_the_answer_to_the_question_and_the_signed_record_stay_as_they_were(clinic):
    visit = signed_with_photos(clinic)
    answers, document = visit.answers, visit.record.document

    take_back(clinic, visit)

    assert (again(visit).answers, again(visit).record.document) == (answers, document)


def test_taken_back_is_taken_back_once(clinic):
    visit = with_photos(clinic)
    take_back(clinic, visit)

    with pytest.raises(Refused, match="already"):
        take_back(clinic, visit)


def test_the_consent_to_the_treatment_is_not_touched(clinic):
    visit = signed_with_photos(clinic)
    given = agree(clinic, visit)

    take_back(clinic, visit)

    assert given.withdrawal is None if hasattr(given, "withdrawal") else True


def test_the_database_refuses_a_photo_after_the_consent_was_taken_back(clinic):
    visit = with_photos(clinic, 1)
    take_back(clinic, visit)
    photo = Photo.objects.get()
    photo.pk, photo.file, photo.key = None, "another.jpg", "another"

    with pytest.raises(IntegrityError, match="taken back"), transaction.atomic():
        photo.save(force_insert=True)


def test_the_database_takes_no_single_photo_of_a_signed_visit_away(clinic):
    visit = signed_with_photos(clinic)
    photo = visit.photos.first()

    with pytest.raises(IntegrityError, match="signed"), transaction.atomic():
        PhotoWithdrawal.objects.create(site_id=visit.site_id, consultation=visit, photo=photo, by=clinic.desk, at=NOW)


def test_the_page_asks_once_more_and_shows_who_and_when(clinic):
    visit, desk = signed_with_photos(clinic), signed_in(clinic.desk)
    page = partial(reverse, args=[visit.pk])
    assert "2 photos of this visit are deleted for good" in desk.get(page("consent_photos")).content.decode()
    assert not PhotoConsentWithdrawal.objects.exists()

    answer = desk.post(page("consent_photos"), form_of(visit, reason="Changed her mind."))
    words = desk.get(page("consent")).content.decode()

    assert answer.url == page("consent") + "#photos"
    assert f"Taken back, entered by {clinic.desk.name}" in words
    assert "no new ones are taken" in words

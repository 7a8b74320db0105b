"""Photos that were taken: shown to who may see them, taken away but not forgotten, and found from other pages."""

from uuid import uuid4

import pytest
from django.urls import reverse

from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from consultations.models import Photo, PhotoWithdrawal
from consultations.photos import keeping
from consultations.services import intake, photos
from tests.integration.clinic_factory import NOW, Clinic, person
from tests.integration.pages_sent import signed_in
from tests.integration.photos_taken import address, answer_consent, consent, files, send, taken
from tests.unit.made_up_pictures import photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.PHOTO_FOLDER = tmp_path / "photos"
    return settings.PHOTO_FOLDER


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def visit(clinic):
    return clinic.answered(**consent())


@pytest.fixture
def desk(clinic):
    return signed_in(clinic.desk)


# Looking


def test_whoever_opens_a_photo_is_written_down(clinic, visit, desk):
    kept = taken(clinic, visit)

    answer = desk.get(address(visit, "photo", kept.pk))

    assert answer.content == keeping.path_of(kept.file).read_bytes()
    event = Event.objects.get(action="photo.viewed")
    assert (event.subject_id, event.patient_id, event.actor_id) == (
        str(kept.pk),
        str(visit.patient_id),
        str(clinic.desk.pk),
    )


@pytest.mark.parametrize("name", ["photo", "photo_thumbnail"])
def test_a_photo_is_shown_as_what_it_is_and_can_do_nothing(clinic, visit, desk, name):
    kept = taken(clinic, visit)

    answer = desk.get(address(visit, name, kept.pk))

    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"] == f'inline; filename="photo-{kept.pk}.jpg"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_photo_whose_file_is_gone_is_not_found(clinic, visit, desk):
    kept = taken(clinic, visit)
    keeping.remove(kept.file)

    assert desk.get(address(visit, "photo", kept.pk)).status_code == 404
    assert desk.get(address(visit, "photos")).status_code == 200


def test_nobody_of_another_site_gets_a_photo(clinic, visit):
    kept = taken(clinic, visit)
    stranger = signed_in(person(Role.DERMATOLOGIST, sites=[Clinic().site]))

    for name, more in (("photos", ()), ("photo", (kept.pk,)), ("photo_thumbnail", (kept.pk,))):
        assert stranger.get(address(visit, name, *more)).status_code == 404
    assert send(stranger, visit, photo()).status_code == 404


# Taking one away


def test_a_photo_taken_away_is_gone_from_the_disk_and_its_row_says_by_whom(
    clinic, visit, desk, folder, django_capture_on_commit_callbacks
):
    kept = taken(clinic, visit)
    assert "deleted for good" in desk.get(address(visit, "photo_remove", kept.pk)).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(address(visit, "photo_remove", kept.pk), {"patient": str(visit.patient_id)})

    assert answer.url == address(visit, "photos") + "#photos-front"
    assert files(folder) == []
    assert PhotoWithdrawal.objects.get(photo=kept).by == clinic.desk
    assert Photo.objects.filter(pk=kept.pk).exists()
    assert desk.get(address(visit, "photo", kept.pk)).status_code == 404
    assert Event.objects.filter(action="photo.withdrawn").count() == 1


def test_looking_at_the_question_takes_nothing_away(clinic, visit, desk):
    kept = taken(clinic, visit)

    desk.get(address(visit, "photo_remove", kept.pk))
    desk.post(address(visit, "photo_remove", kept.pk), {"patient": str(uuid4())})

    assert not PhotoWithdrawal.objects.exists()


def test_a_photo_taken_away_can_be_taken_again(clinic, visit):
    kept = taken(clinic, visit)
    photos.withdraw(consultation_id=visit.pk, photo_id=kept.pk, given_by="desk", by=clinic.desk, at=NOW)

    assert taken(clinic, visit) != kept


# On the pages of others


def test_the_end_of_the_intake_leads_to_the_photos_once_there_is_a_yes(clinic, visit, desk):
    way = address(visit, "photos")
    assert f'href="{way}"' in desk.get(address(visit, "check")).content.decode()
    taken(clinic, visit)
    assert "1 photo: look or take more" in desk.get(address(visit, "check")).content.decode()

    answer_consent(clinic, visit, "no")

    assert f'href="{way}"' not in desk.get(address(visit, "check")).content.decode()


def test_the_review_shows_the_photos_beside_what_is_known(clinic):
    visit = clinic.answered(**consent())
    kept = taken(clinic, visit)
    intake.finish_intake(consultation_id=visit.pk, revision=visit.revision, by=clinic.desk, at=NOW)

    page = signed_in(clinic.derm).get(reverse("review", args=[visit.pk])).content.decode()

    assert address(visit, "photo_thumbnail", kept.pk) in page
    assert "From the front, photo 1" in page
    assert address(visit, "photos") in page

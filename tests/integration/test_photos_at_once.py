"""Photos sent at the same moment: real threads on connections of their own."""

from functools import partial

import pytest

from consultations.models import Photo
from consultations.policies.photos import MOST_PHOTOS
from tests.integration.clinic_factory import Clinic
from tests.integration.photos_taken import another, consent, files, taken
from tests.integration.test_concurrency import at_once
from tests.unit.made_up_pictures import photo

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.PHOTO_FOLDER = tmp_path / "photos"
    return settings.PHOTO_FOLDER


@pytest.fixture
def clinic():
    return Clinic()


def test_one_photo_sent_several_times_at_once_is_there_once(clinic, folder):
    visit, sent = clinic.answered(**consent()), photo()

    results = at_once(*(lambda: taken(clinic, visit, sent, key="one") for _ in range(4)))

    assert [result.pk for result in results] == [Photo.objects.get().pk] * 4
    assert len(files(folder)) == 2


def test_at_once_too_there_are_never_more_photos_than_a_visit_may_have(clinic, folder, monkeypatch):
    assert MOST_PHOTOS > 2
    monkeypatch.setattr("consultations.policies.photos.MOST_PHOTOS", 2)
    visit = clinic.answered(**consent())

    results = at_once(*(partial(taken, clinic, visit, another()) for _ in range(4)))

    assert sum(isinstance(result, Photo) for result in results) == Photo.objects.count() == 2
    assert len(files(folder)) == 4

"""`manage.py verify_photos` finds every photo that lost its file, every changed byte, and every file left over."""

import os
import time
from io import StringIO

import pytest
from django.core.management import call_command

from consultations.photos import keeping, pictures
from consultations.services import photos
from tests.integration.clinic_factory import NOW, Clinic
from tests.integration.photos_taken import consent, taken
from tests.unit.made_up_pictures import photo

pytestmark = pytest.mark.django_db
TWO_HOURS = 2 * 60 * 60


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.PHOTO_FOLDER = tmp_path / "photos"
    return settings.PHOTO_FOLDER


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def kept(clinic):
    return taken(clinic, clinic.answered(**consent()))


def verified(*options):
    """(exit code, what it said)"""
    said = StringIO()
    try:
        call_command("verify_photos", *options, stdout=said)
    except SystemExit as stopped:
        return stopped.code, said.getvalue()
    return 0, said.getvalue()


def age(name):
    """As if its files had been lying there for two hours."""
    for thumbnail in (False, True):
        path = keeping.path_of(name, thumbnail=thumbnail)
        os.utime(path, (time.time() - TWO_HOURS,) * 2)


def test_photos_that_are_as_they_were_saved_are_all_right(kept):
    age(kept.file)

    assert verified() == (0, "1 photos checked, 0 bad\n")


@pytest.mark.parametrize("thumbnail", [False, True])
def test_a_missing_file_and_a_changed_byte_are_found(kept, thumbnail):
    path = keeping.path_of(kept.file, thumbnail=thumbnail)
    changed = bytearray(path.read_bytes())
    changed[-5] ^= 1
    path.write_bytes(changed)
    code, said = verified()
    assert (code, f"photo {kept.pk}" in said, "is not what was saved" in said) == (1, True, True)

    path.unlink()
    code, said = verified()
    assert (code, "is missing" in said, "1 bad" in said) == (1, True, True)


def test_a_file_without_a_photo_is_found_once_it_cannot_be_on_its_way(kept):
    name = keeping.keep(pictures.cleaned(photo(30, 30)))
    assert verified()[0] == 0
    age(name)

    code, said = verified()

    assert (code, f"BAD file {name}: belongs to no photo" in said) == (1, True)


def test_a_file_of_a_photo_that_was_taken_away_is_found_and_tidied(clinic, kept, folder):
    # The process stopped after the commit and before the file was removed.
    photos.withdraw(consultation_id=kept.consultation_id, photo_id=kept.pk, given_by="desk", by=clinic.desk, at=NOW)
    assert verified()[0] == 1

    code, said = verified("--tidy")

    assert (code, f"DELETED file {kept.file}" in said) == (0, True)
    assert list(folder.glob("*/*")) == []


def test_tidying_leaves_every_photo_alone(kept):
    age(kept.file)

    assert verified("--tidy")[0] == 0
    assert keeping.path_of(kept.file).is_file()
    assert keeping.path_of(kept.file, thumbnail=True).is_file()

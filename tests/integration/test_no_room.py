"""The disk that takes photos while they come in is full: words, no fault, and answers go on being saved."""

import errno
import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from consultations.models import Photo
from tests.integration.clinic_factory import Clinic
from tests.integration.pages_sent import signed_in
from tests.integration.photos_taken import consent, send
from tests.integration.tablets import given, handed_over, words
from tests.unit.made_up_pictures import photo

pytestmark = [pytest.mark.faults, pytest.mark.django_db]
TEMPORARY = "django.core.files.temp.NamedTemporaryFile"
WORDS = "There is no room to keep photos now. The answers are safe."


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def visit(clinic):
    return clinic.answered(clinic.patient(given_name="Amy"), **consent())


def full(*_args, **_more):
    raise OSError(errno.ENOSPC, "No space left on device")


class FullWhileWriting:
    """It opens, and the first byte does not fit."""

    def __init__(self, *_args, **_more):
        self.file, self.name = self, "none"

    write = full

    def close(self):
        pass


@pytest.fixture(params=[full, FullWhileWriting])
def no_room(request, settings, monkeypatch):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    monkeypatch.setattr(TEMPORARY, request.param)


@pytest.mark.usefixtures("no_room")
def test_a_photo_for_which_there_is_no_room_is_refused_in_words(clinic, visit):
    desk = signed_in(clinic.desk)
    answer = send(desk, visit, photo())
    assert answer.status_code == 507 and WORDS in words(answer)
    assert Photo.objects.count() == 0


@pytest.mark.usefixtures("no_room")
def test_the_script_is_told_the_same_words(clinic, visit):
    answer = send(signed_in(clinic.desk), visit, photo(), script=True)
    assert (answer.status_code, answer.json()["reason"]) == (507, WORDS)


@pytest.mark.usefixtures("no_room")
def test_a_tablet_in_the_patients_hand_is_led_nowhere_else(clinic, visit):
    tablet = handed_over(clinic, visit)
    form = {"key": str(uuid4()), "patient": str(given(visit).token), "kind": "front"}
    form["file"] = SimpleUploadedFile("a.jpg", photo(), "image/jpeg")
    page = tablet.post(reverse("tablet_photo_add"), form)
    assert page.status_code == 507 and "Your answers are kept" in words(page)
    assert set(re.findall(r'<a [^>]*href="([^"]+)', words(page))) <= {reverse("tablet"), "#main"}
    assert tablet.get(reverse("tablet")).status_code == 302


def test_another_fault_of_the_disk_is_no_lack_of_room(clinic, visit, settings, monkeypatch):
    def broken(*_args, **_more):
        raise OSError(errno.EIO, "Input/output error")

    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    monkeypatch.setattr(TEMPORARY, broken)
    with pytest.raises(OSError, match="Input/output error"):
        send(signed_in(clinic.desk), visit, photo())

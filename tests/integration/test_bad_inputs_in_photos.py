"""Bad inputs where photos are sent, by their numbers: what the pages and the gate say of them."""

import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from clinic.accounts.permissions import Role
from consultations.models import Consultation, Photo
from consultations.photos import keeping
from consultations.photos.pictures import MOST_BYTES
from tests.integration.clinic_factory import Clinic, person
from tests.integration.pages_sent import signed_in
from tests.integration.photos_taken import consent, taken
from tests.unit import made_up_pictures as made_up
from tests.unit.made_up_pictures import photo

pytestmark = pytest.mark.django_db
PARTS = "multipart/form-data; boundary=x"


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
    client = signed_in(clinic.desk)
    client.raise_request_exception = False
    return client


def address(visit, name="photo_add", *args):
    return reverse(f"intake_{name}", args=[visit.pk, *args])


def form(visit, *files, **differs):
    own = {"key": str(uuid4()), "patient": str(visit.patient_id), "kind": "front"} | differs
    return own | ({"file": list(files)} if files else {})


def sent(name, content, kind="image/jpeg"):
    return SimpleUploadedFile(name, content, kind)


def files(folder):
    return list(folder.glob("*/*"))


HOSTILE = {
    "72 zero bytes": (b"", "Not a readable picture"),
    "72 half a photo": (photo(800, 600)[:4_000], "Not a readable picture"),
    "73 a hundred million pixels": (made_up.empty_png(10_000, 10_000), "more than 50 million pixels"),
    "74 two and a half thousand million pixels": (made_up.empty_png(50_000, 50_000), "more than 50 million pixels"),
    "75 HTML called .jpg": (b"<script>alert(1)</script>", "not a photo"),
    "75 ZIP called .jpg": (b"PK\x03\x04" + b"\0" * 60, "not a photo"),
    "76 a film": (made_up.moving("WEBP"), "moves"),
    "85 EICAR": (rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*", "not a photo"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_in_words_and_nothing_of_the_intake_changes(case, visit, desk, folder):
    content, words = HOSTILE[case]
    before = Consultation.objects.filter(pk=visit.pk).values().get()

    answer = desk.post(address(visit), form(visit, sent("holiday.jpg", content)))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "There is a problem" in answer.content.decode()
    assert (Photo.objects.count(), files(folder)) == (0, [])
    assert Consultation.objects.filter(pk=visit.pk).values().get() == before


def test_75_a_photo_under_any_other_name_and_kind_is_still_a_photo(visit, desk):
    answer = desk.post(address(visit), form(visit, sent("page.html", photo(), "text/html")))

    assert answer.status_code == 302
    assert desk.get(address(visit, "photo", Photo.objects.get().pk))["Content-Type"] == "image/jpeg"


def test_78_79_80_what_was_in_the_file_besides_the_picture_is_never_served(visit, desk):
    desk.post(address(visit), form(visit, sent("a.jpg", made_up.with_place() + b"<script>alert(4)</script>PK\x03\x04")))

    answer = desk.get(address(visit, "photo", Photo.objects.get().pk))

    assert b"script" not in answer.content
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "image/jpeg")


def test_81_a_file_above_the_limit_is_413_before_a_byte_of_it_is_read(visit, desk):
    answer = streamed(desk, visit, NeverRead(), 60 * 1024**2)

    assert answer.status_code == 413
    assert "up to 20 MB can be sent at once" in answer.content.decode()


class NeverRead(io.BytesIO):
    def read(self, *_size):
        raise AssertionError("the body was read")


def streamed(client, visit, body, length):
    return client.generic("POST", address(visit), b"-", PARTS, CONTENT_LENGTH=str(length), **{"wsgi.input": body})


def test_81_the_largest_photo_there_may_be_is_taken(visit, desk):
    # What stands behind the end of a JPEG is not part of the picture.
    largest = photo() + b"\0" * (MOST_BYTES - len(photo()))

    assert desk.post(address(visit), form(visit, sent("a.jpg", largest))).status_code == 302
    too_large = desk.post(address(visit), form(visit, sent("b.jpg", largest + b"\0")), HTTP_ACCEPT="application/json")
    assert too_large.status_code == 413
    assert "up to 20 MB" in too_large.json()["reason"]


def test_81_two_hundred_files_at_once_are_refused(visit, desk, folder):
    answer = desk.post(address(visit), form(visit, *(sent(f"{number}.jpg", photo()) for number in range(200))))

    assert answer.status_code == 400
    assert files(folder) == []


def test_81_two_files_at_once_are_refused_in_words(visit, desk):
    answer = desk.post(address(visit), form(visit, sent("a.jpg", photo()), sent("b.jpg", photo(30, 30))))

    assert answer.status_code == 409
    assert "one photo at a time" in answer.content.decode()


def test_81_a_stream_without_a_length_is_411(visit, desk):
    answer = desk.generic("POST", address(visit), b"", PARTS, HTTP_TRANSFER_ENCODING="chunked")

    assert answer.status_code == 411


def test_81_no_other_page_takes_a_large_file_and_nobody_who_is_not_signed_in(visit, desk):
    large = photo() + b"\0" * 2 * 1024**2

    for client, where in ((desk, reverse("intake_finish", args=[visit.pk])), (Client(), address(visit))):
        assert client.post(where, form(visit, sent("a.jpg", large))).status_code == 413


def test_61_a_body_shorter_than_it_said_saves_nothing(visit, desk, folder):
    half = body(form(visit), "a.jpg", photo(800, 600))[:-4_000]

    answer = streamed(desk, visit, io.BytesIO(half), len(half) + 2 * 1024**2)

    assert 400 <= answer.status_code < 500
    assert (Photo.objects.count(), files(folder)) == (0, [])


def test_62_63_a_body_of_another_kind_or_packed_is_415(visit, desk):
    assert desk.generic("POST", address(visit), photo(), "image/jpeg").status_code == 415
    assert desk.generic("POST", address(visit), b"x", PARTS, HTTP_CONTENT_ENCODING="gzip").status_code == 415


@pytest.mark.parametrize("value", [b"front\0", b"\xff\xfe"])
def test_43_a_field_beside_the_file_that_cannot_be_stored_is_refused(visit, desk, value):
    whole = body(form(visit), "a.jpg", photo() + b"\0" * 2 * 1024**2).replace(b"front", value, 1)

    assert desk.generic("POST", address(visit), whole, PARTS).status_code == 400
    assert not Photo.objects.exists()


def body(fields, name, content):
    """As a browser writes it, but with whatever name."""
    part = "--x\r\nContent-Disposition: form-data; name="
    written = "".join(f'{part}"{field}"\r\n\r\n{value}\r\n' for field, value in fields.items())
    return f'{written}{part}"file"; filename="{name}"\r\n\r\n'.encode() + content + b"\r\n--x--\r\n"


NAMES = {
    "82 a way up": "../../settings.py",
    "82 a NUL": "a\0.jpg",
    "82 a device": "CON",
    "82 three hundred letters": "x" * 300 + ".jpg",
    "82 right to left": "a‮gpj.exe",
    "82 a newline": "a\r\nSet-Cookie: b=c.jpg",
    "82 a quotation mark": 'a"; filename="b.html',
    "82 nothing": ".jpg",
}


@pytest.mark.parametrize("case", NAMES)
def test_a_file_is_kept_under_a_name_of_ours_whatever_it_was_called(case, visit, desk, folder):
    named = NAMES[case].replace("\r\n", "%0D%0A").replace('"', "%22")

    answer = desk.generic("POST", address(visit), body(form(visit), named, photo()), PARTS)

    assert answer.status_code in (302, 400)
    if answer.status_code == 302:
        kept = Photo.objects.get()
        assert sorted(path.name for path in files(folder)) == [f"{kept.file}.jpg", f"{kept.file}.small.jpg"]
        assert kept.file.isalnum()
        shown = desk.get(address(visit, "photo", kept.pk))["Content-Disposition"]
        assert shown == f'inline; filename="photo-{kept.pk}.jpg"'


def test_84_the_same_photo_twice_is_one_copy(visit, desk, folder):
    page = form(visit)
    for key in (page["key"], page["key"], str(uuid4())):
        desk.post(address(visit), page | {"key": key, "file": sent("a.jpg", photo())})

    assert (Photo.objects.count(), len(files(folder))) == (1, 2)


def test_84_the_same_page_with_another_photo_is_refused(visit, desk):
    page = form(visit)
    desk.post(address(visit), page | {"file": sent("a.jpg", photo())})

    answer = desk.post(address(visit), page | {"file": sent("a.jpg", photo(30, 30))}, HTTP_ACCEPT="application/json")

    assert answer.status_code == 409
    assert Photo.objects.count() == 1


def test_84_after_the_intake_was_finished_the_desk_adds_no_photo(clinic, desk):
    visit = clinic.in_review(**consent())

    answer = desk.post(address(visit), form(visit, sent("a.jpg", photo())), HTTP_ACCEPT="application/json")

    assert answer.status_code == 409
    assert "with the dermatologist" in answer.json()["reason"]


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_67_without_a_key_of_ours_nothing_is_saved(visit, desk, key):
    assert desk.post(address(visit), form(visit, sent("a.jpg", photo()), key=key)).status_code == 400
    assert not Photo.objects.exists()


@pytest.mark.parametrize("name", ["photo", "photo_thumbnail", "photo_remove"])
def test_86_a_photo_of_another_visit_is_not_found(clinic, visit, desk, name):
    other = clinic.answered(clinic.patient(given_name="Bo"), **consent())
    theirs = taken(clinic, other)

    assert desk.get(address(other, name, theirs.pk)).status_code == 200
    assert desk.get(address(visit, name, theirs.pk)).status_code == 404
    assert desk.post(address(visit, "photo_remove", theirs.pk), {"patient": visit.patient_id}).status_code == 404
    assert keeping.path_of(theirs.file).is_file()


def test_86_a_photo_sent_from_the_page_of_another_patient_is_refused(clinic, visit, desk):
    other = clinic.answered(clinic.patient(given_name="Bo"), **consent())

    answer = desk.post(address(visit), form(other, sent("a.jpg", photo())))

    assert answer.status_code == 409
    assert "another patient" in answer.content.decode()
    assert not Photo.objects.exists()


def test_86_an_administrator_of_content_gets_no_photo(clinic, visit):
    kept = taken(clinic, visit)
    admin = signed_in(person(Role.CONTENT_ADMIN, sites=[clinic.site]))

    assert admin.get(address(visit, "photo", kept.pk)).status_code == 403
    assert admin.post(address(visit), form(visit, sent("a.jpg", photo()))).status_code == 403

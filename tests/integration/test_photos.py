"""Photos of a visit: taken with a yes, in their place, once, and only while the visit is open."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from PIL import Image

from clinic.audit.models import Event
from clinic.audit.refusals import KeyReused, Refused
from consultations.models import Consultation, Photo, PhotoWithdrawal
from consultations.photos import consent as consents
from consultations.photos import keeping
from consultations.policies.photos import MOST_PHOTOS
from consultations.services import intake, photos
from tests.integration.clinic_factory import NOW, Clinic, milia
from tests.integration.pages_sent import signed_in
from tests.integration.photos_taken import address, another, answer_consent, consent, files, send, taken
from tests.unit.made_up_pictures import lying, photo

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


# Taking one


def test_a_photo_is_kept_upright_and_without_what_the_camera_wrote_into_it(clinic, visit, desk, folder):
    answer = send(desk, visit, lying())

    kept = Photo.objects.get()
    assert (answer.status_code, answer.url) == (302, address(visit, "photos") + "#photos-front")
    assert (kept.width, kept.height) == (60, 80)
    lies = keeping.path_of(kept.file)
    assert keeping.sha256(lies.read_bytes()) == kept.sha256
    assert kept.bytes == lies.stat().st_size
    assert dict(Image.open(lies).getexif()) == {}
    assert (kept.given_by, kept.by, kept.site) == ("desk", clinic.desk, clinic.site)
    assert (lies.stat().st_mode & 0o777, lies.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert files(folder) == [f"{kept.file}.jpg", f"{kept.file}.small.jpg"]


def test_a_photo_changes_nothing_else_of_the_visit(clinic, visit, desk):
    before = Consultation.objects.filter(pk=visit.pk).values().get()

    send(desk, visit, photo())

    assert Consultation.objects.filter(pk=visit.pk).values().get() == before
    assert Event.objects.filter(action="photo.added", subject_id=str(visit.pk)).count() == 1


def test_a_close_up_belongs_to_its_place_and_stays_with_it_when_another_is_taken_away(clinic):
    visit = clinic.answered(areas=2, **consent())
    area = next(question for question in milia().questions if question.about == "area")
    there = area.options[3].value
    visit = intake.give_answer(
        consultation_id=visit.pk,
        question=area.key,
        value=there,
        area_number=2,
        revision=visit.revision,
        by=clinic.desk,
        at=NOW,
    )
    taken(clinic, visit, kind="close_up", area_number=2)
    assert Photo.objects.get().place == there

    intake.remove_area(consultation_id=visit.pk, area_number=1, revision=visit.revision, by=clinic.desk, at=NOW)

    page = signed_in(clinic.desk).get(address(visit, "photos")).content.decode()
    first = page.split('id="photos-area-1"')[1]
    assert f"Close-up, {area.options[3].label['en']}, photo 1" in first


def test_a_close_up_of_a_place_that_is_gone_is_still_shown(clinic):
    visit = clinic.answered(areas=2, **consent())
    taken(clinic, visit, kind="close_up", area_number=1)
    area = next(question for question in milia().questions if question.about == "area")
    for number in (1, 2):
        visit = Consultation.objects.get(pk=visit.pk)
        intake.give_answer(
            consultation_id=visit.pk,
            question=area.key,
            value=area.options[4].value,
            area_number=number,
            revision=visit.revision,
            by=clinic.desk,
            at=NOW,
        )

    page = signed_in(clinic.desk).get(address(visit, "photos")).content.decode()

    assert "Close-up, another place, photo 1" in page


def test_the_script_gets_the_new_photo_to_put_into_the_page(visit, desk):
    answer = send(desk, visit, photo(), script=True)

    assert answer.status_code == 201
    assert str(Photo.objects.get().pk) in answer.json()["photo"]
    assert "From the front, photo 1" in answer.json()["photo"]


def test_the_same_page_sent_twice_is_one_photo_and_with_another_file_it_is_refused(clinic, visit, folder):
    first = taken(clinic, visit, key="a")
    again = taken(clinic, visit, key="a")

    assert first == again
    assert (Photo.objects.count(), len(files(folder))) == (1, 2)
    with pytest.raises(KeyReused):
        taken(clinic, visit, another(), key="a")


def test_a_file_that_cannot_be_written_saves_nothing_and_says_so(visit, desk, folder, monkeypatch):
    monkeypatch.setattr("os.fsync", no_room)

    answer = send(desk, visit, photo(), script=True)

    assert answer.status_code == 409
    assert "no room to keep photos" in answer.json()["reason"]
    assert (Photo.objects.count(), files(folder)) == (0, [])


def no_room(*_asked):
    raise OSError(28, "No space left on device")


def test_when_the_row_cannot_be_written_no_file_is_left(clinic, visit, folder, monkeypatch):
    monkeypatch.setattr("consultations.services.photos.note", lost)

    with pytest.raises(DatabaseError), transaction.atomic():
        taken(clinic, visit)

    assert (Photo.objects.count(), files(folder)) == (0, [])


def lost(*_asked, **_more):
    raise DatabaseError("connection lost")


def test_the_files_lie_there_before_the_row_does(clinic, visit, monkeypatch):
    seen = []
    real = keeping.keep

    def watched(picture):
        seen.append(Photo.objects.count())
        return real(picture)

    monkeypatch.setattr("consultations.services.photos.keeping.keep", watched)
    kept = taken(clinic, visit)

    assert seen == [0]
    assert keeping.path_of(kept.file).is_file()


# Consent


@pytest.mark.parametrize(("said", "words"), [("no", "has not agreed"), (None, "Ask first")])
def test_without_a_yes_no_photo_is_taken(clinic, said, words):
    visit = clinic.answered(**consent())
    answer_consent(clinic, visit, said)
    client = signed_in(clinic.desk)

    answer = send(client, visit, photo(), script=True)
    page = client.get(address(visit, "photos")).content.decode()

    assert (answer.status_code, Photo.objects.count()) == (409, 0)
    assert words in answer.json()["reason"]
    assert answer.json()["reason"] in page
    assert "data-photo-form" not in page
    assert "Go to the question about photos" in page


def test_a_photo_says_to_which_words_the_patient_said_yes(clinic, visit):
    kept = taken(clinic, visit)
    question = consents.asked_by(clinic.protocol)

    assert kept.consent.question == kept.consent_question == question.key == milia().photo_consent
    assert (kept.consent.new, kept.consent_release, kept.consent_language) == ("yes", 1, "en")
    assert kept.consent_wording_sha256 == consents.wording_sha256(question, "en")
    other = question.model_copy(update={"wording": {"en": "Other words?"}})
    assert consents.wording_sha256(other, "en") != kept.consent_wording_sha256


def test_when_the_yes_is_taken_back_the_page_asks_to_take_the_photos_away(clinic, visit, desk):
    taken(clinic, visit)
    answer_consent(clinic, visit, "no")

    page = desk.get(address(visit, "photos")).content.decode()

    assert "no longer agreed to" in page
    assert "Take away" in page


def test_a_protocol_that_never_asks_has_no_photos(clinic, visit, monkeypatch):
    monkeypatch.setattr("consultations.policies.photos.consent.asked_by", lambda protocol: None)

    with pytest.raises(Refused, match="does not ask"):
        taken(clinic, visit)


# Who, and when


def test_in_the_review_the_dermatologist_takes_photos_and_the_desk_no_longer_does_nor_sees_them(clinic):
    visit = clinic.in_review(**consent())
    derm, desk = signed_in(clinic.derm), signed_in(clinic.desk)

    assert send(derm, visit, photo()).status_code == 302
    kept = Photo.objects.get()
    assert kept.given_by == "dermatologist"
    assert send(desk, visit, another(), script=True).status_code == 409
    assert derm.get(address(visit, "photo", kept.pk)).status_code == 200
    assert desk.get(address(visit, "photo", kept.pk)).status_code == 404
    assert desk.get(address(visit, "photo_thumbnail", kept.pk)).status_code == 404
    assert desk.get(address(visit, "photos")).url == address(visit, "done")


@pytest.mark.parametrize("state", ["confirmed", "signed", "closed"])
def test_84_after_the_decision_nothing_is_added_or_taken_away(clinic, state):
    visit = getattr(clinic, state)(**({} if state == "closed" else consent()))
    derm = signed_in(clinic.derm)

    answer = send(derm, visit, photo(), script=True)

    assert answer.status_code == 409
    assert answer.json()["reason"].startswith(("The plan of this visit is confirmed", "This visit"))


def test_a_photo_of_a_signed_visit_stays_and_the_database_says_so_too(clinic):
    visit = clinic.answered(**consent())
    kept = taken(clinic, visit)
    Consultation.objects.filter(pk=visit.pk).update(status="closed_unsigned", closed_reason="Went home.")

    with pytest.raises(Refused, match="closed"):
        photos.withdraw(consultation_id=visit.pk, photo_id=kept.pk, given_by="desk", by=clinic.derm, at=NOW)
    mine = {"site": clinic.site, "consultation": visit, "photo": kept, "by": clinic.derm, "at": NOW}
    with pytest.raises(DatabaseError, match="closed_unsigned"), transaction.atomic():
        PhotoWithdrawal.objects.create(**mine)
    kept.pk, kept.file, kept.key = uuid4(), "x", "x"
    with pytest.raises(DatabaseError, match="closed_unsigned"), transaction.atomic():
        kept.save(force_insert=True)


def test_at_most_so_many_photos_a_visit(clinic, visit, monkeypatch):
    monkeypatch.setattr("consultations.policies.photos.MOST_PHOTOS", 2)
    assert MOST_PHOTOS == 24
    for _each in range(2):
        taken(clinic, visit, another())

    with pytest.raises(Refused, match="at most 2 photos"):
        taken(clinic, visit, another())


@pytest.mark.parametrize("where", [{"kind": "back"}, {"kind": "close_up"}, {"kind": "front", "area_number": 1}])
def test_only_the_photos_there_are_can_be_taken(clinic, visit, where):
    with pytest.raises(Refused, match="no such photo"):
        taken(clinic, visit, **where)


def test_a_close_up_needs_a_place_with_a_name(clinic):
    visit = clinic.in_intake()
    answer_consent(clinic, visit, "yes")

    with pytest.raises(Refused, match="Say first where"):
        taken(clinic, visit, kind="close_up", area_number=1)
    with pytest.raises(Refused, match="no such area"):
        taken(clinic, visit, kind="close_up", area_number=2)

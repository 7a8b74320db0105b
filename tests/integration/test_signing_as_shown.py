"""What is signed is what the page to sign showed, whatever moved beside the visit while it was open."""

import json
from collections.abc import Callable

import pytest
from django.urls import reverse

from clinic.accounts.models import Site
from clinic.audit.refusals import Stale
from consultations.lifecycle import Status
from consultations.models import Consultation, SignedRecord
from consultations.records import shown_sha256
from consultations.services import consents, intake, patients, photos, review, signing
from tests.integration.clinic_factory import NOW, PASSWORD, Clinic
from tests.integration.consents import again, agree
from tests.integration.pages_sent import sign_form_of, signed_in
from tests.integration.photos_taken import another, consent, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic(settings, tmp_path):
    settings.PHOTO_FOLDER = tmp_path / "photos"
    return Clinic()


@pytest.fixture
def doctor(clinic):
    return signed_in(clinic.derm)


def with_a_photo(clinic):
    visit = clinic.answered(**consent())
    taken(clinic, visit, another())
    visit = intake.finish_intake(consultation_id=visit.pk, revision=again(visit).revision, by=clinic.desk, at=NOW)
    area = visit.suggestion["areas"][0]
    visit = clinic.decide(visit, method=area["method"], add_on=area["add_on"] or "")
    return review.confirm(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)


def with_a_consent(clinic):
    visit = clinic.confirmed()
    agree(clinic, visit)
    return again(visit)


def rename(clinic, visit):
    own = {"patient_id": visit.patient_id, "revision": visit.patient.revision, "by": clinic.desk, "at": NOW}
    patients.change(**own, family_name="Married")


def move_house(clinic, visit):
    Site.objects.update(phone="020 7946 0999")


def take_photos_back(clinic, visit):
    photos.take_back_consent(consultation_id=visit.pk, reason="", by=clinic.desk, at=NOW)


def take_consent_back(clinic, visit):
    consents.withdraw_consent(consultation_id=visit.pk, by=clinic.desk, at=NOW)


MOVES: dict[str, tuple[Callable, Callable]] = {
    "the patient's name": (Clinic.confirmed, rename),
    "the clinic's telephone": (Clinic.confirmed, move_house),
    "a consent given": (Clinic.confirmed, agree),
    "a consent taken back": (with_a_consent, take_consent_back),
    "photos taken back": (with_a_photo, take_photos_back),
}


def post(doctor, visit, form):
    return doctor.post(reverse("sign", args=[visit.pk]), form)


@pytest.mark.parametrize("moved", MOVES)
def test_what_moved_beside_the_visit_is_shown_before_it_is_signed(clinic, doctor, moved):
    make, move = MOVES[moved]
    visit = make(clinic)
    form = sign_form_of(doctor, visit, username=clinic.derm.username, password=PASSWORD)
    move(clinic, visit)
    # As if whatever moved had not counted the visit up.
    form["revision"] = again(visit).revision

    answer = post(doctor, visit, form)

    assert answer.status_code == 409
    assert "changed while you had this page open" in answer.content.decode()
    assert PASSWORD not in answer.content.decode()
    assert not SignedRecord.objects.exists()
    anew = sign_form_of(doctor, again(visit), username=clinic.derm.username, password=PASSWORD)
    assert anew["shown"] in answer.content.decode()
    assert post(doctor, visit, anew).status_code == 302


@pytest.mark.parametrize("shown", [None, "", "0" * 64])
def test_a_page_that_does_not_say_what_it_showed_signs_nothing(clinic, doctor, shown):
    visit = clinic.confirmed()
    form = sign_form_of(doctor, visit, username=clinic.derm.username, password=PASSWORD)
    del form["shown"]

    assert post(doctor, visit, form | ({} if shown is None else {"shown": shown})).status_code == 409
    assert Consultation.objects.get(pk=visit.pk).status == Status.CONFIRMED


def test_what_moves_after_the_signature_makes_no_second_one_of_the_same_page(clinic, doctor):
    visit = clinic.confirmed()
    form = sign_form_of(doctor, visit, username=clinic.derm.username, password=PASSWORD)

    answers = [post(doctor, visit, form)]
    rename(clinic, visit)
    answers.append(post(doctor, visit, form))

    assert [answer.status_code for answer in answers] == [302, 302]
    record = SignedRecord.objects.get()
    with pytest.raises(Stale):
        signing.put_signature(
            consultation_id=visit.pk, revision=visit.revision, shown="another page", by=clinic.derm, at=NOW
        )
    assert shown_sha256(json.loads(record.document)) == form["shown"]

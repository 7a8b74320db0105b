"""Every format ever signed stays readable, shown and verified; what format 3 names is compared with its rows."""

import hashlib
import json
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse

from consultations.flags import flags_of
from consultations.models.red_flag import Finding
from consultations.planned_care import planned_steps
from consultations.presenters.aftercare import AftercareSheet
from consultations.presenters.record import SignedPage
from consultations.presenters.words import Words
from consultations.services import consents, flags, photos, review, sheet_edits, signing
from tests.integration.clinic_factory import NOW, Clinic, as_committed
from tests.integration.consents import TYPED, agree
from tests.integration.pages_sent import signed_in
from tests.integration.photos_taken import consent as agrees_to_photos
from tests.integration.photos_taken import taken
from tests.integration.test_verify_records import HASHES, TABLES, change, verify
from treatments.engine.canonical import canonical_json

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parent.parent / "unit" / "samples"
SINCE = {
    2: ("restrictions", "method_term", "from_day", "to_day"),
    3: (
        *("number", "unsigned_before", "release_kept", "on_paper_at", "face_map", "photos", "flags", "consent"),
        *("without_method", "own_words", "details", "instead", "edited", "left_out"),
    ),
}
MORE_TABLES = tuple(
    f"consultations_{name}"
    for name in ("photo", "photowithdrawal", "flagfinding", "consent", "consentwithdrawal", "signaturewithdrawal")
)


@pytest.fixture
def clinic():
    return Clinic()


def signed_with_everything(clinic):
    """A photo, a red flag that was looked at, a line of the sheet in other words, and a consent."""
    visit = clinic.in_review(symptoms=["bleeding"], **agrees_to_photos())
    taken(clinic, visit, by=clinic.derm, given_by="dermatologist")
    own = {"consultation_id": visit.pk, "by": clinic.derm, "at": NOW}
    for flag in flags_of(visit):
        found = {"code": flag.code, "area_number": flag.area_number, "finding": Finding.NO_CONCERN}
        visit = flags.find(**own, **found, remark="Old scratch.", revision=visit.revision)
    visit = clinic.decide(visit, method=visit.suggestion["areas"][0]["method"])
    line = next(step for step in clinic.protocol.document.aftercare if step.code in due(visit))
    visit = sheet_edits.change_line(
        **own, code=line.code, add_on="", text="Only lukewarm water.", revision=visit.revision
    )
    visit = review.confirm(**own, revision=visit.revision)
    agree(clinic, visit, TYPED)
    visit.refresh_from_db()
    record = signing.put_signature(**own, revision=visit.revision)
    as_committed()
    return record


def due(visit):
    lines = {line.area_number: line for line in visit.plan_lines.all()}
    steps = planned_steps(visit, lines, language="en", today=NOW.date())
    return {step["code"] for step in steps if step["kind"] == "do" and not step["add_on"]}


def as_in(number, document):
    """The same visit as it would have been signed in an older format."""
    newer = {name for since, names in SINCE.items() if since > number for name in names}

    def older(part):
        if isinstance(part, dict):
            return {key: older(value) for key, value in part.items() if key not in newer}
        return [older(each) for each in part] if isinstance(part, list) else part

    kept = {name: document[name] for name in ("answers", "suggestion")}
    found = older(document) | kept | {"format": number}
    if number == 1:
        found["aftercare"] = [{name: step[name] for name in step if name != "add_on"} for step in found["aftercare"]]
    return found


def unlocked():
    with connection.cursor() as cursor:
        for table in TABLES + MORE_TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for table, check in HASHES:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {check}")


def rewritten(record, document):
    text = canonical_json(document)
    digest = hashlib.sha256(text.encode()).hexdigest()
    change("UPDATE consultations_signedrecord SET document = %s, sha256 = %s", text, digest)


@pytest.fixture
def record(clinic):
    record = signed_with_everything(clinic)
    unlocked()
    return record


def test_format_3_holds_photos_findings_consent_details_and_changed_lines(record):
    document = json.loads(record.document)

    assert document["format"] == 3
    assert [photo["kind"] for photo in document["photos"]] == ["front"]
    assert [(flag["finding"], flag["note"]) for flag in document["flags"]] == [("no_concern", "Old scratch.")]
    assert (document["consent"]["way"], document["consent"]["signed_name"]) == ("typed", "Amy Jones")
    edited = [step for step in document["aftercare"] if "edited" in step]
    assert [step["text"] for step in edited] == ["Only lukewarm water."]
    assert edited[0]["edited"]["original"]
    assert verify() == (0, "2 checked, 0 bad\n")


@pytest.mark.parametrize("number", [1, 2, 3])
def test_records_of_every_format_pass_and_are_shown(clinic, record, number):
    rewritten(record, as_in(number, json.loads(record.document)) if number < 3 else json.loads(record.document))

    assert verify() == (0, "2 checked, 0 bad\n")
    doctor, visit = signed_in(clinic.derm), record.consultation
    for name in ("record", "aftercare"):
        page = doctor.get(reverse(name, args=[visit.pk]))
        assert page.status_code == 200
        assert "Only lukewarm water." in page.content.decode()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consultations_photo SET sha256 = repeat('0', 64)",
        "UPDATE consultations_photo SET kind = 'left'",
        "DELETE FROM consultations_photo",
        "UPDATE consultations_flagfinding SET finding = 'refer'",
        "UPDATE consultations_flagfinding SET note = 'New scratch.'",
        "DELETE FROM consultations_flagfinding",
        "UPDATE consultations_consent SET signed_name = 'Anne Jones'",
        "UPDATE consultations_consent SET wording = wording || ' '",
        "UPDATE consultations_consent SET way = 'paper'",
        "DELETE FROM consultations_consent",
        "UPDATE consultations_consultation SET face_map = '{}'",
        "UPDATE consultations_consultation SET release_kept = 9",
        "UPDATE consultations_consultation SET on_paper_at = now()",
        "UPDATE consultations_consultation SET sheet_edits = '[]'",
        "UPDATE consultations_planline SET details = '{\"x\": 1}'",
        "UPDATE consultations_planline SET own_words = 'x', without_method = 'something_else', method = ''",
        "UPDATE consultations_signedrecord SET number = 2",
    ],
)
def test_a_change_in_a_row_around_the_visit_is_found(record, statement):
    change(statement)
    code, said = verify()

    assert (code, said.count("BAD")) == (1, 1), said


def test_what_was_taken_away_after_the_signature_is_no_fault(clinic, record):
    visit = record.consultation
    consents.withdraw_consent(consultation_id=visit.pk, reason="Changed her mind.", by=clinic.desk, at=NOW)
    photos.take_back_consent(consultation_id=visit.pk, reason="", by=clinic.desk, at=NOW)

    assert verify() == (0, "2 checked, 0 bad\n")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consultations_signaturewithdrawal SET at = at + interval '1 day'",
        "UPDATE consultations_signaturewithdrawal SET by_id = (SELECT min(id) FROM accounts_user)",
        "DELETE FROM consultations_signaturewithdrawal",
        "DELETE FROM consultations_signedrecord WHERE number = 1",
    ],
)
def test_a_change_in_a_signature_taken_back_is_found(clinic, statement):
    visit = clinic.signed()
    own = {"consultation_id": visit.pk, "by": clinic.derm, "at": NOW}
    visit = signing.withdraw_signature(**own, record_id=visit.record.pk)
    visit = review.confirm(**own, revision=visit.revision)
    signing.put_signature(**own, revision=visit.revision)
    as_committed()
    unlocked()
    if "signedrecord" in statement:
        change("DELETE FROM consultations_signaturewithdrawal")
    change(statement)

    assert verify()[0] == 1


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_stored_sample_of_each_format_is_still_read(clinic, number):
    document = json.loads((SAMPLES / f"record_{number}.json").read_text())
    page = SignedPage.of(document, Words.of(clinic.protocol, document["language"]))
    sheet = AftercareSheet.of(document)

    assert document["format"] == number
    assert (page.name, page.meaning, page.release) == (
        "Dermatologist",
        "I have examined the patient and I approve this plan.",
        1,
    )
    assert page.lines[0].what and page.lines[0].suggested and page.care and page.answers
    assert bool(page.consent) == bool(page.photos) == bool(page.flags) == (number == 3)
    assert sheet.done and sheet.groups


def test_the_samples_are_what_was_signed_then():
    """Whoever changes one has changed what a record of then looks like."""
    digests = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in sorted(SAMPLES.glob("record_*"))
    }

    assert digests == {
        "record_1.json": "0004e3a128a42654",
        "record_2.json": "c6964ce0a883be76",
        "record_3.json": "84b669f34b1c3aaf",
    }

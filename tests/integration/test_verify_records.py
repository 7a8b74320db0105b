"""A changed byte anywhere in what was signed is found. The rows are changed as somebody with all rights would."""

import hashlib
import io
import random

import pytest
from django.core.management import call_command
from django.db import connection

from consultations.services import review, signing
from tests.integration.clinic_factory import NOW, Clinic

pytestmark = pytest.mark.django_db
TABLES = (
    "consultations_consultation",
    "consultations_planline",
    "consultations_answerchange",
    "consultations_signedrecord",
    "consultations_addendum",
    "treatments_release",
)
HASHES = (
    ("consultations_signedrecord", "record_hash_is_of_its_document"),
    ("consultations_signedrecord", "record_is_of_its_visit"),
    ("treatments_release", "release_hash_is_of_its_document"),
)


@pytest.fixture
def visit():
    clinic = Clinic()
    visit = clinic.decide(clinic.in_review(), method="", reasons=["patient_prefers"], comment="Wants to wait.")
    visit = review.confirm(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)
    signing.put_signature(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)
    signing.add_addendum(consultation_id=visit.pk, text="Healed well.", reason="Seen.", by=clinic.derm, at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for table, check in HASHES:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {check}")
    return visit


def verify():
    """(exit code, what was said)"""
    out = io.StringIO()
    try:
        call_command("verify_records", stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


def change(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount == 1


def test_untouched_records_pass(visit):
    assert verify() == (0, "3 checked, 0 bad\n")


def test_any_single_byte_of_document_hash_or_addendum_is_found(visit):
    chosen = random.Random(7)
    texts = {
        ("consultations_signedrecord", "document"): visit.record.document,
        ("consultations_signedrecord", "sha256"): visit.record.sha256,
        ("consultations_addendum", "text"): visit.addenda.get().text,
        ("consultations_addendum", "sha256"): visit.addenda.get().sha256,
        ("consultations_addendum", "written_name"): visit.addenda.get().written_name,
        ("treatments_release", "document"): visit.release.document,
        ("treatments_release", "sha256"): visit.release.sha256,
    }
    for (table, column), text in texts.items():
        for place in chosen.sample(range(len(text)), min(6, len(text))):
            other = "x" if text[place] != "x" else "y"
            change(f"UPDATE {table} SET {column} = %s", text[:place] + other + text[place + 1 :])
            code, said = verify()
            assert code == 1 and "BAD" in said, (table, column, place)
        change(f"UPDATE {table} SET {column} = %s", text)

    assert verify()[0] == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consultations_consultation SET answers = jsonb_set(answers, '{person,sex}', '\"male\"')",
        "UPDATE consultations_consultation SET suggestion = jsonb_set(suggestion, '{outcome}', '\"suggesu\"')",
        "UPDATE consultations_consultation SET revision = revision + 1",
        "UPDATE consultations_consultation SET started_at = started_at + interval '1 microsecond'",
        "UPDATE consultations_consultation SET signed_at = signed_at + interval '1 second'",
        "UPDATE consultations_consultation SET confirmed_at = confirmed_at + interval '1 second'",
        "UPDATE consultations_consultation SET closed_reason = 'x'",
        "UPDATE consultations_consultation SET signed_by_id = started_by_id",
        "UPDATE consultations_consultation SET confirmed_by_id = started_by_id",
        "UPDATE consultations_consultation SET status = 'confirmed', signed_at = NULL, signed_by_id = NULL",
        "UPDATE consultations_planline SET comment = 'Wants to wait!'",
        "UPDATE consultations_planline SET method = 'peel'",
        "UPDATE consultations_planline SET agrees = NOT agrees",
        "UPDATE consultations_planline SET follow_up_on = '2026-04-01'",
        "UPDATE consultations_planline SET decided_at = decided_at + interval '1 second'",
        "DELETE FROM consultations_planline",
        "UPDATE consultations_answerchange SET new = '\"male\"' WHERE question = 'sex'",
        "UPDATE consultations_answerchange SET given_by = 'dermatologist' WHERE question = 'sex'",
        "DELETE FROM consultations_answerchange WHERE question = 'free_text'",
        "UPDATE consultations_signedrecord SET signed_name = 'Dr Nobody'",
        "UPDATE consultations_signedrecord SET meaning = 'Seen.'",
        "UPDATE consultations_signedrecord SET signed_at = signed_at + interval '1 second'",
        "UPDATE consultations_addendum SET written_at = written_at + interval '1 second'",
        "DELETE FROM consultations_signedrecord",
    ],
)
def test_a_change_in_any_row_of_the_visit_is_found(visit, statement):
    change(statement)
    code, said = verify()

    assert code == 1
    assert said.count("BAD") == 1
    assert said.endswith(", 1 bad\n")


def test_a_document_that_was_signed_again_by_hand_is_found(visit):
    """Text and hash changed together: the suggestion no longer follows from the answers."""
    forged = visit.record.document.replace('"outcome":"suggest"', '"outcome":"no_treatment"')
    digest = hashlib.sha256(forged.encode()).hexdigest()
    change("UPDATE consultations_signedrecord SET document = %s, sha256 = %s", forged, digest)

    assert "does not follow" in verify()[1]

"""F21: one byte changed in the store behind everybody's back, as somebody with all rights could, is found."""

import hashlib
import io
import random
import string
from collections import Counter, defaultdict

import pytest
from django.core.management import call_command
from django.db import DataError, IntegrityError, connection, transaction

from consultations import verifying
from consultations.models import Photo
from consultations.models.red_flag import Finding
from consultations.photos import keeping
from consultations.services import flags, intake, review, signing
from tests.faults.rounds import figure, rounds
from tests.faults.two_doctors import seen
from tests.integration.clinic_factory import NOW, Clinic
from tests.integration.consents import DRAWN, agree
from tests.integration.photos_taken import consent, taken

pytestmark = [pytest.mark.faults, pytest.mark.django_db]
TABLES = (
    "consultations_consultation",
    "consultations_planline",
    "consultations_answerchange",
    "consultations_signedrecord",
    "consultations_signaturewithdrawal",
    "consultations_addendum",
    "consultations_flagfinding",
    "consultations_consent",
    "consultations_photo",
    "treatments_release",
)
# What is beside what was signed: worked out from it, about who is at work, or nobody's proof of anything.
NOT_SIGNED = {
    "consultations_consultation": ("glance", "holder", "held_as", "held_at", "held_by_id", "unfinished", "claimed_at")
    + ("claimed_by_id", "claim_seen_at"),
    "consultations_answerchange": ("client", "sequence"),
    "consultations_signaturewithdrawal": ("at", "by_name"),
    "consultations_flagfinding": ("revision",),
    "consultations_consent": ("by_id", "by_name"),
    "consultations_photo": ("bytes", "width", "height", "sent_sha256", "key", "given_by", "by_id", "consent_id")
    + ("consent_release", "consent_question", "consent_language", "consent_wording_sha256"),
    "treatments_release": ("format", "origin", "published_at"),
}
# Both run every night.
NIGHTLY = ("verify_records", "verify_photos")
ALIKE = (string.digits, string.ascii_lowercase, string.ascii_uppercase)


@pytest.fixture
def clinic(settings, tmp_path):
    settings.PHOTO_FOLDER = tmp_path / "photos"
    return Clinic()


@pytest.fixture
def store(clinic):
    """A visit with all that can be signed, a signature undone and given anew, and nothing in the way of the flips."""
    visit = clinic.answered(symptoms=["bleeding"], **consent())
    taken(clinic, visit)
    visit.refresh_from_db()
    visit = intake.finish_intake(**seen(visit, clinic.desk))
    visit = flags.find(
        **seen(visit, clinic.derm), code="RF-01", area_number=1, finding=Finding.NO_CONCERN, remark="Scab."
    )
    area = visit.suggestion["areas"][0]
    other = next(method for method in clinic.protocol.methods if method not in (area["method"], *area["excluded"]))
    visit = clinic.decide(visit, method=other, reasons=["patient_prefers"], comment="Knows it from last year.")
    visit = review.confirm(**seen(visit, clinic.derm))
    agree(clinic, visit, DRAWN)
    visit.refresh_from_db()
    record = signing.put_signature(**seen(visit, clinic.derm))
    own = {"consultation_id": visit.pk, "by": clinic.derm}
    visit = signing.withdraw_signature(record_id=record.pk, at=record.signed_at, **own)
    visit = review.confirm(**seen(visit, clinic.derm))
    signing.put_signature(**seen(visit, clinic.derm))
    signing.add_addendum(text="Healed well.", reason="Seen.", at=NOW, **own)
    lift_guards()
    return visit


def lift_guards():
    """What the database itself would refuse: somebody with all rights switches that off first."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            cursor.execute("select conname from pg_constraint where contype = 'c' and conrelid = %s::regclass", [table])
            for (name,) in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


def asked(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def places():
    """By table and column, so that a table of many rows does not hide the others: the places that may be changed."""
    found = defaultdict(list)
    for table in TABLES:
        columns = asked(
            "select attname, format_type(atttypid, atttypmod) from pg_attribute "
            "where attrelid = %s::regclass and attnum > 0 and not attisdropped",
            table,
        )
        for (ident,) in asked(f"select id from {table}"):
            for column, kind in columns:
                if column != "id" and column not in NOT_SIGNED.get(table, ()):
                    found[table, column].append((ident, kind))
    return found


def flipped(text, kind, chance):
    """One character becomes another of its kind."""
    if kind == "boolean":
        return "false" if text == "true" else "true"
    able = [number for number, char in enumerate(text) if any(char in alike for alike in ALIKE)]
    if not able:
        return None
    place = chance.choice(able)
    alike = next(alike for alike in ALIKE if text[place] in alike)
    return text[:place] + chance.choice([char for char in alike if char != text[place]]) + text[place + 1 :]


def flip(table, column, ident, kind, chance):
    """Whether there was something to change, and it could be."""
    ((text,),) = asked(f"select {column}::text from {table} where id = %s", ident)
    new = flipped(text, kind, chance) if text else None
    if new is None:
        return False
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"update {table} set {column} = %s::{kind} where id = %s", [new, ident])
        ((now,),) = asked(f"select {column}::text from {table} where id = %s", ident)
        return now != text
    except (DataError, IntegrityError):
        return False


def is_found(command):
    try:
        call_command(command, stdout=io.StringIO())
    except SystemExit as end:
        return end.code == 1
    return False


def flips(number, chance, noticed):
    """(table, column) of what was changed, and how often that was noticed; each is put back afterwards."""
    all_places, tried, found = places(), Counter(), Counter()
    while sum(tried.values()) < number:
        column = chance.choice(list(all_places))
        with transaction.atomic():
            if flip(*column, *chance.choice(all_places[column]), chance):
                tried[column] += 1
                found[column] += noticed()
            transaction.set_rollback(True)
    return tried, found


def test_every_changed_character_of_what_was_signed_is_found(store):
    assert not any(map(is_found, NIGHTLY))
    chance = random.Random(21)
    tried, found = flips(rounds(short=25, full=1000), chance, lambda: any(map(is_found, NIGHTLY)))

    missed = {place: f"{found[place]} of {times}" for place, times in tried.items() if found[place] < times}
    figure("F21", {"changed": sum(tried.values()), "found": sum(found.values()), "columns": len(tried)})
    assert missed == {}


def test_every_changed_byte_of_a_photo_is_found(store):
    assert not is_found("verify_photos")
    chance, number, found = random.Random(21), rounds(short=20, full=1000), 0
    photo = Photo.objects.get()
    for _each in range(number):
        path = keeping.path_of(photo.file, thumbnail=chance.random() < 0.5)
        kept = path.read_bytes()
        place = chance.randrange(len(kept))
        path.chmod(0o600)
        path.write_bytes(kept[:place] + bytes([kept[place] ^ chance.randint(1, 255)]) + kept[place + 1 :])
        found += is_found("verify_photos")
        path.write_bytes(kept)

    figure("F21 photos", {"changed": number, "found": found})
    assert found == number


def test_a_check_of_hashes_alone_misses_what_was_changed_together_with_its_hash(store):
    """The control: somebody who changes a signed row writes a fitting hash beside it."""
    document = store.record.document.replace("Knows it from last year.", "Knows it from this year.")
    digest = hashlib.sha256(document.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            "update consultations_signedrecord set document = %s, sha256 = %s where number = 2", [document, digest]
        )

    with pytest.MonkeyPatch.context() as without:
        without.setattr(verifying, "ALWAYS", ())
        without.setattr(verifying, "STANDING", ())
        assert not is_found("verify_records")
    assert is_found("verify_records")

"""The database itself keeps the rules of undoing a signature and of following a newer release, whoever writes."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from clinic.accounts.permissions import Role
from consultations.lifecycle import Status
from consultations.models import Consultation, Mail, SheetHandedOut, SheetLink, SignatureWithdrawal, SignedRecord
from tests.integration.clinic_factory import NOW, Clinic, as_committed, milia, person, release_of
from treatments.engine.canonical import canonical_json, sha256_of
from treatments.engine.documents import plain
from treatments.models import Release

pytestmark = pytest.mark.django_db
VISIT, RECORD = "consultations_consultation", "consultations_signedrecord"
WITHDRAWAL = "consultations_signaturewithdrawal"
BACK = (
    f"UPDATE {VISIT} SET status = 'review', revision = revision + 1, signed_at = NULL, signed_by_id = NULL, "
    "confirmed_at = NULL, confirmed_by_id = NULL"
)
LATER = timedelta(minutes=15)


@pytest.fixture
def clinic():
    return Clinic()


def run(*statements):
    """In one transaction, up to the checks that wait for its end."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        as_committed()


def refused(because, *statements):
    for first in ((), ("SET LOCAL session_replication_role = replica",)):
        with pytest.raises(DatabaseError, match=because) as error:
            run(*first, *statements)
        assert error.value.__cause__.sqlstate == "23001", "refused by us, not by chance"


def undo(visit, at=NOW):
    columns = "site_id, record_id, by_id, by_name, at"
    record = visit.record
    values = f"{record.site_id}, {record.pk}, {record.signed_by_id}, 'x', '{at.isoformat()}'"
    return f"INSERT INTO {WITHDRAWAL} ({columns}) VALUES ({values})"


def sign_again(visit, number):
    """The same document once more, as somebody who writes to the tables would."""
    columns = "site_id, consultation_id, document, sha256, signed_at, signed_by_id, signed_name, meaning"
    chosen = f"SELECT {columns}, {number} FROM {RECORD} WHERE consultation_id = '{visit.pk}' LIMIT 1"
    return f"INSERT INTO {RECORD} ({columns}, number) {chosen}"


def handed_out(record, at=NOW):
    return SheetHandedOut.objects.create(site=record.site, record=record, how="print", by=record.signed_by, at=at)


def test_a_signature_is_undone_in_its_first_fifteen_minutes_and_the_visit_is_in_review_again(clinic):
    visit = clinic.signed()
    run(undo(visit, NOW + LATER), BACK)
    visit.refresh_from_db()

    assert visit.status == Status.REVIEW
    assert SignedRecord.objects.count() == 1 and not SignedRecord.objects.standing().exists()


@pytest.mark.parametrize("at", [NOW + LATER + timedelta(seconds=1), NOW - timedelta(seconds=1)])
def test_after_fifteen_minutes_no_signature_is_undone(clinic, at):
    refused("can no longer be undone", undo(clinic.signed(), at), BACK)


def test_once_the_sheet_left_the_clinic_no_signature_is_undone(clinic):
    visit = clinic.signed()
    handed_out(visit.record)

    refused("has been handed out", undo(visit), BACK)


def test_no_visit_leaves_its_signature_without_the_row_that_says_who_took_it_back(clinic):
    clinic.signed()

    refused("is signed and final", BACK)


def test_a_signature_taken_back_leaves_the_visit_in_review_at_the_end_of_the_transaction(clinic):
    refused("goes back to the review", undo(clinic.signed()))


@pytest.mark.parametrize(
    "more",
    [
        "answers = '{}'",
        "suggestion = NULL",
        "sheet_edits = '[1]'",
        "release_kept = 9",
        "claimed_at = now()",
        "started_at = now()",
        "patient_id = (SELECT p.id FROM consultations_patient p WHERE p.id <> patient_id LIMIT 1)",
    ],
)
def test_undoing_a_signature_changes_nothing_else_of_the_visit(clinic, more):
    visit = clinic.signed(clinic.patient(family_name="Aa"))
    for name in range(3):
        clinic.patient(family_name=f"Other {name}")

    refused("changes nothing else|is final", undo(visit), f"{BACK}, {more}")


def test_two_signatures_never_stand_beside_each_other(clinic):
    visit = clinic.signed()

    refused("has a signature that stands", sign_again(visit, 2))


@pytest.mark.parametrize("number", [1, 3])
def test_signatures_of_a_visit_are_counted_one_by_one(clinic, number):
    visit = clinic.signed()

    refused("counted one by one", undo(visit), BACK, sign_again(visit, number))


def test_a_withdrawal_is_as_final_as_the_signature_it_took_back(clinic):
    visit = clinic.signed()
    run(undo(visit), BACK)

    for change in (f"UPDATE {WITHDRAWAL} SET by_name = 'y'", f"DELETE FROM {WITHDRAWAL}", f"DELETE FROM {RECORD}"):
        refused("its rows are final", change)
    with pytest.raises(DatabaseError), transaction.atomic():
        SignatureWithdrawal.objects.create(
            site=visit.site, record=SignedRecord.objects.get(), by=clinic.derm, by_name="x", at=NOW
        )


def test_nothing_of_a_signature_taken_back_leaves_the_clinic(clinic):
    visit = clinic.signed()
    record = visit.record
    run(undo(visit), BACK)

    sheet = {"site": record.site, "record": record}
    for give in (
        lambda: handed_out(record),
        lambda: SheetLink.objects.create(**sheet, token="t", expires_on=NOW.date(), created_at=NOW),
        lambda: Mail.objects.create(**sheet, key="k", to="a@example.org", message_id="m", by=clinic.derm, at=NOW),
    ):
        with pytest.raises(DatabaseError, match="without a signature that stands"), transaction.atomic():
            give()


def another_protocol():
    document = plain(milia()) | {"slug": "other"}
    written, approved = person(Role.CONTENT_ADMIN), person(Role.CONTENT_ADMIN)
    people = {"written_by": written, "approved_by": approved, "published_by": approved, "published_at": NOW}
    text = {"document": canonical_json(document), "sha256": sha256_of(document), "format": document["format"]}
    return Release.objects.create(slug="other", number=9, origin="draft", **text, **people)


def follows(release):
    return f"UPDATE {VISIT} SET status = 'review', release_id = {release.pk}"


@pytest.mark.parametrize("state", ["decided", "confirmed"])
def test_in_the_review_a_visit_goes_on_to_a_newer_release(clinic, state):
    visit = getattr(clinic, state)()
    newer = release_of(milia())
    run(follows(newer))
    visit.refresh_from_db()

    assert (visit.release, visit.status) == (newer, Status.REVIEW)


def test_no_visit_goes_back_to_an_older_release(clinic):
    release_of(milia())
    clinic.decided()

    refused("only goes on to a newer release", follows(clinic.release))


def test_no_visit_takes_the_release_of_another_protocol(clinic):
    clinic.decided()
    other = another_protocol()

    refused("only goes on to a newer release", follows(other))


@pytest.mark.parametrize("state", ["in_intake", "confirmed"])
def test_a_visit_keeps_its_release_outside_the_review(clinic, state):
    getattr(clinic, state)()
    newer = release_of(milia())

    refused("only goes on to a newer release", f"UPDATE {VISIT} SET release_id = {newer.pk}")


def test_what_is_signed_stays_on_its_release_even_while_it_is_undone(clinic):
    visit = clinic.signed()
    newer = release_of(milia())

    refused("changes nothing else", undo(visit), f"{BACK}, release_id = {newer.pk}")


def off(table, guard):
    return f"ALTER TABLE {table} DISABLE TRIGGER {guard}"


def blind(function):
    both = "before consultations_consultation, after consultations_consultation"
    return f"CREATE OR REPLACE FUNCTION {function}({both}) RETURNS void LANGUAGE plpgsql AS $$ BEGIN END $$"


GUARDS = {
    "fifteen minutes": off(WITHDRAWAL, "signature_may_be_undone"),
    "back in review": off(WITHDRAWAL, "visit_is_back"),
    "one stands": off(RECORD, "one_signature_stands"),
    "nothing else": blind("only_the_signature_was_undone"),
    "newer release": blind("release_is_followed"),
}


@pytest.mark.parametrize("guard", GUARDS)
def test_without_its_guard_each_of_these_would_pass(clinic, guard):
    """The negative control: what refuses above is this guard and nothing else."""
    visit = clinic.confirmed() if guard == "newer release" else clinic.signed()
    attempt = {
        "fifteen minutes": (undo(visit, NOW + 2 * LATER), BACK) if visit.signed_at else (),
        "back in review": (undo(visit),) if visit.signed_at else (),
        "one stands": (sign_again(visit, 2),),
        "nothing else": (f"{BACK}, sheet_edits = '[1]'",),
        "newer release": (f"UPDATE {VISIT} SET release_id = {release_of(milia()).pk}",),
    }[guard]
    refused(".", *attempt)
    run(GUARDS[guard])

    run(*attempt)


def test_the_document_of_a_signature_taken_back_stays_as_it_was(clinic):
    visit = clinic.signed()
    before = SignedRecord.objects.get().document
    run(undo(visit), BACK)

    assert SignedRecord.objects.get().document == before
    assert json.loads(before)["visit"]["id"] == str(Consultation.objects.get().pk)

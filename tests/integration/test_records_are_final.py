"""The database itself keeps the course of a visit, whoever writes: models, bulk, raw SQL, a session of a replica."""

import hashlib
import json

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from consultations.lifecycle import FINAL, Status, is_allowed
from consultations.models import Addendum, AnswerChange, Consultation, PlanLine, SignedRecord
from consultations.services import signing
from tests.integration.clinic_factory import NOW, Clinic

pytestmark = pytest.mark.django_db
VISIT, LINE = "consultations_consultation", "consultations_planline"
LOG, RECORD, ADDENDUM = "consultations_answerchange", "consultations_signedrecord", "consultations_addendum"
AS_REPLICA = "SET LOCAL session_replication_role = replica"


@pytest.fixture
def clinic():
    return Clinic()


def run(*statements):
    """In one transaction, up to the checks that wait for its end."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (*statements, "SET CONSTRAINTS ALL IMMEDIATE"):
            cursor.execute(statement)


def refused(*statements):
    with pytest.raises(DatabaseError) as error:
        run(*statements)
    assert error.value.__cause__.sqlstate == "23001", "refused by us, not by chance"


def in_state(clinic, status):
    makers = {
        Status.INTAKE: clinic.in_intake,
        Status.REVIEW: clinic.decided,
        Status.CONFIRMED: clinic.confirmed,
        Status.SIGNED: clinic.signed,
        Status.CLOSED_UNSIGNED: clinic.closed,
    }
    return makers[status](clinic.patient(family_name=status.value.replace("_", " ").title()))


def move(visit, status):
    """What the columns of a state need, so that only the course itself can refuse."""
    columns = {
        Status.SIGNED: f", signed_at = now(), signed_by_id = {visit.started_by_id}",
        Status.CLOSED_UNSIGNED: ", closed_reason = 'x', closed_at = now()",
    }
    if visit.status == Status.SIGNED and status != Status.CLOSED_UNSIGNED:
        columns[status] = ", signed_at = NULL, signed_by_id = NULL"
    return f"UPDATE {VISIT} SET status = '{status}'{columns.get(status, '')} WHERE id = '{visit.pk}'"


@pytest.mark.parametrize("start", Status)
def test_the_database_has_the_same_table_of_moves_as_the_lifecycle(clinic, start):
    visit = in_state(clinic, start)
    for end in set(Status) - {start}:
        if end == Status.SIGNED:
            continue
        if not is_allowed(start, end):
            refused(move(visit, end))
            refused(AS_REPLICA, move(visit, end))
            continue
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            run(*(withdrawal(visit) if start == Status.SIGNED else ()), move(visit, end))
            _ = 1 / 0


def withdrawal(visit):
    """What leads out of a signature; everything about it stands in test_undoing_is_final.py."""
    columns = "site_id, record_id, by_id, by_name, at"
    values = f"site_id, id, signed_by_id, signed_name, signed_at FROM {RECORD} WHERE consultation_id = '{visit.pk}'"
    return (f"INSERT INTO consultations_signaturewithdrawal ({columns}) SELECT {values}",)


@pytest.mark.parametrize("start", sorted(set(Status) - {Status.SIGNED}))
def test_no_visit_becomes_signed_without_its_record(clinic, start):
    refused(move(in_state(clinic, start), Status.SIGNED))


def test_a_record_without_a_signed_visit_is_refused_at_the_end_of_the_transaction(clinic):
    visit = clinic.confirmed()
    columns = "site_id, consultation_id, number, document, sha256, signed_at, signed_by_id, signed_name, meaning"
    document = json.dumps({"format": 1, "visit": {"id": str(visit.pk)}})
    sha256 = hashlib.sha256(document.encode()).hexdigest()
    values = f"{visit.site_id}, '{visit.pk}', 1, '{document}', '{sha256}', now(), {clinic.derm.pk}, 'x', 'x'"
    insert = f"INSERT INTO {RECORD} ({columns}) VALUES ({values})"

    refused(insert)
    refused(AS_REPLICA, insert)
    run(insert, move(visit, Status.SIGNED))


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.INTAKE}))
def test_a_visit_begins_with_its_intake(clinic, status):
    visit = in_state(clinic, status)
    columns = [field.column for field in Consultation._meta.fields if field.column != "id"]
    copy = f"INSERT INTO {VISIT} (id, {', '.join(columns)}) SELECT gen_random_uuid(), {', '.join(columns)} FROM {VISIT}"

    refused(f"{copy} WHERE id = '{visit.pk}'")


@pytest.mark.parametrize("status", sorted(FINAL))
def test_what_is_signed_or_closed_never_changes(clinic, status):
    visit = in_state(clinic, status)
    for change in (
        f"UPDATE {VISIT} SET revision = revision + 1",
        f"UPDATE {VISIT} SET answers = '{{}}'",
        f"UPDATE {VISIT} SET suggestion = NULL",
        f"UPDATE {VISIT} SET status = status",
        f"DELETE FROM {VISIT}",
        f"INSERT INTO {VISIT} SELECT * FROM {VISIT} ON CONFLICT (id) DO UPDATE SET revision = 99",
    ):
        refused(change)
        refused(AS_REPLICA, change)
    for change in (visit.save, visit.delete, lambda: Consultation.objects.update(revision=9)):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize("status", sorted(set(Status) - FINAL))
def test_no_visit_is_deleted_and_none_changes_hands(clinic, status):
    visit, other = in_state(clinic, status), clinic.patient(family_name="Other")
    refused(f"DELETE FROM {VISIT}")
    refused(f"UPDATE {VISIT} SET patient_id = '{other.pk}'")
    refused(f"UPDATE {VISIT} SET started_at = now()")
    Consultation.objects.filter(pk=visit.pk).update(revision=visit.revision + 1)


@pytest.mark.parametrize("table", [VISIT, LINE, LOG, RECORD, ADDENDUM, "consultations_patient"])
def test_no_table_of_the_patients_is_emptied(clinic, table):
    clinic.signed()
    refused("SET CONSTRAINTS ALL IMMEDIATE", f"TRUNCATE {table} CASCADE")
    refused("SET CONSTRAINTS ALL IMMEDIATE", AS_REPLICA, f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize(
    ("table", "column"), [(LOG, "new = '1'"), (RECORD, "document = 'x'"), (ADDENDUM, "text = 'x'")]
)
def test_log_records_and_addenda_only_grow(clinic, table, column):
    visit = clinic.signed()
    signing.add_addendum(consultation_id=visit.pk, text="Healed.", reason="Seen.", by=clinic.derm, at=NOW)
    for change in (f"UPDATE {table} SET {column}", f"DELETE FROM {table}"):
        refused(change)
        refused(AS_REPLICA, change)


@pytest.mark.parametrize("model", [AnswerChange, SignedRecord, Addendum])
def test_the_models_cannot_change_what_only_grows(clinic, model):
    visit = clinic.signed()
    signing.add_addendum(consultation_id=visit.pk, text="Healed.", reason="Seen.", by=clinic.derm, at=NOW)
    row = model.objects.first()
    for change in (
        row.save,
        row.delete,
        model.objects.all().delete,
        lambda: model.objects.update(site=visit.site_id),
        lambda: model.objects.bulk_update([row], ["site"]),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize("status", sorted(FINAL))
def test_the_plan_and_the_log_of_an_ended_visit_are_closed(clinic, status):
    visit = in_state(clinic, status)
    open_visit = clinic.decided(clinic.patient(family_name="Open"))
    lines = f"INSERT INTO {LINE} ({plan_columns()}) SELECT {plan_columns(visit)} FROM {LINE} LIMIT 1"
    refused(lines)
    refused(AS_REPLICA, lines)
    if status == Status.SIGNED:
        refused(f"UPDATE {LINE} SET comment = 'x' WHERE consultation_id = '{visit.pk}'")
        refused(f"DELETE FROM {LINE} WHERE consultation_id = '{visit.pk}'")
        refused(f"UPDATE {LINE} SET consultation_id = '{open_visit.pk}' WHERE consultation_id = '{visit.pk}'")
    with pytest.raises(DatabaseError), transaction.atomic():
        AnswerChange.objects.create(
            site=visit.site, consultation=visit, question="sex", given_by="desk", by=clinic.desk, at=NOW, revision=9
        )
    assert PlanLine.objects.filter(consultation=open_visit).update(comment="Still open.") == 1


def plan_columns(visit=None):
    names = [field.column for field in PlanLine._meta.fields if field.column not in ("id", "area_number")]
    if visit is None:
        return ", ".join(["area_number", *names])
    return ", ".join(["9", *(f"'{visit.pk}'" if name == "consultation_id" else name for name in names)])


@pytest.mark.parametrize("status", [Status.INTAKE, Status.CONFIRMED])
def test_lines_of_a_plan_change_in_the_review_only(clinic, status):
    visit = in_state(clinic, status)
    open_visit = clinic.decided(clinic.patient(family_name="Open"))
    new = f"INSERT INTO {LINE} ({plan_columns()}) SELECT {plan_columns(visit)} FROM {LINE} LIMIT 1"
    refused(new)
    refused(AS_REPLICA, new)
    if status == Status.CONFIRMED:
        refused(f"UPDATE {LINE} SET comment = 'x' WHERE consultation_id = '{visit.pk}'")
        refused(f"DELETE FROM {LINE} WHERE consultation_id = '{visit.pk}'")

    assert PlanLine.objects.filter(consultation=open_visit).update(comment="Still open.") == 1


@pytest.mark.parametrize("document", ["{}", '{"format":1}', '{"format":1,"visit":{"id":"another"}}', "not JSON"])
def test_a_record_that_is_not_of_its_visit_is_refused(clinic, document):
    visit = clinic.confirmed()
    with pytest.raises(DatabaseError, match="record_is_of_its_visit|invalid input syntax"), transaction.atomic():
        SignedRecord.objects.create(
            site=visit.site,
            consultation=visit,
            document=document,
            sha256=hashlib.sha256(document.encode()).hexdigest(),
            signed_at=NOW,
            signed_by=clinic.derm,
            signed_name="x",
            meaning="x",
        )


def test_an_addendum_needs_a_signed_visit(clinic):
    visit = clinic.confirmed()
    with pytest.raises(DatabaseError), transaction.atomic():
        Addendum.objects.create(
            site=visit.site, consultation=visit, text="x", written_at=NOW, written_by=clinic.derm, written_name="x"
        )


def test_a_record_whose_hash_is_not_of_its_document_is_refused(clinic):
    visit = clinic.confirmed()
    with pytest.raises(IntegrityError, match="record_hash"), transaction.atomic():
        SignedRecord.objects.create(
            site=visit.site,
            consultation=visit,
            document="{}",
            sha256="0" * 64,
            signed_at=NOW,
            signed_by=clinic.derm,
            signed_name="x",
            meaning="x",
        )


GUARDED = {VISIT, LINE, LOG, RECORD, ADDENDUM} | {
    f"consultations_{table}"
    for table in (
        *("patient", "photo", "photowithdrawal", "handover", "signaturewithdrawal", "flagfinding"),
        *("consent", "consentwithdrawal", "photoconsentwithdrawal", "sheethandedout", "sheetlink", "mail"),
    )
}


def test_every_guard_is_always_on():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgenabled FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'consultations_%'"
        )
        guards = cursor.fetchall()

    assert {enabled for _table, enabled in guards} == {"A"}
    assert {table for table, _enabled in guards} == GUARDED


def test_without_its_trigger_a_signed_visit_would_change(clinic):
    """The negative control: what refuses above is the trigger and nothing else."""
    visit = clinic.signed()
    run("SET CONSTRAINTS ALL IMMEDIATE", f"ALTER TABLE {VISIT} DISABLE TRIGGER consultation_course")
    run(f"UPDATE {VISIT} SET revision = 99")
    visit.refresh_from_db()

    assert visit.revision == 99

"""What may be changed and what is final: one list of every model, compared with the triggers in the database."""

import pytest
from django.apps import apps
from django.db import connection

from tests.integration.faulty_models import an_unlisted_model

pytestmark = pytest.mark.django_db
OURS = ("accounts", "audit", "treatments", "consultations")

FINAL = {
    "audit.Event",
    "treatments.Release",
    "treatments.Withdrawal",
    "treatments.Edit",
    "treatments.AcceptedFinding",
    "consultations.AnswerChange",
    "consultations.SignedRecord",
    "consultations.Addendum",
    "consultations.Photo",
    "consultations.PhotoWithdrawal",
    "consultations.PhotoConsentWithdrawal",
    "consultations.SignatureWithdrawal",
    "consultations.FlagFinding",
    "consultations.Consent",
    "consultations.ConsentWithdrawal",
    "consultations.SheetHandedOut",
    "consultations.SheetLink",
}
# The draft of a protocol; what is published from it is a release.
DRAFT = {
    "treatments.Protocol",
    "treatments.Protocol_authors",
    "treatments.Policy",
    "treatments.Position",
    "treatments.ConflictCheck",
    "treatments.Method",
    "treatments.Question",
    "treatments.Option",
    "treatments.Rule",
    "treatments.AftercareStep",
    "treatments.Case",
    "treatments.Source",
}
# Changed by their services alone, which write an event each time; never emptied.
KEPT = {
    "consultations.Patient",
    "consultations.Consultation",
    "consultations.PlanLine",
    "consultations.HandOver",
    "consultations.Mail",
    "treatments.RuleReport",
    "treatments.Submission",
}
# What somebody was doing: a stroke of a signature that is not given yet, a case passed over, a part that is open,
# a file that was sent and not confirmed yet.
PASSING = {"consultations.ConsentDraft", "consultations.Skip", "treatments.Presence", "treatments.Upload"}
# Receipts are forgotten after thirty days.
# Added to when a patient is saved, or worked out by replaying visits; says nothing about anybody.
DERIVED = {"consultations.NameInUse", "treatments.ImpactRun", "treatments.ImpactChange"}
PEOPLE = {"accounts.Site", "accounts.User", "accounts.User_sites", "accounts.PasswordAttempt"}
EDITABLE = DRAFT | KEPT | PEOPLE | DERIVED | PASSING | {"audit.Receipt"}

ROW, BEFORE, DELETE, UPDATE, TRUNCATE = 1, 2, 8, 16, 32
"""Bits of pg_trigger.tgtype."""
TRIGGERS = """
    select tgrelid::regclass::text, tgtype, tgenabled::text from pg_trigger
    join pg_proc on pg_proc.oid = tgfoid
    where not tgisinternal and proname = 'refuse_change'
"""


def models():
    return {model._meta.label: model for model in apps.get_models(include_auto_created=True)}


def undeclared():
    return {label for label in models() if label.split(".")[0] in OURS} - FINAL - EDITABLE


def tables(labels):
    return {models()[label]._meta.db_table for label in labels}


def refusing(kind):
    """Tables on which this is always refused, in a replica's session too."""
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS)
        return {table for table, bits, state in cursor.fetchall() if bits & kind == kind and state == "A"}


def test_every_model_is_declared_final_or_editable_and_none_is_both():
    assert undeclared() == set()
    assert not FINAL & EDITABLE


def test_the_list_names_only_models_that_exist():
    assert (FINAL | EDITABLE) - set(models()) == set()


def test_a_model_that_nobody_declared_is_noticed():
    with an_unlisted_model() as label:
        assert undeclared() == {label}


def test_the_final_tables_and_no_others_refuse_every_change_of_a_row():
    assert refusing(ROW | BEFORE | UPDATE) == refusing(ROW | BEFORE | DELETE) == tables(FINAL)


def test_the_final_and_the_kept_tables_and_no_others_refuse_to_be_emptied():
    assert refusing(BEFORE | TRUNCATE) == tables(FINAL | KEPT)


def test_every_trigger_of_ours_is_always_on():
    with connection.cursor() as cursor:
        cursor.execute("select tgname::text from pg_trigger where not tgisinternal and tgenabled <> 'A'")
        assert cursor.fetchall() == []


@pytest.mark.parametrize("label", sorted(FINAL))
def test_a_final_table_without_its_guard_is_noticed(label):
    table = models()[label]._meta.db_table
    with connection.cursor() as cursor:
        # PostgreSQL changes no table while checks of this transaction are still waiting.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_is_insert_only")
    assert tables(FINAL) - refusing(ROW | BEFORE | UPDATE | DELETE) == {table}

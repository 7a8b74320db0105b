"""Published means inserted: neither the ORM nor raw SQL changes or removes a release or a withdrawal."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from clinic.accounts.permissions import Role
from tests.integration import sample_protocol as sample
from tests.integration.clinic_factory import person
from treatments.models import Release, Withdrawal, live_release
from treatments.publishing import withdraw

pytestmark = pytest.mark.django_db
TABLES = ("treatments_release", "treatments_withdrawal")
CHANGES = [
    "UPDATE {table} SET id = id",
    "DELETE FROM {table}",
    "TRUNCATE {table} CASCADE",
    "SET LOCAL session_replication_role = replica; UPDATE {table} SET id = id",
    "SET LOCAL session_replication_role = replica; DELETE FROM {table}",
    "SET LOCAL session_replication_role = replica; TRUNCATE {table} CASCADE",
    "WITH gone AS (DELETE FROM {table} RETURNING 1) SELECT * FROM gone",
    "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (id) DO UPDATE SET id = EXCLUDED.id",
]


@pytest.fixture
def release() -> Release:
    made = sample.first_release()
    withdraw(release=made, by=person(Role.CONTENT_ADMIN), reason="a wrong text", at=sample.NOW)
    # Otherwise TRUNCATE fails for another reason: foreign keys of this transaction still wait to be checked.
    execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    return made


def execute(statements: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements.split("; "):
            cursor.execute(statement)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("table", TABLES)
def test_raw_sql_cannot_change_or_remove_a_row(table, change, release):
    with pytest.raises(DatabaseError, match="final"):
        execute(change.format(table=table))

    assert (Release.objects.count(), Withdrawal.objects.count()) == (1, 1)


@pytest.mark.parametrize("change", CHANGES)
def test_a_table_without_the_triggers_accepts_all_of_it(change):
    execute("CREATE TABLE unguarded (id int PRIMARY KEY); INSERT INTO unguarded VALUES (1)")

    execute(change.format(table="unguarded"))


@pytest.mark.parametrize("model", [Release, Withdrawal])
def test_the_orm_cannot_either(model, release):
    row = model.objects.get()
    attempts = [
        row.save,
        lambda: model.objects.all()._raw_delete("default"),
        lambda: model.objects.update(id=row.pk),
        lambda: model.objects.bulk_update([row], [model._meta.get_fields()[-1].name]),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError, match="final"), transaction.atomic():
            attempt()
    for attempt in (row.delete, model.objects.all().delete):
        with pytest.raises((DatabaseError, ProtectedError)), transaction.atomic():
            attempt()
    assert model.objects.count() == 1


def test_the_database_refuses_a_release_that_says_something_wrong_about_itself(release):
    fields = {f.attname: getattr(release, f.attname) for f in Release._meta.fields if f.attname != "id"}
    admin, derm = person(Role.CONTENT_ADMIN), person(Role.DERMATOLOGIST)
    drafted = {"origin": "draft", "number": 2, "published_by_id": derm.pk}
    wrong = {
        "one_release_per_number": {},
        "release_hash_is_of_its_document": {"slug": "other", "document": release.document + " "},
        "release_numbers_begin_at_one": drafted | {"number": 0, "written_by_id": admin.pk, "approved_by_id": derm.pk},
        "release_approved_by_someone_else_or_first_from_file": {"number": 2},
        "someone_else": drafted | {"written_by_id": admin.pk, "approved_by_id": admin.pk},
        "release_approved_by_someone": drafted | {"written_by_id": admin.pk},
    }
    for constraint, changes in wrong.items():
        with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
            Release.objects.create(**fields | changes)

    Release.objects.create(**fields | drafted | {"written_by_id": admin.pk, "approved_by_id": derm.pk})


def test_a_withdrawn_release_stays_readable_and_the_one_before_is_live_again():
    first = sample.first_release()
    second = sample.next_release(sample.with_name("Warts"))
    assert live_release("warts") == second

    withdraw(release=second, by=person(Role.DERMATOLOGIST), reason="a wrong text", at=sample.NOW)

    assert live_release("warts") == first
    assert Release.objects.get(number=2).withdrawal.reason == "a wrong text"

"""deploy/roles.sql: the owner migrates, and the application's role can work but neither empty nor change a table."""

import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from django.apps import apps
from django.db import connection

from clinic.environment import ROOT
from tests.integration.test_meta_finality import EDITABLE

PRODUCTION = {
    "PEARL_MODE": "production",
    "SECRET_KEY": "only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "pearl.clinic.example",
    "SITE_ADDRESS": "https://pearl.clinic.example",
    "DATABASE_TIMEOUTS": "off",
    "PHOTO_FOLDER": "/var/lib/pearl/photos",
}
ROLES = ("pearl_app", "pearl_owner")
FINAL = (
    "audit_event",
    "treatments_release",
    "treatments_withdrawal",
    "consultations_answerchange",
    "consultations_signedrecord",
    "consultations_addendum",
    "consultations_photo",
    "consultations_photowithdrawal",
)
DATABASE = f"pearl_roles_{os.getpid()}"


def server(user: str | None = None, dbname: str = DATABASE) -> str:
    """Where a role connects: the server of the other tests, in a database of its own."""
    known = connection.get_connection_params()
    parts = {"host": known.get("host"), "port": known.get("port"), "user": user or known["user"], "dbname": dbname}
    return psycopg.conninfo.make_conninfo(**{name: value for name, value in parts.items() if value})


def as_superuser(dbname: str, *statements: str) -> None:
    with psycopg.connect(server(dbname=dbname), autocommit=True) as admin:
        for statement in statements:
            admin.execute(statement)


@pytest.fixture
def installed(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A production database made exactly as deploy/ says."""
    as_superuser("postgres", f"drop database if exists {DATABASE}", f"create database {DATABASE}")
    as_superuser(DATABASE, *[(ROOT / "deploy" / "roles.sql").read_text()] * 2)
    yield
    as_superuser("postgres", f"drop database {DATABASE} with (force)", *[f"drop role {role}" for role in ROLES])


def manage(role: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env=clean | PRODUCTION | {"DATABASE_URL": server(role)},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


def test_the_owner_migrates_and_the_application_only_works_with_rows(installed):
    migrated = manage("pearl_owner", "migrate", "--no-input")
    assert migrated.returncode == 0, migrated.stderr
    assert manage("pearl_owner", "createcachetable").returncode == 0

    refused = manage("pearl_owner", "check", "--deploy", "--database", "default")
    assert "pearl.E002" in refused.stderr
    trusted = manage("pearl_app", "check", "--deploy", "--database", "default")
    assert trusted.returncode == 0, trusted.stderr

    with psycopg.connect(server("pearl_app"), autocommit=True) as application:
        tables = [
            name for (name,) in application.execute("select tablename from pg_tables where schemaname = 'public'")
        ]
        assert "cache" in tables
        for table in tables:
            application.execute(f'select count(*) from "{table}"')
            for forbidden in (
                f'truncate "{table}"',
                f'alter table "{table}" disable trigger all',
                f'drop table "{table}"',
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    application.execute(forbidden)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("set session_replication_role = replica")

    what_a_visit_changes_can_be_changed()
    final_rows_can_only_be_read_and_added_to()
    as_superuser(DATABASE, (ROOT / "deploy" / "roles.sql").read_text())
    final_rows_can_only_be_read_and_added_to()
    what_a_visit_changes_can_be_changed()


def what_a_visit_changes_can_be_changed() -> None:
    """A table that is only guarded against being emptied is still worked with."""
    with psycopg.connect(server("pearl_app"), autocommit=True) as application:
        for model in sorted(EDITABLE):
            table = apps.get_model(model)._meta.db_table
            application.execute(f'update "{table}" set id = id where false')


def final_rows_can_only_be_read_and_added_to() -> None:
    """Refused by the grants already, before any trigger is asked."""
    with psycopg.connect(server("pearl_app"), autocommit=True) as application:
        for table in FINAL:
            assert application.execute(
                """select has_table_privilege(%(table)s, 'select'), has_table_privilege(%(table)s, 'insert'),
                       has_any_column_privilege(%(table)s, 'update'), has_table_privilege(%(table)s, 'delete')""",
                {"table": table},
            ).fetchone() == (True, True, False, False), table
            for forbidden in (f"update {table} set id = id", f"delete from {table}"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    application.execute(forbidden)
        application.execute("delete from audit_receipt where at < now() - interval '30 days'")

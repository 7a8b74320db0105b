"""Pearl asks the database whether it keeps its word, before a patient's data goes in."""

import dataclasses

import pytest
from django.db import connection

from clinic.checks import why_not_durable, why_not_this_role, why_not_trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_production(settings):
    settings.ENV = dataclasses.replace(settings.ENV, mode="production", allow_owner_role="")
    return settings


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def one(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def test_our_own_server_is_durable_and_patient_with_nobody():
    assert why_not_durable(connection) is None
    assert one("show lock_timeout") == "2s"
    assert one("show statement_timeout") == "10s"
    assert one("show idle_in_transaction_session_timeout") == "10s"


def test_a_server_that_forgets_commits_is_refused():
    execute("set local synchronous_commit to off")

    assert "synchronous_commit off" in why_not_trust(connection)


def test_production_refuses_the_role_that_owns_the_tables(in_production):
    assert "owns tables or is a superuser" in why_not_this_role(connection)


def test_production_takes_the_owner_only_when_it_is_named(in_production):
    in_production.ENV = dataclasses.replace(in_production.ENV, allow_owner_role="somebody_else")
    assert why_not_this_role(connection)

    in_production.ENV = dataclasses.replace(in_production.ENV, allow_owner_role=one("select current_user"))
    assert why_not_this_role(connection) is None


def test_production_trusts_a_role_that_owns_nothing(in_production):
    execute("create role pearl_test_app")
    execute("grant usage on schema public to pearl_test_app")
    execute("set local role pearl_test_app")

    assert why_not_this_role(connection) is None


def test_a_role_that_may_become_the_owner_counts_as_the_owner(in_production):
    execute("create role pearl_test_owner")
    execute("create role pearl_test_app in role pearl_test_owner")
    execute("grant create, usage on schema public to pearl_test_owner")
    execute("set local role pearl_test_owner")
    execute("create table pearl_test_table ()")
    execute("reset role")
    execute("set local role pearl_test_app")

    assert "owns tables" in why_not_this_role(connection)


def test_the_demo_may_own_its_tables():
    assert why_not_this_role(connection) is None

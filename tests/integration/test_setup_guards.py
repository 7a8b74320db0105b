"""Tests may empty tables that nothing else may empty; afterwards the guards stand as before."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.conftest import TRUNCATE_TRIGGERS, empty_all_tables

pytestmark = pytest.mark.django_db


def states() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("select tgenabled::text from pg_trigger where (tgtype & 32) <> 0 and not tgisinternal")
        return {state for (state,) in cursor.fetchall()}


def test_the_guards_are_lifted_for_the_emptying_only():
    during = []
    lifted = empty_all_tables(lambda case: during.append(states()))

    lifted(None)

    assert during == [{"D"}]
    assert states() == {"A"}


def test_a_guarded_table_cannot_be_emptied():
    with connection.cursor() as cursor:
        cursor.execute(TRUNCATE_TRIGGERS)
        guarded = sorted({table for table, _trigger in cursor.fetchall()})
        assert guarded
        for table in guarded:
            with pytest.raises(DatabaseError, match="refused"), transaction.atomic():
                cursor.execute(f"truncate {table} cascade")

"""Finality in the database: a table under this trigger takes new rows and refuses any other change, raw SQL too."""

from django.db import migrations

REFUSE_CHANGE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: its rows are final', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$
"""


def refuse_change_function() -> migrations.RunSQL:
    return migrations.RunSQL(REFUSE_CHANGE, "DROP FUNCTION refuse_change()")


def insert_only(table: str) -> list[migrations.RunSQL]:
    """Migration operations, one statement each. The migration that uses them depends on ("audit", "0001_initial").

    ENABLE ALWAYS keeps the trigger on where `session_replication_role` switches ordinary ones off.
    """
    rows, all_rows = f"{table}_is_insert_only", f"{table}_is_never_emptied"
    return [
        migrations.RunSQL(
            f"CREATE TRIGGER {rows} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()",
            f"DROP TRIGGER {rows} ON {table}",
        ),
        migrations.RunSQL(
            f"CREATE TRIGGER {all_rows} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
            f"DROP TRIGGER {all_rows} ON {table}",
        ),
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}", f"ALTER TABLE {table} ENABLE TRIGGER {name}"
            )
            for name in (rows, all_rows)
        ),
    ]

"""A plan changes in the review only, and a signed record says which visit it is of."""

from django.db import migrations

# FOR SHARE waits for a plan that is being confirmed, and then sees it.
IN_REVIEW = """
CREATE FUNCTION consultation_is_in_review() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    SELECT status INTO found FROM consultations_consultation
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.consultation_id ELSE NEW.consultation_id END FOR SHARE;
    IF found IS DISTINCT FROM 'review' THEN
        RAISE EXCEPTION '% of % is refused: the consultation is %', TG_OP, TG_TABLE_NAME, found
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.consultation_id IS DISTINCT FROM OLD.consultation_id THEN
        RAISE EXCEPTION 'a row of % stays with its consultation', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$
"""


def line_trigger(name, function):
    """Always on: `session_replication_role` does not switch it off."""
    table = "consultations_planline"
    return (
        f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();"
        f" ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"
    )


class Migration(migrations.Migration):
    dependencies = [("consultations", "0003_record_hash")]

    operations = [
        migrations.RunSQL(IN_REVIEW, "DROP FUNCTION consultation_is_in_review()"),
        migrations.RunSQL(
            "DROP TRIGGER plan_line_while_open ON consultations_planline",
            line_trigger("plan_line_while_open", "consultation_is_open"),
        ),
        migrations.RunSQL(
            line_trigger("plan_line_in_review", "consultation_is_in_review"),
            "DROP TRIGGER plan_line_in_review ON consultations_planline",
        ),
        # A path that is not there gives null, and a check that is null would pass.
        migrations.RunSQL(
            "ALTER TABLE consultations_signedrecord ADD CONSTRAINT record_is_of_its_visit CHECK ("
            " (document::json ->> 'format') IS NOT NULL"
            " AND (document::json #>> '{visit,id}') IS NOT DISTINCT FROM consultation_id::text)",
            "ALTER TABLE consultations_signedrecord DROP CONSTRAINT record_is_of_its_visit",
        ),
    ]

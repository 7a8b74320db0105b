"""What the database itself refuses: another course of a consultation, and any change of what is final."""

from django.db import migrations

from clinic.audit.insert_only import insert_only

# The moves and the final states of consultations/lifecycle.py as they are in this migration; a test tries every pair.
COURSE = """
CREATE FUNCTION consultation_keeps_its_course() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'intake' THEN
            RAISE EXCEPTION 'a consultation begins as intake, not as %', NEW.status USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a consultation is closed, never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.status IN ('signed', 'closed_unsigned') THEN
        RAISE EXCEPTION 'this consultation is % and final', OLD.status USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.id, NEW.site_id, NEW.patient_id, NEW.release_id, NEW.started_at, NEW.started_by_id)
        IS DISTINCT FROM (OLD.id, OLD.site_id, OLD.patient_id, OLD.release_id, OLD.started_at, OLD.started_by_id) THEN
        RAISE EXCEPTION 'a consultation keeps its patient, site, release and beginning' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.status <> OLD.status AND OLD.status || '>' || NEW.status
        NOT IN (
            'intake>review',
            'review>intake',
            'review>confirmed',
            'confirmed>review',
            'confirmed>signed',
            'intake>closed_unsigned',
            'review>closed_unsigned',
            'confirmed>closed_unsigned'
        ) THEN
        RAISE EXCEPTION 'a consultation does not go from % to %', OLD.status, NEW.status
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.status = 'signed'
        AND NOT EXISTS (SELECT 1 FROM consultations_signedrecord WHERE consultation_id = NEW.id) THEN
        RAISE EXCEPTION 'a consultation is signed together with its record' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$
"""

# FOR SHARE waits for a signature that is being written, and then sees it.
WHILE_OPEN = """
CREATE FUNCTION consultation_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    SELECT status INTO found FROM consultations_consultation
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.consultation_id ELSE NEW.consultation_id END FOR SHARE;
    IF found IN ('signed', 'closed_unsigned') THEN
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

WHEN_SIGNED = """
CREATE FUNCTION consultation_is_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM consultations_consultation WHERE id = NEW.consultation_id AND status = 'signed' FOR SHARE
    ) THEN
        RAISE EXCEPTION '% without a signed consultation is refused', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$
"""


def trigger(name, table, when, function, kind=""):
    """One operation each, always on: `session_replication_role` does not switch them off."""
    each = "STATEMENT" if "TRUNCATE" in when else "ROW"
    deferred = "DEFERRABLE INITIALLY DEFERRED" if kind else ""
    return [
        migrations.RunSQL(
            f"CREATE {kind} TRIGGER {name} {when} ON {table} {deferred} FOR EACH {each} EXECUTE FUNCTION {function}()",
            f"DROP TRIGGER {name} ON {table}",
        ),
        migrations.RunSQL(
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}", f"ALTER TABLE {table} ENABLE TRIGGER {name}"
        ),
    ]


def never_emptied(table):
    return trigger(f"{table}_is_never_emptied", table, "BEFORE TRUNCATE", "refuse_change")


class Migration(migrations.Migration):
    dependencies = [("consultations", "0001_initial"), ("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(COURSE, "DROP FUNCTION consultation_keeps_its_course()"),
        migrations.RunSQL(WHILE_OPEN, "DROP FUNCTION consultation_is_open()"),
        migrations.RunSQL(WHEN_SIGNED, "DROP FUNCTION consultation_is_signed()"),
        *insert_only("consultations_answerchange"),
        *insert_only("consultations_signedrecord"),
        *insert_only("consultations_addendum"),
        *never_emptied("consultations_consultation"),
        *never_emptied("consultations_planline"),
        *never_emptied("consultations_patient"),
        *trigger(
            "consultation_course",
            "consultations_consultation",
            "BEFORE INSERT OR UPDATE OR DELETE",
            "consultation_keeps_its_course",
        ),
        *trigger(
            "plan_line_while_open",
            "consultations_planline",
            "BEFORE INSERT OR UPDATE OR DELETE",
            "consultation_is_open",
        ),
        *trigger("answer_while_open", "consultations_answerchange", "BEFORE INSERT", "consultation_is_open"),
        *trigger("addendum_when_signed", "consultations_addendum", "BEFORE INSERT", "consultation_is_signed"),
        *trigger(
            "record_when_signed",
            "consultations_signedrecord",
            "AFTER INSERT",
            "consultation_is_signed",
            "CONSTRAINT",
        ),
    ]

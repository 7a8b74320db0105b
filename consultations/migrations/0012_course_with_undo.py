"""The course with its undo: a signature that was withdrawn leads back to the review, and everything around it is final.

Also: a visit may follow a newer release of its protocol while nothing is signed.
"""

from importlib import import_module

from django.db import migrations

from clinic.audit.insert_only import insert_only

trigger = import_module("consultations.migrations.0002_final").trigger

COURSE = """
CREATE OR REPLACE FUNCTION consultation_keeps_its_course() RETURNS trigger LANGUAGE plpgsql AS $$
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
    IF OLD.status = 'signed' AND NEW.status = 'review' THEN
        PERFORM only_the_signature_was_undone(OLD, NEW);
        RETURN NEW;
    END IF;
    IF OLD.status IN ('signed', 'closed_unsigned') THEN
        RAISE EXCEPTION 'this consultation is % and final', OLD.status USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.id, NEW.site_id, NEW.patient_id, NEW.started_at, NEW.started_by_id)
        IS DISTINCT FROM (OLD.id, OLD.site_id, OLD.patient_id, OLD.started_at, OLD.started_by_id) THEN
        RAISE EXCEPTION 'a consultation keeps its patient, site and beginning' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.release_id <> OLD.release_id THEN
        PERFORM release_is_followed(OLD, NEW);
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
    IF NEW.status = 'signed' AND standing_record(NEW.id) IS NULL THEN
        RAISE EXCEPTION 'a consultation is signed together with its record' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$
"""

STANDING = """
CREATE FUNCTION standing_record(visit uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT record.id FROM consultations_signedrecord AS record
    WHERE record.consultation_id = visit
        AND NOT EXISTS (SELECT 1 FROM consultations_signaturewithdrawal WHERE record_id = record.id)
$$
"""

UNDONE = """
CREATE FUNCTION only_the_signature_was_undone(before consultations_consultation, after consultations_consultation)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    undone text[] := ARRAY['status', 'revision', 'signed_at', 'signed_by_id', 'confirmed_at', 'confirmed_by_id'];
BEGIN
    IF standing_record(before.id) IS NOT NULL THEN
        RAISE EXCEPTION 'this consultation is signed and final' USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(before) - undone <> to_jsonb(after) - undone THEN
        RAISE EXCEPTION 'undoing a signature changes nothing else' USING ERRCODE = 'restrict_violation';
    END IF;
END
$$
"""

FOLLOWED = """
CREATE FUNCTION release_is_followed(before consultations_consultation, after consultations_consultation)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF before.status NOT IN ('review', 'confirmed') OR after.status <> 'review' OR NOT EXISTS (
        SELECT 1 FROM treatments_release AS own JOIN treatments_release AS newer ON newer.slug = own.slug
        WHERE own.id = before.release_id AND newer.id = after.release_id AND newer.number > own.number
    ) THEN
        RAISE EXCEPTION 'a consultation only goes on to a newer release of its protocol, in the review'
            USING ERRCODE = 'restrict_violation';
    END IF;
END
$$
"""

# FOR UPDATE: two signatures at once wait for each other.
ONE_SIGNATURE = """
CREATE FUNCTION one_signature_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM consultations_consultation WHERE id = NEW.consultation_id FOR NO KEY UPDATE;
    IF standing_record(NEW.consultation_id) IS NOT NULL THEN
        RAISE EXCEPTION 'this consultation has a signature that stands' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.number <> 1 + (
        SELECT count(*) FROM consultations_signedrecord WHERE consultation_id = NEW.consultation_id
    ) THEN
        RAISE EXCEPTION 'signatures are counted one by one' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$
"""

# The fifteen minutes of consultations/policies/undoing.py.
MAY_BE_UNDONE = """
CREATE FUNCTION signature_may_be_undone() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    signed consultations_signedrecord;
BEGIN
    SELECT * INTO signed FROM consultations_signedrecord WHERE id = NEW.record_id;
    PERFORM 1 FROM consultations_consultation WHERE id = signed.consultation_id FOR NO KEY UPDATE;
    IF NEW.at NOT BETWEEN signed.signed_at AND signed.signed_at + interval '15 minutes' THEN
        RAISE EXCEPTION 'this signature can no longer be undone' USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM consultations_sheethandedout WHERE record_id = NEW.record_id) THEN
        RAISE EXCEPTION 'the sheet of this signature has been handed out' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$
"""

WHILE_IT_STANDS = """
CREATE FUNCTION signature_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    visit uuid;
BEGIN
    SELECT consultation_id INTO visit FROM consultations_signedrecord WHERE id = NEW.record_id;
    PERFORM 1 FROM consultations_consultation WHERE id = visit AND status = 'signed' FOR SHARE;
    IF NOT FOUND OR standing_record(visit) IS DISTINCT FROM NEW.record_id THEN
        RAISE EXCEPTION '% without a signature that stands is refused', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$
"""

# What a withdrawal promises: by the end of its transaction the visit is back in the review.
IS_BACK = """
CREATE FUNCTION consultation_is_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM consultations_signedrecord AS record
        JOIN consultations_consultation AS visit ON visit.id = record.consultation_id
        WHERE record.id = NEW.record_id AND visit.status = 'signed' AND standing_record(visit.id) IS NULL
    ) THEN
        RAISE EXCEPTION 'a visit whose signature was undone goes back to the review'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$
"""

FORWARD_ONLY = migrations.RunSQL.noop


class Migration(migrations.Migration):
    dependencies = [("consultations", "0011_doctors_desk"), ("treatments", "0005_rule_reports")]

    operations = [
        migrations.RunSQL(STANDING, FORWARD_ONLY),
        migrations.RunSQL(UNDONE, FORWARD_ONLY),
        migrations.RunSQL(FOLLOWED, FORWARD_ONLY),
        migrations.RunSQL(COURSE, FORWARD_ONLY),
        migrations.RunSQL(ONE_SIGNATURE, FORWARD_ONLY),
        migrations.RunSQL(MAY_BE_UNDONE, FORWARD_ONLY),
        migrations.RunSQL(WHILE_IT_STANDS, FORWARD_ONLY),
        migrations.RunSQL(IS_BACK, FORWARD_ONLY),
        *insert_only("consultations_signaturewithdrawal"),
        *insert_only("consultations_flagfinding"),
        *insert_only("consultations_consent"),
        *insert_only("consultations_consentwithdrawal"),
        *insert_only("consultations_sheethandedout"),
        *insert_only("consultations_sheetlink"),
        *trigger("one_signature_stands", "consultations_signedrecord", "BEFORE INSERT", "one_signature_stands"),
        *trigger(
            "signature_may_be_undone", "consultations_signaturewithdrawal", "BEFORE INSERT", "signature_may_be_undone"
        ),
        *trigger(
            "visit_is_back", "consultations_signaturewithdrawal", "AFTER INSERT", "consultation_is_back", "CONSTRAINT"
        ),
        *trigger("finding_while_open", "consultations_flagfinding", "BEFORE INSERT", "consultation_is_open"),
        *trigger("consent_while_open", "consultations_consent", "BEFORE INSERT", "consultation_is_open"),
        *trigger("sheet_while_signed", "consultations_sheethandedout", "BEFORE INSERT", "signature_stands"),
        *trigger("mail_while_signed", "consultations_mail", "BEFORE INSERT", "signature_stands"),
        *trigger("link_while_signed", "consultations_sheetlink", "BEFORE INSERT", "signature_stands"),
        *trigger("consultations_mail_is_never_emptied", "consultations_mail", "BEFORE TRUNCATE", "refuse_change"),
    ]

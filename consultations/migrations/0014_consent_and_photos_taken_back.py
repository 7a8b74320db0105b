"""Consent to a plan before or after it is signed; the consent to photos of a visit taken back, whenever that is."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from clinic.audit.insert_only import insert_only

trigger = import_module("consultations.migrations.0002_final").trigger

WITH_A_PLAN = """
CREATE FUNCTION consultation_has_a_plan() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    SELECT status INTO found FROM consultations_consultation WHERE id = NEW.consultation_id FOR SHARE;
    IF found NOT IN ('review', 'confirmed', 'signed') THEN
        RAISE EXCEPTION '% of % is refused: the consultation is %', TG_OP, TG_TABLE_NAME, found
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$
"""

# A photo of a final visit goes only together with all others of it.
TAKEN_AWAY = """
CREATE FUNCTION photo_may_be_taken_away() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    SELECT status INTO found FROM consultations_consultation WHERE id = NEW.consultation_id FOR SHARE;
    IF found IN ('signed', 'closed_unsigned') AND NOT EXISTS (
        SELECT 1 FROM consultations_photoconsentwithdrawal WHERE consultation_id = NEW.consultation_id
    ) THEN
        RAISE EXCEPTION '% of % is refused: the consultation is %', TG_OP, TG_TABLE_NAME, found
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$
"""

ALLOWED = """
CREATE FUNCTION photos_are_allowed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM consultations_consultation WHERE id = NEW.consultation_id FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM consultations_photoconsentwithdrawal WHERE consultation_id = NEW.consultation_id
    ) THEN
        RAISE EXCEPTION 'the consent to photos of this visit was taken back' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$
"""

FORWARD_ONLY = migrations.RunSQL.noop


def kept(to, related_name="+"):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to=to)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_given_passwords_and_ended_sessions"),
        ("audit", "0001_initial"),
        ("consultations", "0013_claim_seen"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PhotoConsentWithdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(blank=True, max_length=500)),
                ("photos", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                ("by", kept(settings.AUTH_USER_MODEL)),
                (
                    "consultation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photo_consent_withdrawal",
                        to="consultations.consultation",
                    ),
                ),
                ("site", kept("accounts.site")),
            ],
            options={
                "verbose_name": "Withdrawn consent to photos",
                "verbose_name_plural": "Withdrawn consents to photos",
            },
        ),
        migrations.AddField(
            "consent",
            "strokes_sha256",
            models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("strokes_sha256", ""), _negated=True),
                fields=("strokes_sha256",),
                name="a_drawing_serves_one_consent",
            ),
        ),
        migrations.RunSQL(WITH_A_PLAN, FORWARD_ONLY),
        migrations.RunSQL(TAKEN_AWAY, FORWARD_ONLY),
        migrations.RunSQL(ALLOWED, FORWARD_ONLY),
        *insert_only("consultations_photoconsentwithdrawal"),
        migrations.RunSQL("DROP TRIGGER consent_while_open ON consultations_consent", FORWARD_ONLY),
        *trigger("consent_with_a_plan", "consultations_consent", "BEFORE INSERT", "consultation_has_a_plan"),
        migrations.RunSQL("DROP TRIGGER photo_withdrawn_while_open ON consultations_photowithdrawal", FORWARD_ONLY),
        *trigger("photo_taken_away", "consultations_photowithdrawal", "BEFORE INSERT", "photo_may_be_taken_away"),
        *trigger("photo_allowed", "consultations_photo", "BEFORE INSERT", "photos_are_allowed"),
    ]

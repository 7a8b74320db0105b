from django.db import migrations, models

WITH_GOOD_FOR = """
CREATE OR REPLACE FUNCTION hand_over_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a hand-over is ended, never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'this hand-over has ended' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.id, NEW.token, NEW.site_id, NEW.consultation_id, NEW.client, NEW.language, NEW.text_size, NEW.by_id, NEW.at,
        NEW.good_for)
        IS DISTINCT FROM (OLD.id, OLD.token, OLD.site_id, OLD.consultation_id, OLD.client, OLD.language, OLD.text_size,
            OLD.by_id, OLD.at, OLD.good_for) THEN
        RAISE EXCEPTION 'a hand-over keeps its beginning' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$
"""
WITHOUT = """
CREATE OR REPLACE FUNCTION hand_over_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a hand-over is ended, never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'this hand-over has ended' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.id, NEW.token, NEW.site_id, NEW.consultation_id, NEW.client, NEW.language, NEW.text_size, NEW.by_id, NEW.at)
        IS DISTINCT FROM (OLD.id, OLD.token, OLD.site_id, OLD.consultation_id, OLD.client, OLD.language, OLD.text_size,
            OLD.by_id, OLD.at) THEN
        RAISE EXCEPTION 'a hand-over keeps its beginning' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("consultations", "0009_handing_over")]

    operations = [
        # Whatever is in a patient's hand while this runs is good for nothing any more and is given again.
        migrations.AddField(
            model_name="handover",
            name="good_for",
            field=models.CharField(default="", editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="handover",
            name="ended",
            field=models.CharField(
                blank=True,
                choices=[
                    ("finished", "Finished"),
                    ("given_back", "Given back before the end"),
                    ("taken_over", "Taken over by staff"),
                    ("timed_out", "Left alone too long"),
                    ("not_allowed", "Whoever gave it may no longer"),
                ],
                max_length=20,
            ),
        ),
        migrations.RunSQL(WITH_GOOD_FOR, WITHOUT),
    ]

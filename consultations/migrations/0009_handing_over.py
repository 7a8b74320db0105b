import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What was written when the tablet was given stays; the end is written once.
ENDS_ONCE = """
CREATE FUNCTION hand_over_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
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
TABLE = "consultations_handover"


def trigger(name, when, function, each="ROW"):
    """Always on: `session_replication_role` does not switch it off."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE {when} ON {TABLE} FOR EACH {each} EXECUTE FUNCTION {function}();"
        f" ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {name}",
        f"DROP TRIGGER {name} ON {TABLE}",
    )


def kept(to, related_name="+", **more):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to=to, **more)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_given_passwords_and_ended_sessions"),
        ("audit", "0001_initial"),
        ("consultations", "0008_photos"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("client", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=20)),
                ("text_size", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                (
                    "ended",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("finished", "Finished"),
                            ("given_back", "Given back before the end"),
                            ("taken_over", "Taken over by staff"),
                            ("timed_out", "Left alone too long"),
                        ],
                        max_length=20,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("by", kept(settings.AUTH_USER_MODEL)),
                ("consultation", kept("consultations.consultation", "hand_overs")),
                ("ended_by", kept(settings.AUTH_USER_MODEL, null=True)),
                ("site", kept("accounts.site")),
            ],
            options={
                "verbose_name": "Hand-over of a tablet",
                "verbose_name_plural": "Hand-overs of tablets",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("consultation",),
                        name="one_tablet_in_the_patients_hand",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended", ""), ("ended_at__isnull", True)),
                            models.Q(models.Q(("ended", ""), _negated=True), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="an_ended_hand_over_says_how",
                    ),
                ],
            },
        ),
        migrations.RunSQL(ENDS_ONCE, "DROP FUNCTION hand_over_ends_once()"),
        trigger("hand_over_ends_once", "UPDATE OR DELETE", "hand_over_ends_once"),
        trigger(f"{TABLE}_is_never_emptied", "TRUNCATE", "refuse_change", "STATEMENT"),
    ]

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from clinic.audit.insert_only import insert_only


def kept(to, related_name="+"):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to=to)


def while_open(name, table):
    """Always on: `session_replication_role` does not switch it off."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION consultation_is_open();"
        f" ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
        f"DROP TRIGGER {name} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_given_passwords_and_ended_sessions"),
        ("audit", "0001_initial"),
        ("consultations", "0007_searching"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("front", "From the front"),
                            ("left", "Left side"),
                            ("right", "Right side"),
                            ("close_up", "Close-up"),
                        ],
                        max_length=20,
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=60)),
                ("area_number", models.PositiveSmallIntegerField(null=True)),
                ("file", models.CharField(max_length=32, unique=True)),
                ("sha256", models.CharField(max_length=64)),
                ("thumbnail_sha256", models.CharField(max_length=64)),
                ("bytes", models.PositiveIntegerField()),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("sent_sha256", models.CharField(max_length=64)),
                ("key", models.CharField(max_length=255)),
                (
                    "given_by",
                    models.CharField(
                        choices=[("patient", "Patient"), ("desk", "Front desk"), ("dermatologist", "Dermatologist")],
                        max_length=20,
                    ),
                ),
                ("taken_at", models.DateTimeField()),
                ("consent_release", models.PositiveIntegerField()),
                ("consent_question", models.CharField(max_length=60)),
                ("consent_language", models.CharField(max_length=20)),
                ("consent_wording_sha256", models.CharField(max_length=64)),
                ("by", kept(settings.AUTH_USER_MODEL)),
                ("consent", kept("consultations.answerchange")),
                ("consultation", kept("consultations.consultation", "photos")),
                ("site", kept("accounts.site")),
            ],
            options={
                "verbose_name": "Photo",
                "verbose_name_plural": "Photos",
                "ordering": ["taken_at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("consultation", "key"), name="one_photo_for_each_key"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("area_number__isnull", False),
                                ("kind", "close_up"),
                                models.Q(("place", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("kind", "close_up"), _negated=True),
                                ("area_number__isnull", True),
                                ("place", ""),
                            ),
                            _connector="OR",
                        ),
                        name="a_close_up_is_of_a_place",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PhotoWithdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("by", kept(settings.AUTH_USER_MODEL)),
                ("consultation", kept("consultations.consultation")),
                (
                    "photo",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="consultations.photo",
                    ),
                ),
                ("site", kept("accounts.site")),
            ],
            options={"verbose_name": "Withdrawn photo", "verbose_name_plural": "Withdrawn photos"},
        ),
        *insert_only("consultations_photo"),
        *insert_only("consultations_photowithdrawal"),
        while_open("photo_while_open", "consultations_photo"),
        while_open("photo_withdrawn_while_open", "consultations_photowithdrawal"),
    ]

"""Searching: indexes in the order in which each search walks them, the names in use, and how a patient likes to read."""

from collections.abc import Iterator
from itertools import islice

import django.db.models.deletion
from django.db import migrations, models

from consultations.finding.spelling import forms, words_of
from consultations.names import search_form
from consultations.phones import national_digits

AT_ONCE = 2000
LONGEST_FORM, LONGEST_NAME = 40, 80


def fill(apps, _editor) -> None:
    Patient, NameInUse = (apps.get_model("consultations", name) for name in ("Patient", "NameInUse"))
    patients = Patient.objects.exclude(phone="").only("phone").iterator(chunk_size=AT_ONCE)
    while some := list(islice(patients, AT_ONCE)):
        for patient in some:
            patient.phone_digits = national_digits(patient.phone)[:40]
        Patient.objects.bulk_update(some, ["phone_digits"])
    rows = (NameInUse(**row) for row in names_in_use(Patient))
    while some := list(islice(rows, AT_ONCE)):
        NameInUse.objects.bulk_create(some, ignore_conflicts=True)


def names_in_use(patients) -> Iterator[dict[str, object]]:
    for field, is_family in (("family_name", True), ("given_name", False)):
        for site_id, written in patients.objects.values_list("site_id", field).distinct().order_by().iterator():
            name = search_form(written)
            for word in words_of(name) if len(name) <= LONGEST_NAME else ():
                for form in forms(word) if len(word) <= LONGEST_FORM else ():
                    yield {"site_id": site_id, "form": form, "word": word, "name": name, "is_family": is_family}


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_given_passwords_and_ended_sessions"),
        ("consultations", "0006_one_tablet_at_a_time"),
    ]

    operations = [
        migrations.CreateModel(
            name="NameInUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form", models.CharField(db_collation="C", max_length=40)),
                ("word", models.CharField(db_collation="C", max_length=40)),
                ("name", models.CharField(db_collation="C", max_length=80)),
                ("is_family", models.BooleanField()),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.site"
                    ),
                ),
            ],
            options={"verbose_name": "Name in use", "verbose_name_plural": "Names in use"},
        ),
        migrations.AddConstraint(
            model_name="nameinuse",
            constraint=models.UniqueConstraint(
                fields=("site", "form", "word", "name", "is_family"), name="a_name_is_kept_once_under_a_form"
            ),
        ),
        migrations.RemoveIndex(model_name="patient", name="patient_by_given_name"),
        migrations.RemoveIndex(model_name="patient", name="patient_by_birth"),
        migrations.RemoveIndex(model_name="patient", name="patient_by_phone"),
        migrations.AddField(
            model_name="patient",
            name="pronouns",
            field=models.CharField(blank=True, max_length=40, verbose_name="Pronouns"),
        ),
        migrations.AddField(
            model_name="patient",
            name="text_size",
            field=models.CharField(
                choices=[("normal", "Normal"), ("larger", "Larger"), ("largest", "Largest")],
                default="normal",
                max_length=10,
                verbose_name="Text size",
            ),
        ),
        migrations.AddIndex(
            model_name="patient",
            index=models.Index(fields=["site", "search_given", "id"], name="patient_by_given_first"),
        ),
        migrations.AddIndex(
            model_name="patient",
            index=models.Index(fields=["site", "date_of_birth", "search_name", "id"], name="patient_by_birth_and_name"),
        ),
        migrations.AddIndex(
            model_name="patient",
            index=models.Index(fields=["site", "phone_digits", "id"], name="patient_by_phone_begins"),
        ),
        migrations.RunSQL(
            "create index patient_by_phone_ends on consultations_patient (site_id, reverse(phone_digits), id)",
            "drop index patient_by_phone_ends",
        ),
        migrations.RunSQL(
            "create index patient_by_beginnings"
            " on consultations_patient (site_id, (left(search_name, 3) || search_given), id)",
            "drop index patient_by_beginnings",
        ),
        migrations.RunSQL(
            "create index patient_by_other_beginnings"
            " on consultations_patient (site_id, (left(search_given, 2) || search_name), id)",
            "drop index patient_by_other_beginnings",
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

from django.db import migrations, models

from consultations.glance import glance


def look_at_open_visits(apps, schema_editor):
    """Visits that ended are in no list that shows it, and their rows are final."""
    waiting = apps.get_model("consultations", "Consultation").objects.filter(status__in=["review", "confirmed"])
    for consultation in waiting.iterator():
        consultation.glance = glance(consultation.suggestion)
        consultation.save(update_fields=["glance"])


class Migration(migrations.Migration):
    dependencies = [("consultations", "0004_plan_in_review")]

    operations = [
        migrations.AddField("consultation", "glance", models.JSONField(null=True)),
        migrations.RunPython(look_at_open_visits, migrations.RunPython.noop),
    ]

"""Whom a list showed stands in its event's details; this finds a patient among them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX event_names_shown ON audit_event USING gin ((details -> 'patients') jsonb_path_ops)"
            " WHERE (details -> 'patients') IS NOT NULL",
            "DROP INDEX event_names_shown",
        )
    ]

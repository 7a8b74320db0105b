"""An amendment says why it was written."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consultations", "0014_consent_and_photos_taken_back")]

    operations = [
        migrations.AddField("addendum", "reason", models.CharField(blank=True, default="", max_length=500), False),
    ]

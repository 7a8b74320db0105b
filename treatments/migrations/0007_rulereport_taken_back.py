from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("treatments", "0006_rulereport_rules")]

    operations = [
        migrations.AddField(
            model_name="rulereport",
            name="taken_back",
            field=models.BooleanField(default=False),
        ),
    ]

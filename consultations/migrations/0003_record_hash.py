"""Text and hash of a signed record belong together, whoever writes the row."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("consultations", "0002_final")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE consultations_signedrecord ADD CONSTRAINT record_hash_is_of_its_document"
            " CHECK (sha256 = encode(sha256(convert_to(document, 'UTF8')), 'hex'))",
            "ALTER TABLE consultations_signedrecord DROP CONSTRAINT record_hash_is_of_its_document",
        ),
    ]

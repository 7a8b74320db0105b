"""A visit whose release was withdrawn goes on with whichever release is live, also with the one before."""

from django.db import migrations

FOLLOWED = """
CREATE OR REPLACE FUNCTION release_is_followed(before consultations_consultation, after consultations_consultation)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF before.status NOT IN ('review', 'confirmed') OR after.status <> 'review' OR NOT EXISTS (
        SELECT 1 FROM treatments_release AS own JOIN treatments_release AS other ON other.slug = own.slug
        WHERE own.id = before.release_id AND other.id = after.release_id AND {allowed}
    ) THEN
        RAISE EXCEPTION 'a consultation only goes on to a newer release of its protocol, in the review'
            USING ERRCODE = 'restrict_violation';
    END IF;
END
$$
"""
NEWER = "other.number > own.number"
WITHDRAWN = "EXISTS (SELECT 1 FROM treatments_withdrawal WHERE release_id = own.id)"


class Migration(migrations.Migration):
    dependencies = [("consultations", "0017_flagfinding_release"), ("treatments", "0008_workbench")]

    operations = [
        migrations.RunSQL(
            FOLLOWED.replace("{allowed}", f"({NEWER} OR {WITHDRAWN})"), FOLLOWED.replace("{allowed}", NEWER)
        )
    ]

"""After every migration: what other roles may still do with tables whose rows are final is to read and to add."""

from django.db import connections

# Every table whose rows clinic/audit/insert_only.py guards against UPDATE (bit 16; others are only never emptied), and
# every role but its owner that was given more. deploy/roles.sql gives the application's role these rights on whatever
# table is made, because it cannot know which will be final.
TAKE_BACK = """
DO $$
DECLARE
    given record;
BEGIN
    FOR given IN
        SELECT DISTINCT final.oid::regclass AS on_table,
            CASE WHEN acl.grantee = 0 THEN 'public' ELSE acl.grantee::regrole::text END AS to_role
        FROM pg_trigger AS guard
        JOIN pg_proc AS guarding ON guarding.oid = guard.tgfoid AND guarding.proname = 'refuse_change'
        JOIN pg_class AS final ON final.oid = guard.tgrelid AND (guard.tgtype & 16) <> 0
        CROSS JOIN LATERAL aclexplode(final.relacl) AS acl
        WHERE acl.grantee <> final.relowner AND acl.privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE')
    LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM %s', given.on_table, given.to_role);
    END LOOP;
END
$$
"""


def take_back(using: str, **_signal: object) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(TAKE_BACK)

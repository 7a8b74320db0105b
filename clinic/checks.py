"""What Pearl asks of the database before it trusts it with a patient."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

FACTS = """
    select current_user,
           current_setting('fsync') = 'on',
           current_setting('synchronous_commit') <> 'off',
           (select rolsuper from pg_roles where rolname = current_user)
           or exists (select 1 from pg_class
                      where relkind in ('r', 'p') and relnamespace = current_schema()::regnamespace
                        and pg_has_role(current_user, relowner, 'usage'))
"""


def why_not_trust(database: BaseDatabaseWrapper, *, production: bool, allow_owner_role: str) -> str | None:
    """Return the sentence to show, or None when what is saved here stays saved and what is signed stays signed."""
    with database.cursor() as cursor:
        cursor.execute(FACTS)
        role, fsync, synchronous, owner = cursor.fetchone()
    if not fsync:
        return "The database has fsync off: it can lose what it said was saved. Switch fsync on."
    if not synchronous:
        return "The database has synchronous_commit off: it can lose what it said was saved. Switch it on."
    if production and owner and role != allow_owner_role:
        return (
            f"The database role {role} owns tables or is a superuser, so it could change signed records. Connect as a "
            "role that owns nothing (deploy/roles.sql), or name this one in ALLOW_OWNER_ROLE."
        )
    return None


@register(Tags.database)
def database_keeps_its_word(databases: list[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    reasons = [
        why_not_trust(
            connections[alias], production=settings.ENV.production, allow_owner_role=settings.ENV.allow_owner_role
        )
        for alias in databases or []
    ]
    return [Error(reason, id="pearl.E001") for reason in reasons if reason]

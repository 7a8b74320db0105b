"""What Pearl asks of the database before it trusts it with a patient."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

OWNER = """
    select current_user,
           (select rolsuper from pg_roles where rolname = current_user)
           or exists (select 1 from pg_class
                      where relkind in ('r', 'p') and relnamespace = current_schema()::regnamespace
                        and pg_has_role(current_user, relowner, 'usage'))
"""


def why_not_trust(database: BaseDatabaseWrapper) -> str | None:
    """Return the sentence to show, or None when what is saved stays saved and what is signed stays signed."""
    return why_not_durable(database) or why_not_this_role(database)


def why_not_durable(database: BaseDatabaseWrapper) -> str | None:
    with database.cursor() as cursor:
        cursor.execute("select current_setting('fsync'), current_setting('synchronous_commit')")
        fsync, synchronous_commit = cursor.fetchone()
    for name, value in (("fsync", fsync), ("synchronous_commit", synchronous_commit)):
        if value == "off":
            return f"The database has {name} off: it can lose what it said was saved. Switch {name} on."
    return None


def why_not_this_role(database: BaseDatabaseWrapper) -> str | None:
    if not settings.ENV.production:
        return None
    with database.cursor() as cursor:
        cursor.execute(OWNER)
        role, owner = cursor.fetchone()
    if owner and role != settings.ENV.allow_owner_role:
        return (
            f"The database role {role} owns tables or is a superuser, so it could change signed records. Connect as a "
            "role that owns nothing (deploy/roles.sql), or name this one in ALLOW_OWNER_ROLE."
        )
    return None


@register(Tags.database)
def database_keeps_its_word(databases: list[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    reasons = [why_not_durable(connections[alias]) for alias in databases or []]
    return [Error(reason, id="pearl.E001") for reason in reasons if reason]


@register(Tags.database, deploy=True)
def database_role_owns_nothing(databases: list[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Only with `check --deploy`: migrations rightly run as the owner."""
    reasons = [why_not_this_role(connections[alias]) for alias in databases or []]
    return [Error(reason, id="pearl.E002") for reason in reasons if reason]

"""Loading, editing as a whole and publishing one protocol happen one after the other."""

from django.db import OperationalError, connection
from django.utils.translation import gettext_lazy as _
from psycopg.errors import LockNotAvailable

from clinic.audit.refusals import Busy


def hold_protocol(slug: str) -> None:
    """Until the end of the transaction. Works before the first row of the protocol exists, which a row lock cannot."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"treatments.protocol.{slug}"])
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise Busy(_("Somebody else is publishing this protocol right now. Try again in a moment.")) from error
        raise

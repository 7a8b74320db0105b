"""Whether what went wrong is that the database is away, full or busy."""

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import InterfaceError, InternalError, OperationalError
from psycopg.errors import IdleInTransactionSessionTimeout, ReadOnlySqlTransaction

# An InterfaceError is a connection that another error has closed already.
WITHOUT_DATABASE = (OperationalError, InterfaceError)
# The server has hung up on somebody who was asleep, or is not the one that writes any more.
BUSY_ELSEWHERE = (IdleInTransactionSessionTimeout, ReadOnlySqlTransaction)


def is_without_database(fault: BaseException | None) -> bool:
    """Django says of a session that could not be written for whatever reason that it was interrupted, which is the
    browser's mistake only when somebody has signed out."""
    while isinstance(fault, SessionInterrupted | UpdateError):
        fault = fault.__context__
    if isinstance(fault, InternalError):
        return isinstance(fault.__cause__, BUSY_ELSEWHERE)
    return isinstance(fault, WITHOUT_DATABASE)

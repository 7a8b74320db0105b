"""The web application, as gunicorn loads it."""

import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
os.environ.setdefault("DATABASE_POOL", "8")

from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection

from clinic import environment
from clinic.checks import why_not_trust

# Shorter than gunicorn waits for a worker. One that gives up is started anew, while a refusal would end the whole app.
LONGEST_WAIT = 20


def trusted_database() -> None:
    """A worker may start while the database restarts: it waits, and serves nothing before it has asked."""
    until = time.monotonic() + LONGEST_WAIT
    while True:
        try:
            reason = why_not_trust(connection)
        except OperationalError:
            if time.monotonic() > until:
                sys.exit("Pearl waits for its database, which cannot be reached.")
            time.sleep(0.5)
        else:
            break
    if reason:
        environment.refuse(reason)
    connection.close()


application = get_wsgi_application()
trusted_database()

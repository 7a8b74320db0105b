"""The web application, as gunicorn loads it."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
os.environ.setdefault("DATABASE_POOL", "8")

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection

from clinic.checks import why_not_trust

application = get_wsgi_application()

if reason := why_not_trust(
    connection, production=settings.ENV.production, allow_owner_role=settings.ENV.allow_owner_role
):
    sys.exit(f"Pearl does not start: {reason}")
connection.close()

"""The web application, as gunicorn loads it."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
os.environ.setdefault("DATABASE_POOL", "8")

from django.core.wsgi import get_wsgi_application
from django.db import connection

from clinic import environment
from clinic.checks import why_not_trust

application = get_wsgi_application()

if reason := why_not_trust(connection):
    environment.refuse(reason)
connection.close()

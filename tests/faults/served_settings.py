"""The product's settings; besides, what a fault test asks for by name stands around every request."""

import os

from clinic import settings as own

globals().update({name: value for name, value in vars(own).items() if name.isupper()})

# The files of the pages need not be collected for it.
STORAGES = own.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

_asked_for = ["Signed", *os.environ.get("FAULTS_WITH", "").split(",")]
MIDDLEWARE = [*(f"tests.faults.breaking.{name}" for name in _asked_for if name[:1].isupper()), *own.MIDDLEWARE]
if "no_health_checks" in _asked_for:
    DATABASES = {"default": own.DATABASES["default"] | {"ENGINE": "django.db.backends.postgresql"}}

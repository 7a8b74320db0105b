"""All settings of Pearl. What differs between machines comes from the environment (clinic/environment.py)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

from clinic import environment, postgres

ROOT = environment.ROOT
try:
    ENV = environment.read(environment.settings_of_this_machine())
except environment.Unsafe as refusal:
    environment.refuse(refusal)

DEBUG = ENV.debug
SECRET_KEY = ENV.secret_key
ALLOWED_HOSTS = list(ENV.allowed_hosts)

INSTALLED_APPS = [
    "clinic.accounts",
    "clinic.audit",
    "treatments",
    "consultations",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "lucide",
]

MIDDLEWARE = [
    "clinic.web.headers.Headers",
    "clinic.web.gate.Gate",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "clinic.web.session.SessionEnds",
    "consultations.patient_mode.PatientMode",
    "clinic.web.session.SignedInOnly",
    "clinic.web.session.OwnPasswordFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "clinic.urls"
WSGI_APPLICATION = "clinic.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clinic.accounts.context.allowed",
            ],
            # Icons, boxes and the error summary, in every template without a load.
            "libraries": {"pearl": "clinic.templatetags.pearl"},
            "builtins": ["clinic.templatetags.pearl"],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ("bootstrap5", "pearl")
CRISPY_TEMPLATE_PACK = "pearl"


# Database


def database() -> dict[str, Any]:
    parts = conninfo_to_dict(ENV.database_url) if ENV.database_url else postgres.connection()
    name, user, password, host, port = (parts.pop(key, "") for key in ("dbname", "user", "password", "host", "port"))
    options: dict[str, Any] = dict(parts)
    if ENV.database_timeouts:
        options["options"] = f"{options.get('options', '')} {TIMEOUTS}".strip()
    if ENV.database_pool:
        options["pool"] = {"min_size": 2, "max_size": ENV.database_pool} | PATIENCE
    return {
        "ENGINE": "clinic.database",
        "NAME": name,
        "USER": user,
        "PASSWORD": password,
        "HOST": host,
        "PORT": port,
        "CONN_MAX_AGE": 0,
        "OPTIONS": options,
    }


# A page that waits longer than this has lost its reader; migrations run without (manage.py).
TIMEOUTS = "-c lock_timeout=2s -c statement_timeout=10s -c idle_in_transaction_session_timeout=10s"
# A page waits for a connection, yet less long than a tablet for its answer. Who tries to reach a lost server gives up
# sooner, and the next page tries anew; else the tries become as rare as the outage was long.
PATIENCE = {"timeout": 1.5, "reconnect_timeout": 0.5}
DATABASES = {"default": database()}
# Counters of sign-in attempts must be one for all processes, so they live in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Bounded, yet large enough that a flood of made-up names does not push out the counters of real ones.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}


# Who may come in

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_ADAPTER = "clinic.accounts.sign_in.Adapter"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
CSRF_FAILURE_VIEW = "clinic.web.errors.csrf_failure"
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/300s/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = ENV.trusted_proxies


# Sessions and cookies

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = ENV.production
SESSION_COOKIE_NAME = "__Host-session" if ENV.production else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if ENV.production else "csrf"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"


# What a browser is told

SECURE_SSL_REDIRECT = ENV.production
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.trusted_proxies else None
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60 if ENV.production else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ENV.production
# The other headers are the same everywhere: clinic/web/headers.py, which sends X-Frame-Options too.
SILENCED_SYSTEM_CHECKS = ["security.W002"]


# What a browser may send

DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024


# Photos of patients: no address leads into this folder

PHOTO_FOLDER = ENV.photo_folder


# What leaves for patients: the address printed on sheets, and e-mails (docs/decisions/0038)

SITE_ADDRESS = ENV.site_address
MAIL_FOLDER = ROOT / ".local" / "mail"
# The demo writes its e-mails into files; where production names no server, none are offered.
SENDS_MAIL = bool(ENV.mail) or not ENV.production
EMAIL_BACKEND = "clinic.mail.Carrier" if ENV.mail else "clinic.mail.Folder"
EMAIL_FILE_PATH = MAIL_FOLDER
EMAIL_TIMEOUT = 10
if ENV.mail:
    EMAIL_HOST, EMAIL_PORT = ENV.mail.host, ENV.mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENV.mail.user, ENV.mail.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = ENV.mail.security == "starttls", ENV.mail.security == "tls"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.mail.sender if ENV.mail else "pearl@localhost"


# Static files

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / ".local" / "static"
WHITENOISE_ALLOW_ALL_ORIGINS = False
STATICFILES_DIRS = [ROOT / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "clinic.packaged.PackagedFilesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}


# Languages and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ar", _("Arabic"))]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"


# Logs: where and what kind of error, never a form, a query's values or a name.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # It writes the path of every refused page, and paths name records; clinic/web/errors.py says what is needed.
        "django.request": {"level": "CRITICAL"},
    },
}

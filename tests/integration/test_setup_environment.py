"""Pearl refuses to start where a patient's data would not be safe, and says why in one sentence."""

import os
import subprocess
import sys

import pytest

from clinic.environment import ROOT, Unsafe, local_file, read, why_not_start

SAFE = {
    "SECRET_KEY": "a-long-random-key-of-more-than-fifty-characters-0123456789",
    "DATABASE_URL": "postgresql://pearl_app@db.clinic.example/pearl",
    "ALLOWED_HOSTS": "pearl.clinic.example",
    "SITE_ADDRESS": "https://pearl.clinic.example",
    "PHOTO_FOLDER": "/var/lib/pearl/photos",
}
MAIL = {"EMAIL_HOST": "mail.clinic.example", "EMAIL_FROM": "pearl@clinic.example"}


def test_a_safe_production_environment_starts():
    assert why_not_start(SAFE) is None
    assert read(SAFE).production
    assert not read(SAFE).debug


def test_production_is_what_nobody_has_to_ask_for():
    assert read(SAFE | {"PEARL_MODE": ""}).production


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "secret"}, "too easy to guess"),
        ({"SECRET_KEY": "a" * 80}, "too easy to guess"),
        ({"DEBUG": "1"}, "DEBUG is on"),
        ({"DEBUG": "True"}, "DEBUG is on"),
        ({"DEBUG": "1", "PEARL_MODE": "demo"}, "pearl.clinic.example"),
        ({"DEBUG": "1", "PEARL_MODE": "demo", "ALLOWED_HOSTS": "localhost,0.0.0.0"}, "0.0.0.0"),
        ({"DEBUG": "1", "PEARL_MODE": "demo", "ALLOWED_HOSTS": "*"}, "*"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is not set"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is not set"),
        ({"ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS is not set"),
        ({"ALLOWED_HOSTS": "pearl.clinic.example,*"}, "ALLOWED_HOSTS has *"),
        ({"PHOTO_FOLDER": ""}, "PHOTO_FOLDER is not set"),
        ({"PHOTO_FOLDER": "photos"}, "outside the folder of the program"),
        ({"PHOTO_FOLDER": str(ROOT / "static" / "photos")}, "outside the folder of the program"),
        ({"PHOTO_FOLDER": f"/var/..{ROOT}/photos"}, "outside the folder of the program"),
        ({"SITE_ADDRESS": ""}, "SITE_ADDRESS is not set"),
        ({"SITE_ADDRESS": "pearl.clinic.example"}, "SITE_ADDRESS"),
        ({"SITE_ADDRESS": "http://pearl.clinic.example"}, "must begin with https://"),
        ({"SITE_ADDRESS": "https://pearl.clinic.example/pearl"}, "nothing behind the name"),
        ({"SITE_ADDRESS": "https://amy@pearl.clinic.example"}, "nothing behind the name"),
        ({"SITE_ADDRESS": "https://pearl.clinic.example:port"}, "no port"),
        ({"SITE_ADDRESS": "https://pearl.clinic.example:70000"}, "no port"),
        ({"SITE_ADDRESS": "https://pearl.clinic.example:"}, "no port"),
        ({"SITE_ADDRESS": "https://pearl.clinic.example?"}, "nothing behind the name"),
        ({"SITE_ADDRESS": "https://@pearl.clinic.example"}, "nothing behind the name"),
        ({"SITE_ADDRESS": " https://pearl.clinic.example"}, "nothing behind the name"),
        ({"SITE_ADDRESS": "https://pearl clinic.example"}, "nothing behind the name"),
        ({"SITE_ADDRESS": "https://pearl.clinic.example\n"}, "nothing behind the name"),
        ({"SITE_ADDRESS": "https://pearl.clinik.example"}, "ALLOWED_HOSTS does not have pearl.clinik.example"),
        ({"ALLOWED_HOSTS": ".clinic.example", "SITE_ADDRESS": "https://pearl.clinicexample"}, "ALLOWED_HOSTS"),
        ({"EMAIL_HOST": "mail.example"}, "EMAIL_FROM is not"),
        ({**MAIL, "EMAIL_HOST": "  "}, "EMAIL_HOST is '  '"),
        ({"EMAIL_FROM": "pearl@clinic.example"}, "EMAIL_HOST is not"),
        ({"EMAIL_PASSWORD": "secret"}, "EMAIL_HOST is not"),
        ({**MAIL, "EMAIL_USER": "pearl"}, "EMAIL_PASSWORD belong together"),
        ({**MAIL, "EMAIL_SECURITY": "some"}, "EMAIL_SECURITY is 'some'"),
        ({**MAIL, "EMAIL_SECURITY": "none"}, "in the open"),
        ({**MAIL, "EMAIL_PORT": "99999"}, "EMAIL_PORT"),
        ({**MAIL, "EMAIL_FROM": "Pearl <pearl@clinic.example>"}, "EMAIL_FROM"),
        ({**MAIL, "EMAIL_FROM": "a@b.example, c@d.example"}, "EMAIL_FROM"),
        ({"PEARL_MODE": "staging"}, "PEARL_MODE is 'staging'"),
        ({"TRUSTED_PROXIES": "one"}, "TRUSTED_PROXIES"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES"),
        ({"DATABASE_POOL": "1e9"}, "DATABASE_POOL"),
        ({"PORT": "70000"}, "PORT"),
    ],
)
def test_an_unsafe_environment_is_refused_by_name(change, names):
    reason = why_not_start(SAFE | change)

    assert reason is not None
    assert names in reason
    with pytest.raises(Unsafe):
        read(SAFE | change)


def test_debug_is_allowed_where_only_this_machine_looks():
    assert read({"PEARL_MODE": "demo", "DEBUG": "1"}).debug
    assert read({"PEARL_MODE": "demo", "DEBUG": "1", "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]"}).debug


def test_no_secret_stands_in_the_text_of_an_environment():
    shown = repr(read(SAFE | {"DATABASE_URL": "postgresql://pearl:hidden@db/pearl"}))

    assert "hidden" not in shown
    assert SAFE["SECRET_KEY"] not in shown


def test_what_setup_left_for_this_checkout_is_read(tmp_path):
    (tmp_path / "environment").write_text("PEARL_MODE=demo\nSECRET_KEY=with=signs=in=it\n\n")

    assert local_file(tmp_path / "environment") == {"PEARL_MODE": "demo", "SECRET_KEY": "with=signs=in=it"}
    assert local_file(tmp_path / "missing") == {}


def test_the_refusal_reaches_the_person_at_the_terminal():
    done = manage("check", **SAFE | {"DEBUG": "1"})

    assert done.returncode == 3
    assert done.stderr.startswith("Pearl does not start: DEBUG is on")
    assert "Traceback" not in done.stderr


def test_a_production_checkout_has_secure_cookies_and_no_demo_shortcuts():
    script = "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_SECURE, s.DEBUG)"
    done = subprocess.run(
        [sys.executable, "-c", script], env=production(**SAFE), cwd=ROOT, capture_output=True, text=True
    )

    assert done.stdout.split() == ["__Host-session", "True", "False"]


def manage(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], env=production(**env), cwd=ROOT, capture_output=True, text=True
    )


def production(**env: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if name not in SAFE}
    return clean | {"PEARL_MODE": "production", "DJANGO_SETTINGS_MODULE": "clinic.settings"} | env


def test_without_a_mail_server_no_e_mail_is_offered_and_with_one_it_is_encrypted():
    assert read(SAFE).mail is None
    given = read(SAFE | MAIL).mail
    assert (given.host, given.port, given.security) == ("mail.clinic.example", 587, "starttls")
    assert read(SAFE | MAIL | {"EMAIL_SECURITY": "tls"}).mail.port == 465
    assert read(SAFE | MAIL | {"EMAIL_HOST": "127.0.0.1", "EMAIL_SECURITY": "none"}).mail.port == 25


def test_the_address_may_be_any_name_that_the_allowed_hosts_stand_for():
    for hosts in (".clinic.example", "other.example, Pearl.Clinic.Example"):
        assert (
            why_not_start(SAFE | {"ALLOWED_HOSTS": hosts, "SITE_ADDRESS": "https://pearl.CLINIC.example:8443/"}) is None
        )
    assert read({"PEARL_MODE": "demo", "SITE_ADDRESS": "http://192.168.0.9:8000"}).site_address.endswith(":8000")


def test_sheets_name_the_address_of_the_settings_and_the_demo_this_machine():
    assert read(SAFE | {"SITE_ADDRESS": "https://pearl.clinic.example/"}).site_address == "https://pearl.clinic.example"
    assert read({"PEARL_MODE": "demo", "PORT": "8123"}).site_address == "http://localhost:8123"

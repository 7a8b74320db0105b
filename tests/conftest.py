"""What every test stands on: the database server, a browser, and settings that only tests may have."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from django.test import TransactionTestCase
from playwright.sync_api import Browser, Page

from clinic import environment, postgres
from tests import chromium

# pytest-playwright keeps an event loop in this thread, and Django would refuse every query beside one.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def pytest_configure() -> None:
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
    settings.PHOTO_FOLDER = Path(tempfile.mkdtemp(prefix="pearl-photos-"))
    atexit.register(shutil.rmtree, settings.PHOTO_FOLDER, ignore_errors=True)
    # One address signs in hundreds of times; the tests of throttling switch it on again.
    settings.ACCOUNT_RATE_LIMITS = False


# Database


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Start the embedded server only when a test needs a database; with `-n` every process has its own database."""
    if not environment.settings_of_this_machine().get("DATABASE_URL"):
        postgres.ensure()


TRUNCATE_TRIGGERS = """
    select tgrelid::regclass::text, quote_ident(tgname) from pg_trigger
    where (tgtype & 32) <> 0 and not tgisinternal order by 1, 2
"""


def empty_all_tables(teardown: Callable[[TransactionTestCase], None]) -> Callable[[TransactionTestCase], None]:
    """Tests with a live server end with a TRUNCATE, which the guards of final tables rightly refuse."""

    def with_guards_lifted(case: TransactionTestCase) -> None:
        with connection.cursor() as cursor:
            cursor.execute(TRUNCATE_TRIGGERS)
            guards = cursor.fetchall()
            for table, trigger in guards:
                cursor.execute(f"alter table {table} disable trigger {trigger}")
        try:
            teardown(case)
        finally:
            with connection.cursor() as cursor:
                for table, trigger in guards:
                    cursor.execute(f"alter table {table} enable always trigger {trigger}")

    return with_guards_lifted


TransactionTestCase._fixture_teardown = empty_all_tables(TransactionTestCase._fixture_teardown)


# Browser


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    executable = chromium.find()
    if executable is None:
        pytest.fail(chromium.MISSING, pytrace=False)
    return browser_type_launch_args | {"executable_path": executable, "args": chromium.FLAGS}


@pytest.fixture
def tablet(browser: Browser, live_server) -> Iterator[Page]:
    """The clinic's tablet, upright, touched with fingers."""
    context = browser.new_context(
        viewport={"width": 810, "height": 1080}, has_touch=True, base_url=live_server.url, locale="en-GB"
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def desktop(browser: Browser, live_server) -> Iterator[Page]:
    """The dermatologist's screen."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=live_server.url, locale="en-GB")
    yield context.new_page()
    context.close()


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails with a list of what stands in the way of a person with a disability."""

    def check(page: Page) -> None:
        results = Axe().run(page, options={"runOnly": WCAG, "rules": {"target-size": {"enabled": True}}})
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"

    return check

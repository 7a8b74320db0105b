"""The browser dies in the middle of a word: nothing called saved is lost, and at most two seconds of typing."""

import os
import random
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Error

from tests import chromium
from tests.faults.rounds import figure, rounds
from tests.system.conftest import session_of
from tests.system.saving import Intake

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
A_KEY = 0.03
LONGEST_LOSS = 2.0
NO_STORE = "Object.defineProperty(globalThis, 'indexedDB', {value: undefined})"
CARELESS = """document.addEventListener("input", (event) => localStorage.setItem("kept", event.target.value))"""


class Profile:
    """A Chromium with its own folder on the disk, which outlives it."""

    def __init__(self, browser_type, folder, base, person):
        self.browser_type, self.folder, self.base, self.person = browser_type, folder, base, person

    def opens(self, *scripts):
        self.context = self.browser_type.launch_persistent_context(
            self.folder, executable_path=chromium.find(), args=chromium.FLAGS, base_url=self.base, locale="en-GB"
        )
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": self.session, "url": self.base}
        self.context.add_cookies([cookie])
        for script in scripts:
            self.context.add_init_script(script)
        return Intake(self.context.pages[0])

    @property
    def session(self):
        if not hasattr(self, "_session"):
            self._session = session_of(self.person)
        return self._session

    def is_killed(self):
        """Only processes that were started on this very folder."""
        for process in Path("/proc").iterdir():
            with suppress(OSError):
                if process.name.isdigit() and f"--user-data-dir={self.folder}" in (process / "cmdline").read_text():
                    os.kill(int(process.name), signal.SIGKILL)
        with suppress(Error):
            self.context.close()


def types_until_it_dies(desk, profile, chance):
    """What was typed with the second of each letter, and what the page had called saved."""
    area = desk.row("free_text").locator("textarea")
    area.focus()
    typed, saved, end = [], "", time.monotonic() + chance.uniform(1.5, 4.5)
    while time.monotonic() < end:
        letter = chance.choice("abcdefgh ") if typed and typed[-1][0] != " " else chance.choice("abcdefgh")
        desk.page.keyboard.type(letter)
        typed.append((letter, time.monotonic()))
        # Now and then a pause that is long enough to be saved in.
        if chance.random() < 0.01:
            desk.is_told_it_is_saved()
            saved = area.input_value()
        time.sleep(A_KEY)
    died = time.monotonic()
    profile.is_killed()
    return typed, saved, died


def comes_back(profile, visit):
    desk = profile.opens().part(visit, "wishes")
    if desk.page.url.endswith("/held/"):
        desk.presses("Take over here")
        desk.part(visit, "wishes")
    desk.page.wait_for_timeout(300)
    desk.page.wait_for_load_state("networkidle")
    desk.page.wait_for_function("async () => !document.querySelector('.save-bar')")
    desk.page.wait_for_timeout(500)
    profile.context.close()
    visit.refresh_from_db()
    return visit.answers["person"].get("free_text") or ""


def seconds_lost(typed, found, died):
    lost = typed[len(found) :]
    return died - lost[0][1] if lost else 0.0


@pytest.fixture
def dies(clinic, browser_type, live_server, tmp_path):
    """One life of a browser, from the first letter to what is there when somebody comes back."""

    def once(seed, *scripts):
        visit = clinic.in_intake(clinic.patient(given_name=f"Amy {seed}"))
        profile = Profile(browser_type, tmp_path / str(seed), live_server.url, clinic.desk)
        desk = profile.opens(*scripts).part(visit, "wishes")
        typed, saved, died = types_until_it_dies(desk, profile, random.Random(seed))
        found = comes_back(profile, visit)
        return {"saved_lost": int(not found.startswith(saved.strip())), "seconds": seconds_lost(typed, found, died)}

    return once


def test_nothing_that_was_called_saved_is_lost_and_at_most_two_seconds_of_typing(dies):
    number = rounds(short=2, full=50)
    ended = [dies(seed) for seed in range(number)]

    worst = max(each["seconds"] for each in ended)
    lost = sum(each["saved_lost"] for each in ended)
    figure("F3", {"browsers killed": number, "saved and lost": lost, "longest loss in s": round(worst, 2)})
    assert lost == 0
    assert worst <= LONGEST_LOSS


def test_without_the_store_what_was_typed_dies_with_the_browser(dies):
    """The control: no queue, and the browser's plain storage instead, which is what many pages rely on."""
    number = rounds(short=1, full=5)
    ended = [dies(1000 + seed, NO_STORE, CARELESS) for seed in range(number)]

    worst = max(each["seconds"] for each in ended)
    figure("F3 control without the store", {"browsers killed": number, "longest loss in s": round(worst, 2)})
    assert worst > 1.0

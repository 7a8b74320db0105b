"""Windows of the clinic: a tablet and a large screen, signed in or not, and what must be true of every page in them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from clinic.accounts.models import User
from tests.conftest import WCAG
from tests.integration.clinic_factory import Clinic, site
from tests.system.screen import Screen

SIZES = {"tablet": {"width": 810, "height": 1080}, "desktop": {"width": 1440, "height": 900}}
ALL_RULES = {"runOnly": WCAG, "resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
# In the dark nothing differs but colours.
COLOURS = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
A_Screen = TypeVar("A_Screen", bound=Screen)


@pytest.fixture
def clinic(transactional_db: None) -> Clinic:
    here = site(
        "Harbour Skin Clinic",
        address="1 Quay",
        phone="020 7946 0000",
        out_of_hours_phone="020 7946 0999",
        timezone="Europe/London",
    )
    return Clinic(here)


@dataclass
class Windows:
    """Opens windows; each is a browser of its own, with its own cookies."""

    browser: Browser
    base: str
    kind: str = "tablet"
    opened: list[BrowserContext] = field(default_factory=list)

    def window(
        self,
        who: type[A_Screen],
        person: User | None = None,
        *,
        look_over: Callable[[Page], None] | None = None,
        kind: str = "",
        **options: object,
    ) -> A_Screen:
        kind = kind or self.kind
        touch = kind == "tablet"
        wanted = {"viewport": SIZES[kind], "has_touch": touch, "locale": "en-GB", "reduced_motion": "reduce"} | options
        context = self.browser.new_context(base_url=self.base, **wanted)
        context.set_default_timeout(10_000)
        self.opened.append(context)
        if person is not None:
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session_of(person), "url": self.base}])
        return who(context.new_page(), touch=touch, look_over=look_over)

    def another_tab(self, screen: A_Screen) -> A_Screen:
        """In the same browser, signed in as the same person."""
        return type(screen)(screen.page.context.new_page(), touch=screen.touch, look_over=screen.look_over)


def session_of(person: User) -> str:
    """As signing in makes it; where the sign-in itself is not under test."""
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def windows(browser: Browser, live_server) -> Iterator[Windows]:
    opened = Windows(browser, live_server.url)
    yield opened
    for context in opened.opened:
        context.close()


@pytest.fixture(params=["tablet", "desktop"])
def on_both(request: pytest.FixtureRequest, windows: Windows) -> Windows:
    windows.kind = request.param
    return windows


@pytest.fixture
def in_the_way() -> Callable[[Page], list[str]]:
    """What stands in the way of a person with a disability, in light or in dark colours."""

    def found(page: Page) -> list[str]:
        page.evaluate(Axe().axe_script)
        wrong = []
        for colours, options in (("light", ALL_RULES), ("dark", COLOURS)):
            page.emulate_media(color_scheme=colours)
            result = AxeResults(page.evaluate("options => axe.run(options)", options))
            if result.violations_count:
                wrong.append(f"{page.url}, {colours}\n{result.generate_report()}")
        page.emulate_media(color_scheme="light")
        return wrong

    return found


@pytest.fixture
def anybody_can_use(in_the_way: Callable[[Page], list[str]]) -> Callable[[Page], None]:
    """Fails where something does."""

    def check(page: Page) -> None:
        wrong = in_the_way(page)
        assert not wrong, "\n".join(wrong)

    return check

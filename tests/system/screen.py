"""What somebody does on any page of Pearl, with a finger or a mouse."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Self

from playwright.sync_api import Error, Locator, Page, expect

from clinic.accounts.models import User
from tests.integration.clinic_factory import PASSWORD

BEFORE = """() => {
  window.before = true;
  document.addEventListener("swapped", () => { window.before = false; });
}"""


class Screen:
    """One window of a browser. `look_over` is called with every page that a person comes to."""

    def __init__(self, page: Page, *, touch: bool = False, look_over: Callable[[Page], None] | None = None) -> None:
        self.page, self.touch = page, touch
        self.look_over = look_over or (lambda _page: None)
        self.complaints: list[str] = []
        page.on("console", lambda said: said.type == "error" and self._notes(said.text))

    def _notes(self, complaint: str) -> None:
        """A form that is refused is no fault of the page, though the browser calls it one."""
        if not re.search("status of 4(09|22)", complaint):
            self.complaints.append(complaint)

    def opens(self, address: str) -> Self:
        self.page.goto(address)
        self.look_over(self.page)
        return self

    def hits(self, target: Locator) -> None:
        target.tap() if self.touch else target.click()

    @contextmanager
    def coming_to_a_page(self) -> Iterator[None]:
        """A new page, or another one in the same window (static/js/saving/pages.js)."""
        self.page.evaluate(BEFORE)
        yield
        self._waits_for_the_page()
        self.look_over(self.page)

    def _waits_for_the_page(self, seconds: float = 15) -> None:
        """Asked from outside: `wait_for_function` uses the clock of the page, which stands still without scripts."""
        end = monotonic() + seconds
        while monotonic() < end:
            with suppress(Error):  # the page goes away while it is asked
                if self.page.evaluate("() => !window.before && document.readyState === 'complete'"):
                    return
            self.page.wait_for_timeout(20)
        raise AssertionError(f"No other page came within {seconds} s, still at {self.page.url}")

    def presses(self, name: str, *, within: Locator | None = None) -> Self:
        with self.coming_to_a_page():
            self.hits(self.button(name, within))
        return self

    def follows(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> Self:
        with self.coming_to_a_page():
            self.hits((within or self.page.locator("main")).get_by_role("link", name=name).first)
        return self

    def button(self, name: str, within: Locator | None = None) -> Locator:
        return (within or self.page.locator("body")).get_by_role("button", name=re.compile(rf"^\s*{re.escape(name)}"))

    def chooses(self, *labels: str) -> Self:
        for label in labels:
            self.hits(self.tile(label))
        return self

    def tile(self, label: str) -> Locator:
        """By its own words, without the hint that may stand below them."""
        words = f'span[contains(@class, "tile-text")]/text()[normalize-space() = "{label}"]'
        return self.page.locator(f'//main//label[contains(@class, "tile")][.//{words}]')

    def writes(self, **texts: str) -> Self:
        """By the labels of the fields, with _ for a space."""
        for label, text in texts.items():
            named = re.compile(rf"^\s*{label.replace('_', ' ')}(\s*\(optional\))?\s*$")
            self.page.get_by_label(named).fill(text)
        return self

    def signs_in(self, person: User, password: str = PASSWORD) -> Self:
        self.opens("/")
        self.writes(Username=person.username, Password=password)
        return self.presses("Sign in")

    @property
    def heading(self) -> str:
        return self.page.locator("main h1").inner_text().replace("\n", " ").strip()

    def sees(self, *texts: str | re.Pattern[str]) -> Self:
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)
        return self

    def sees_no(self, *texts: str) -> Self:
        for text in texts:
            expect(self.page.locator("body")).not_to_contain_text(text)
        return self

    def is_told_of_an_error(self, words: str) -> Self:
        """In the summary, which has the focus, and in the title of the page."""
        summary = self.page.locator("#error-summary")
        expect(summary).to_contain_text(words)
        expect(summary).to_be_focused()
        expect(self.page).to_have_title(re.compile("^Error: "))
        return self

"""What somebody at the desk does on a screen of the intake where each answer is saved as it is given."""

import re
from collections.abc import Callable
from typing import Self

from playwright.sync_api import Locator, Page, expect

from tests.system.desk import Desk

SAVED = re.compile(r"^\s*Saved \d\d:\d\d\s*$")
# What a browser has kept, of every kind that a page can read.
KEPT_IN_CLEAR = "() => JSON.stringify([{...localStorage}, {...sessionStorage}])"
DATABASES = "async () => (await indexedDB.databases()).map(each => each.name)"
PIECES = """async () => {
  const found = [];
  for (const {name} of await indexedDB.databases()) {
    const database = await new Promise(done => { const r = indexedDB.open(name); r.onsuccess = () => done(r.result) });
    for (const store of database.objectStoreNames) {
      const all = database.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([all.getAllKeys(), all.getAll()].map(
        r => new Promise(done => { r.onsuccess = () => done(r.result) })));
      const letters = new TextDecoder("latin1");
      values.forEach((value, at) => found.push(keys[at] + " " + Object.entries(value).map(
        ([part, data]) => part + (typeof data === "string" ? data : letters.decode(data))).join(" ")));
    }
    database.close();
  }
  return found;
}"""


class Intake(Desk):
    """The desk, with an intake open."""

    def part(self, visit: object, name: str) -> Self:
        return self.opens(f"/consultations/{visit.pk}/intake/part/{name}/")

    @property
    def mark(self) -> Locator:
        return self.page.locator("#save-indicator")

    @property
    def bar(self) -> Locator:
        return self.page.locator(".save-bar")

    @property
    def panel(self) -> Locator:
        return self.page.locator("#save-conflict")

    def row(self, question: str) -> Locator:
        return self.page.locator(f"[data-question={question}]")

    def field(self, question: str, value: str) -> Locator:
        return self.row(question).locator(f"input[value={value}]")

    def gives(self, **answers: str) -> Self:
        for question, value in answers.items():
            self.hits(self.row(question).locator(f"label:has(input[value={value}])"))
        return self

    def is_told_it_is_saved(self) -> Self:
        expect(self.mark).to_have_text(SAVED)
        return self

    def reads_again_until(self, is_true: Callable[[], bool]) -> None:
        """Of the database, which knows nothing of what the page waits for."""
        for _time in range(50):
            if is_true():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError("it never became true")

    def kept_in_clear(self) -> str:
        return self.page.evaluate(KEPT_IN_CLEAR)

    def pieces(self) -> list[str]:
        return self.page.evaluate(PIECES)

    def databases(self) -> list[str]:
        return self.page.evaluate(DATABASES)

    def goes_offline(self, offline: bool = True) -> Self:
        self.page.context.set_offline(offline)
        return self

    def hears(self) -> "Heard":
        return Heard(self.page)


class Heard:
    """What a screen reader was given to say from here on, in the polite and in the assertive region."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.evaluate(
            """() => { window.heard = []; for (const id of ["live", "alert"]) {
                const region = document.getElementById(id);
                new MutationObserver(() => heard.push(id + ": " + region.textContent.trim())).observe(
                  region, {childList: true, characterData: true, subtree: true});
            } }"""
        )

    @property
    def all(self) -> list[str]:
        return self.page.evaluate("() => heard")

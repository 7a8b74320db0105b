"""What the dermatologist does: the queue, the review, the plan, the signature."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from playwright.sync_api import Locator

from clinic.accounts.models import User
from tests.integration.clinic_factory import PASSWORD
from tests.system.screen import Screen


class Doctor(Screen):
    def opens_from_the_queue(self, family_name: str) -> Self:
        self.opens("/queue/")
        return self.follows(re.compile(rf"^{re.escape(family_name.upper())},"))

    def area(self, number: int = 1) -> Locator:
        return self.page.locator(f"#area-{number}")

    def suggestion(self, number: int = 1) -> str:
        return self.area(number).locator(".suggestion-headline").inner_text().strip()

    def rules(self, number: int = 1) -> list[str]:
        """Codes of the rules that stand to read beside the suggestion."""
        shown = self.area(number).locator(".reason-code:visible")
        return [code.split("·")[0].strip() for code in shown.all_inner_texts()]

    def agrees(self) -> Self:
        """With everything that is suggested; lands on the page to sign."""
        return self.presses("Agree, go to sign")

    def uses_instead(self, method: str, number: int = 1) -> Self:
        options = self.page.locator(f"#others-{number}")
        if options.get_attribute("open") is None:
            self.hits(options.locator("summary").first)
        row = options.locator("li.option-row", has=self.page.get_by_role("heading", name=method, exact=True))
        return self.follows(re.compile("^(Use instead|Override with reason)"), within=row)

    def finds(self, finding: str, note: str = "") -> Self:
        """About the first red flag that is open."""
        flag = self.page.locator(".flag--open").first
        if note:
            self.hits(flag.locator(".flag-note summary"))
            flag.locator("textarea").fill(note)
        with self.seeing_it_anew():
            self.hits(flag.get_by_role("button", name=finding))
        return self

    @contextmanager
    def seeing_it_anew(self) -> Iterator[None]:
        """Something is answered on the review itself, and the page as it is then takes its place."""
        self.page.evaluate("() => document.addEventListener('swapped', () => { window.anew = true; }, { once: true })")
        yield
        self.page.wait_for_function("() => window.anew")
        self.page.evaluate("() => { delete window.anew; }")
        self.look_over(self.page)

    def decides(self, method: str, *, reason: str = "", comment: str = "", though_stopped: bool = False) -> Self:
        """On the page of one area's plan."""
        self.chooses(method)
        if reason:
            self.chooses(reason)
        self.writes(Comment=comment)
        if though_stopped:
            self.chooses("I have read why this was stopped")
        return self.presses("Save this decision")

    def corrects(self, wording: str) -> Self:
        """From the facts of the review, whose groups may be folded."""
        fact = self.page.locator(".fact-list > div", has=self.page.locator("dt", has_text=wording)).first
        group = self.page.locator("details.fact-group", has=fact)
        if group.count() and group.get_attribute("open") is None:
            self.hits(group.locator("summary"))
        return self.follows(re.compile("^(Correct|Answer)"), within=fact)

    def open_question(self, wording: str, area: int = 1) -> Locator:
        return self.area(area).locator(".open-here > li", has_text=wording)

    def answers_the_open_question(self, wording: str, answer: str, *, area: int = 1) -> Self:
        """With one press where scripts run."""
        with self.seeing_it_anew():
            self.hits(self.open_question(wording, area).locator("label.tile", has_text=answer))
        return self

    def signs(self, password: str = PASSWORD) -> Self:
        """The first time after signing in with the user name too; lands on the next case, or on the queue."""
        name = self.page.get_by_label("Your user name")
        if name.count():
            signing_as = self.page.locator("#signing").inner_text().strip().removeprefix("Signing as ")
            name.fill(User.objects.get(name=signing_as).username)
        self.writes(Your_password=password)
        with self.coming_to_a_page():
            self.hits(self.page.locator("main").get_by_role("button", name="Sign", exact=True))
        return self

    def views_what_was_signed(self) -> Self:
        return self.follows(re.compile("^View"), within=self.page.locator(".signed-bar"))

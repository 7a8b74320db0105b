"""What the dermatologist does: the queue, the review, the plan, the signature."""

import re
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
        """Codes of the rules that stand open to read beside the suggestion."""
        shown = self.area(number).locator(".reason-source a:visible")
        return [code.strip() for code in shown.all_inner_texts()]

    def agrees(self, number: int = 1) -> Self:
        return self.presses("Agree", within=self.area(number))

    def decides_something_else(self, number: int = 1) -> Self:
        return self.follows(re.compile("^Decide something else"), within=self.area(number))

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
        if group.get_attribute("open") is None:
            self.hits(group.locator("summary"))
        return self.follows(re.compile("^(Correct|Answer)"), within=fact)

    def answers_the_open_question(self, wording: str, *, area: int = 1) -> Self:
        row = self.area(area).locator(".open-list > li", has_text=wording)
        return self.follows(re.compile("^Answer"), within=row)

    def confirms(self) -> Self:
        return self.presses("Confirm the plan, go to sign")

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

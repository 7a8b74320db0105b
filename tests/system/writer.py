"""What a content admin does on the workbench, and whoever approves it; presses of the mouse counted by the browser."""

from typing import Self

from playwright.sync_api import Locator

from tests.integration.clinic_factory import PASSWORD
from tests.system.screen import Screen

EVERY_PRESS = "addEventListener('pointerdown', () => window.pressed(), true)"


class Writer(Screen):
    """Typing is no press, wherever the focus already is; a field that is only written into is not pressed first."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.presses_seen = 0
        self.page.expose_function("pressed", self._count)
        self.page.add_init_script(EVERY_PRESS)

    def _count(self) -> None:
        self.presses_seen += 1

    def counted(self) -> int:
        self.page.wait_for_timeout(50)
        seen, self.presses_seen = self.presses_seen, 0
        return seen

    def condition_as_text(self) -> Locator:
        return self.page.locator("main textarea[name=when]")

    def changes_the_condition(self, old: str, new: str) -> Self:
        field = self.condition_as_text()
        assert old in field.input_value()
        field.fill(field.input_value().replace(old, new))
        return self

    def saves(self) -> Self:
        return self.presses("Save", within=self.page.locator("main .actions"))

    def confirms_the_large_change(self) -> Self:
        self.hits(self.page.locator("label:has([name=confirmed])"))
        return self.saves()

    def sends_for_approval(self) -> Self:
        return self.presses("Send for approval", within=self.page.locator("main"))

    def approves(self, password: str = PASSWORD) -> Self:
        self.page.locator("form:has([name=when][value=now]) input[type=password]").fill(password)
        return self.presses("Approve and publish now", within=self.page.locator("main"))

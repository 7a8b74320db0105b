"""Without mouse and finger: everything goes with the keyboard, and one always sees where one is."""

import pytest

from consultations.models import AnswerChange
from tests.integration.clinic_factory import PASSWORD
from tests.system.measuring import FOCUSED
from tests.system.screen import Screen

pytestmark = pytest.mark.django_db(transaction=True)
MOST_STOPS = 80


class Keyboard(Screen):
    def tabs_to(self, *, text: str = "", name: str = "", value: str = "") -> "Keyboard":
        """Every stop on the way shows its ring."""
        for _stop in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            focused = self.page.evaluate(FOCUSED)
            assert focused["ring"] or focused["tag"] == "BODY", f"nothing shows the focus on {focused}"
            is_it = focused["name"] == name and value in ("", focused["value"])
            if (name and is_it) or (text and focused["text"].startswith(text)):
                return self
        raise AssertionError(f"{text or name} cannot be reached on {self.page.url}")

    def types(self, text: str) -> "Keyboard":
        self.page.keyboard.type(text)
        return self

    def strikes(self, key: str) -> "Keyboard":
        self.page.keyboard.press(key)
        return self

    def enters(self) -> "Keyboard":
        with self.coming_to_a_page():
            self.page.keyboard.press("Enter")
        return self

    def arrows_to(self, value: str) -> "Keyboard":
        for _stop in range(MOST_STOPS):
            if self.page.evaluate(FOCUSED)["value"] == value:
                return self.strikes("Space")
            self.strikes("ArrowDown")
        raise AssertionError(f"{value} cannot be reached")


def test_signing_in(clinic, windows):
    keyboard = windows.window(Keyboard, kind="desktop").opens("/")
    keyboard.tabs_to(name="login").types(clinic.desk.username).tabs_to(name="password").types("wrong").enters()
    keyboard.is_told_of_an_error("")
    keyboard.tabs_to(name="password").strikes("Control+A").types(PASSWORD).enters()

    assert keyboard.heading.startswith("Today")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sex", "male"),
        ("pregnancy", "no"),
        ("cold_condition", ["raynaud"]),
        ("isotretinoin_months", 8),
        ("free_text", "Only on the left."),
    ],
)
def test_answering_a_question_of_each_kind(clinic, windows, key, value):
    visit = clinic.answered(isotretinoin="stopped", isotretinoin_months=1)
    keyboard = windows.window(Keyboard, clinic.desk, kind="desktop")
    question = clinic.protocol.questions[key]
    keyboard.opens(f"/consultations/{visit.pk}/intake/part/{question.step}/")

    if question.type == "multi":
        keyboard.tabs_to(name=key, value="none").strikes("Space")
        keyboard.tabs_to(name=key, value=value[0]).strikes("Space")
    elif question.type == "one":
        keyboard.tabs_to(name=key).arrows_to(value)
    else:
        keyboard.tabs_to(name=key).strikes("Control+A").types(str(value))
    keyboard.tabs_to(text="Continue").enters()

    visit.refresh_from_db()
    assert visit.answers["person"][key] == value
    assert AnswerChange.objects.filter(consultation=visit, question=key).exists()


def test_agreeing_and_signing(clinic, windows):
    visit = clinic.in_review()
    keyboard = windows.window(Keyboard, clinic.derm, kind="desktop").opens(f"/consultations/{visit.pk}/review/")

    keyboard.tabs_to(text="Skip to sign").strikes("Enter").tabs_to(text="Agree, go to sign").enters()
    keyboard.tabs_to(name="username").types(clinic.derm.username)
    keyboard.tabs_to(name="password").enters().is_told_of_an_error("Enter your password to sign.")
    keyboard.tabs_to(text="Your password").strikes("Enter").types(PASSWORD).enters()

    assert keyboard.heading == "Queue"
    keyboard.tabs_to(text="View").enters()
    assert keyboard.heading == "Signed record"

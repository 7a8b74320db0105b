"""In a real browser that keeps pages in its memory, as tablets do: nothing of the clinic and nobody else's is reached.

Playwright switches that memory off by default; with it off, every test of the Back button passes and proves nothing.
"""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect

from tests.integration.tablets import given, ready
from tests.system.conftest import Windows
from tests.system.patient import Tablet
from tests.unit.test_hazards import ROOT

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
SECRET = "ZEBEDEE"
OURS = """<link rel="stylesheet" href="/static/css/base.css">
<script type="module" src="/static/js/fresh.js"></script>"""


@pytest.fixture(scope="module")
def remembering(launch_browser) -> Iterator[Browser]:
    browser = launch_browser(ignore_default_args=["--disable-back-forward-cache"])
    yield browser
    browser.close()


@pytest.fixture
def tablets(remembering, live_server) -> Iterator[Windows]:
    opened = Windows(remembering, live_server.url)
    yield opened
    for context in opened.opened:
        context.close()


class Forgetful(BaseHTTPRequestHandler):
    """A clinic that lets the browser keep its pages: /bare does nothing about it, /fresh has our script and style.

    Chromium under Playwright never keeps a page that says no-store, so fresh.js is proved without that header.
    """

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        kind, body = self.answer()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        self.wfile.write(body)

    def answer(self) -> tuple[str, bytes]:
        if self.path.startswith("/static/"):
            file = ROOT / self.path[1:]
            return ("text/css" if file.suffix == ".css" else "text/javascript"), file.read_bytes()
        if self.path == "/next":
            return "text/html", b"<h1>Thank you</h1>"
        if self.asked.count(self.path) > 1:
            return "text/html", b"<h1>This part is for staff</h1>"
        head = OURS if self.path == "/fresh" else ""
        return "text/html", f"{head}<h1>{SECRET}, Amy</h1><a href=/next>On</a>".encode()

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def forgetful() -> Iterator[str]:
    Forgetful.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Forgetful)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


# What an eye could see of a page that came back from memory, before any script of the page ran again.
REMEMBERED = """addEventListener("pageshow", (event) => {
  if (event.persisted) sessionStorage.seen = getComputedStyle(document.body).visibility;
})"""


def back_to(browser, address):
    """(what stands on the page, how it was seen at the first moment)"""
    context = browser.new_context()
    context.add_init_script(REMEMBERED)
    page = context.new_page()
    page.goto(address)
    page.wait_for_load_state()
    page.get_by_role("link", name="On").click()
    page.wait_for_url("**/next")
    page.go_back(wait_until="commit")
    page.wait_for_timeout(800)
    seen = page.locator("h1").inner_text(), page.evaluate("sessionStorage.seen")
    context.close()
    return seen


def test_this_browser_does_bring_a_page_with_a_name_back_from_its_memory(remembering, forgetful):
    """The control: without this the tests below could not fail."""
    assert back_to(remembering, f"{forgetful}/bare") == (f"{SECRET}, Amy", "visible")


def test_a_page_of_ours_is_put_away_blank_and_asked_for_again(remembering, forgetful):
    assert back_to(remembering, f"{forgetful}/fresh") == ("This part is for staff", "hidden")


def names_seen(tablet, moves):
    """Where a name of the clinic could be read after one of these moves."""
    found = []
    for move, where in moves:
        move(where)
        tablet.page.wait_for_timeout(150)
        if SECRET in tablet.shown:
            found.append((tablet.page.url, where))
    return found


def back_and_forth(tablet):
    page = tablet.page
    yield from ((lambda _n: page.go_back(), f"back {n}") for n in range(6))
    yield from ((lambda _n: page.go_forward(), f"forward {n}") for n in range(6))
    yield (lambda _n: page.reload(), "reload")
    yield from ((lambda where: page.evaluate("n => history.go(n)", int(where)), str(-n)) for n in range(1, 8))


class TestT20NothingButTheIntakeOpens:
    def test_back_addresses_reload_and_storage_then_a_second_patient(self, clinic, tablets):
        first = clinic.patient(family_name="Zebedee", given_name="Amy")
        second = clinic.patient(family_name="Ottoline", given_name="Bea")
        other = clinic.signed(clinic.patient(family_name="Zebedee", given_name="Cleo"))
        tablet = tablets.window(Tablet, clinic.desk).opens("/today/")
        tablet.opens(reverse("patient", args=[first.pk]))
        assert SECRET in tablet.shown
        tablet.hands_over_to(first)
        assert names_seen(tablet, back_and_forth(tablet)) == []

        staff = [
            "/",
            "/today/",
            "/queue/",
            "/patients/",
            f"/patients/{first.pk}/",
            f"/consultations/{other.pk}/record/",
        ]
        go = ((lambda where: tablet.page.goto(where), address) for address in [*staff, "/account/", "/people/"])
        assert names_seen(tablet, go) == []
        tablet.opens("/today/").sees("This part is for staff")

        tablet.opens(reverse("tablet_start")).begins().answers_this_page()
        tablet.gives_back().sees("Please give the tablet back to the desk")
        assert names_seen(tablet, back_and_forth(tablet)) == []
        tablet.opens(reverse("tablet_done"))
        for name in ("Zebedee", "Amy", "wants_treatment", str(first.pk), str(given_to(first))):
            assert name not in tablet.stored

        tablet.is_unlocked_by(clinic.desk)
        assert SECRET in tablet.shown
        tablet.hands_over_to(second)
        seen = names_seen(tablet, back_and_forth(tablet))
        assert seen == []
        assert "AMY" not in tablet.shown

    def test_while_answering_what_is_kept_on_the_tablet_cannot_be_read(self, clinic, tablets):
        tablet = tablets.window(Tablet, clinic.desk).hands_over_to(clinic.patient(family_name="Zebedee")).begins()
        tablet.page.context.set_offline(True)
        tablet.hits(tablet.page.locator("main label.tile").first)
        tablet.page.wait_for_timeout(1500)
        stored = tablet.stored
        assert "wants_treatment" not in stored and SECRET not in stored.upper()
        tablet.page.context.set_offline(False)


def given_to(patient):
    return given(patient.consultations.get()).token


class TestT7BackInTheMiddle:
    def test_every_answer_is_still_selected_and_no_page_is_blank(self, clinic, tablets):
        visit = clinic.answered(clinic.patient(given_name="Amy"))
        tablet = tablets.window(Tablet, clinic.desk).hands_over_to(visit.patient)
        tablet.page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        for part in ("your_wish", "signs", "bad_reactions", "your_wishes"):
            tablet.opens(f"/tablet/part/{part}/")
            tablet.hits(tablet.page.locator("main label.tile").nth(1))
            tablet.page.wait_for_timeout(600)
        met = []
        for part in ("your_wishes", "bad_reactions", "signs", "your_wish"):
            expect(tablet.page.locator("main h1")).to_be_visible()
            assert part in tablet.page.url and tablet.chosen()
            met.append(tablet.chosen())
            if part != "your_wish":
                tablet.page.go_back()
        for chosen in reversed(met[:-1]):
            tablet.page.go_forward()
            assert tablet.chosen() == chosen


class TestTheWayToTheFirstQuestion:
    def test_a_returning_patient_needs_three_taps_from_who_will_answer_or_fewer(self, clinic, tablets):
        visit = ready(clinic)
        tablet = tablets.window(Tablet, clinic.desk).opens("/today/")
        tablet.hits(tablet.page.locator(".row-link a").first)
        tablet.page.wait_for_load_state()
        tablet.hits(tablet.page.get_by_role("link", name="Yes, this is the patient"))
        tablet.page.wait_for_load_state()
        tablet.hits(tablet.page.get_by_role("button", name="hand the tablet to the patient"))
        tablet.page.wait_for_url("**/tablet/start/")
        tablet.begins()
        assert given(visit) and tablet.taps <= 4

    def test_after_saving_a_new_patient_the_first_question_is_five_taps_away(self, clinic, tablets):
        patient = clinic.patient()
        tablet = tablets.window(Tablet, clinic.desk)
        tablet.hands_over_to(patient).begins()
        # New patient, the language and Save come before these: eight in all, of nine.
        assert tablet.taps == 5


class TestStillThere:
    @pytest.fixture
    def tablet(self, clinic, tablets):
        """With a clock of seconds: what it reads is set before the script looks."""
        window = tablets.window(Tablet, clinic.desk)
        window.page.route("**/still_there.js", hurried)
        return window.hands_over_to(ready(clinic, given_name="Amy").patient).begins()

    def test_it_asks_and_waits_as_long_as_one_wants(self, tablet, axe):
        dialog = tablet.page.locator("#still-there")
        for _time in range(3):
            expect(dialog).to_be_visible(timeout=5000)
            expect(dialog).to_contain_text("Are you still there?")
            tablet.hits(tablet.button("I need more time"))
            expect(dialog).to_be_hidden()
        expect(dialog).to_be_visible(timeout=5000)
        axe(tablet.page)

    def test_a_touch_is_an_answer_before_it_asks(self, tablet):
        for _second in range(5):
            tablet.page.wait_for_timeout(600)
            tablet.page.locator("main h1").tap()
        expect(tablet.page.locator("#still-there")).to_be_hidden()

    def test_when_nobody_answers_only_staff_opens_it_again(self, clinic, tablet):
        tablet.page.wait_for_url("**/tablet/done/", timeout=15_000)
        tablet.sees("Please take the tablet to the desk")
        tablet.opens(reverse("tablet")).sees("Please take the tablet to the desk")
        tablet.is_unlocked_by(clinic.desk).sees("Amy’s intake is not complete")


def hurried(route):
    answer = route.fetch()
    script = answer.text().replace("Number(dialog.dataset.idle)", "2").replace("Number(dialog.dataset.patience)", "3")
    route.fulfill(response=answer, body=script)


def test_staff_takes_over_and_the_tablet_says_so_on_the_next_page(clinic, tablets):
    visit = ready(clinic, given_name="Amy")
    tablet = tablets.window(Tablet, clinic.desk).hands_over_to(visit.patient).begins()
    desk = tablets.window(Tablet, clinic.derm).opens(reverse("intake_held", args=[visit.pk]))
    desk.sees("The patient is filling this in").presses("Take over here")

    tablet.opens(reverse("tablet")).sees("A member of staff is helping")

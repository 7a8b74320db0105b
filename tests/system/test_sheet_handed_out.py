"""The sheet leaves the clinic: printed and e-mailed by the desk, read on the patient's own phone."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from consultations.models import Mail, SheetHandedOut
from consultations.models.sheet import MailState
from tests.integration.sheets_given import owed, readable
from tests.system.desk import Desk
from tests.system.measuring import OVERFLOW, SMALL_TARGETS
from tests.system.screen import Screen

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
# 1280 by 1024 at 400 %.
AT_400 = {"viewport": {"width": 320, "height": 256}}
PRINTS = "() => { window.printed = 0; window.print = () => { window.printed += 1; }; }"


@pytest.fixture
def visit(clinic):
    return clinic.signed(clinic.patient(family_name="Okafor", given_name="Grace", email="grace@example.org"), areas=2)


@pytest.fixture
def own_page(windows, visit):
    """The patient's page, in a browser that has never been to the clinic."""
    link = readable(visit)

    def opened(query="", **options):
        screen = windows.window(Screen, **(PHONE | options))
        return screen.opens(f"/a/{link.token.lower()}{query}")

    return opened


def pictured(screen, name):
    """For whoever wants to look: PICTURES names a folder."""
    if folder := os.environ.get("PICTURES"):
        for colours in ("light", "dark"):
            screen.page.emulate_media(color_scheme=colours)
            screen.page.screenshot(path=Path(folder) / f"{name}-{colours}.png", full_page=True)
        screen.page.emulate_media(color_scheme="light")


def test_the_patient_reads_it_on_a_phone(own_page, anybody_can_use):
    phone = own_page()
    phone.sees("What to do", "What is normal", "When to call us", "020 7946 0000").sees_no("Okafor", "OKAFOR", "Grace")
    pictured(phone, "phone")
    anybody_can_use(phone.page)
    assert phone.page.evaluate(OVERFLOW) <= 0
    assert phone.page.evaluate(SMALL_TARGETS) == []
    assert phone.complaints == []
    assert phone.page.context.cookies() == []
    assert phone.page.evaluate("() => localStorage.length + sessionStorage.length") == 0


@pytest.mark.parametrize("query", ["", "?size=largest"])
def test_it_is_read_at_400_percent(own_page, query):
    screen = own_page(query, **AT_400)
    pictured(screen, f"at-400{query[-7:]}")
    assert screen.page.evaluate(OVERFLOW) <= 0
    expect(screen.page.get_by_role("link", name="020 7946 0000")).to_have_attribute("href", "tel:02079460000")


def test_the_letters_grow_and_stay_large(own_page):
    def height(screen):
        return screen.page.locator(".care-steps span").first.evaluate("it => parseFloat(getComputedStyle(it).fontSize)")

    phone = own_page()
    before = height(phone)
    phone.follows(re.compile("Largest"))
    assert height(phone) > before * 1.2
    expect(phone.page.get_by_role("link", name="Largest")).to_have_attribute("aria-current", "true")
    assert "size=largest" in phone.page.url


def test_without_scripts_everything_is_there_but_the_button_that_could_not_work(own_page):
    phone = own_page(java_script_enabled=False)
    phone.sees("What to do", "When to call us", "Add the dates to my calendar")
    expect(phone.page.get_by_role("button", name="Print")).to_have_count(0)
    phone.follows(re.compile("Largest"))
    assert phone.page.locator("html").get_attribute("data-text") == "largest"


def test_the_dates_come_as_a_file_for_the_calendar(own_page):
    phone = own_page()
    with phone.page.expect_download() as download:
        phone.hits(phone.page.get_by_role("link", name="Add the dates to my calendar"))
    text = Path(download.value.path()).read_text()
    assert download.value.suggested_filename == "dates.ics"
    assert text.count("BEGIN:VEVENT") >= 1 and "Okafor" not in text


def test_the_button_prints_it(own_page):
    phone = own_page()
    phone.page.evaluate(PRINTS)
    phone.hits(phone.page.get_by_role("button", name="Print"))
    assert phone.page.evaluate("() => window.printed") == 1


def test_a_wrong_address_says_what_to_do(windows, anybody_can_use):
    phone = windows.window(Screen, **PHONE).opens("/a/nothing-like-it")
    phone.sees("There is no page here", "call your clinic")
    pictured(phone, "gone")
    anybody_can_use(phone.page)


def test_the_desk_prints_it_once_and_a_reload_prints_nothing_more(clinic, visit, on_both, anybody_can_use):
    readable(visit)
    desk = on_both.window(Desk, clinic.desk)
    desk.page.add_init_script(f"({PRINTS})()")
    desk.opens(f"/consultations/{visit.pk}/aftercare/").sees("Not printed and not sent yet")
    pictured(desk, f"sheet-{on_both.kind}")
    anybody_can_use(desk.page)

    desk.presses("Print")
    assert SheetHandedOut.objects.count() == 1
    desk.page.wait_for_function("() => window.printed === 1")
    desk.sees("Printed once", "press Ctrl and P")
    pictured(desk, f"sheet-printed-{on_both.kind}")
    anybody_can_use(desk.page)

    desk.page.reload()
    assert desk.page.evaluate("() => window.printed") == 0
    assert "print=" not in desk.page.url
    assert SheetHandedOut.objects.count() == 1


def test_the_desk_sends_it_to_the_address_that_was_read_back(clinic, visit, on_both, anybody_can_use):
    readable(visit)
    desk = on_both.window(Desk, clinic.desk, look_over=anybody_can_use)
    desk.opens(f"/consultations/{visit.pk}/aftercare/").follows(re.compile("^E-mail"))
    expect(desk.page.get_by_label("E-mail address")).to_have_value("grace@example.org")
    pictured(desk, f"mail-{on_both.kind}")
    desk.writes(**{"E-mail address": "grace@gmial.com"}).presses("Go on")
    desk.sees("Is this address right?", "grace@gmial.com", "Did they say grace@gmail.com?")
    pictured(desk, f"mail-read-back-{on_both.kind}")
    desk.presses("No, change it").writes(**{"E-mail address": "grace@"}).presses("Go on")
    desk.is_told_of_an_error("An e-mail address has an @ in the middle")
    desk.writes(**{"E-mail address": "grace@gmail.com"}).presses("Go on").presses("Yes, send it")
    desk.sees("Given to be e-mailed once", "grace@gmail.com", "Waiting to be sent")
    assert [mail.to for mail in Mail.objects.all()] == ["grace@gmail.com"]


def test_where_nobody_knows_the_desk_asks_and_sends_it_again(clinic, visit, on_both, anybody_can_use):
    mail = owed(clinic, visit, state=MailState.UNSURE, trouble="stopped")
    desk = on_both.window(Desk, clinic.desk, look_over=anybody_can_use)
    desk.opens(f"/consultations/{visit.pk}/aftercare/").sees("May not have arrived", "Ask the patient whether it came")
    pictured(desk, f"sheet-unsure-{on_both.kind}")
    desk.presses("Send again").sees("Waiting to be sent")
    mail.refresh_from_db()
    assert mail.state == MailState.DUE

"""From a changed draft to a release in a browser: change by change with the keyboard, approved with a password."""

import re

import pytest
from playwright.sync_api import expect

from clinic.accounts.permissions import Role
from tests.integration.clinic_factory import person, site
from tests.integration.drafts_made import admin
from tests.integration.drafts_sent import send
from tests.integration.warts_draft import warts, write
from tests.system.writer import Writer
from treatments.models import Release, Submission

pytestmark = pytest.mark.django_db(transaction=True)
CHANGES = "/content/warts/changes/"
DARK = {"color_scheme": "dark"}


@pytest.fixture
def here():
    return site("Northbridge", timezone="Europe/London")


@pytest.fixture
def draft():
    return warts()


@pytest.fixture
def mina(here, draft):
    by = admin(sites=[here])
    for code in ("RF-01", "EX-01", "CA-01"):
        write(draft, by, "It is said in plainer words now.", code=code)
    return by


@pytest.fixture
def shah(here):
    return person(Role.DERMATOLOGIST, name="Dr Shah", sites=[here])


def focused(page):
    return page.evaluate("document.activeElement.id")


@pytest.mark.parametrize("look", [{}, DARK], ids=["light", "dark"])
def test_nothing_stands_in_the_way_from_the_workbench_to_the_approval(draft, mina, shah, windows, in_the_way, look):
    writer = windows.window(Writer, mina, kind="desktop", **look)
    for address in ("/content/warts/", CHANGES, "/content/warts/compare/1/draft/", "/content/warts/log/"):
        writer.opens(address)
        assert in_the_way(writer.page) == []
    sent = send(draft, mina, note="Plainer words.")
    derm = windows.window(Writer, shah, kind="tablet", **look)
    derm.opens(f"/content/warts/approval/{sent.pk}/")
    assert in_the_way(derm.page) == []
    assert writer.complaints == derm.complaints == []


def test_alt_and_an_arrow_go_from_change_to_change_and_stay_at_the_ends(mina, shah, windows):
    page = windows.window(Writer, mina, kind="desktop").opens(CHANGES).page
    expect(page.locator(".changes-keys")).to_be_visible()
    seen = []
    for key in ("Down", "Down", "Down", "Down", "Up", "Up", "Up"):
        page.keyboard.press(f"Alt+Arrow{key}")
        seen.append(focused(page))
    assert seen == ["change-1", "change-2", "change-3", "change-3", "change-2", "change-1", "change-1"]
    expect(page.locator("#change-1")).to_be_in_viewport()


def test_the_links_beside_a_change_do_the_same_by_finger_and_by_enter(mina, shah, on_both):
    writer = on_both.window(Writer, mina)
    page = writer.opens(CHANGES).page
    writer.hits(page.locator("#change-1 [data-next]"))
    assert focused(page) == "change-2"
    page.locator("#change-2 [data-next]").focus()
    page.keyboard.press("Enter")
    assert focused(page) == "change-3"
    writer.hits(page.locator("#change-3 [data-previous]"))
    assert focused(page) == "change-2"


def test_on_a_wide_screen_both_versions_stand_side_by_side_and_else_in_one(mina, shah, windows):
    wide = windows.window(Writer, mina, kind="desktop").opens(CHANGES).page
    field = wide.locator("#change-1 .field-change").first
    before, after = field.locator(".diff--before"), field.locator(".diff--after")
    expect(field.locator(".diff--inline")).to_be_hidden()
    assert before.bounding_box()["y"] == after.bounding_box()["y"]
    expect(after.locator("ins").first).to_contain_text("plainer")

    narrow = windows.window(Writer, mina, kind="tablet").opens(CHANGES).page
    expect(narrow.locator("#change-1 .diff--inline").first).to_be_visible()
    expect(narrow.locator("#change-1 .diff--before").first).to_be_hidden()


def test_one_sends_and_another_publishes_with_a_password(mina, shah, on_both):
    on_both.window(Writer, mina).opens(CHANGES).writes(What_this_is_for="Plainer words.").sends_for_approval()
    derm = on_both.window(Writer, shah).opens("/protocol/").follows(re.compile("^Review"))
    derm.sees("Plainer words.", "Release 2 becomes live for new visits.")
    derm.approves("not my password").is_told_of_an_error("Nothing was published.")
    assert Release.objects.count() == 1
    derm.approves().sees("In force")
    assert Release.objects.get(number=2).approved_by == shah


def test_without_scripts_it_is_sent_walked_through_and_published_all_the_same(mina, shah, windows):
    writer = windows.window(Writer, mina, java_script_enabled=False)
    page = writer.page
    page.goto(CHANGES)
    expect(page.locator(".changes-keys")).to_be_hidden()
    page.locator("#change-1 [data-next]").click()
    assert page.url.endswith("#change-2")
    page.get_by_role("button", name="Send for approval").click()
    expect(page.get_by_role("heading", name="Waiting for approval")).to_be_visible()

    derm = windows.window(Writer, shah, java_script_enabled=False).page
    derm.goto(f"/content/warts/approval/{Submission.objects.get().pk}/")
    derm.get_by_label("What should be changed").is_hidden()
    derm.get_by_text("Send back with a comment").click()
    derm.get_by_label("What should be changed").fill("Name the source.")
    derm.get_by_role("button", name="Send back").click()
    expect(derm.get_by_text("Name the source.")).to_be_visible()
    assert Submission.objects.get().ending == "sent_back"

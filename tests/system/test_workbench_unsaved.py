"""What was typed on the workbench and is not saved: nobody loses it to a key, a link or the network."""

import pytest
from playwright.sync_api import expect

from clinic.accounts.permissions import Role
from tests.integration.clinic_factory import NOW, milia, person
from tests.integration.drafts_made import change, part
from tests.integration.drafts_sent import send
from tests.system.writer import Writer
from treatments.loading import load_document
from treatments.models import Submission

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = "The bump is frozen for a moment."


@pytest.fixture
def draft(clinic):
    return load_document(document=milia(), by=None, at=NOW).protocol


@pytest.fixture
def mina(clinic):
    person(Role.CONTENT_ADMIN, sites=[clinic.site], name="Paul Weber")
    return person(Role.CONTENT_ADMIN, sites=[clinic.site], name="Mina Okoro")


@pytest.fixture
def author(draft, mina, windows):
    change(draft, "rules", "EX-10", mina, because="Cold hurts the lid.")
    return windows.window(Writer, mina, kind="desktop").opens("/content/milia/method/cryo/")


def summary(author):
    return author.page.locator("main [name^=summary]").first


def test_undo_by_key_waits_while_something_typed_is_not_saved(draft, author):
    summary(author).fill(TYPED)
    author.page.locator("main h1").click()
    author.page.keyboard.press("Control+z")

    author.sees("Something here is not saved yet.")
    expect(summary(author)).to_have_value(TYPED)
    assert part(draft, "rules", "EX-10")["because"] == "Cold hurts the lid."


def test_leaving_with_something_typed_asks_first(author):
    asked = []
    author.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    summary(author).press_sequentially("x")
    author.page.get_by_role("link", name="Questions").first.click()
    author.page.wait_for_timeout(300)

    assert asked == ["beforeunload"]
    assert author.page.url.endswith("/method/cryo/")


def test_saving_asks_nothing_and_without_a_connection_nothing_is_sent_or_lost(draft, author):
    author.page.on("dialog", lambda dialog: pytest.fail(dialog.type))
    summary(author).fill(TYPED)
    author.page.context.set_offline(True)
    author.hits(author.button("Save", author.page.locator("main .actions")))
    author.sees("No connection. Nothing was sent and nothing is lost")
    expect(summary(author)).to_have_value(TYPED)

    author.page.context.set_offline(False)
    author.saves()
    assert part(draft, "methods", "cryo")["summary"]["en"] == TYPED


def test_a_row_added_to_a_condition_without_a_connection_loses_nothing(author):
    author.opens("/content/milia/rules/EX-10/")
    because = author.page.locator("main textarea[name=because]")
    because.fill(TYPED)
    author.page.context.set_offline(True)
    author.hits(author.button("Add a row").first)
    author.sees("No connection. Nothing was sent and nothing is lost")
    expect(because).to_have_value(TYPED)


def test_what_was_sent_is_taken_back_by_its_sender(draft, mina, author, windows):
    change(draft, "rules", "EX-10", mina, because=milia().rules[0].because)
    change(draft, "rules", "EX-10", mina, because="Cold hurts the lid much.")
    sent = send(draft, mina)
    author.opens(f"/content/milia/approval/{sent.pk}/").presses("Take back", within=author.page.locator("main"))
    assert Submission.objects.get(pk=sent.pk).ending == "taken_back"

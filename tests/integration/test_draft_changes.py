"""The page of what would be published, and any two versions side by side."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.accounts.permissions import Role
from tests.integration import sample_protocol as sample
from tests.integration.clinic_factory import person
from tests.integration.drafts_made import admin, signed_in
from tests.integration.drafts_sent import send
from tests.integration.warts_draft import warts, write
from treatments.loading import load_document
from treatments.models import Protocol

pytestmark = pytest.mark.django_db
CHANGES = "/content/warts/changes/"


@pytest.fixture
def draft():
    return warts()


@pytest.fixture
def mina():
    return admin()


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_words_come_first_and_each_change_is_numbered_with_a_way_to_the_next(draft, mina):
    write(draft, mina)
    write(draft, mina, code="CA-01")
    page = text_of(signed_in(mina).get(CHANGES))

    assert page.index("2 changes: 2 rules") < page.index('id="change-1"') < page.index('id="change-2"')
    assert 'href="#change-2" data-next' in page
    assert 'href="#change-1" data-previous' in page


def test_added_and_removed_words_are_told_without_colours(draft, mina):
    write(draft, mina, "Cold hands hurt a little more.")
    page = text_of(signed_in(mina).get(CHANGES))
    assert re.search(r'<ins><span class="visually-hidden">added: </span>', page)
    assert re.search(r'<del><span class="visually-hidden">removed: </span>', page)


def test_each_change_leads_to_where_it_is_edited(draft, mina):
    write(draft, mina)
    assert 'href="/content/warts/rules/EX-01/"' in text_of(signed_in(mina).get(CHANGES))


def test_who_changed_something_is_said_whoever_changed_most_first(draft, mina):
    write(draft, mina), write(draft, mina, code="CA-01"), write(draft, admin("Ada Lind"), "Again.")
    page = text_of(signed_in(mina).get(CHANGES))
    assert "Edited by <bdi>Mina Okoro</bdi> · <bdi>Ada Lind</bdi></p>" in page


def test_nothing_changed_says_so_and_offers_no_ready_button(draft, mina):
    page = text_of(signed_in(mina).get(CHANGES))
    assert "The draft says the same as release 1, which is live." in page
    assert "First what is open above." in page


def queries_of(client):
    client.get(CHANGES)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(CHANGES).status_code == 200
    return len(queries)


def test_the_page_asks_as_much_of_the_database_however_much_was_changed(draft, mina):
    client = signed_in(mina)
    write(draft, mina)
    few = queries_of(client)
    for rule in sample.document().rules:
        write(draft, mina, "In other words again.", code=rule.code)
    assert queries_of(client) == few


def test_a_sent_draft_says_who_sent_it_and_is_not_sent_twice_from_here(draft, mina):
    person(Role.DERMATOLOGIST)
    write(draft, mina)
    send(draft, mina)
    page = text_of(signed_in(mina).get(CHANGES))
    assert "Waiting for approval" in page
    assert "Send for approval</button>" not in page


# Any two


def test_two_releases_are_compared_one_press_from_the_list(draft, mina):
    sample.next_release(sample.with_name("Warts"))
    client = signed_in(mina)
    assert 'href="/content/warts/compare/1/2/"' in text_of(client.get("/content/warts/"))
    page = text_of(client.get("/content/warts/compare/1/2/"))
    assert "From Release 1 to Release 2" in page
    assert re.search(r"<del>.*?Warts on the hand", page) or "Warts" in page


def test_the_two_selects_lead_to_any_pair_and_back_again(draft, mina):
    sample.next_release(sample.with_name("Warts"))
    client = signed_in(mina)
    assert client.get("/content/warts/compare/", {"a": "2", "b": "1"}).url == "/content/warts/compare/2/1/"
    assert client.get("/content/warts/compare/").url == "/content/warts/compare/2/draft/"
    assert "Nothing differs." in text_of(client.get("/content/warts/compare/2/2/"))


@pytest.mark.parametrize("pair", ["1/9", "9/1", "x/1", "1/99999999999999999999", "draft/0"])
def test_a_version_there_is_not_is_not_found(draft, mina, pair):
    assert signed_in(mina).get(f"/content/warts/compare/{pair}/").status_code == 404


def test_a_dermatologist_compares_too_and_sees_no_link_to_edit(draft):
    page = signed_in(person(Role.DERMATOLOGIST)).get("/content/warts/compare/1/draft/")
    assert page.status_code == 200
    assert "/content/warts/rules/" not in text_of(page)


# The first page


def test_a_first_release_from_a_file_says_that_nobody_here_approved_it(draft, mina):
    page = text_of(signed_in(mina).get("/content/warts/"))
    assert "Needs clinical review" in page
    assert "Nobody here has approved it" in page
    sample.next_release(sample.with_name("Warts"))
    assert "Nobody here has approved it" not in text_of(signed_in(mina).get("/content/warts/"))


def test_before_anything_is_live_the_page_says_so(mina):
    sample.draft()
    page = text_of(signed_in(mina).get("/content/warts/"))
    assert "Nothing is live." in page
    assert "There is no release yet." in page


def test_every_method_is_one_press_away(draft, mina):
    page = text_of(signed_in(mina).get("/content/warts/"))
    for method in sample.document().methods:
        assert f'href="{reverse("draft_method", args=["warts", method.key])}"' in page


def test_one_protocol_opens_at_once_and_several_are_listed(draft, mina):
    client = signed_in(mina)
    assert client.get("/content/").url == "/content/warts/"
    other = sample.document().model_copy(update={"slug": "corns", "name": {"en": "Corns"}})
    load_document(document=other, by=None, at=sample.NOW)
    page = text_of(client.get("/content/"))
    assert "Corns" in page
    assert "Nothing is live." in page
    assert Protocol.objects.count() == 2

"""Nobody sees what is not theirs: every page, every role, the other site, a disabled person and a stranger."""

import re
from pathlib import Path

import pytest

from clinic.accounts.permissions import Permission, Role
from consultations.models import SignedRecord
from tests.integration.clinic_factory import everybody, person, site
from tests.integration.crawling import EVERYBODY, PUBLIC, client_of, pages, patterns, without_a_rule, wrong_answers
from tests.integration.examples import SENT

pytestmark = pytest.mark.django_db
# Of one person, not of all who have their role.
OF_WHO_SIGNED = {"signed_put_away"}
TEMPLATES = Path(__file__).parents[2] / "templates"


def crawl(found, users, *, is_theirs=True):
    return [line for user in users for line in wrong_answers(found, user, is_theirs=is_theirs)]


def test_every_page_has_a_name_and_no_two_share_one():
    names = [pattern.name for pattern in patterns()]
    assert None not in names
    assert len(names) == len(set(names))


def test_every_page_is_under_a_permission_or_on_a_list():
    assert without_a_rule(pages({})) == []


def test_the_lists_name_only_pages_that_exist_and_are_under_no_permission():
    unnamed = {page.name for page in pages({}) if not page.permission and not page.in_hand}
    assert unnamed == PUBLIC | EVERYBODY


def test_only_the_pages_on_the_public_list_do_without_signing_in():
    open_pages = {pattern.name for pattern in patterns() if not getattr(pattern.callback, "login_required", True)}
    assert open_pages == PUBLIC | {page.name for page in pages({}) if page.in_hand}


def test_every_role_gets_what_the_table_says_and_nothing_else(standing):
    assert crawl(pages(standing.examples), standing.people) == []


def test_a_stranger_is_asked_to_sign_in_everywhere(standing):
    assert crawl(pages(standing.examples), [None]) == []


def test_a_disabled_person_is_asked_to_sign_in_everywhere(standing):
    disabled = [person(role, sites=[standing.site], is_active=False) for role in Role]
    assert crawl(pages(standing.examples), disabled) == []


def test_people_of_another_site_find_nothing_there(standing):
    about_one_thing = [page for page in pages(standing.examples) if page.is_of_a_site]
    assert crawl(about_one_thing, everybody(site()), is_theirs=False) == []


def test_people_without_any_site_find_nothing_anywhere(standing):
    about_one_thing = [page for page in pages(standing.examples) if page.is_of_a_site]
    assert crawl(about_one_thing, everybody(), is_theirs=False) == []


def test_every_page_about_one_thing_was_crawled_with_such_a_thing(standing):
    """Without an example of its own a page would answer 404 to everybody, and prove nothing."""
    assert [page.name for page in pages(standing.examples) if not page.has_example] == []


def test_the_people_a_page_is_for_reach_it(standing):
    """So that no 403 or 404 above is owed to a page that nobody gets."""
    found = pages(standing.examples)
    reached = {page.name for user in standing.people for page in found if reaches(client_of(user), page, standing.site)}
    reached |= {page.name for page in found if page.name in OF_WHO_SIGNED and reaches(signer(), page, standing.site)}

    assert {page.name for page in found} - reached == set()


def signer():
    return client_of(SignedRecord.objects.select_related("signed_by").first().signed_by)


def reaches(client, page, here):
    status = client.get(page.address).status_code
    sent = SENT.get(page.name, {"site": here.slug})
    if status == 405:
        return client.post(page.address, sent).status_code not in (403, 404)
    return status in (200, 204, 302)


def test_templates_ask_only_for_permissions_that_exist():
    asked = {
        name for file in TEMPLATES.rglob("*.html") for name in re.findall(r"\bmay\.(\w+)", file.read_text("utf-8"))
    }
    assert asked <= set(Permission)


class TestTheCrawlerItself:
    """The negative controls: pages that break the rules, each of which must be caught."""

    @pytest.fixture(autouse=True)
    def faulty(self, settings):
        settings.ROOT_URLCONF = "tests.integration.faulty_urls"

    def named(self, name):
        return [page for page in pages({}) if page.name == name]

    def test_it_catches_a_page_without_a_permission(self):
        assert {"unguarded", "kept"} <= set(without_a_rule(pages({})))

    def test_it_catches_a_page_that_carries_a_permission_and_does_not_ask_for_it(self):
        lines = crawl(self.named("lying"), everybody(site()))
        assert [line.split()[3] for line in lines if line.startswith("GET")] == [
            "front_desk:",
            "content_admin:",
            "manager:",
        ]

    def test_it_catches_a_page_that_shuts_out_those_it_is_for(self):
        assert crawl(self.named("shut"), everybody(site()))

    def test_it_catches_a_page_open_to_strangers(self):
        assert crawl(self.named("fault"), [None])

    def test_it_catches_a_page_that_shows_a_thing_of_another_site(self):
        assert crawl(self.named("of_any_site"), everybody(site()), is_theirs=False)

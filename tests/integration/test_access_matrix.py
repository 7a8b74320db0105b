"""Nobody sees what is not theirs: every page, every role, the other site, a disabled person and a stranger."""

import re
from pathlib import Path

import pytest
from django.urls.converters import UUIDConverter

from clinic.accounts.permissions import Permission, Role
from tests.integration.clinic_factory import everybody, examples, person, site
from tests.integration.crawling import EVERYBODY, PUBLIC, pages, patterns, without_a_rule, wrong_answers

pytestmark = pytest.mark.django_db
TEMPLATES = Path(__file__).parents[2] / "templates"


def crawl(found, users, *, is_theirs=True):
    return [line for page in found for user in users for line in wrong_answers(page, user, is_theirs=is_theirs)]


def test_every_page_has_a_name_and_no_two_share_one():
    names = [pattern.name for pattern in patterns()]
    assert None not in names
    assert len(names) == len(set(names))


def test_every_page_is_under_a_permission_or_on_a_list():
    assert without_a_rule(pages({})) == []


def test_the_lists_name_only_pages_that_exist_and_are_under_no_permission():
    assert {page.name for page in pages({}) if not page.permission} == PUBLIC | EVERYBODY


def test_only_the_pages_on_the_public_list_do_without_signing_in():
    open_pages = {pattern.name for pattern in patterns() if not getattr(pattern.callback, "login_required", True)}
    assert open_pages == PUBLIC


def test_every_role_gets_what_the_table_says_and_nothing_else():
    here = site()
    assert crawl(pages(examples(here)), everybody(here)) == []


def test_a_stranger_is_asked_to_sign_in_everywhere():
    assert crawl(pages(examples(site())), [None]) == []


def test_a_disabled_person_is_asked_to_sign_in_everywhere():
    here = site()
    disabled = [person(role, sites=[here], is_active=False) for role in Role]
    assert crawl(pages(examples(here)), disabled) == []


def test_people_of_another_site_find_nothing_there():
    theirs, elsewhere = site(), site()
    about_one_thing = [page for page in pages(examples(theirs)) if _is_of_a_site(page.name)]
    assert crawl(about_one_thing, everybody(elsewhere), is_theirs=False) == []


def test_people_without_any_site_find_nothing_anywhere():
    about_one_thing = [page for page in pages(examples(site())) if _is_of_a_site(page.name)]
    assert crawl(about_one_thing, everybody(), is_theirs=False) == []


def test_every_page_about_one_patient_was_crawled_with_a_patient():
    """Without an example of its own a page would answer 404 to everybody, and prove nothing."""
    made_up = [page.name for page in pages(examples(site())) if _is_of_a_site(page.name) and not page.has_example]
    assert made_up == []


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


def _is_of_a_site(name: str) -> bool:
    """Patients and consultations are named by UUIDs; protocols and releases belong to all sites."""
    return any(
        isinstance(converter, UUIDConverter)
        for pattern in patterns()
        if pattern.name == name
        for converter in pattern.pattern.converters.values()
    )

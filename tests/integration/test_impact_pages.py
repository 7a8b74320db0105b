"""The pages of the impact: few visits, small groups, long lists, and how far the run has come."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations.impact.working import work_off
from tests.integration.clinic_factory import Clinic
from tests.integration.drafts_made import admin, milia_draft, signed_in
from tests.integration.impacts import changed_rule, page_of, press, start
from tests.integration.signed_visits import many_signed
from treatments.workbench.publishing.impact_page import KIND_WORDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def protocol():
    return milia_draft()


@pytest.fixture
def clinic(protocol):
    return Clinic()


@pytest.fixture
def by(clinic):
    return admin(sites=[clinic.site])


def test_few_visits_are_said_to_be_few_and_small_groups_are_not_told_apart(protocol, clinic, by):
    many_signed(clinic, 8)
    many_signed(other := Clinic(), 2)
    by.sites.add(other.site)
    changed_rule(protocol, by)
    start(protocol, by)
    work_off()
    page = page_of(by, protocol).content.decode()
    assert "only few visits" in page and "fewer than 5" in page
    listed = page_of(by, protocol, "impact_changes").content.decode()
    assert other.site.name not in listed


def test_the_list_goes_on_page_by_page_and_by_kind(protocol, clinic, by, django_assert_max_num_queries):
    many_signed(clinic, 160)
    changed_rule(protocol, by)
    run = start(protocol, by)
    work_off()
    total, seen, query = run.changes.count(), 0, ""
    assert total > 50
    while True:
        with django_assert_max_num_queries(60):
            shown = page_of(by, protocol, "impact_changes", query).context["page"]
        seen += len(shown.rows)
        if not (query := shown.next_href):
            break
    assert seen == total
    kind = run.changes.first().kind
    few = page_of(by, protocol, "impact_changes", f"?kind={kind}&cursor=nonsense").context["page"]
    assert {row.kind for row in few.rows} == {str(KIND_WORDS[kind])}


def test_pages_ask_the_database_as_often_for_many_visits_as_for_few(protocol, clinic, by):
    changed_rule(protocol, by)
    asked = []
    for visits in (12, 80):
        many_signed(clinic, visits, seed=visits)
        start(protocol, by)
        work_off()
        for name in ("impact", "impact_changes"):
            page_of(by, protocol, name)
            with CaptureQueriesContext(connection) as queries:
                page_of(by, protocol, name)
            asked.append(len(queries))
    assert asked[:2] == asked[2:]


def test_how_far_it_has_come_is_told_and_looked_at_again_without_a_script(protocol, clinic, by):
    many_signed(clinic, 3)
    changed_rule(protocol, by)
    start(protocol, by)
    part = page_of(by, protocol, "impact_progress").content.decode()
    assert "<progress" in part and "data-over" not in part
    assert "Look again" in page_of(by, protocol).content.decode()
    work_off()
    assert "data-over" in page_of(by, protocol, "impact_progress").content.decode()


def test_from_the_changes_one_comes_back_to_them_when_it_is_done(protocol, clinic, by):
    changed_rule(protocol, by)
    address = press(by, "impact_start", protocol, back="changes").url
    assert address.endswith("?back=changes")
    assert signed_in(by).get(address).status_code == 200
    work_off()
    assert signed_in(by).get(address).url == reverse("draft_changes", args=[protocol.slug])

"""The rules as a table: readable as it stands, each cell a small form that saves through the same service."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.integration.drafts_made import admin, change, milia_draft, signed_in
from tests.integration.rules_edited import Editor, rule_now
from treatments.models import Edit
from treatments.workbench.rules.rules import A_PAGE

pytestmark = pytest.mark.django_db


@pytest.fixture
def milia():
    return milia_draft()


@pytest.fixture
def mina(milia):
    return Editor(signed_in(admin("Mina")))


def cell(code, name, back=""):
    address = reverse("draft_rule_cell", args=["milia", code, name])
    return f"{address}?back={back}" if back else address


def table(query=""):
    return reverse("draft_rules_table", args=["milia"]) + query


def test_the_table_shows_the_conditions_as_sentences_or_as_text(milia, mina):
    assert "“These are milia”" in mina.client.get(table("?effect=red_flag")).content.decode()
    page = mina.client.get(table("?effect=red_flag&say=text")).content.decode()
    assert "<code>exam = confirmed_milia</code>" in page
    assert 'id="part-EX-01"' not in page


CHANGES = [
    ("EX-03", "when", {"when": "isotretinoin = current"}, "when", "isotretinoin = current"),
    ("EX-03", "methods", {"methods": ["peel"]}, "methods", ["peel"]),
    ("EX-03", "because", {"because": "So."}, "because", "So."),
    ("EX-03", "sources", {"sources": ["GK"]}, "sources", ["GK"]),
    ("EX-03", "review_by", {"owner": "Dr Shah"}, "owner", "Dr Shah"),
    ("EX-03", "off", {"off": "on"}, "off", True),
    ("IN-E1", "weight", {"weight": "-2"}, "weight", -2),
]


def test_each_cell_changes_its_own_part_of_the_rule_and_nothing_else(milia, mina):
    for code, name, typed, field, value in CHANGES:
        before = rule_now(code)
        answer = mina.sends(cell(code, name, "%3Feffect%3Dexclusion"), **typed)
        assert answer.status_code == 302, (code, name, answer.content[-300:])
        assert answer["Location"].startswith(table("?effect=exclusion&saved=")), answer["Location"]
        assert rule_now(code) == before | {field: value}


def test_a_cell_saved_as_it_is_shown_is_no_edit(milia, mina):
    for code, name in [
        ("EX-04", "methods"),
        ("EX-04", "when"),
        ("CA-01", "sources"),
        ("GN-04", "when"),
        ("AD-01", "because"),
    ]:
        assert mina.sends(cell(code, name)).status_code == 302
    assert not Edit.objects.exists()


def test_a_cell_that_the_kind_of_rule_does_not_have_is_not_there(milia, mina):
    for code, name in [("RF-01", "weight"), ("RF-01", "methods"), ("RF-01", "code"), ("RF-99", "because")]:
        assert mina.client.get(cell(code, name)).status_code == 404


def test_a_cell_that_somebody_changed_meanwhile_shows_both(milia, mina):
    fields = mina.shown(cell("EX-03", "because")) | {"because": ["Mine."]}
    change(milia, "rules", "EX-03", admin("Omar"), because="Theirs.")
    answer = mina.sends(cell("EX-03", "because"), fields)
    assert answer.status_code == 409
    assert "There now, by Omar" in " ".join(answer.content.decode().split())
    assert rule_now("EX-03")["because"] == "Theirs."


def test_a_table_longer_than_a_page_goes_on_with_the_next_rule_and_no_more_queries(milia, mina, monkeypatch):
    def queries(query):
        with CaptureQueriesContext(connection) as asked:
            page = mina.client.get(table(query)).content.decode()
        return len(asked), page

    queries("")
    asked, _page = queries("")
    monkeypatch.setattr("treatments.workbench.rules.rules.A_PAGE", 20)
    few, first = queries("")
    again, second = queries("?following=RF-20")
    assert asked == few == again
    assert 'href="?following=RF-20"' in first
    assert 'id="part-RF-20"' not in second
    assert second.count('id="part-') == 20
    assert A_PAGE == 200

"""The cases of a draft: how they stand on every page, one with its trace, tried, added, changed, accepted, removed."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.integration.drafts_made import admin, change, milia_draft, part, signed_in
from tests.integration.forms_read import fields_in
from treatments.editing.changing import change_part
from treatments.editing.parts import Draft, stamp_of
from treatments.models import Edit, Protocol
from treatments.workbench.cases.casing import State, standing_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def milia():
    return milia_draft()


@pytest.fixture
def mina():
    return admin("Mina Okoro")


@pytest.fixture
def page(mina, milia):
    client = signed_in(mina)

    def get(name, *args, query="", status=200):
        answer = client.get(reverse(name, args=["milia", *args]) + query)
        assert answer.status_code == status
        return answer.content.decode()

    return get


def states(milia):
    standings = standing_of(Draft.read(Protocol.objects.get(pk=milia.pk)))
    return {each.case.id: each.state for each in standings.cases}


def send(mina, name, *args, query="", **sent):
    href = reverse(name, args=["milia", *args]) + query
    client = signed_in(mina)
    own = fields_in(client.get(href).content.decode(), "case-")
    return client.post(href, {**own, "key": str(uuid4()), **sent})


def break_newborns(milia, mina):
    """D01 expects that a newborn is left alone."""
    change(milia, "rules", "NT-01", mina, off=True)


def test_the_list_says_how_each_case_stands_and_failing_ones_come_first(page, milia, mina):
    break_newborns(milia, mina)
    html = page("draft_cases")

    assert html.index(">D01<") < html.index(">D02<")
    assert "1 case fails" in html
    assert "comes out as" in html and "expected “No treatment needed”" in html


def test_the_list_is_narrowed_by_how_they_stand_and_by_words(page, milia, mina):
    break_newborns(milia, mina)
    failing = page("draft_cases", query="?state=fail")
    assert ">D01<" in failing and ">D02<" not in failing
    assert ">D04<" in page("draft_cases", query="?q=single+small")
    assert "No case fits." in page("draft_cases", query="?q=nothing+like+this")


def test_every_page_of_the_workbench_says_how_many_cases_fail(page, milia, mina):
    assert "All 30 cases pass" in page("draft")
    break_newborns(milia, mina)
    assert "1 case fails" in page("draft")


def test_one_case_shows_live_draft_expected_and_its_trace(page, milia, mina):
    break_newborns(milia, mina)
    html = page("draft_case", "D01")

    assert "Live release" in html and "This draft" in html and "Expected" in html
    assert "No treatment needed" in html
    assert "Fired:" in html and "Almost:" in html and "Silent:" in html
    assert "It would fire if" in html
    assert "Accept the new result" in html


def test_a_case_that_is_not_there_is_not_found(page):
    for name in ("draft_case", "draft_case_try", "draft_case_edit", "draft_case_accept"):
        page(name, "D99", status=404)


def test_another_answer_is_tried_and_nothing_is_saved(milia, mina):
    before = part(milia, "cases", "D04")
    answer = send(mina, "draft_case_try", "D04", **{"a1-count": "21_plus"})

    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Now:" in html and "Chemical peel" in html
    assert part(milia, "cases", "D04") == before
    assert not Edit.objects.exists()


def test_what_is_no_answer_is_said_and_not_tried(mina, milia):
    answer = send(mina, "draft_case_try", "D04", **{"p-age_years": "old"})
    assert answer.status_code == 422
    assert "Write a number, like 34." in answer.content.decode()


def test_what_was_tried_begins_a_new_case_with_its_result_as_expected(mina, milia):
    client = signed_in(mina)
    tried = fields_in(client.get(reverse("draft_case_try", args=["milia", "D04"])).content.decode(), "case-try")
    tried |= {"a1-count": "21_plus", "go": "from_try"}
    begun = client.post(reverse("draft_case_new", args=["milia"]), tried)
    assert begun.status_code == 200 and not Edit.objects.exists()

    form = fields_in(begun.content.decode(), "case-form")
    assert (form["id"], form["e1-method"], form["a1-count"]) == (["D31"], ["peel"], ["21_plus"])
    sent = form | {"title": "Many on the cheek", "why": "A peel reaches them all.", "agreed": "on", "key": str(uuid4())}
    assert client.post(reverse("draft_case_new", args=["milia"]), sent).status_code == 302
    assert states(milia)["D31"] == State.CHANGED
    assert part(milia, "cases", "D31")["areas"] == [{"count": "21_plus", "duration": "over_1y"}]


def test_a_new_case_needs_somebody_who_says_that_a_dermatologist_expects_it(mina, milia):
    sent = {"title": "A case", "why": "Because.", "key": str(uuid4())}
    answer = send(mina, "draft_case_new", **sent)
    assert answer.status_code == 422
    assert "Say that a dermatologist expects this result." in answer.content.decode()
    assert not Edit.objects.exists()


@pytest.mark.parametrize("number", ["D01", "D04", "D16", "D26", "D27", "D28", "D29"])
def test_a_case_saved_as_it_stands_is_no_edit(mina, milia, number):
    before = part(milia, "cases", number)
    answer = send(mina, "draft_case_edit", number)
    assert answer.status_code == 302
    assert part(milia, "cases", number) == before
    assert not Edit.objects.exists()


def test_every_case_of_the_protocol_reads_back_from_its_form(mina, milia):
    """All thirty: what the form does not show is not lost either."""
    client = signed_in(mina)
    for case in Draft.read(milia).parts("cases"):
        href = reverse("draft_case_edit", args=["milia", case["id"]])
        sent = fields_in(client.get(href).content.decode(), "case-form") | {"key": str(uuid4())}
        assert client.post(href, sent).status_code == 302
        assert part(milia, "cases", case["id"]) == case
    assert not Edit.objects.exists()


def test_an_answer_and_an_expectation_are_changed(mina, milia):
    send(mina, "draft_case_edit", "D04", **{"p-age_years": "12", "e1-method": "peel", "title": "Other"})
    after = part(milia, "cases", "D04")

    assert (after["title"], after["person"], after["expect"][0]["method"]) == ("Other", {"age_years": 12}, "peel")
    assert states(milia)["D04"] == State.FAIL


def test_a_second_place_gets_what_comes_out_as_its_expectation(mina, milia):
    client, href = signed_in(mina), reverse("draft_case_edit", args=["milia", "D04"])
    sent = fields_in(client.get(href).content.decode(), "case-form") | {"go": "add_place"}
    form = fields_in(client.post(href, sent).content.decode(), "case-form")
    assert form["areas"] == ["2"]
    client.post(href, form | {"a2-count": "21_plus", "e2-method": "peel", "key": str(uuid4())})

    after = part(milia, "cases", "D04")
    assert [area.get("count") for area in after["areas"]] == ["1", "21_plus"]
    assert [each["outcome"] for each in after["expect"]] == ["suggest", "suggest"]
    shorter = fields_in(client.get(href).content.decode(), "case-form") | {"go": "remove_place:1"}
    form = fields_in(client.post(href, shorter).content.decode(), "case-form")
    assert (form["areas"], form["a1-count"]) == (["1"], ["21_plus"])


def test_a_new_result_is_accepted_with_a_reason_only(mina, milia):
    break_newborns(milia, mina)
    refused = send(mina, "draft_case_accept", "D01", note="")
    assert refused.status_code == 422 and "Say why the new result is right." in refused.content.decode()

    answer = send(mina, "draft_case_accept", "D01", note="The rule is left to the doctor now.")
    assert answer.status_code == 302
    assert states(milia)["D01"] == State.CHANGED
    edit = Edit.objects.filter(parts="cases").get()
    assert (edit.code, edit.note) == ("D01", "The rule is left to the doctor now.")
    assert edit.before["expect"][0]["outcome"] == "no_treatment"


def test_a_result_that_changed_since_it_was_looked_at_is_not_accepted(mina, milia):
    break_newborns(milia, mina)
    client, href = signed_in(mina), reverse("draft_case_accept", args=["milia", "D01"])
    seen = fields_in(client.get(href).content.decode(), "case-accept")
    change(milia, "rules", "NT-01", mina, off=False)
    answer = client.post(href, seen | {"note": "Fine.", "key": str(uuid4())})

    assert answer.status_code == 422
    assert "The draft was changed meanwhile." in answer.content.decode()
    assert part(milia, "cases", "D01")["expect"][0]["outcome"] == "no_treatment"


def test_a_case_that_passes_has_no_new_result_to_accept(page):
    page("draft_case_accept", "D01", status=302)


def test_a_case_is_duplicated_under_the_next_free_code(mina, milia):
    sent = send(mina, "draft_case_new", query="?like=D16", agreed="on")
    assert sent.status_code == 302
    assert part(milia, "cases", "D31") == part(milia, "cases", "D16") | {"id": "D31"}


def test_a_case_is_removed_and_its_removal_undone(mina, milia):
    html = signed_in(mina).get(reverse("draft_case", args=["milia", "D04"])).content.decode()
    stamp = html.split('name="code" value="D04"><input type="hidden" name="stamp" value="')[1].split('"')[0]
    sent = {"parts": "cases", "code": "D04", "stamp": stamp, "key": str(uuid4())}
    assert signed_in(mina).post(reverse("draft_remove", args=["milia"]), sent).status_code == 302
    assert part(milia, "cases", "D04") is None
    signed_in(mina).post(reverse("draft_undo", args=["milia"]), {"key": str(uuid4())})
    assert part(milia, "cases", "D04") is not None


def test_somebody_elses_version_is_shown_beside_mine(mina, milia):
    client, href = signed_in(mina), reverse("draft_case_edit", args=["milia", "D04"])
    mine = fields_in(client.get(href).content.decode(), "case-form")
    change(milia, "cases", "D04", admin("Ola Berg"), title="Theirs")
    answer = client.post(href, mine | {"title": "Mine", "key": str(uuid4())})

    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Ola Berg changed this" in html and "Theirs" in html and 'value="Mine"' in html


@pytest.mark.parametrize("name", ["draft_cases", "draft"])
def test_more_cases_cost_no_more_queries(page, milia, name):
    def queries():
        page(name)
        with CaptureQueriesContext(connection) as seen:
            page(name)
        return len(seen)

    before = queries()
    for number in range(31, 41):
        values = part(milia, "cases", "D04") | {"id": f"D{number}"}
        own = {"protocol_id": milia.pk, "parts": "cases", "code": "", "stamp": stamp_of(None)}
        change_part(**own, values=values, by=admin(f"Somebody {number}"), at=milia.changed_at)
    assert queries() == before

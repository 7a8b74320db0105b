"""The pages of the rules: reading, changing, adding, switching off; each kind of rule keeps all it has."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from tests.integration.clinic_factory import NOW
from tests.integration.clinic_factory import milia as clinic_milia
from tests.integration.drafts_made import admin, change, milia_draft, part, signed_in
from tests.integration.forms_read import fields_in
from tests.integration.rules_edited import Editor, page_of, rule_now
from treatments.drafting import plain_part
from treatments.editing.changing import change_part
from treatments.editing.parts import Draft, stamp_of
from treatments.engine.documents import plain
from treatments.models import Edit, Rule
from treatments.workbench.rules.rule_form import RuleForm

pytestmark = pytest.mark.django_db
RULES = clinic_milia().rules
ONE_OF_EACH_KIND = {frozenset(plain_rule): rule.code for rule in RULES if (plain_rule := plain(rule))}


@pytest.fixture
def milia():
    return milia_draft()


@pytest.fixture
def mina(milia):
    return Editor(signed_in(admin("Mina")))


@pytest.mark.parametrize("code", sorted(ONE_OF_EACH_KIND.values()))
def test_a_rule_saved_as_it_is_shown_is_no_edit(milia, mina, code):
    answer = mina.saves(code)
    assert answer.status_code == 302
    assert not Edit.objects.exists(), [(edit.before, edit.after) for edit in Edit.objects.all()]


def test_every_rule_of_milia_comes_out_of_its_form_as_it_went_in(milia):
    draft = Draft.read(milia)
    for rule in draft.parts("rules"):
        shown = str(RuleForm(None, draft=draft, before=rule, effect=rule["effect"]))
        data = MultiValueDict(fields_in(f"<form class='rule-form'>{shown}</form>"))
        form = RuleForm(data, draft=draft, before=rule, effect=rule["effect"])
        assert form.is_valid(), (rule["code"], form.errors)
        assert plain_part("rules", form.values()) == rule


def test_a_condition_is_changed_as_text(milia, mina):
    answer = mina.saves("RF-14", when="age_years >= 65 and count = 1")

    assert answer.status_code == 302
    assert rule_now("RF-14")["when"] == "age_years >= 65 and count = 1"
    page = mina.client.get(answer["Location"]).content.decode()
    assert "Saved: Rule <bdi>RF-14</bdi>" in " ".join(page.split())


def test_the_bar_says_what_became_of_a_part(milia):
    ada = admin("Ada")
    client, own = signed_in(ada), {"protocol_id": milia.pk, "parts": "sources", "by": ada, "at": NOW}
    source = {"code": "S99", "title": "A book", "address": "", "grade": "B"}
    edits = [change(milia, "rules", "RF-14", ada, off=off) for off in (True, False)]
    edits.append(change_part(code="", values=source, stamp=stamp_of(None), **own))
    now = part(milia, "sources", "S99")
    edits.append(change_part(code="S99", values=None, stamp=stamp_of(now), confirmed=True, **own))

    pages = [client.get(f"{reverse('draft_rules', args=['milia'])}?saved={edit.pk}").content.decode() for edit in edits]
    said = [re.search(r"</svg>([\w ]+:) \w+ <bdi>", page)[1] for page in pages]
    assert said == ["Switched off:", "Switched on:", "Added:", "Removed:"]


def test_a_condition_is_changed_in_its_rows(milia, mina):
    answer = mina.saves("RF-14", **{"when-0-0-number": "65"})
    assert answer.status_code == 302
    assert rule_now("RF-14")["when"] == "age_years >= 65 and count = 1 and duration in (under_1m, 1_3m, 3_12m)"


def test_a_button_of_the_builder_saves_nothing_and_loses_nothing(milia, mina):
    answer = mina.presses(page_of("RF-14"), "when:add:0", because="Half a sentence that I am")

    assert answer.status_code == 200
    fields = fields_in(answer.content.decode())
    assert fields["because"] == ["Half a sentence that I am"]
    assert fields["when-0-3-key"] == [""]
    assert not Edit.objects.exists()

    chosen = {"when-0-3-key": "sex", "when-0-3-how": "is", "when-0-3-values": "male"}
    assert mina.sends(page_of("RF-14"), fields, **chosen).status_code == 302
    assert rule_now("RF-14")["when"].endswith(" and sex = male")
    assert rule_now("RF-14")["because"] == "Half a sentence that I am"


def test_the_builder_makes_groups_without_a_script(milia, mina):
    page = mina.presses(page_of("RF-17"), "when:add_group:0")
    fields = fields_in(page.content.decode())
    fields |= {"when-0-1-0-key": ["sex"], "when-0-1-0-how": ["is"], "when-0-1-0-values": ["male"]}
    page = mina.presses(page_of("RF-17"), "when:add:0-1", fields)
    fields = fields_in(page.content.decode())
    fields |= {"when-0-1-1-key": ["age_years"], "when-0-1-1-how": ["below"], "when-0-1-1-number": ["1"]}
    page = mina.presses(page_of("RF-17"), "when:not:0-1", fields)
    mina.sends(page_of("RF-17"), fields_in(page.content.decode()))

    assert rule_now("RF-17")["when"] == "infant_unwell = yes and not (sex = male or age_years < 1)"


def test_a_row_whose_question_is_changed_offers_the_answers_of_the_new_one(milia, mina):
    page = mina.presses(page_of("RF-12"), "when:refresh:0-0", **{"when-0-0-key": "sex"}).content.decode()
    assert 'value="female"' in page
    assert fields_in(page)["when-0-0-how"] == ["is"]


def test_a_new_rule_begins_with_its_effect_and_is_called_by_the_next_number(milia, mina):
    address = reverse("draft_rule_new", args=["milia"])
    assert "Exclusion" in mina.client.get(address).content.decode()
    fields = mina.shown(f"{address}?effect=exclusion")
    assert fields["code"] == ["EX-32"]

    more = {"when": "sex = male", "methods": ["peel"], "because": "So.", "sources": ["GK"], "owner": "Dr Shah"}
    answer = mina.sends(f"{address}?effect=exclusion", fields, **more)
    assert answer["Location"].startswith(page_of("EX-32"))
    assert rule_now("EX-32") == {"code": "EX-32", "effect": "exclusion"} | more


def test_a_rule_is_duplicated_under_another_code(milia, mina):
    address = f"{reverse('draft_rule_new', args=['milia'])}?like=EX-04"
    assert mina.sends(address).status_code == 302
    assert rule_now("EX-32") == rule_now("EX-04") | {"code": "EX-32"}


def test_a_rule_is_switched_off_and_on_and_says_what_it_would_do(milia, mina):
    def turned(off):
        page = mina.client.get(page_of("RF-01"))
        stamp = page.context["own_stamp"]
        address = reverse("draft_rule_turn", args=["milia", "RF-01"])
        return mina.client.post(address, {"key": str(uuid4()), "stamp": stamp, "off": off}, follow=True)

    before = mina.client.get(page_of("RF-01")).context["fires"]
    page = turned("yes")
    assert rule_now("RF-01")["off"] is True
    assert f"Switched on, it would fire in {before} of" in page.content.decode()
    turned("no")
    assert "off" not in rule_now("RF-01")


def test_switching_off_what_somebody_else_changed_meanwhile_is_refused(milia, mina):
    stamp = mina.client.get(page_of("RF-01")).context["own_stamp"]
    change(milia, "rules", "RF-01", admin("Omar"), because="Theirs.")
    address = reverse("draft_rule_turn", args=["milia", "RF-01"])
    answer = mina.client.post(address, {"key": str(uuid4()), "stamp": stamp, "off": "yes"})
    assert answer.status_code == 409
    assert "off" not in rule_now("RF-01")


def test_a_rule_says_what_happens_when_its_questions_are_open_and_how_often_it_fires(milia, mina):
    page = mina.client.get(page_of("EX-04")).content.decode()
    assert "Not known never counts as" in page
    assert "pregnant" in page
    assert "It fires in" in page


def test_the_history_of_a_rule_says_who_changed_what(milia, mina):
    mina.saves("RF-01", because="Another reason.")
    page = mina.client.get(page_of("RF-01")).content.decode()
    assert "Edited: Because" in page
    assert "Mina" in page


def test_who_has_the_rule_open_is_shown_to_the_next(milia, mina):
    signed_in(admin("Omar")).get(page_of("RF-01"))
    assert "Omar has this open too" in mina.client.get(page_of("RF-01")).content.decode()


@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [
        ("q=RF-11", "RF-11", "RF-12"),
        ("q=immune_status", "RF-11", "RF-12"),
        ("q=blisters+tearing", "RF-12", "RF-11"),
        ("effect=caution", "CA-01", "RF-11"),
        ("method=cryo", "EX-10", "RF-11"),
        ("only=off", "RF-20", "RF-11"),
        ("only=review", "RF-19", "RF-11"),
    ],
)
def test_rules_are_found_by_words_effect_method_and_state(milia, mina, query, there, not_there):
    change(milia, "rules", "RF-20", admin(), off=True)
    change(milia, "rules", "RF-19", admin(), review_by="2020-01-01")
    page = mina.client.get(f"{reverse('draft_rules', args=['milia'])}?{query}").content.decode()
    assert f'id="part-{there}"' in page
    assert f'id="part-{not_there}"' not in page


def test_a_search_that_finds_nothing_says_so(milia, mina):
    assert "No rule is like that" in mina.client.get(f"{reverse('draft_rules', args=['milia'])}?q=zzz").content.decode()


@pytest.mark.parametrize("name", ["draft_rules", "draft_rules_table"])
def test_the_list_asks_the_database_as_often_for_many_rules_as_for_few(milia, mina, name):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert mina.client.get(reverse(name, args=["milia"])).status_code == 200
        return len(asked)

    queries()
    many = queries()
    Rule.objects.filter(protocol=milia, effect="indication").delete()
    assert queries() == many


def test_a_rule_asks_the_database_as_often_whatever_stands_in_it(milia, mina):
    def queries(code):
        with CaptureQueriesContext(connection) as asked:
            mina.client.get(page_of(code))
        return len(asked)

    # The first look also leaves word of who is there.
    for code in ("RF-17", "EX-04"):
        queries(code)
    assert queries("EX-04") == queries("RF-17")

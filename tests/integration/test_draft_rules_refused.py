"""What a rule must not become, whoever sends it and however: each bad input leaves the draft as it was and says why."""

import time
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from clinic.accounts.permissions import Role
from tests.integration.clinic_factory import person
from tests.integration.drafts_made import admin, change, milia_draft, signed_in
from tests.integration.forms_read import fields_in
from tests.integration.rules_edited import Editor, page_of, rule_now
from treatments.editing.parts import Draft
from treatments.models import Edit, Protocol
from treatments.workbench.conditions.conditions import MOST_FIELDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def milia():
    return milia_draft()


@pytest.fixture
def mina(milia):
    return Editor(signed_in(admin("Mina")))


def words_of(answer):
    return " ".join(answer.content.decode().split())


MEANINGLESS = [
    ("moon = full", "no question gives “moon” (at character 1 of the text)"),
    ("exam = confirmed_milia and area = moon", "“area” does not offer “moon” (at character 35 of the text)"),
    ("exam < 3", "“exam” is not a number"),
    ("age_years = 3", "not a question that this comparison fits"),
    ("age_years > 500", "goes from 0 to 120"),
    ("age_years / 0 < 3", "does not belong in a condition (at character 11 of the text)"),
    ("birth_date - exam < 3", "does not belong in a condition"),
    ("exam = confirmed_milia and", "the line ends where"),
    ("__import__('os').system('ls')", "does not belong in a condition"),
    ("eval(exam)", "not “(”"),
    ("exam.__class__ = x", "does not belong in a condition"),
    ("(a+)+$", "does not belong in a condition"),
    ("symptoms includes at least 3 of (pain, bleeding)", "cannot hold: 3 of 2 values"),
    ("", "Without a condition it would always hold"),
]


def test_a_condition_that_means_nothing_is_refused_and_the_rows_keep_the_last_good_one(milia, mina):
    for line, reason in MEANINGLESS:
        before = rule_now("RF-12")
        answer = mina.saves("RF-12", when=line)

        assert answer.status_code == 422
        assert reason in words_of(answer)
        fields = fields_in(answer.content.decode())
        assert fields["when"] == [line]
        if line:
            assert fields["when-0-0-key"] == ["blistering_history"]
        assert rule_now("RF-12") == before
        assert not Edit.objects.exists()


ENDLESS = ["(" * 1900, "not " * 450 + "exam = confirmed_milia", "exam is not known or " * 20_000]


def test_brackets_without_end_are_refused_in_less_than_a_second(milia, mina):
    for line in ENDLESS:
        fields = mina.shown(page_of("RF-12"))
        start = time.perf_counter()
        answer = mina.sends(page_of("RF-12"), fields, when=line)
        assert time.perf_counter() - start < 5
        assert answer.status_code in (400, 413, 422)
        assert not Edit.objects.exists()


HALF_ROWS = [
    ({"when-0-0-key": "gone"}, "no question gives “gone”"),
    ({"when-0-0-key": "sex = male or sex"}, "is not a question&#x27;s key"),
    ({"when-0-0-key": ""}, "Choose what is asked"),
    ({"when-0-0-values": []}, "Choose at least one answer"),
    ({"when-0-0-key": "age_years", "when-0-0-how": "below", "when-0-0-number": "eight"}, "“eight” is not a number"),
    ({"when-0-0-key": "age_years", "when-0-0-how": "below", "when-0-0-number": "1e9"}, "“1e9” is not a number"),
]


def test_rows_that_mean_nothing_are_refused_where_they_stand(milia, mina):
    for fields, reason in HALF_ROWS:
        answer = mina.saves("RF-12", **fields)
        assert answer.status_code == 422
        assert reason in words_of(answer)
        assert not Edit.objects.exists()


def test_rows_and_text_that_say_different_things_are_not_guessed_between(milia, mina):
    answer = mina.saves("RF-14", when="age_years >= 70", **{"when-0-0-number": "65"})
    assert answer.status_code == 422
    assert "Take the rows" in words_of(answer)

    fields = fields_in(answer.content.decode())
    page = mina.presses(page_of("RF-14"), "when:take_text", fields)
    mina.sends(page_of("RF-14"), fields_in(page.content.decode()))
    assert rule_now("RF-14")["when"] == "age_years >= 70"


WRONG_FIELDS = [
    ({"because": ""}, "Fill this in"),
    ({"because": "See <script>alert(1)</script>"}, "because"),
    ({"sources": []}, "Choose at least one"),
    ({"sources": ["NOWHERE"]}, "NOWHERE"),
    ({"methods": ["hammer"]}, "hammer"),
    ({"methods": []}, "Choose at least one"),
    ({"owner": "x" * 121}, "120"),
    ({"review_by_day": "31", "review_by_month": "2", "review_by_year": "2027"}, "no day 31"),
    ({"relaxed_by_0_under": "isotretinoin_policy:never_heard_of"}, "never_heard_of"),
    ({"relaxed_by_0_under": "isotretinoin_policy:consensus_2017", "relaxed_by_0_methods": ["hammer"]}, "hammer"),
]


def test_what_a_rule_cannot_hold_is_refused_at_its_field(milia, mina):
    for fields, reason in WRONG_FIELDS:
        answer = mina.saves("EX-06", **fields)
        assert answer.status_code == 422
        assert reason.lower() in words_of(answer).lower()
        assert not Edit.objects.exists()


WRONG_WEIGHTS = ["4", "-4", "1.5", "", "x"]


def test_a_weight_is_a_whole_number_from_minus_three_to_three(milia, mina):
    for weight in WRONG_WEIGHTS:
        code = next(rule["code"] for rule in _rules() if rule["effect"] == "indication")
        assert mina.saves(code, weight=weight).status_code == 422
        assert not Edit.objects.exists()


WRONG_CODES = ["EX-04", "ex-77", "EX-7777", "EX 77", "../x", ""]


def test_a_new_rule_needs_a_code_that_is_free_and_well_formed(milia, mina):
    for code in WRONG_CODES:
        address = f"{reverse('draft_rule_new', args=['milia'])}?like=EX-04"
        assert mina.sends(address, code=code).status_code in (409, 422)
        assert not Edit.objects.exists()


def test_a_limit_that_grows_by_much_asks_again_with_old_and_new(milia, mina):
    answer = mina.saves("NT-01", when="age_years < 10")
    assert answer.status_code == 409
    assert "Is this meant?" in words_of(answer)
    assert rule_now("NT-01")["when"] == "age_years < 1"

    fields = fields_in(answer.content.decode()) | {"confirmed": ["yes"]}
    assert mina.sends(page_of("NT-01"), fields).status_code == 302
    assert rule_now("NT-01")["when"] == "age_years < 10"


def test_the_second_of_two_editors_sees_both_versions_and_loses_nothing(milia, mina):
    fields = mina.shown(page_of("RF-12")) | {"because": ["Mine."]}
    change(milia, "rules", "RF-12", admin("Omar"), because="Theirs.", owner="Omar")
    answer = mina.sends(page_of("RF-12"), fields)

    assert answer.status_code == 409
    said = words_of(answer)
    assert "There now, by Omar" in said
    assert "<td>Mine.</td><td>Theirs.</td>" in said.replace("> <", "><")
    assert rule_now("RF-12")["because"] == "Theirs."

    again = fields_in(answer.content.decode())
    assert again["because"] == ["Mine."]
    assert mina.sends(page_of("RF-12"), again | {"owner": ["Omar"]}).status_code == 302
    assert (rule_now("RF-12")["because"], rule_now("RF-12")["owner"]) == ("Mine.", "Omar")


def test_a_page_sent_twice_is_one_edit(milia, mina):
    fields = mina.shown(page_of("RF-12")) | {"because": ["Once."]}
    first = mina.client.post(page_of("RF-12"), fields)
    second = mina.client.post(page_of("RF-12"), fields)
    assert first["Location"] == second["Location"]
    assert Edit.objects.count() == 1


OTHERS = [role for role in Role if role != Role.CONTENT_ADMIN]


def test_nobody_but_a_content_admin_changes_a_rule_even_by_hand(milia, mina):
    for role in OTHERS:
        fields = mina.shown(page_of("RF-12")) | {"because": ["By hand."]}
        stranger = signed_in(person(role))
        for address in _addresses():
            assert stranger.post(address, fields | {"key": [str(uuid4())]}).status_code in (403, 405), address
            assert stranger.get(address).status_code in (403, 405), address
        assert not Edit.objects.exists()


def test_a_stranger_is_sent_to_sign_in(milia):
    for address in _addresses():
        answer = Client().get(address)
        assert answer.status_code in (302, 403, 405), address
        assert answer.get("Location", "/account/sign-in/").startswith("/account/sign-in/"), address
        assert Client().post(address, {"because": "By hand."}).status_code in (302, 403, 405), address
    assert not Edit.objects.exists()


NO_BUTTONS = ["", "when", "when:eval:0", "code:read", "when:add:0-9-9", "when:up:7", "x" * 500, "when:add:-1"]


def test_a_button_that_there_is_not_does_nothing(milia, mina):
    for do in NO_BUTTONS:
        answer = mina.client.post(reverse("draft_condition", args=["milia"]), {"do": do, "when": "exam is not known"})
        assert answer.status_code in (200, 404)
        assert not Edit.objects.exists()


TEXTS = [("exam is not known", 200), ("exam = moon", 422), ("(" * 1999, 422)]


def test_the_builder_says_at_once_whether_a_text_can_be_read(milia, mina):
    for line, status in TEXTS:
        answer = mina.client.post(reverse("draft_condition", args=["milia"]), {"do": "when:read", "when": line})
        assert answer.status_code == status


def test_a_condition_too_long_for_rows_is_still_changed_as_text(milia, mina):
    line = " or ".join(["exam is not known and sex = male"] * 55)
    assert len(line) < 2000
    fields = mina.shown(page_of("RF-12"))
    assert mina.sends(page_of("RF-12"), fields, when=line).status_code == 302
    page = mina.client.get(page_of("RF-12")).content.decode()
    assert "too long for rows" in page
    assert sum(len(values) for values in fields_in(page).values()) < MOST_FIELDS
    assert mina.saves("RF-12", because="Another.").status_code == 302
    assert rule_now("RF-12")["when"] == line


def test_half_a_megabyte_of_condition_is_refused_with_the_limit(milia, mina):
    answer = mina.saves("RF-12", when="exam is not known or " * 25_000)
    assert answer.status_code in (400, 413, 422)
    assert not Edit.objects.exists()


def _rules():
    return Draft.read(Protocol.objects.get(slug="milia")).parts("rules")


def _addresses():
    one = ["milia", "RF-12"]
    return [
        page_of("RF-12"),
        reverse("draft_rule_turn", args=one),
        reverse("draft_rule_cell", args=[*one, "because"]),
        *(reverse(name, args=["milia"]) for name in ("draft_rules", "draft_rules_table", "draft_rule_new")),
        reverse("draft_condition", args=["milia"]),
    ]

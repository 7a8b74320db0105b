"""Answers that contradict each other: listed, changed, added, removed."""

from uuid import uuid4

import pytest
from django.urls import reverse

from tests.integration.drafts_made import admin, change, milia_draft, part, signed_in
from treatments.models import Edit

pytestmark = pytest.mark.django_db


@pytest.fixture
def milia():
    return milia_draft()


@pytest.fixture
def mina():
    return admin("Mina Okoro")


def there(code=""):
    return reverse("draft_conflict", args=["milia", code]) if code else reverse("draft_conflict_new", args=["milia"])


def sent(by, which="", **differs):
    page = signed_in(by).get(there(which))
    before = page.context["form"].initial
    shown = {"when": before.get("when", ""), "keys": before.get("keys", []), "text-en": before.get("text-en", "")}
    own = {"key": str(uuid4()), "stamp": page.context["stamp"]}
    return signed_in(by).post(there(which), own | shown | differs)


def words(page):
    return " ".join(page.content.decode().split())


NEW = {
    "code": "CF-77",
    "when": "smoker = yes and age_years < 6",
    "keys": ["smoker"],
    "text-en": "You said a small child smokes. Is that right?",
}


def test_the_list_says_each_in_a_sentence_and_is_searched(milia, mina):
    page = signed_in(mina).get(reverse("draft_conflicts", args=["milia"]))
    assert len(page.context["rows"]) == 5 and "acne capsules" in words(page)
    found = signed_in(mina).get(reverse("draft_conflicts", args=["milia"]), {"q": "cf-01"})
    assert [row.code for row in found.context["rows"] if row.is_found] == ["CF-01"]
    nothing = signed_in(mina).get(reverse("draft_conflicts", args=["milia"]), {"q": "no such words"})
    assert "No contradiction fits." in words(nothing)


def test_saving_each_as_it_came_changes_nothing(milia, mina):
    for code in ("CF-01", "CF-02", "CF-03", "CF-04", "CF-05"):
        assert sent(mina, code).status_code == 302
    assert not Edit.objects.exists()


def test_its_words_are_changed_and_the_condition_stays(milia, mina):
    before = part(milia, "conflicts", "CF-01")
    assert sent(mina, "CF-01", **{"text-en": "Which is right?"}).status_code == 302
    assert part(milia, "conflicts", "CF-01") == before | {"text": {"en": "Which is right?"}}


def test_one_is_added_and_removed(milia, mina):
    assert sent(mina, **NEW).status_code == 302
    made = part(milia, "conflicts", "CF-77")
    assert made == {"code": "CF-77", "when": NEW["when"], "keys": ["smoker"], "text": {"en": NEW["text-en"]}}
    page = signed_in(mina).get(there("CF-77"))
    press = {"key": str(uuid4()), "parts": "conflicts", "code": "CF-77", "stamp": page.context["stamp"]}
    assert signed_in(mina).post(reverse("draft_remove", args=["milia"]), press).status_code == 302
    assert part(milia, "conflicts", "CF-77") is None


@pytest.mark.parametrize(
    ("differs", "field"),
    [
        ({"code": "contradiction"}, "code"),
        ({"code": "EX-01"}, "code"),
        ({"when": ""}, "when"),
        ({"when": "smokes = yes"}, "when"),
        ({"when": "smoker = maybe"}, "when"),
        ({"keys": []}, "keys"),
        ({"keys": ["smokes"]}, "keys"),
        ({"text-en": ""}, "text-en"),
        ({"text-en": "<script>alert(1)</script>"}, "text-en"),
        ({"text-en": "See javascript:alert(1)"}, "text-en"),
        ({"text-en": "{{ patient.ssn }}"}, "text-en"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(milia, mina, differs, field):
    answer = sent(mina, **(NEW | differs))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors, answer.context["form"].errors
    assert not Edit.objects.exists()


def test_a_code_that_stands_already_is_refused(milia, mina):
    answer = sent(mina, **(NEW | {"code": "CF-01"}))
    assert answer.status_code == 409 and "already one named" in words(answer)


def test_of_two_who_save_the_second_is_shown_both(milia, mina):
    page = signed_in(mina).get(there("CF-01"))
    change(milia, "conflicts", "CF-01", admin("Paul Adu"), text={"en": "Theirs"})
    before = page.context["form"].initial
    own = {"key": str(uuid4()), "stamp": page.context["stamp"], "when": before["when"], "keys": before["keys"]}
    answer = signed_in(mina).post(there("CF-01"), own | {"text-en": "Mine"})
    assert answer.status_code == 409 and "Theirs" in words(answer) and "Mine" in words(answer)

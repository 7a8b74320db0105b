"""The questions of a draft: listed, changed, moved and added; keys and answers stay what they are."""

import pytest
from django.urls import reverse

from clinic.accounts.permissions import Role
from tests.integration.clinic_factory import person
from tests.integration.drafts_made import admin, change, milia_draft, part, signed_in
from tests.integration.question_pages import fill, page_of, pressed, save
from treatments.models import Edit

pytestmark = pytest.mark.django_db


@pytest.fixture
def milia():
    return milia_draft()


@pytest.fixture
def mina():
    return admin("Mina Okoro")


def test_the_list_tells_what_each_question_is_and_how_often_it_is_used(milia, mina):
    page = signed_in(mina).get(reverse("draft_questions", args=["milia"]))
    rows = {row.key: row for group in page.context["groups"] for row in group.rows}

    assert page.status_code == 200
    assert [group.title for group in page.context["groups"]][0]
    assert rows["pregnancy"].uses > 5 and [words for _, words in rows["pregnancy"].marks] == [
        "Safety question",
        "Private",
    ]
    assert list(rows) == [question["key"] for question in part_list(milia)]


def part_list(milia):
    from treatments.editing.parts import Draft

    return Draft.read(milia).parts("questions")


def test_the_list_is_searched_by_words_of_the_question_its_answers_and_its_key(milia, mina):
    def found(search):
        page = signed_in(mina).get(reverse("draft_questions", args=["milia"]), {"q": search})
        return {row.key for group in page.context["groups"] for row in group.rows if row.is_found}

    assert "isotretinoin" in found("isotret")
    assert found("ISOTRETINOIN_months") == {"isotretinoin_months"}
    assert found("no such words anywhere") == set()
    page = signed_in(mina).get(reverse("draft_questions", args=["milia"]), {"q": "no such words"})
    assert b"No question fits." in page.content


def test_saving_a_page_as_it_came_changes_nothing(milia, mina):
    for question in part_list(milia):
        assert save(mina, question["key"], fill(page_of(mina, question["key"]))).status_code == 302
    assert not Edit.objects.exists()

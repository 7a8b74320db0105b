"""The buttons that every page of the workbench has: undo, redo, move, remove, and who else is there."""

from uuid import uuid4

import pytest
from django.urls import reverse

from clinic.accounts.permissions import Role
from tests.integration.clinic_factory import person
from tests.integration.drafts_made import admin, change, milia_draft, part, signed_in
from treatments.drafting import document_of
from treatments.editing.parts import stamp_of
from treatments.models import Edit, Presence

pytestmark = pytest.mark.django_db


@pytest.fixture
def milia():
    return milia_draft()


@pytest.fixture
def mina():
    return admin("Mina Okoro")


def press(user, name, **sent):
    return signed_in(user).post(reverse(name, args=["milia"]), {"key": str(uuid4())} | sent)


def test_undo_and_redo_are_one_press_and_say_what_they_did(milia, mina):
    before = part(milia, "rules", "EX-10")
    change(milia, "rules", "EX-10", mina, because="Other words.")
    answer = press(mina, "draft_undo")

    assert answer.status_code == 302
    assert part(milia, "rules", "EX-10") == before
    page = signed_in(mina).get(f"{reverse('draft', args=['milia'])}?{answer.url.split('?')[1]}").content.decode()
    assert "Undone:" in page and "EX-10" in page
    press(mina, "draft_redo")
    assert part(milia, "rules", "EX-10")["because"] == "Other words."


def test_the_same_page_sent_twice_undoes_once(milia, mina):
    change(milia, "rules", "EX-10", mina, because="One.")
    change(milia, "rules", "EX-10", mina, because="Two.")
    key = str(uuid4())
    press(mina, "draft_undo", key=key)
    press(mina, "draft_undo", key=key)

    assert part(milia, "rules", "EX-10")["because"] == "One."


def test_undo_without_anything_to_undo_says_so(milia, mina):
    answer = press(mina, "draft_undo")
    assert answer.status_code == 409
    assert b"There is nothing of yours to undo." in answer.content


def test_what_others_need_is_not_removed_and_the_page_says_who_needs_it(milia, mina):
    stamp = stamp_of(part(milia, "sources", "GK"))
    answer = press(mina, "draft_remove", parts="sources", code="GK", stamp=stamp)

    assert answer.status_code == 409
    assert b"there is no \xe2\x80\x9cGK\xe2\x80\x9d" in answer.content
    assert part(milia, "sources", "GK")
    assert not Edit.objects.exists()


def test_an_older_page_removes_nothing(milia, mina):
    stamp = stamp_of(part(milia, "cases", "D01"))
    change(milia, "cases", "D01", admin("Paul"), title="Another title")
    assert press(mina, "draft_remove", parts="cases", code="D01", stamp=stamp).status_code == 409
    assert part(milia, "cases", "D01")["title"] == "Another title"


def test_a_step_moves_one_place_at_a_press(milia, mina):
    first, second = [step.code for step in document_of(milia).aftercare][:2]
    press(mina, "draft_move", parts="aftercare", code=second, to="up")
    assert [step.code for step in document_of(milia).aftercare][:2] == [second, first]
    press(mina, "draft_move", parts="aftercare", code=second, to="up")
    assert [step.code for step in document_of(milia).aftercare][:2] == [second, first]


def test_two_who_open_the_same_rule_see_each_other(milia, mina):
    place = {"parts": "rules", "code": "EX-10"}
    assert b"Mina" not in press(mina, "draft_presence", **place).content
    assert b"Mina Okoro has this open too" in press(admin("Paul"), "draft_presence", **place).content
    press(mina, "draft_presence", **place, leaving="yes")
    assert b"Mina" not in press(admin("Ann"), "draft_presence", **place).content
    assert Presence.objects.count() == 2


@pytest.mark.parametrize("sent", [{}, {"parts": "nothing", "code": "x"}, {"parts": "rules", "code": "x" * 61}])
@pytest.mark.parametrize("name", ["draft_move", "draft_remove", "draft_presence"])
def test_a_part_that_cannot_be_is_not_found(milia, mina, name, sent):
    assert press(mina, name, to="up", **sent).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CONTENT_ADMIN])
@pytest.mark.parametrize("name", ["draft_undo", "draft_redo", "draft_move", "draft_remove", "draft_presence"])
def test_nobody_but_a_content_admin_presses_them(milia, role, name):
    assert press(person(role), name, parts="rules", code="EX-10", to="up").status_code == 403
    assert not Edit.objects.exists()

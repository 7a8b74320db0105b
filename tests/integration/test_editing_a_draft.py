"""Changing a draft part by part: nothing is lost, nothing half saved, everything can be undone."""

import pytest

from clinic.accounts.permissions import Role
from clinic.audit.refusals import Refused, Stale
from tests.integration.clinic_factory import NOW, person
from tests.integration.clinic_factory import milia as document_of_milia
from treatments.drafting import document_of
from treatments.editing.changing import change_part, move_part
from treatments.editing.parts import Draft, stamp_of
from treatments.editing.refusals import EditHasFaults, NeedsConfirmation, StaleEdit
from treatments.editing.undoing import redo, undo
from treatments.loading import load_document
from treatments.models import Edit, Protocol

pytestmark = pytest.mark.django_db


@pytest.fixture
def mina():
    return person(Role.CONTENT_ADMIN, name="Mina")


@pytest.fixture
def milia():
    return load_document(document=document_of_milia(), by=None, at=NOW).protocol


def part(protocol, parts, code):
    return Draft.read(Protocol.objects.get(pk=protocol.pk)).part(parts, code)


def change(protocol, parts, code, by, values=..., stamp=None, **differs):
    now = part(protocol, parts, code)
    values = now | differs if values is ... else values
    stamp = stamp_of(now) if stamp is None else stamp
    return change_part(protocol_id=protocol.pk, parts=parts, code=code, values=values, stamp=stamp, by=by, at=NOW)


def test_a_rule_is_changed_and_the_rest_of_the_protocol_is_byte_for_byte_as_before(milia, mina):
    before = document_of(milia)
    edit = change(milia, "rules", "EX-10", mina, because="Freezing hurts the lid.")

    after = document_of(Protocol.objects.get(pk=milia.pk))
    assert [rule for rule in after.rules if rule not in before.rules] == [
        rule for rule in after.rules if rule.code == "EX-10"
    ]
    assert after.model_copy(update={"rules": before.rules}) == before
    assert (edit.by_name, edit.code, edit.after["because"]) == ("Mina", "EX-10", "Freezing hurts the lid.")


def test_what_says_the_same_is_no_edit(milia, mina):
    assert change(milia, "rules", "EX-10", mina) is None
    assert not Edit.objects.exists()


def test_a_page_that_shows_an_older_version_is_refused_with_both(milia, mina):
    old = stamp_of(part(milia, "rules", "EX-10"))
    change(milia, "rules", "EX-10", mina, because="The first.")
    with pytest.raises(StaleEdit) as refused:
        change(milia, "rules", "EX-10", person(Role.CONTENT_ADMIN), because="The second.", stamp=old)

    assert isinstance(refused.value, Stale)
    assert (refused.value.theirs["because"], refused.value.by_name) == ("The first.", "Mina")
    assert part(milia, "rules", "EX-10")["because"] == "The first."


def test_a_condition_that_names_an_answer_nobody_can_give_is_refused_at_its_field(milia, mina):
    with pytest.raises(EditHasFaults) as refused:
        change(milia, "rules", "EX-10", mina, when="area in (moon)")
    assert refused.value.inside == ((("when",), "“area” does not offer “moon”"),)
    assert not Edit.objects.exists()


def test_a_question_in_use_cannot_be_taken_away_and_the_answer_says_by_what(milia, mina):
    with pytest.raises(EditHasFaults) as refused:
        change(milia, "questions", "pregnancy", mina, values=None)
    assert any("EX-04" in line for line in refused.value.elsewhere)


def test_a_new_rule_stands_last_and_a_second_of_its_name_is_refused(milia, mina):
    rule = {
        "code": "EX-99",
        "effect": "exclusion",
        "when": "pregnancy = yes",
        "methods": ["peel"],
        "because": "So.",
        "sources": ["GK"],
    }
    change(milia, "rules", "", mina, values=rule)
    assert document_of(milia).rules[-1].code == "EX-99"
    with pytest.raises(Refused, match="already one named"):
        change(milia, "rules", "", mina, values=rule)


def test_a_number_that_grows_by_much_asks_again(milia, mina):
    edit = {"when": "age_years < 12", "code": "EX-99", "effect": "exclusion", "methods": ["peel"]}
    change(milia, "rules", "", mina, values=edit | {"because": "Too young.", "sources": ["GK"]})
    with pytest.raises(NeedsConfirmation) as asked:
        change(milia, "rules", "EX-99", mina, when="age_years < 60")
    assert asked.value.changes == (("age_years", "12", "60"),)
    assert part(milia, "rules", "EX-99")["when"] == "age_years < 12"
    change(milia, "rules", "EX-99", mina, when="age_years < 14")


def test_a_question_moved_keeps_its_stamp_and_the_numbers_stay_in_order(milia, mina):
    keys = [question.key for question in document_of(milia).questions]
    stamp = stamp_of(part(milia, "questions", keys[-1]))
    move_part(protocol_id=milia.pk, parts="questions", code=keys[-1], place=len(keys) - 1, by=mina, at=NOW)

    after = document_of(milia)
    assert [question.key for question in after.questions] == [*keys[:-2], keys[-1], keys[-2]]
    assert [question.number for question in after.questions] == sorted(question.number for question in after.questions)
    assert stamp_of(part(milia, "questions", keys[-1])) == stamp
    undo(protocol_id=milia.pk, by=mina, at=NOW)
    assert [question.key for question in document_of(milia).questions] == keys


def test_every_kind_of_edit_can_be_undone_and_redone(milia, mina):
    first = document_of(milia)
    change(milia, "rules", "EX-10", mina, because="One.")
    change(milia, "methods", "peel", mina, term="Another term")
    change(milia, "protocol", "name", mina, values={"en": "Milia of the face"})
    case = part(milia, "cases", "D01") or Draft.read(milia).parts("cases")[0]
    change(milia, "cases", case["id"], mina, values=None)
    last = document_of(Protocol.objects.get(pk=milia.pk))

    for _ in range(4):
        undo(protocol_id=milia.pk, by=mina, at=NOW)
    assert document_of(Protocol.objects.get(pk=milia.pk)) == first
    with pytest.raises(Refused, match="nothing of yours to undo"):
        undo(protocol_id=milia.pk, by=mina, at=NOW)
    for _ in range(4):
        redo(protocol_id=milia.pk, by=mina, at=NOW)
    assert document_of(Protocol.objects.get(pk=milia.pk)) == last
    with pytest.raises(Refused, match="nothing to redo"):
        redo(protocol_id=milia.pk, by=mina, at=NOW)
    for _ in range(4):
        undo(protocol_id=milia.pk, by=mina, at=NOW)
    assert document_of(Protocol.objects.get(pk=milia.pk)) == first


def test_undo_never_touches_what_somebody_else_changed_since(milia, mina):
    change(milia, "rules", "EX-10", mina, because="Mina's.")
    change(milia, "rules", "EX-10", person(Role.CONTENT_ADMIN), because="Theirs.")
    with pytest.raises(Refused, match="changed again since"):
        undo(protocol_id=milia.pk, by=mina, at=NOW)
    assert part(milia, "rules", "EX-10")["because"] == "Theirs."


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CONTENT_ADMIN])
def test_only_a_content_admin_changes_a_draft(milia, role):
    with pytest.raises(Refused, match="Only a content admin"):
        change(milia, "rules", "EX-10", person(role), because="Mine.")

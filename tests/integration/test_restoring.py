"""An old release is never made live again: what it says becomes the draft, and goes the usual way."""

from datetime import timedelta

import pytest

from clinic.accounts.permissions import Role
from clinic.audit.refusals import Refused, Stale
from tests.integration.clinic_factory import NOW, person, site
from tests.integration.drafts_made import admin, change, milia_draft, part, signed_in
from tests.integration.drafts_sent import approve, impact_worked_out, send
from treatments.compiled_releases import compiled
from treatments.drafting import document_of
from treatments.editing.changing import change_part
from treatments.editing.parts import stamp_of
from treatments.editing.undoing import undo
from treatments.exchanging import restore
from treatments.models import Edit, Protocol, Release

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def mina():
    return admin(sites=[site()])


@pytest.fixture
def shah():
    return person(Role.DERMATOLOGIST, name="Dr Shah")


@pytest.fixture
def milia(mina, shah):
    """Release 2 is live and says more than release 1."""
    milia = milia_draft()
    change(milia, "methods", "peel", mina, evidence="Small studies.")
    change(milia, "rules", "EX-10", mina, because="Never near the eye.")
    approve(send(milia, mina), shah)
    return milia


def now(milia):
    return Protocol.objects.get(pk=milia.pk)


def restored(milia, number, by, revision=None):
    release = Release.objects.get(number=number)
    revision = now(milia).revision if revision is None else revision
    return restore(release=release, protocol_id=milia.pk, revision=revision, by=by, at=LATER)


def test_what_was_restored_is_published_as_a_new_release_with_the_old_content(milia, mina, shah):
    edits = restored(milia, 1, mina)
    assert [(edit.parts, edit.code) for edit in edits] == [("methods", "peel"), ("rules", "EX-10")]
    assert {edit.note for edit in edits} == {"Release 1 restored."}

    release = approve(send(milia, mina), shah).release
    first = Release.objects.get(number=1)
    assert (release.number, release.sha256, release.document) == (3, first.sha256, first.document)
    assert Release.objects.get(number=2).document != first.document


def test_it_touches_nothing_that_is_published_and_can_be_undone_part_by_part(milia, mina):
    before = list(Release.objects.values_list("number", "sha256"))
    restored(milia, 1, mina)
    undo(protocol_id=milia.pk, by=mina, at=LATER)

    assert part(milia, "rules", "EX-10")["because"] == "Never near the eye."
    assert part(milia, "methods", "peel")["evidence"] != "Small studies."
    assert list(Release.objects.values_list("number", "sha256")) == before


def test_a_question_added_since_is_gone_again_in_what_a_release_said_itself(milia, mina, shah):
    question = part(milia, "questions", "wants_treatment") | {"key": "likes_tea"}
    question.pop("number")
    where = {"protocol_id": milia.pk, "parts": "questions", "code": "", "stamp": stamp_of(None)}
    change_part(**where, values=question, by=mina, at=LATER)
    impact_worked_out(milia, mina)
    approve(send(milia, mina), shah)
    restored(milia, 2, mina)
    assert document_of(now(milia)).model_dump() == read(Release.objects.get(number=2)).model_dump()


def read(release):
    return compiled(release).document


def test_a_draft_that_was_changed_meanwhile_is_not_overwritten(milia, mina):
    seen = now(milia).revision
    change(milia, "methods", "peel", mina, evidence="More studies.")
    with pytest.raises(Stale):
        restored(milia, 1, mina, revision=seen)
    assert part(milia, "methods", "peel")["evidence"] == "More studies."


def test_what_says_the_same_is_not_restored(milia, mina):
    count = Edit.objects.count()
    with pytest.raises(Refused, match="Nothing to do"):
        restored(milia, 2, mina)
    assert Edit.objects.count() == count


def test_a_dermatologist_restores_nothing(milia, shah):
    with pytest.raises(Refused, match="Only a content admin"):
        restored(milia, 1, shah)


def test_the_page_shows_what_would_change_before_anything_does(milia, mina):
    client, page = signed_in(mina), "/content/milia/release/1/restore/"
    shown = client.get(page)
    assert "2 changes" in shown.content.decode() or "1 method, 1 rule" in shown.content.decode()
    assert part(milia, "rules", "EX-10")["because"] == "Never near the eye."

    sent = client.post(page, {"key": "a", "revision": shown.context["frame"].protocol.revision})
    assert (sent.status_code, sent.url) == (302, "/content/milia/changes/")
    assert part(milia, "rules", "EX-10")["because"] != "Never near the eye."
    assert client.post(page, {"key": "b", "revision": "1"}).status_code == 409

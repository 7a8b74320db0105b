"""A draft becomes a release: sent by whoever wrote it, approved by somebody else, at once or at a time."""

from datetime import timedelta

import pytest

from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from clinic.audit.refusals import Refused, Stale
from tests.integration.clinic_factory import NOW, person
from tests.integration.clinic_factory import milia as sample_milia
from tests.integration.drafts_made import admin, change, milia_draft, part
from tests.integration.drafts_sent import approve, send
from treatments import approving
from treatments.checklist import NotReady
from treatments.editing.changing import change_part
from treatments.editing.parts import stamp_of
from treatments.models import Protocol, Release, Submission
from treatments.models.submissions import Ending
from treatments.publishing import withdraw

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=8)


@pytest.fixture
def milia():
    return milia_draft()


@pytest.fixture
def mina():
    return admin()


@pytest.fixture
def shah():
    return person(Role.DERMATOLOGIST, name="Dr Shah")


@pytest.fixture
def sent(milia, mina, shah):
    change(milia, "methods", "peel", mina, evidence="Small studies, and what doctors see.")
    return send(milia, mina, note="Says what it rests on.")


def test_what_a_second_person_approves_is_published_with_both_names_and_the_note(sent, shah):
    done = approve(sent, shah)

    release = Release.objects.get(number=2)
    assert (release.written_by_name, release.approved_by_name) == ("Mina Okoro", "Dr Shah")
    assert (release.notes, release.sha256) == ("Says what it rests on.", sent.sha256)
    assert (done.ending, done.release, done.ended_by) == (Ending.PUBLISHED, release, shah)
    assert not Protocol.objects.get().authors.exists()


def test_nobody_approves_what_they_sent_or_changed_themselves(milia, mina, shah, sent):
    with pytest.raises(Refused, match="You sent this draft yourself"):
        approve(sent, mina)
    approving.take_back(submission_id=sent.pk, by=mina, at=NOW)
    ada = admin("Ada")
    again = send(milia, ada)
    with pytest.raises(Refused, match="You sent this draft yourself"):
        approve(again, ada)
    with pytest.raises(Refused, match="You changed this draft yourself"):
        approve(again, mina)
    assert Release.objects.count() == 1


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.MANAGER])
def test_only_who_may_publish_approves_or_sends_back(sent, role):
    by = person(role)
    with pytest.raises(Refused, match="Only a content admin or a dermatologist"):
        approve(sent, by)
    with pytest.raises(Refused, match="Only a content admin or a dermatologist"):
        approving.send_back(submission_id=sent.pk, comment="No.", by=by, at=NOW)


def test_an_edit_after_sending_makes_it_stale_and_it_is_sent_anew(milia, mina, shah, sent):
    change(milia, "methods", "peel", mina, evidence="Small studies.")
    with pytest.raises(Stale, match="changed after it was sent"):
        approve(sent, shah)
    with pytest.raises(Stale, match="changed after it was sent"):
        approve(sent, shah, revision=sent.revision + 1)

    again = send(milia, mina)
    sent.refresh_from_db()
    assert (sent.ending, again.ending) == (Ending.TAKEN_BACK, "")
    assert approve(again, shah).release.number == 2


def test_a_page_that_showed_another_revision_approves_nothing(sent, shah):
    with pytest.raises(Stale, match="older version"):
        approve(sent, shah, revision=sent.revision - 1)
    assert Release.objects.count() == 1


def test_sending_needs_what_the_page_showed_and_happens_once(milia, mina, sent):
    with pytest.raises(Refused, match="sent this draft for approval already"):
        send(milia, mina)
    with pytest.raises(Stale):
        send(milia, mina, revision=sent.revision - 1)
    assert Submission.objects.count() == 1


def test_what_says_the_same_as_the_live_release_is_not_sent(milia, mina, shah):
    with pytest.raises(NotReady, match="Nothing changed since the live release"):
        send(milia, mina)


def test_without_a_second_person_nothing_is_sent_and_the_answer_says_why(milia, mina):
    change(milia, "methods", "peel", mina, evidence="Small studies.")
    with pytest.raises(NotReady, match="Nobody else here may approve it"):
        send(milia, mina)


def test_a_case_that_fails_keeps_the_draft_from_being_sent(milia, mina, shah):
    case = next(case for case in sample_milia().cases if case.expect[0].outcome == "suggest")
    change(milia, "cases", case.id, mina, expect=[{"outcome": "examine_first"}] * len(case.expect))
    with pytest.raises(NotReady, match="1 case does not come out as expected"):
        send(milia, mina)


def test_a_text_missing_in_a_language_keeps_the_draft_from_being_sent(milia, mina, shah):
    where = {"protocol_id": milia.pk, "parts": "protocol", "code": "languages"}
    change_part(**where, values=["en", "es"], stamp=stamp_of(["en"]), by=mina, at=NOW)
    with pytest.raises(NotReady, match="texts are missing in a language"):
        send(milia, mina)


def test_sending_back_says_why_and_frees_the_draft(milia, mina, shah, sent):
    with pytest.raises(Refused, match="Say what should be changed"):
        approving.send_back(submission_id=sent.pk, comment="  ", by=shah, at=NOW)
    approving.send_back(submission_id=sent.pk, comment="Name the studies.", by=shah, at=NOW)

    with pytest.raises(Refused, match="answered already: sent back"):
        approve(sent, shah)
    assert send(milia, mina).pk != sent.pk


def test_only_who_sent_it_takes_it_back(sent, shah, mina):
    with pytest.raises(Refused, match="Only Mina Okoro"):
        approving.take_back(submission_id=sent.pk, by=shah, at=NOW)
    with pytest.raises(Refused, match="Take it back instead"):
        approving.send_back(submission_id=sent.pk, comment="No.", by=mina, at=NOW)
    assert approving.take_back(submission_id=sent.pk, by=mina, at=NOW).ending == Ending.TAKEN_BACK


def test_each_step_is_written_down(sent, shah):
    approve(sent, shah)
    events = list(Event.objects.filter(action__startswith="draft.").order_by("id").values_list("action", flat=True))
    assert events == ["draft.changed", "draft.sent"]
    assert Event.objects.filter(action="release.published", actor_name__startswith="Dr Shah").exists()


# For later


def test_what_is_approved_for_later_is_published_when_its_time_has_come_and_once(sent, shah):
    approve(sent, shah, publish_at=LATER)

    assert approving.publish_due(at=LATER - timedelta(seconds=1)) == []
    assert [release.number for release in approving.publish_due(at=LATER)] == [2]
    assert approving.publish_due(at=LATER + timedelta(days=1)) == []
    release = Release.objects.get(number=2)
    assert (release.approved_by, release.published_at) == (shah, LATER)


def test_what_was_changed_before_its_time_fails_with_words_and_is_over(milia, mina, shah, sent):
    approve(sent, shah, publish_at=LATER)
    change(milia, "methods", "peel", mina, evidence="Small studies.")

    assert approving.publish_due(at=LATER) == []
    sent.refresh_from_db()
    assert (sent.ending, Release.objects.count()) == (Ending.FAILED, 1)
    assert "changed after it was sent" in sent.comment
    assert send(milia, mina).ending == ""


def test_an_approver_who_left_publishes_nothing(sent, shah):
    approve(sent, shah, publish_at=LATER)
    shah.is_active = False
    shah.save()

    assert approving.publish_due(at=LATER) == []
    assert Submission.objects.get(pk=sent.pk).ending == Ending.FAILED


@pytest.mark.parametrize(("publish_at", "words"), [(NOW, "has passed"), (NOW + timedelta(days=400), "within a year")])
def test_a_time_that_has_passed_or_is_far_away_is_refused(sent, shah, publish_at, words):
    with pytest.raises(Refused, match=words):
        approve(sent, shah, publish_at=publish_at)
    assert Submission.objects.get(pk=sent.pk).approved_by is None


def test_whose_words_were_withdrawn_with_a_release_still_does_not_approve_them(milia, mina, shah):
    change(milia, "methods", "peel", mina, term="Mina's words")
    ada, ben = admin("Ada"), admin("Ben")
    second = approve(send(milia, mina), ada).release
    withdraw(release=second, by=ada, reason="Too early.", at=NOW + timedelta(hours=1))
    change(milia, "methods", "laser", ben, term="Ben's words")

    with pytest.raises(Refused, match="You changed this draft yourself"):
        approve(send(milia, ben), mina)
    third = approve(Submission.objects.get(ending=""), shah).release
    assert "Mina Okoro" in third.written_by_name


@pytest.mark.parametrize("field", ["consent", "examination"])
def test_no_draft_goes_without_the_words_of_the_consent_or_the_examination(milia, mina, field):
    with pytest.raises(Refused, match="cannot do without"):
        change_part(
            protocol_id=milia.pk,
            parts="protocol",
            code=field,
            values=None,
            stamp=stamp_of(part(milia, "protocol", field)),
            by=mina,
            at=NOW,
        )

"""Approving while somebody else does something to the same draft: each thing happens once and whole, or not at all."""

from datetime import timedelta

import pytest
from django.db import connection

from clinic.accounts.permissions import Role
from clinic.audit.refusals import Refused, Stale
from consultations.management.commands.impact import attempt
from tests.integration.clinic_factory import NOW, person
from tests.integration.drafts_made import admin, part
from tests.integration.drafts_sent import approve, send
from tests.integration.test_concurrency import at_once
from tests.integration.warts_draft import LATER, warts, write
from treatments import approving
from treatments.editing.parts import Draft
from treatments.engine.canonical import sha256_of
from treatments.models import Edit, Protocol, Release, Submission
from treatments.models.submissions import Ending

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
AFTER = LATER + timedelta(hours=1)
ROUNDS = 4


@pytest.fixture
def draft():
    return warts()


@pytest.fixture
def mina():
    return admin()


@pytest.fixture
def two():
    return person(Role.DERMATOLOGIST), person(Role.DERMATOLOGIST)


def sent_anew(draft, by, number):
    write(draft, by, f"Said in other words, {number}.")
    return send(draft, by)


def numbers():
    return sorted(Release.objects.values_list("number", flat=True))


def test_of_two_approvals_at_once_one_publishes_and_the_other_is_told(draft, mina, two):
    for number in range(ROUNDS):
        sent = sent_anew(draft, mina, number)
        results = at_once(*(lambda by=by, sent=sent: approve(sent, by, at=AFTER) for by in two))

        assert sorted(isinstance(result, Submission) for result in results) == [False, True], results
        assert any(isinstance(result, Refused) for result in results)
    assert numbers() == list(range(1, ROUNDS + 2))


def test_an_edit_during_an_approval_is_never_published_unseen_and_never_lost(draft, mina, two):
    ada = admin("Ada")
    for number in range(ROUNDS):
        sent = sent_anew(draft, mina, number)
        approved, edit = at_once(
            lambda sent=sent: approve(sent, two[0], at=AFTER),
            lambda number=number: write(draft, ada, f"Edited meanwhile, {number}.", code="CA-01"),
        )
        assert isinstance(edit, Edit), edit
        assert part(draft, "rules", "CA-01")["because"] == f"Edited meanwhile, {number}."
        if isinstance(approved, Submission):
            assert Release.objects.order_by("-number").first().sha256 == sent.sha256
        else:
            assert isinstance(approved, Stale), approved


def test_taken_back_or_sent_back_while_it_is_approved_only_one_of_them_happens(draft, mina, two):
    for number in range(ROUNDS):
        sent, before = sent_anew(draft, mina, number), len(numbers())
        results = at_once(
            lambda sent=sent: approve(sent, two[0], at=AFTER),
            lambda sent=sent: approving.take_back(submission_id=sent.pk, by=mina, at=AFTER),
            lambda sent=sent: approving.send_back(submission_id=sent.pk, comment="No.", by=two[1], at=AFTER),
        )
        done = [result for result in results if isinstance(result, Submission)]
        sent.refresh_from_db()
        assert len(done) == 1, results
        assert (len(numbers()) - before == 1) == (sent.ending == Ending.PUBLISHED)


def test_two_who_send_at_once_send_one(draft, mina, two):
    ada = admin("Ada")
    write(draft, mina)
    results = at_once(lambda: send(draft, mina), lambda: send(draft, ada))
    assert sorted(isinstance(result, Submission) for result in results) == [False, True], results
    assert Submission.objects.filter(ending="").count() == 1


def test_two_watchers_publish_what_is_due_once(draft, mina, two):
    for number in range(ROUNDS):
        sent = sent_anew(draft, mina, number)
        due = NOW + timedelta(days=2 + number)
        approve(sent, two[0], publish_at=due, at=AFTER)
        found = at_once(*[lambda due=due: approving.publish_due(at=due)] * 3)
        assert sorted(len(releases) for releases in found) == [0, 0, 1], found
    protocol = Protocol.objects.get()
    assert Release.objects.order_by("-number").first().sha256 == sha256_of(Draft.read(protocol).raw)


def test_what_is_due_while_somebody_writes_the_same_protocol_is_published_in_the_next_round(draft, mina, two):
    due, done = NOW + timedelta(days=2), []
    approve(sent_anew(draft, mina, 1), two[0], publish_at=due, at=AFTER)
    writing = connection.copy()
    with writing.cursor() as other:
        other.execute("SELECT pg_advisory_lock(hashtextextended('treatments.protocol.warts', 0))")
        attempt(lambda: approving.publish_due(at=due), lambda: done.append("the runs"))
        assert (numbers(), done) == ([1], ["the runs"])
    writing.close()

    attempt(lambda: approving.publish_due(at=due))

    assert numbers() == [1, 2]


def test_a_refusal_does_not_end_the_worker_that_publishes_what_is_due():
    def refused():
        raise Refused("Somebody else is at it.")

    attempt(refused)

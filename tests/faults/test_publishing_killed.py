"""Publishing, and taking a file in, killed with -9 at their statements in turn: all of it happened, or nothing."""

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections

from clinic.accounts.models import User
from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from tests.faults.rounds import figure, rounds
from tests.integration import sample_protocol as sample
from tests.integration.clinic_factory import NOW, person
from tests.integration.drafts_made import admin
from tests.integration.drafts_sent import approve, send
from tests.integration.warts_draft import LATER, warts, write
from treatments import approving
from treatments.drafting import document_of
from treatments.exchanging import replace_draft
from treatments.models import Edit, Protocol, Release, Submission
from treatments.models.submissions import Ending

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
AFTER = LATER + timedelta(hours=1)
MOST_STATEMENTS = 400


def killed_at(statement: int, work: Callable[[], Any]) -> bool:
    """In a process of its own, killed before this statement goes out. Whether it came so far."""
    child = os.fork()
    if not child:
        # The parent's connection is not ours to use, nor to say good-bye on.
        connection.connection = None
        connections["default"].connect()
        connections["default"].execute_wrappers.append(Killing(statement))
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert ended in (0, -signal.SIGKILL), f"the work itself failed: {ended}"
    return ended != 0


class Killing:
    def __init__(self, at: int) -> None:
        self.left = at

    def __call__(self, execute: Any, *statement: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*statement)


def killed_everywhere(work: Callable[[], Any], state: Callable[[], Any]) -> tuple[int, list[Any]]:
    """How often it was killed before it came through, and each state that this left behind."""
    step, left = rounds(short=5, full=1), []
    for statement in range(1, MOST_STATEMENTS, step):
        if not killed_at(statement, work):
            return len(left), left
        left.append(state())
    raise AssertionError("it never came through")


@pytest.fixture
def sent():
    draft, mina = warts(), admin()
    person(Role.DERMATOLOGIST, name="Dr Shah")
    write(draft, mina)
    return send(draft, mina)


def published() -> tuple[Any, ...]:
    """What publishing changes, each thing that belongs to it."""
    submission = Submission.objects.get()
    return (
        Release.objects.count() - 1,
        int(submission.ending == Ending.PUBLISHED),
        int(submission.approved_by_id is not None),
        int(not Protocol.objects.get().authors.exists()),
        Event.objects.filter(action="release.published", details__number=2).count(),
    )


def test_an_approval_killed_anywhere_published_nothing_and_can_be_given_again(sent):
    derm = submission_approver()
    kills, left = killed_everywhere(lambda: approve(sent, derm, at=AFTER), published)

    figure("Publishing killed", {"kills": kills, "half published": sum(state != (0,) * 5 for state in left)})
    assert kills > 3
    assert set(left) == {(0,) * 5}
    assert published() == (1,) * 5, "the one that came through"


def submission_approver():
    return User.objects.get(name="Dr Shah")


def test_what_is_due_killed_anywhere_is_still_due_and_published_once(sent):
    due = AFTER + timedelta(days=1)
    approve(sent, submission_approver(), publish_at=due, at=AFTER)
    kills, left = killed_everywhere(lambda: approving.publish_due(at=due), published)

    assert kills > 3
    assert set(left) == {(0, 0, 1, 0, 0)}
    assert published() == (1,) * 5
    assert approving.publish_due(at=due) == []


def test_120_a_file_taken_in_and_killed_anywhere_left_the_old_draft(sent):
    mina, draft = admin(), Protocol.objects.get()
    before, file = document_of(draft), sample.document(sample.with_name("Warts"))
    where = {"protocol_id": draft.pk, "revision": draft.revision, "note": "", "by": mina, "at": NOW}
    edits = Edit.objects.count()

    def state() -> tuple[bool, int]:
        return document_of(Protocol.objects.get()) == before, Edit.objects.count() - edits

    kills, left = killed_everywhere(lambda: replace_draft(document=file, **where), state)
    assert kills > 3
    assert set(left) == {(True, 0)}
    assert document_of(Protocol.objects.get()) == file


def test_without_one_transaction_half_of_it_would_be_found(sent, monkeypatch):
    """The control: what was published is committed before the submission says so."""
    publish = approving.publish

    def early(**what: Any) -> Release:
        release = publish(**what)
        with connection.cursor() as cursor:
            cursor.execute("COMMIT")
            cursor.execute("BEGIN")
        return release

    monkeypatch.setattr(approving, "publish", early)
    derm, half = submission_approver(), set()
    for statement in range(1, MOST_STATEMENTS, rounds(short=2, full=1)):
        if not killed_at(statement, lambda: approve(sent, derm, at=AFTER)):
            break
        half.add(published())
        if len(half) > 1:
            break
    assert (1, 0, 0, 1, 1) in half

"""F2: a worker is killed between commit and answer. The tablet sends again what it was not told about."""

import time

import pytest

from tests.faults.rounds import figure, rounds
from tests.faults.saving_clients import outcome, saving, wrong
from tests.faults.served import served

pytestmark = pytest.mark.faults
LONGEST = 1200


def killed(folder):
    file = folder / "killed"
    return len(file.read_text().splitlines()) if file.exists() else 0


def until_killed(folder, times):
    until = time.monotonic() + LONGEST
    while killed(folder) < times:
        assert time.monotonic() < until, "too few workers were killed"
        time.sleep(0.05)


def test_a_worker_killed_between_commit_and_answer_loses_nothing_and_saves_nothing_twice(cluster, visits, tmp_path):
    times = rounds(short=3, full=40)
    with served(cluster, tmp_path, FAULTS_WITH="Dying") as app, saving(app.port, visits) as tablets:
        until_killed(tmp_path, times)

    found = outcome(cluster, tablets)

    figure("F2", {"workers killed": killed(tmp_path)} | found)
    assert wrong(tablets) == []
    assert found["no answer"] > 0
    assert (found["lost"], found["double"]) == (0, 0)


def test_without_receipts_what_is_sent_again_is_saved_again(cluster, visits, tmp_path):
    """The control. Of a save the revision and the tablet's own count would notice the second one as well."""
    with served(cluster, tmp_path, FAULTS_WITH="Forgetful,Dying") as app, saving(app.port, visits) as tablets:
        until_killed(tmp_path, rounds(short=2, full=10))

    found = outcome(cluster, tablets)

    figure("F2 control without receipts", {"workers killed": killed(tmp_path)} | found)
    assert found["double"] > 0

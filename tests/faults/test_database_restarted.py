"""F8: the database is restarted under load. It is back at once, nobody does anything for it, and nothing is lost."""

import time

import pytest

from tests.faults.rounds import figure, rounds
from tests.faults.saving_clients import Tablet, outcome, saving, wrong
from tests.faults.served import served

pytestmark = pytest.mark.faults
# With all tests the machine is busy with others.
LONGEST_BACK = rounds(short=15, full=2)
LONGEST = 99.0


def restarted(cluster, tablets, times, *, every):
    """The stretches between restarts: from when the database answered again to when it was told to restart."""
    stretches, up = [], time.monotonic()
    for _time in range(times):
        time.sleep(every)
        stretches.append((up, time.monotonic()))
        cluster.restart()
        up = time.monotonic()
    time.sleep(every)
    return [*stretches[1:], (up, time.monotonic())]


def back_after(tablets, stretches):
    """Until somebody had saved again, until everybody had, and how many tries failed after one's own first save."""
    first, last, failed = [], [], 0
    for since, until in stretches:
        saved = []
        for tablet in tablets:
            after = [(at, status) for at, status in tablet.answers if since <= at < until]
            saved.append(next((at for at, status in after if status == 200), since + LONGEST))
            failed += sum(status != 200 for at, status in after if at > saved[-1])
        first.append(min(saved) - since)
        last.append(max(saved) - since)
    return {
        "app back after s": round(max(first), 2),
        "everybody back after s": round(max(last), 2),
        "failed afterwards": failed,
    }


def test_a_restart_of_the_database_is_over_within_two_seconds_and_loses_nothing(cluster, visits, tmp_path):
    times, every = rounds(short=2, full=30), rounds(short=2, full=10)
    with served(cluster, tmp_path) as app, saving(app.port, visits) as tablets:
        stretches = restarted(cluster, tablets, times, every=every)

    found = outcome(cluster, tablets) | back_after(tablets, stretches)

    figure("F8", {"restarts": times} | found)
    assert wrong(tablets) == []
    assert "Traceback" not in app.said
    assert found["app back after s"] <= LONGEST_BACK and found["failed afterwards"] == 0
    assert (found["lost"], found["double"]) == (0, 0)


def test_without_a_look_at_each_connection_a_quiet_clinic_meets_dead_ones(cluster, visits, tmp_path):
    """The control: nobody is saving while it restarts, so nobody has noticed."""
    assert first_after_a_quiet_restart(cluster, visits, tmp_path / "with") == 200
    assert first_after_a_quiet_restart(cluster, visits, tmp_path / "without", FAULTS_WITH="no_health_checks") == 503


def first_after_a_quiet_restart(cluster, visits, folder, **more):
    folder.mkdir()
    with served(cluster, folder, WEB_CONCURRENCY="1", **more) as app:
        tablet = Tablet(0, app.port, dict(visits[0]))
        tablet.opens()
        cluster.restart()
        return tablet.asks("GET", "/today/")[0]

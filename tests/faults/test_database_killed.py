"""F1: the database is killed while eight tablets save. What was called saved is there afterwards, and there once."""

import random
import time

import pytest

from tests.faults.rounds import figure, rounds
from tests.faults.saving_clients import outcome, saving, wrong
from tests.faults.served import served

pytestmark = pytest.mark.faults


def killed_again_and_again(cluster, tablets, times, *, seed=1):
    """Until the app saves again after each; how long that took from the moment the database answered."""
    chance, back = random.Random(seed), []
    for _time in range(times):
        time.sleep(chance.uniform(1, 2))
        cluster.kill()
        cluster.start()
        back.append(seconds_until_saved(tablets))
    return back


def seconds_until_saved(tablets):
    since = time.monotonic()
    while time.monotonic() < since + 60:
        if any(status == 200 and at > since for tablet in tablets for at, status in tablet.answers[-3:]):
            return time.monotonic() - since
        time.sleep(0.02)
    raise AssertionError("the app did not come back by itself")


def test_nothing_that_was_called_saved_is_lost_when_the_database_is_killed(cluster, visits, tmp_path):
    times = rounds(short=2, full=40)
    with served(cluster, tmp_path) as app, saving(app.port, visits) as tablets:
        back = killed_again_and_again(cluster, tablets, times)

    found = outcome(cluster, tablets)

    figure("F1", {"kills": times} | found | {"slowest back in s": round(max(back), 2)})
    assert wrong(tablets) == []
    assert "Traceback" not in app.said
    assert found["acknowledged"] > 50 and found["cannot save now"] > 0
    assert (found["lost"], found["double"]) == (0, 0)


def test_a_database_that_answers_before_it_has_written_loses_some(cluster, visits, tmp_path):
    """The control. The app refuses such a server when it starts, so it is switched for each request."""
    cluster.ask("alter system set wal_writer_delay = '10s'")
    cluster.ask("select pg_reload_conf()")
    with served(cluster, tmp_path, FAULTS_WITH="Careless") as app, saving(app.port, visits) as tablets:
        time.sleep(2)
        cluster.kill()
        cluster.start()

    found = outcome(cluster, tablets)

    figure("F1 control without a commit that waits", {"kills": 1} | found)
    assert found["lost"] > 0


def test_an_app_that_starts_before_its_database_waits_for_it(cluster, visits, tmp_path):
    cluster.stop()
    with served(cluster, tmp_path, wait=False) as app:
        time.sleep(3)
        cluster.start()
        app.is_up()
        with saving(app.port, visits[:1]) as tablets:
            seconds_until_saved(tablets)

        assert app.process.poll() is None
    assert wrong(tablets) == []

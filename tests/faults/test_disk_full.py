"""F9: the disk of the data is full. Nothing is called saved that is not, reading goes on, and with room all goes on."""

import time

import pytest

from tests.faults.full_disks import small_disk
from tests.faults.rounds import figure, rounds
from tests.faults.saving_clients import Tablet, outcome, saving, wrong
from tests.faults.served import served

pytestmark = pytest.mark.faults
PATIENCE = 120


@pytest.fixture
def disk(made):
    own = small_disk(made[0])
    yield own
    own.close()


def until(holds):
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def told_it_cannot(tablets):
    return sum(status == 503 for tablet in tablets for _at, status in tablet.answers)


def told_it_is_saved(tablets):
    return sum(len(tablet.acknowledged) for tablet in tablets)


def reads(app, visits):
    window = Tablet(0, app.port, dict(visits[0]))
    patient, visit = visits[0]["patient"], visits[0]["id"]
    pages = {
        "today": "/today/",
        "patient": f"/patients/{patient}/",
        "intake": f"/consultations/{visit}/intake/part/who/",
    }
    return {name: window.asks("GET", path)[0] for name, path in pages.items()}


def test_on_a_full_disk_nothing_is_called_saved_that_is_not_and_pages_are_still_read(disk, visits, tmp_path):
    refusals = rounds(short=20, full=500)
    with served(disk.cluster, tmp_path) as app, saving(app.port, visits) as tablets:
        until(lambda: told_it_is_saved(tablets) > 20)
        disk.fill()
        until(lambda: told_it_cannot(tablets) >= refusals)
        read = reads(app, visits)
        before = told_it_is_saved(tablets)
        disk.enlarge()
        until(lambda: told_it_is_saved(tablets) > before + 20)

    found = outcome(disk.cluster, tablets)

    figure("F9", {"disk": disk.kind} | found | read)
    assert wrong(tablets) == []
    assert set(read.values()) == {200}
    assert (found["lost"], found["double"]) == (0, 0)


def test_an_app_that_calls_it_saved_all_the_same_loses_answers(disk, visits, tmp_path):
    """The control."""
    with served(disk.cluster, tmp_path, FAULTS_WITH="Lying") as app, saving(app.port, visits) as tablets:
        until(lambda: told_it_is_saved(tablets) > 20)
        disk.fill()
        time.sleep(2)
    disk.enlarge()

    found = outcome(disk.cluster, tablets)

    figure("F9 control: saved is said whatever the database says", found)
    assert found["lost"] > 0

"""F9: the disk of the data is full. Nothing is called saved that is not, reading goes on, and with room all goes on."""

import shutil
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.own_cluster import OwnCluster
from tests.faults.rounds import figure, rounds
from tests.faults.saving_clients import Tablet, outcome, saving, wrong
from tests.faults.served import served

pytestmark = pytest.mark.faults
SIZE, ENLARGED = "150m", "400m"
PATIENCE = 60


def may_mount():
    """Needs the rights of root on this machine, which a container may not give."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True)
        return done.returncode == 0 and subprocess.run(["umount", folder]).returncode == 0


needs_a_small_disk = pytest.mark.skipif(not may_mount(), reason="a small disk cannot be mounted here")


@pytest.fixture
def room():
    """A small disk of its own."""
    folder = Path(tempfile.mkdtemp(prefix="pearl-fault-"))
    folder.chmod(0o755)
    (folder / "room").mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=755", "tmpfs", str(folder / "room")], check=True)
    yield folder / "room"
    subprocess.run(["umount", "-l", str(folder / "room")], check=True)
    shutil.rmtree(folder)


@pytest.fixture
def on_small_disk(made, room):
    """The data stands on it; the write-ahead log does not, as is advised, or the server would stop."""
    cluster = OwnCluster(room)
    made[0].copied_to(cluster.data)
    # With its owner, which shutil.move would lose on the way to another disk.
    subprocess.run(["mv", cluster.data / "pg_wal", room.parent / "wal"], check=True)
    (cluster.data / "pg_wal").symlink_to(room.parent / "wal")
    cluster.start()
    yield cluster
    cluster.kill()


def fill(room):
    """Something else takes all that is left."""
    with suppress(OSError), (room / "something else").open("wb", buffering=0) as file:
        while True:
            file.write(b"\0" * 64 * 1024)


def until(holds):
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def told_it_cannot(tablets):
    return sum(status == 503 for tablet in tablets for _at, status in tablet.answers)


def told_it_is_saved(tablets):
    return sum(len(tablet.acknowledged) for tablet in tablets)


def saves_on_a_full_disk(tablets, room, *, refusals):
    """Until so many were refused."""
    until(lambda: told_it_is_saved(tablets) > 20)
    fill(room)
    until(lambda: told_it_cannot(tablets) >= refusals)


def enlarge(room):
    subprocess.run(["mount", "-o", f"remount,size={ENLARGED}", str(room)], check=True)


@needs_a_small_disk
def test_on_a_full_disk_nothing_is_called_saved_that_is_not_and_pages_are_still_read(
    on_small_disk, room, visits, tmp_path
):
    with served(on_small_disk, tmp_path) as app, saving(app.port, visits) as tablets:
        saves_on_a_full_disk(tablets, room, refusals=rounds(short=20, full=500))
        read = reads(app, visits)
        before = told_it_is_saved(tablets)
        enlarge(room)
        until(lambda: told_it_is_saved(tablets) > before + 20)

    found = outcome(on_small_disk, tablets)

    figure("F9", found | read)
    assert wrong(tablets) == []
    assert set(read.values()) == {200}
    assert (found["lost"], found["double"]) == (0, 0)


def reads(app, visits):
    window = Tablet(0, app.port, dict(visits[0]))
    patient, visit = visits[0]["patient"], visits[0]["id"]
    pages = {
        "today": "/today/",
        "patient": f"/patients/{patient}/",
        "intake": f"/consultations/{visit}/intake/part/who/",
    }
    return {name: window.asks("GET", path)[0] for name, path in pages.items()}


@needs_a_small_disk
def test_an_app_that_calls_it_saved_all_the_same_loses_answers(on_small_disk, room, visits, tmp_path):
    """The control."""
    with served(on_small_disk, tmp_path, FAULTS_WITH="Lying") as app, saving(app.port, visits) as tablets:
        until(lambda: told_it_is_saved(tablets) > 20)
        fill(room)
        time.sleep(2)
    enlarge(room)

    found = outcome(on_small_disk, tablets)

    figure("F9 control: saved is said whatever the database says", found)
    assert found["lost"] > 0

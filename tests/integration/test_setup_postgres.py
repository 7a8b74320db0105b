"""The embedded server picks up after every kind of sudden death, and several processes share it without a fight."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from clinic import postgres
from clinic.environment import ROOT

pytestmark = pytest.mark.faults
HOLD = "from clinic import postgres; postgres.ensure(); print('up', flush=True); input()"
TWO_HUNDRED_ROWS = """
create table kept (n int);
insert into kept select generate_series(1, 200);
"""


@pytest.fixture
def folder(monkeypatch) -> Iterator[Path]:
    """A database folder of its own, where the other user can reach it when this one is root."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="pearl-test-", ignore_cleanup_errors=True) as parent:
        Path(parent).chmod(0o755)
        monkeypatch.setenv("CLINIC_PGDATA", f"{parent}/pg")
        yield Path(parent) / "pg"
        stop_server()


@pytest.fixture
def start(folder) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """`start()` is another process of Pearl that needs the server."""
    processes = []

    def process(code: str = HOLD) -> subprocess.Popen[str]:
        processes.append(
            subprocess.Popen(
                [sys.executable, "-c", code],
                cwd=ROOT,
                text=True,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        )
        return processes[-1]

    yield process
    for each in processes:
        each.kill()
        each.communicate()


def is_up(process: subprocess.Popen[str]) -> bool:
    return process.stdout is not None and process.stdout.readline() == "up\n"


def leaves(process: subprocess.Popen[str]) -> int:
    process.communicate("\n", timeout=30)
    return process.returncode


def query(statement: str) -> list[tuple[int]]:
    with psycopg.connect(**postgres.connection(), autocommit=True) as server:
        cursor = server.execute(statement)
        return cursor.fetchall() if cursor.description else []


def answers() -> bool:
    try:
        return bool(query("select 1"))
    except psycopg.OperationalError:
        return False


def postmaster() -> int:
    return int((postgres.data_folder() / "postmaster.pid").read_text().split()[0])


def stop_server() -> None:
    with contextlib.suppress(OSError, ValueError):
        os.kill(postmaster(), signal.SIGINT)
        deadline = time.monotonic() + 10
        while postgres._has_live_process() and time.monotonic() < deadline:
            time.sleep(0.05)


def test_three_processes_start_on_an_empty_folder_at_once(start):
    processes = [start() for _ in range(3)]

    assert all(is_up(process) for process in processes)
    assert answers()


def test_the_server_stays_for_the_last_process_and_stops_with_it(start):
    first, second = start(), start()
    assert is_up(first)
    assert is_up(second)

    assert leaves(first) == 0
    assert answers()
    assert leaves(second) == 0
    assert not answers()


def test_what_was_committed_survives_a_killed_server(start):
    first = start()
    assert is_up(first)
    query(TWO_HUNDRED_ROWS)

    os.kill(postmaster(), signal.SIGKILL)
    second = start()

    assert is_up(second)
    assert query("select count(*) from kept") == [(200,)]


def test_a_killed_process_leaves_a_server_that_the_next_one_uses_and_stops(start):
    first = start()
    assert is_up(first)
    query(TWO_HUNDRED_ROWS)
    first.kill()
    first.wait()

    second = start()
    assert is_up(second)
    assert query("select count(*) from kept") == [(200,)]
    assert leaves(second) == 0
    assert not answers()


def test_being_told_to_stop_stops_the_server_too(start):
    process = start()
    assert is_up(process)

    process.terminate()

    assert process.wait(30) == 128 + signal.SIGTERM
    assert not answers()


def test_a_half_made_database_is_made_again(folder, start):
    unfinished = folder.with_name("pg.new")
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")

    process = start()

    assert is_up(process)
    assert not unfinished.exists()


@pytest.mark.parametrize("seconds", [0.15, 0.3, 0.45, 0.6, 0.75])
def test_a_start_killed_at_any_moment_is_picked_up(start, seconds):
    first = start()
    time.sleep(seconds)
    first.kill()
    first.wait()

    second = start()

    assert is_up(second)
    assert answers()


def test_a_server_that_died_and_whose_number_lives_on_does_not_stop_a_start(folder, start):
    first = start()
    assert is_up(first)
    assert leaves(first) == 0
    # Nobody has asked how it ended, so the kernel keeps its number: to PostgreSQL it looks alive.
    zombie = subprocess.Popen(["true"], user=folder.stat().st_uid)
    time.sleep(0.2)
    (folder / "postmaster.pid").write_text(f"{zombie.pid}\n{folder}\n0\n{postgres.PORT}\n\n\n")

    second = start()

    assert is_up(second)
    zombie.wait()


def test_a_socket_folder_that_is_a_link_is_refused(folder, tmp_path):
    folder.with_name("pg.run").symlink_to(tmp_path)

    with pytest.raises(postgres.CannotStart, match="belongs to somebody else or is not a folder"):
        postgres._make_folders()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a folder of somebody else")
def test_a_socket_folder_of_somebody_else_is_refused(folder):
    folder.with_name("pg.run").mkdir()
    os.chown(folder.with_name("pg.run"), 12345, 12345)

    with pytest.raises(postgres.CannotStart, match="belongs to somebody else"):
        postgres._make_folders()


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user runs the server as itself")
def test_root_runs_the_server_in_a_folder_that_nobody_else_may_enter(folder, start):
    folder.parent.chmod(0o700)

    process = start()

    assert is_up(process)
    assert folder.parent.stat().st_mode & 0o777 == 0o700
    assert leaves(process) == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user runs the server as itself")
def test_a_folder_that_changes_hands_keeps_its_rows(folder, start):
    first = start()
    assert is_up(first)
    query(TWO_HUNDRED_ROWS)
    leaves(first)
    folder.parent.chmod(0o700)

    assert is_up(start())
    assert query("select count(*) from kept") == [(200,)]


def test_a_folder_that_cannot_be_written_is_named(monkeypatch):
    monkeypatch.setenv("CLINIC_PGDATA", "/proc/pearl/pg")

    with pytest.raises(postgres.CannotStart, match="CLINIC_PGDATA"):
        postgres.ensure()


def test_a_long_path_falls_back_to_a_short_socket_folder(monkeypatch):
    monkeypatch.setenv("CLINIC_PGDATA", "/tmp/" + "long/" * 30 + "pg")

    assert len(str(postgres.socket_folder())) <= postgres.LONGEST_SOCKET_FOLDER


def test_the_log_names_no_patient(folder, start):
    assert is_up(start())
    query("create table patient (name text unique)")
    query("insert into patient values ('Aiyana Secret')")
    with pytest.raises(psycopg.errors.UniqueViolation):
        query("insert into patient values ('Aiyana Secret')")

    assert "Aiyana" not in (folder / "server.log").read_text()


def test_the_web_application_refuses_a_server_that_forgets_commits(start):
    assert is_up(start(HOLD.replace("postgres.ensure()", "postgres.OPTIONS += ' -c fsync=off'; postgres.ensure()")))

    served = subprocess.run([sys.executable, "-c", "import clinic.wsgi"], cwd=ROOT, capture_output=True, text=True)
    checked = subprocess.run(
        [sys.executable, "manage.py", "check", "--database", "default"], cwd=ROOT, capture_output=True, text=True
    )

    assert (served.returncode, checked.returncode) == (3, 1)
    assert "Pearl does not start: The database has fsync off" in served.stderr
    assert "pearl.E001" in checked.stderr

"""A PostgreSQL of a test's own, on the product's server binaries: it may be killed, restarted and starved."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest import mock

import psycopg

from clinic import postgres


class OwnCluster:
    """`room` is the folder that holds the data."""

    def __init__(self, room: Path) -> None:
        self.data = room / "pg"

    @classmethod
    @contextmanager
    def in_its_own_folder(cls, copy_of: "OwnCluster | None" = None) -> Iterator["OwnCluster"]:
        room = Path(tempfile.mkdtemp(prefix="pearl-fault-"))
        # The user that the server runs as must be able to enter it.
        room.chmod(0o755)
        cluster = cls(room)
        try:
            if copy_of:
                copy_of.copied_to(cluster.data)
            cluster.start()
            yield cluster
        finally:
            cluster.kill()
            shutil.rmtree(room, ignore_errors=True)

    @contextmanager
    def _here(self) -> Iterator[None]:
        with mock.patch.dict(os.environ, {"CLINIC_PGDATA": str(self.data)}):
            yield

    @property
    def url(self) -> str:
        with self._here():
            return f"postgresql:///{postgres.DATABASE}?host={postgres.socket_folder()}&user={postgres.USER}"

    def start(self) -> None:
        with self._here(), postgres._gate() as gate:
            postgres._make_folders()
            postgres._initialise(gate)
            postgres._start()
            postgres._make_database()

    def stop(self) -> None:
        with self._here():
            postgres._run("pg_ctl", self.data, "-m", "fast", "-w", "stop")

    def restart(self) -> None:
        """As `pg_ctl restart -m fast`; the options it was started with are kept by the server itself."""
        with self._here():
            postgres._run("pg_ctl", self.data, "-m", "fast", "-w", "-l", f"{self.data}/server.log", "restart")

    def kill(self) -> int:
        """All its processes at once, until none is left. How many there were."""
        killed = set()
        while running := self._processes():
            for number in running:
                with suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
            killed |= running
            time.sleep(0.01)
        return len(killed)

    def _processes(self) -> set[int]:
        """Only those that work in this very folder."""
        folders = ((each, postgres._working_folder(each)) for each in Path("/proc").glob("[0-9]*"))
        return {int(each.name) for each, folder in folders if folder == str(self.data)}

    def ask(self, statement: str, *values: object) -> list[tuple]:
        with psycopg.connect(self.url, autocommit=True) as server:
            cursor = server.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def copied_to(self, data: Path) -> None:
        """Stopped first by whoever made it."""
        subprocess.run(["cp", "-a", str(self.data), str(data)], check=True)

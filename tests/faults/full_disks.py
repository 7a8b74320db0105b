"""A disk for the data that can be filled and made larger; where none may be mounted, a server that says it is full."""

import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from tests.faults.own_cluster import OwnCluster

SIZE, ENLARGED = "150m", "400m"


class SmallDisk:
    """The data stands on it; the write-ahead log does not, as is advised, or the server would stop."""

    kind = "small disk"

    def __init__(self, copy_of: OwnCluster) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pearl-fault-"))
        self.folder.chmod(0o755)
        self.room = self.folder / "room"
        self.room.mkdir()
        self.is_mounted = self._mount(f"size={SIZE},mode=755")
        self.cluster = OwnCluster(self.room)
        copy_of.copied_to(self.cluster.data)
        log = self.cluster.data / "pg_wal"
        # With its owner, which shutil.move would lose on the way to another disk.
        subprocess.run(["mv", log, self.folder / "wal"], check=True)
        log.symlink_to(self.folder / "wal")
        self.cluster.start()

    def _mount(self, options: str) -> bool:
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.room)]
        return subprocess.run(command, capture_output=True).returncode == 0

    def fill(self) -> None:
        """Something else takes all that is left."""
        with suppress(OSError), (self.room / "something else").open("wb", buffering=0) as file:
            while True:
                file.write(b"\0" * 64 * 1024)

    def enlarge(self) -> None:
        subprocess.run(["mount", "-o", f"remount,size={ENLARGED}", str(self.room)], check=True)

    def close(self) -> None:
        self.cluster.kill()
        if self.is_mounted:
            subprocess.run(["umount", "-l", str(self.room)], check=True)
        shutil.rmtree(self.folder, ignore_errors=True)


FULL = """
create function is_full() returns trigger language plpgsql as $$
begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$;
"""


class ToldFull(SmallDisk):
    """Without the right to mount: every row that is to be written meets the error that PostgreSQL gives then."""

    kind = "told full"

    def fill(self) -> None:
        self.cluster.ask(FULL)
        for table in self._tables():
            self.cluster.ask(f"create trigger is_full before insert or update on {table} execute function is_full()")

    def enlarge(self) -> None:
        self.cluster.ask("drop function is_full cascade")

    def _tables(self) -> list[str]:
        return [name for (name,) in self.cluster.ask("select tablename from pg_tables where schemaname = 'public'")]


def small_disk(copy_of: OwnCluster) -> SmallDisk:
    disk = SmallDisk(copy_of)
    if disk.is_mounted:
        return disk
    disk.close()
    return ToldFull(copy_of)

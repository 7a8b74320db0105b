"""The server as it is shipped, one worker, on a free port of this machine only."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from benchmarks.pages.database import environment

CONFIGURATION = Path(__file__).resolve().parents[2] / "deploy" / "gunicorn.conf.py"
SECONDS_TO_START = 60
READY = "/benchmark/anyone/"


@contextmanager
def served(settings: str, url: str, key: str) -> Iterator[int]:
    """Yields the port once a worker answers; the socket is open before that."""
    port = _free_port()
    env = environment(url, DJANGO_SETTINGS_MODULE=settings, PORT=str(port), WEB_CONCURRENCY="1", SECRET_KEY=key)
    env.pop("BIND", None)
    env.pop("DATABASE_TIMEOUTS", None)
    command = [sys.executable, "-m", "gunicorn", "--config", str(CONFIGURATION)]
    server = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        _wait(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def _wait(port: int, server: subprocess.Popen[str]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(f"the server did not start:\n{server.stderr.read()[-2000:] if server.stderr else ''}")
        try:
            probe = HTTPConnection("127.0.0.1", port, timeout=5)
            probe.request("GET", READY)
            probe.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start in time")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

"""The product's application server with the product's own settings of it, on a database that a test may break."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from clinic.environment import ROOT
from tests.faults.own_cluster import OwnCluster

PATIENCE = 120


def environment_of(cluster: OwnCluster, **more: str) -> dict[str, str]:
    own = {"DATABASE_URL": cluster.url, "PEARL_MODE": "demo", "DEBUG": "off"}
    own |= {"DJANGO_SETTINGS_MODULE": "tests.faults.served_settings", "SECRET_KEY": "0123456789" * 6}
    return os.environ | own | more


def made_clinic(cluster: OwnCluster, *told: str, **more: str) -> dict:
    """What tests/faults/made_clinic.py made there."""
    command = [sys.executable, "-m", "tests.faults.made_clinic", *told]
    done = subprocess.run(
        command, cwd=ROOT, env=environment_of(cluster, **more), check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(done.stdout)


class Served:
    def __init__(self, process: subprocess.Popen, port: int, log: Path, workers: int) -> None:
        self.process, self.port, self.log, self.workers = process, port, log, workers

    @property
    def said(self) -> str:
        return self.log.read_text()

    def is_up(self) -> None:
        """When each worker has answered; which one does is said by breaking.Signed."""
        until, seen = time.monotonic() + PATIENCE, set()
        while time.monotonic() < until:
            if worker := who_answers(self.port):
                seen.add(worker)
            if len(seen) == self.workers:
                return
            time.sleep(0.02)
        raise AssertionError("the application server did not start")


@contextmanager
def served(cluster: OwnCluster, folder: Path, *, wait: bool = True, **more: str) -> Iterator[Served]:
    """`more` goes into its environment; FAULTS_WITH names middleware of tests/faults/breaking.py."""
    port, log = free_port(), folder / "gunicorn.log"
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
    place = {"BIND": f"127.0.0.1:{port}", "FAULTS_FOLDER": str(folder), "WEB_CONCURRENCY": "2"}
    own = environment_of(cluster, **place | more)
    with log.open("a") as errors:
        process = subprocess.Popen(command, cwd=ROOT, env=own, stderr=errors, stdout=errors)
    try:
        app = Served(process, port, log, int(own["WEB_CONCURRENCY"]))
        if wait:
            app.is_up()
        yield app
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def who_answers(port: int) -> str:
    line = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        line.request("GET", "/ping/")
        return line.getresponse().headers.get("X-Worker", "")
    except OSError:
        return ""
    finally:
        line.close()

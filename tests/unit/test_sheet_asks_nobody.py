"""While a sheet is made nothing leaves the host: neither for a font nor for a package, nor for an address in a text."""

import signal
import subprocess
import sys

from tests.unit.without_sockets import ROOT


def in_a_process_without_sockets(what):
    command = [sys.executable, "-m", "tests.unit.without_sockets", what]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)


def test_no_socket_is_opened_while_sheets_are_made():
    done = in_a_process_without_sockets("sheet")

    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) > 100_000


def test_whoever_asks_for_something_outside_would_not_get_through():
    """The same program does reach out when a page asks for a package: then the kernel ends it."""
    assert in_a_process_without_sockets("package").returncode == -signal.SIGSYS

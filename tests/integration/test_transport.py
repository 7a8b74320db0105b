"""Numbers 57 to 61 of the bad inputs as bytes on the wire, against the application server as it is deployed."""

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clinic import environment, postgres

ROOT = Path(__file__).parents[2]
HELLO = b"GET /account/sign-in/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
SMUGGLED = b"GET /smuggled/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
FORM = b"POST /account/sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
PATIENCE = 20
REFUSALS = {400, 403, 411, 413, 414, 431, 501}


@pytest.fixture(scope="module")
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    if not environment.settings_of_this_machine().get("DATABASE_URL"):
        postgres.ensure()
    own = {"BIND": f"127.0.0.1:{number}", "WEB_CONCURRENCY": "1", "PEARL_MODE": "demo", "DEBUG": "on"}
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=ROOT, env=os.environ | own, check=True)
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | own, stderr=subprocess.DEVNULL)
    _wait_for(number)
    yield number
    server.terminate()
    server.wait(PATIENCE)


def _wait_for(number):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            return socket.create_connection(("127.0.0.1", number), 1).close()
        except OSError:
            time.sleep(0.1)
    pytest.fail("the application server did not start")


def send(port, *parts):
    """Everything the server says until it closes."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as line:
        line.settimeout(PATIENCE)
        for part in parts:
            line.sendall(part)
        said = b""
        try:
            while came := line.recv(65536):
                said += came
        except ConnectionResetError:
            pass
    return said


def status(said):
    return int(said.split(b" ", 2)[1]) if said else 0


def test_an_ordinary_request_is_answered(port):
    assert status(send(port, HELLO)) == 200


REFUSED = {
    "57 two hosts": b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    "57 a foreign host": b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    "60 length and chunks": FORM + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "60 chunks and length": FORM
    + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5c\r\n"
    + SMUGGLED
    + b"0\r\n\r\n",
    "60 a coding that is none": FORM + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "60 chunks said twice": FORM
    + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"
    + SMUGGLED,
    "60 chunks": FORM + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\na=1\r\n0\r\n\r\n",
    "60 a bad chunk": FORM + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n" + SMUGGLED,
    "61 two lengths": FORM + b"Content-Length: 3\r\nContent-Length: 60\r\n\r\na=1" + SMUGGLED,
    "61 a negative length": FORM + b"Content-Length: -1\r\n\r\na=1" + SMUGGLED,
    "61 a length in words": FORM + b"Content-Length: ten\r\n\r\na=1" + SMUGGLED,
    "61 a length with a sign": FORM + b"Content-Length: +3\r\n\r\na=1" + SMUGGLED,
    "64 an endless header": b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Odd: " + b"x" * 70_000 + b"\r\n\r\n",
    "64 two hundred headers": b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-Odd: 1\r\n" * 200 + b"\r\n",
    "46 an endless address": b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "NUL in a header": b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Odd: a\x00b\r\n\r\n",
    "a folded header": b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Odd: a\r\n b: c\r\n\r\n",
    "no HTTP at all": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
}


@pytest.mark.parametrize("case", REFUSED)
def test_57_to_64_a_damaged_request_is_refused_and_nothing_hides_behind_it(port, case):
    said = send(port, REFUSED[case])

    answers = [int(code) for code in re.findall(rb"HTTP/1\.[01] (\d+)", said)]
    assert answers
    assert set(answers) <= REFUSALS, "what hides behind it would be a page that is not there: 404"
    assert status(send(port, HELLO)) == 200


def test_59_a_header_written_with_an_underscore_is_dropped(port):
    said = send(port, HELLO.replace(b"Connection", b"X_Forwarded_Host: evil.example\r\nConnection"))
    assert b"evil.example" not in said


def test_61_a_body_shorter_than_its_length_does_not_reach_a_page(port):
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as line:
        line.sendall(FORM + b"Content-Length: 100\r\n\r\nlogin=a")
        line.shutdown(socket.SHUT_WR)
        said = line.recv(65536)
    assert status(said) in (0, 400, 403)
    assert status(send(port, HELLO)) == 200


def test_the_example_of_a_reverse_proxy_cuts_slow_clients():
    example = (ROOT / "deploy/nginx.conf").read_text("utf-8")
    limits = dict(re.findall(r"(client_(?:header|body)_timeout) (\d+)s;", example))
    assert set(limits) == {"client_header_timeout", "client_body_timeout"}
    assert all(0 < int(seconds) <= 30 for seconds in limits.values())

"""A network that breaks: a TCP proxy of our own between browser and app, which loses what it is told to lose."""

import random
import re
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from urllib.parse import urlsplit

REQUEST = re.compile(rb"^(GET|POST) (\S+) HTTP/1\.1\r\n")
AT_ONCE = struct.pack("ii", 1, 0)
FAULTS = ("cut", "stall", "half-open", "reset before the answer")
# Longer than the page waits for an answer.
STALLED_FOR = 6


class Network:
    """`share` of the requests for which `is_at_risk` holds meet a fault; `broken` counts them by kind.

    cut: the connection is reset and the app never sees the request. stall: it is held back, then dropped.
    half-open: it vanishes and the connection stays. reset before the answer: the app has done it and nobody learns so.
    """

    def __init__(self, target: str, *, share: float, seed: int, is_at_risk: Callable[[bytes], bool]) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname, parts.port)
        self._share, self._chance, self._is_at_risk = share, random.Random(seed), is_at_risk
        self._lock = threading.Lock()
        self.broken: Counter[str] = Counter()
        self.requests = 0
        self.is_down = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://{parts.hostname}:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        self.is_down = True
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                browser, _address = self._listener.accept()
                threading.Thread(target=self._serve, args=(browser,), daemon=True).start()

    def _serve(self, browser: socket.socket) -> None:
        with suppress(OSError), closing(browser), closing(socket.create_connection(self._target)) as app:
            answers = threading.Thread(target=self._answers, args=(app, browser), daemon=True)
            answers.start()
            while (data := browser.recv(65536)) and self._passes(data, browser):
                app.sendall(data)

    def _passes(self, data: bytes, browser: socket.socket) -> bool:
        """False ends the connection; what is half-open waits here until the browser gives up."""
        fault = self._fault(data)
        if fault == "half-open":
            while browser.recv(65536):
                pass
        elif fault == "stall":
            threading.Event().wait(STALLED_FOR)
        elif fault == "reset before the answer":
            self._do(data, browser)
        if fault:
            reset(browser)
        return fault is None

    def _answers(self, app: socket.socket, browser: socket.socket) -> None:
        with suppress(OSError):
            while data := app.recv(65536):
                if not self.is_down:
                    browser.sendall(data)
            browser.shutdown(socket.SHUT_WR)

    def _do(self, data: bytes, browser: socket.socket) -> None:
        with closing(socket.create_connection(self._target)) as aside:
            aside.sendall(data)
            if not data.partition(b"\r\n\r\n")[2] and data.startswith(b"POST"):
                aside.sendall(browser.recv(65536))
            aside.recv(65536)

    def _fault(self, data: bytes) -> str | None:
        found = REQUEST.match(data)
        if self.is_down:
            return "half-open"
        if not found or not self._is_at_risk(found[2]):
            return None
        with self._lock:
            self.requests += 1
            if self._chance.random() >= self._share:
                return None
            fault = self._chance.choice(FAULTS)
            self.broken[fault] += 1
        return fault


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
    connection.close()

"""A mail server that refuses, hangs, hangs up and answers by halves; it keeps what it took."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

# What it may do at the moment the message is there: whether it took it, and what the sender hears.
TAKES = "takes it"
WAYS = (
    TAKES,
    "refuses to listen",
    "not now",
    "unknown address",
    "hangs at the greeting",
    "hangs up in the middle",
    "hangs when it has it",
    "hangs up when it has it",
    "half an answer when it has it",
)
HANG = 1.0


class MailServer:
    """`way` decides for each conversation how it ends."""

    def __init__(self, way: Callable[[], str]) -> None:
        self.way, self.took, self.talks = way, Counter(), Counter()
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.is_talking = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                line, _address = self.door.accept()
                threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        way = self.way()
        self.talks[way] += 1
        self.is_talking.set()
        with line, suppress(OSError):
            if way == "refuses to listen":
                line.sendall(b"554 not today\r\n")
            elif way == "hangs at the greeting":
                time.sleep(HANG)
            else:
                line.sendall(b"220 here\r\n")
                self._take(line, line.makefile("rb"), way)

    def _take(self, line: socket.socket, said, way: str) -> None:
        while command := said.readline():
            word = command[:4].upper()
            if word == b"DATA":
                line.sendall(b"354 go ahead\r\n")
                self._keep(message(said))
                line.sendall(LAST[way])
                if way.endswith("has it"):
                    time.sleep(HANG if way.startswith("hangs when") else 0)
                    return
            elif word == b"RCPT" and way == "unknown address":
                line.sendall(b"550 nobody here\r\n")
            elif word == b"MAIL" and way == "not now":
                line.sendall(b"451 later\r\n")
            elif word == b"RCPT" and way == "hangs up in the middle":
                return
            else:
                line.sendall(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")

    def _keep(self, text: bytes) -> None:
        (ident,) = [row for row in text.splitlines() if row.lower().startswith(b"message-id:")]
        self.took[ident.partition(b":")[2].strip().decode()] += 1


LAST = dict.fromkeys(WAYS, b"250 taken\r\n") | {
    "hangs when it has it": b"",
    "hangs up when it has it": b"",
    "half an answer when it has it": b"25",
}


def message(said) -> bytes:
    rows = []
    while (row := said.readline()) not in (b".\r\n", b""):
        rows.append(row)
    return b"".join(rows)


@contextmanager
def mail_server(way: Callable[[], str]) -> Iterator[MailServer]:
    server = MailServer(way)
    try:
        yield server
    finally:
        server.door.close()

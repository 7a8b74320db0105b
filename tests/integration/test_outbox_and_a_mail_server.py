"""The outbox speaks with a mail server over a real socket; the server behaves as badly as each test wants."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from django.core.mail import EmailMessage

from clinic.mail import Carrier, NoAnswer, NotTaken, deliver

TAKES_ALL = {
    "greet": "220 hello",
    "ehlo": "250 hello",
    "mail": "250 ok",
    "rcpt": "250 ok",
    "data": "354 go",
    ".": "250 taken",
}
HANGS_UP, IS_SILENT = "hangs up", "is silent"


@dataclass
class MailServer:
    """Answers each word of the conversation as it is told to, and keeps what it took."""

    answers: dict[str, str]
    taken: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.over = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        try:
            caller, _address = self.door.accept()
        except OSError:
            return
        with caller, caller.makefile("rwb") as lines:
            if not self._answers(lines, "greet"):
                return
            for line in lines:
                word = line.decode().split(" ")[0].strip().lower()
                if not self._answers(lines, word) or (self._is_asking(word) and not self._takes(lines)):
                    return

    def _is_asking(self, word: str) -> bool:
        return word == "data" and self.answers[word].startswith("354")

    def _takes(self, lines) -> bool:
        text = []
        for line in lines:
            if line == b".\r\n":
                break
            text.append(line.decode())
        if self._answers(lines, "."):
            self.taken.append("".join(text))
            return True
        return False

    def _answers(self, lines, word: str) -> bool:
        answer = self.answers.get(word, "250 ok")
        if answer == IS_SILENT:
            self.over.wait(5)
        if answer in (HANGS_UP, IS_SILENT):
            return False
        lines.write(answer.encode() if answer.endswith("…") else f"{answer}\r\n".encode())
        lines.flush()
        return True


@contextmanager
def a_mail_server(**differs: str) -> Iterator[tuple[MailServer, Carrier]]:
    server = MailServer(TAKES_ALL | {word.replace("end", "."): answer for word, answer in differs.items()})
    try:
        yield server, Carrier(host="127.0.0.1", port=server.port, use_tls=False, timeout=0.5)
    finally:
        server.over.set()
        server.door.close()


def letter():
    return EmailMessage("Subject", "Body", "pearl@clinic.example", ["amy@example.org"], headers={"Message-ID": "<1@x>"})


def test_what_it_takes_is_delivered_once():
    with a_mail_server() as (server, carrier):
        deliver(letter(), carrier)
    [text] = server.taken
    assert "To: amy@example.org" in text and "Message-ID: <1@x>" in text


def test_trouble_after_it_was_taken_is_no_trouble():
    with a_mail_server(quit=HANGS_UP) as (server, carrier):
        deliver(letter(), carrier)
    assert len(server.taken) == 1


@pytest.mark.parametrize("word", ["greet", "ehlo", "mail", "rcpt", "data"])
@pytest.mark.parametrize("how", [HANGS_UP, IS_SILENT, "421 not now", "554 no"])
def test_until_its_go_ahead_nothing_was_handed_over(word, how):
    # Refused the modern greeting, a client tries the old one.
    greetings = {"helo": how} if word == "ehlo" else {}
    with a_mail_server(**{word: how}, **greetings) as (server, carrier), pytest.raises(NotTaken) as end:
        deliver(letter(), carrier)
    assert server.taken == []
    assert end.value.for_good == (word == "rcpt" and how == "554 no")


@pytest.mark.parametrize("how", [HANGS_UP, IS_SILENT])
def test_after_its_go_ahead_silence_means_nobody_knows(how):
    with a_mail_server(end=how) as (_server, carrier), pytest.raises(NoAnswer):
        deliver(letter(), carrier)


@pytest.mark.parametrize("answer", ["451 later", "554 no"])
def test_after_its_go_ahead_a_no_is_a_no(answer):
    with a_mail_server(end=answer) as (_server, carrier), pytest.raises(NotTaken) as end:
        deliver(letter(), carrier)
    assert not end.value.for_good


def test_half_an_answer_means_nobody_knows():
    with a_mail_server(end="25…") as (_server, carrier), pytest.raises(NoAnswer):
        deliver(letter(), carrier)


def test_nobody_at_the_door_means_it_was_not_taken():
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    with pytest.raises(NotTaken, match="ConnectionRefusedError"):
        deliver(letter(), Carrier(host="127.0.0.1", port=port, use_tls=False, timeout=0.5))

"""Tablets that save one answer after another and believe only what they are told: each keeps a list of what was."""

import json
import random
import threading
import time
from collections import Counter
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode
from uuid import uuid4

TOKEN = "a" * 32
WORDS = "Cannot save now"
NEVER_ANSWERED = 0
# Longer than any outage of these tests: a tablet does not give up, the test does.
LONGEST_TRY = 60


class Tablet(threading.Thread):
    """One answer at a time; what was not acknowledged is sent again, as it was, under its own key."""

    def __init__(self, number: int, port: int, visit: dict) -> None:
        super().__init__(daemon=True)
        self.number, self.port, self.visit = number, port, visit
        self.acknowledged: list[str] = []
        self.answers: list[tuple[float, int]] = []
        self.wrong: list[tuple[int, str]] = []
        self.is_over = threading.Event()
        self.line: HTTPConnection | None = None
        self.pauses = random.Random(number)

    def run(self) -> None:
        self.opens()
        count = 0
        while not self.is_over.is_set():
            count += 1
            text = f"tablet {self.number} says {count}"
            if not self.gives(text, count):
                return
            self.acknowledged.append(text)

    def opens(self) -> None:
        """The page of the intake, which makes this session one tablet."""
        while self.asks("GET", f"/consultations/{self.visit['id']}/intake/")[0] not in (200, 302):
            time.sleep(0.1)

    def gives(self, text: str, sequence: int) -> bool:
        """Until it is acknowledged, or refused for good."""
        fields = self.form(text, sequence)
        until = time.monotonic() + LONGEST_TRY
        while time.monotonic() < until:
            status, said = self.sends(fields)
            self.answers.append((time.monotonic(), status))
            if status == 200:
                self.visit["revision"] = json.loads(said)["revision"]
                return True
            if status not in (NEVER_ANSWERED, 503) or (status == 503 and WORDS not in said):
                self.wrong.append((status, said[:2000]))
                return False
            time.sleep(self.pauses.uniform(0.05, 0.15))
        self.wrong.append((NEVER_ANSWERED, f"{text} was never acknowledged"))
        return False

    def form(self, text: str, sequence: int) -> dict:
        place = {"screen": "wishes", "area": "", "question": "free_text", "free_text": text, "sequence": sequence}
        own = {"key": str(uuid4()), "revision": self.visit["revision"], "patient": self.visit["patient"]}
        return place | own | {"csrfmiddlewaretoken": TOKEN}

    def sends(self, fields: dict) -> tuple[int, str]:
        return self.asks("POST", f"/consultations/{self.visit['id']}/intake/save/", urlencode(fields))

    def asks(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        headers = {"Cookie": f"session={self.visit['session']}; csrf={TOKEN}", "Accept": "application/json, text/html"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.line = self.line or HTTPConnection("127.0.0.1", self.port, timeout=20)
            self.line.request(method, path, body, headers)
            answer = self.line.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, HTTPException):
            if self.line:
                self.line.close()
            self.line = None
            return NEVER_ANSWERED, ""


@contextmanager
def saving(port: int, visits: list[dict]):
    tablets = [Tablet(number, port, dict(visit)) for number, visit in enumerate(visits)]
    for tablet in tablets:
        tablet.start()
    try:
        yield tablets
    finally:
        for tablet in tablets:
            tablet.is_over.set()
        for tablet in tablets:
            tablet.join(LONGEST_TRY + 5)


def outcome(cluster, tablets: list[Tablet]) -> dict:
    """What was acknowledged against what the log of answers holds."""
    rows = cluster.ask("select new #>> '{}' from consultations_answerchange where question = 'free_text'")
    kept = Counter(text for (text,) in rows)
    acknowledged = [text for tablet in tablets for text in tablet.acknowledged]
    statuses = Counter(status for tablet in tablets for _at, status in tablet.answers)
    return {
        "acknowledged": len(acknowledged),
        "lost": sum(text not in kept for text in acknowledged),
        "double": sum(number > 1 for number in kept.values()),
        "cannot save now": statuses[503],
        "no answer": statuses[NEVER_ANSWERED],
        "wrong answers": sum(len(tablet.wrong) for tablet in tablets),
    }


def wrong(tablets: list[Tablet]) -> list[tuple[int, str]]:
    return [each for tablet in tablets for each in tablet.wrong]

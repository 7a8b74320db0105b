"""`manage.py recommend`: one patient a line in, one suggestion a line out, and nothing half printed."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.integration import sample_protocol as sample
from treatments.engine.strict_json import LONGEST

ROOT = Path(__file__).parent.parent.parent
GOOD = (
    b'{"person": {"age_years": 36, "cold_hands": "no"},'
    b' "areas": [{"area": "finger", "symptoms": ["none"], "count": 2}]}'
)
BAD = {
    "not JSON": (b"hello", "not JSON"),
    "half a line": (GOOD[:40], "not JSON"),
    "a key twice": (b'{"person": {}, "person": {}}', "twice"),
    "not a number": (b'{"person": {"age_years": NaN}}', "not a number"),
    "infinity": (b'{"person": {"age_years": 1e400}}', "out of range"),
    "a huge integer": (b'{"person": {"age_years": ' + b"9" * 5000 + b"}}", "out of range"),
    "a NUL": (b'{"person": {"note": "\\u0000"}}', "cannot be stored"),
    "a lone surrogate": (b'{"person": {"note": "\\ud800"}}', "cannot be stored"),
    "too deep": (b"[" * 100_000, "nested too deep"),
    "too long": (b" " * (LONGEST + 1) + GOOD, "too long"),
    "not UTF-8": (b'{"person": {"note": "\xff"}}', "not UTF-8"),
    "a list": (b"[]", "needs an object"),
    "another key": (b'{"patient": {}}', "needs an object"),
    "an unknown question": (b'{"person": {"shoe_size": 43}}', "shoe_size: this protocol has no such question"),
    "an unknown value": (b'{"person": {"cold_hands": "maybe"}}', "cold_hands: "),
    "a wrong type": (b'{"person": {"age_years": "old"}}', "age_years: needs a number"),
    "true for a number": (b'{"person": {"age_years": true}}', "age_years: needs a number"),
    "an area question about the person": (b'{"person": {"count": 1}}', "count: belongs to the area"),
    "areas as an object": (b'{"areas": {}}', "a list"),
}


class Input(io.TextIOWrapper):
    def __init__(self, raw: bytes) -> None:
        super().__init__(io.BytesIO(raw))


def run(monkeypatch, lines: bytes, *arguments: object) -> tuple[list[dict], str, int]:
    said, complained, code = io.StringIO(), io.StringIO(), 0
    monkeypatch.setattr(sys, "stdin", Input(lines))
    try:
        call_command("recommend", *map(str, arguments), stdout=said, stderr=complained)
    except CommandError as error:
        code = error.returncode
    return [json.loads(line) for line in said.getvalue().splitlines()], complained.getvalue(), code


@pytest.fixture
def from_file(monkeypatch):
    """Needs no database: pytest-django refuses any query of these tests."""
    return lambda lines: run(monkeypatch, lines, "--protocol", sample.FILE)


def test_every_line_gets_its_suggestion_in_order(from_file):
    bleeding = GOOD.replace(b'"none"', b'"bleeding"')

    answers, complaints, code = from_file(b"\xef\xbb\xbf" + GOOD + b"\r\n\n  \n" + bleeding)

    assert [answer["outcome"] for answer in answers] == ["suggest", "examine_first"]
    assert answers[0]["protocol"] == {"slug": "warts", "release": None, "sha256": ""}
    assert answers[0]["areas"][0]["method"] == "freezing"
    assert (complaints, code) == ("", 0)


def test_nothing_in_gives_nothing_out(from_file):
    assert from_file(b"") == ([], "", 0)


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_line_is_named_and_the_others_are_answered(kind, from_file):
    raw, reason = BAD[kind]

    answers, complaints, code = from_file(b"\n" + GOOD + b"\n" + raw + b"\n" + GOOD)

    assert len(answers) == 2
    assert complaints.startswith("line 3: ")
    assert reason in complaints
    assert complaints.count("\n") == 1
    assert code == 2


def test_the_order_of_answers_does_not_change_a_byte(from_file, monkeypatch):
    def turned(value):
        return {key: turned(value[key]) for key in reversed(value)} if isinstance(value, dict) else value

    other = json.dumps(turned(json.loads(GOOD))).encode()

    answers, _complaints, _code = from_file(GOOD + b"\n" + other)
    assert json.dumps(answers[0]) == json.dumps(answers[1])


@pytest.mark.django_db
def test_the_live_release_answers_unless_another_is_named(monkeypatch):
    first = sample.first_release()
    second = sample.next_release(sample.with_name("Warts"))

    for arguments, release in (([], second), (["--release", 1], first), (["--slug", "warts"], second)):
        answers, _complaints, code = run(monkeypatch, GOOD, *arguments)
        assert answers[0]["protocol"] == {"slug": "warts", "release": release.number, "sha256": release.sha256}
        assert code == 0


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [[], ["--release", 3], ["--release", 10**20], ["--slug", "other"]])
def test_a_release_that_is_not_there_is_said_and_nothing_printed(arguments, monkeypatch):
    if arguments:
        sample.first_release()

    assert run(monkeypatch, GOOD, *arguments) == ([], "", 1)


def test_a_file_that_is_not_there_is_said(monkeypatch):
    assert run(monkeypatch, b"", "/nowhere/at/all", "--protocol", sample.FILE) == ([], "", 2)
    assert run(monkeypatch, b"", "--protocol", "/nowhere/at/all") == ([], "", 1)


def pearl(*arguments: object, **options) -> subprocess.CompletedProcess:
    """A process of its own that could not reach any database."""
    environment = os.environ | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing", "LANG": "C", "LC_ALL": "C"}
    command = [sys.executable, "manage.py", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=60, **options)


def test_with_a_protocol_file_no_database_is_needed_and_texts_stay_themselves(tmp_path):
    protocol = tmp_path / "protocol.yaml"
    protocol.write_text(sample.FILE.read_text().replace("Freezing is quick for a few.", "Dondurma hızlıdır ☃."))

    done = pearl("recommend", "--protocol", protocol, input=GOOD + b"\nbad")

    assert done.returncode == 2
    assert "Dondurma hızlıdır ☃.".encode() in done.stdout
    assert done.stdout.count(b"\n") == 1
    assert done.stderr.decode().splitlines()[0].startswith("line 2: not JSON")
    assert pearl("protocol", "check", protocol).returncode == 0


def test_a_reader_who_leaves_early_is_no_error(tmp_path):
    patients = tmp_path / "patients.jsonl"
    patients.write_bytes((GOOD + b"\n") * 3000)
    command = f"{sys.executable} manage.py recommend {patients} --protocol {sample.FILE} | head -n 1"

    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], cwd=ROOT, capture_output=True, timeout=60)

    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["outcome"] == "suggest"

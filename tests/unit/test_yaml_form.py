"""The protocol file says exactly what stands in it, or is refused with the line."""

import time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from treatments.yaml_form import BadYaml, read, reading, write
from treatments.yaml_form.scalars import MUST_NOT_APPEAR

REFUSED = {
    "an object tag": (b"a: !!python/object/apply:os.system ['x']", 1, "is a tag"),
    "a plain tag": (b"a: b\nc: !x d", 2, "is a tag"),
    "a tag on everything": (b"--- !!map\na: b", 1, "is a tag"),
    "an anchor": (b"a: &a [x, x]\nb: [*a, *a]", 1, "anchors are not allowed"),
    "an alias": (b"b: *a", 1, "refers to another place"),
    "a merge key": (b"a:\n  <<: {b: c}", 2, "write it in quotes"),
    "a duplicate key": (b"a: b\nc: d\na: e", 3, "twice"),
    "a duplicate key deep down": (b"a:\n  - b: c\n    b: d", 3, "twice"),
    "the word on as a key": (b"on: x", 1, "write it in quotes"),
    "the word no": (b"a: no", 1, "write it in quotes"),
    "the letter y": (b"a: y", 1, "write it in quotes"),
    "a time": (b"a: 12:30:45", 1, "write it in quotes"),
    "an octal number": (b"a: 014", 1, "write it in quotes"),
    "a number with a line": (b"a: 1_000", 1, "write it in quotes"),
    "a value that looks like a number": (b"a: 2_5", 1, "write it in quotes"),
    "a date that does not exist": (b"a: 2023-02-29", 1, "write it in quotes"),
    "a date": (b"a: 2023-02-28", 1, "write it in quotes"),
    "infinity": (b"a: .inf", 1, "write it in quotes"),
    "not a number": (b"a: .nan", 1, "write it in quotes"),
    "an exponent": (b"a: 1e400", 1, "write it in quotes"),
    "a huge number": (b"a: " + b"9" * 5000, 1, "write it in quotes"),
    "minus zero": (b"a: -0.0", 1, "write it in quotes"),
    "null": (b"a: null", 1, "write it in quotes"),
    "a tilde": (b"a: ~", 1, "write it in quotes"),
    "nothing": (b"a: b\nc:", 2, "nothing is written here"),
    "a number as key": (b"1: a", 1, "not text"),
    "a list as key": (b"? [a]\n: b", 1, "a key must be text"),
    "two documents": (b"a: b\n---\nc: d", 2, "second document"),
    "a directive": (b"%YAML 1.1\n---\na: b", 1, "cannot begin with %"),
    "half a list": (b"a: [1, 2", 2, "not valid YAML"),
    "half a text": (b'a: "abc', 1, "not valid YAML"),
    "a list at the top": (b"- a", 1, "expected keys and values"),
    "a word at the top": (b"hello", 1, "expected keys and values"),
    "an empty file": (b"", 1, "empty"),
    "only a comment": (b"# nothing here", 1, "empty"),
    "UTF-16": ("a: b".encode("utf-16"), 1, "UTF-16"),
    "UTF-16 without a mark": ("a: b".encode("utf-16-be"), 1, "UTF-16"),
    "Latin-1": (b"a: b\nc: \xe9", 2, "not UTF-8"),
    "a raw surrogate": (b"a: \xed\xa0\x80", 1, "not UTF-8"),
    "an escaped surrogate": (b'a: "\\ud800"', 1, "not valid YAML"),
    "a NUL": (b"first: line\na: x\x00", 2, "U+0000"),
    "an escaped NUL": (b'a: "\\0"', 1, "U+0000"),
    "a control character": (b"a: b\x07", 1, "U+0007"),
    "a tab for a space": (b"a:\n\tb: c", 2, "begins with a tab"),
    "a tab before a value": (b"a: x\nb:\n  -\t- c", 3, "a tab stands here"),
    "an old Mac line end": (b"a: b\rc: d", 1, "U+000D"),
    "too deep brackets": (b"a: " + b"[" * 1_000_000, 1, "levels deep"),
    "too deep dashes": (b"- " * 100_000, 1, "levels deep"),
    "too many entries": (b"a: [" + b"1," * 600_000 + b"1]", 1, "entries"),
    "a file too large": (b"a" * (3 << 20), 1, "larger than 2 MB"),
    "a ZIP": (b"PK\x03\x04\x14\x00", 1, "archive"),
    "a gzip": (b"\x1f\x8b\x08", 1, "archive"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_bad_file_is_refused_with_its_line_and_quickly(kind: str) -> None:
    raw, line, reason = REFUSED[kind]
    began = time.monotonic()

    with pytest.raises(BadYaml) as refusal:
        read(raw)

    assert any(fault.line == line and reason in fault.reason for fault in refusal.value.faults), str(refusal.value)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("kind", REFUSED)
def test_without_the_fast_parser_the_same_files_are_refused(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if kind == "too many entries":
        monkeypatch.setattr(reading, "MOST_ENTRIES", 1000)
    monkeypatch.setattr(reading, "Loader", yaml.SafeLoader)

    with pytest.raises(BadYaml):
        read(REFUSED[kind][0])


def test_every_fault_is_named_not_only_the_first() -> None:
    with pytest.raises(BadYaml) as refusal:
        read(b"a: no\nb:\n  - x\n  - 12:30\nb: z")

    assert [str(fault) for fault in refusal.value.faults] == [
        "1: a: no could mean something else; write it in quotes",
        "4: b.1: 12:30 could mean something else; write it in quotes",
        "5: b: the key b is here twice",
    ]


def test_a_byte_order_mark_and_windows_line_ends_are_accepted() -> None:
    assert read("\ufeffa: b\r\nc:\r\n  - d\r\n".encode()).values == {"a": "b", "c": ["d"]}


def test_only_plain_numbers_and_true_and_false_are_more_than_text() -> None:
    page = read(b'a: 12\nb: -3\nc: 0.5\nd: true\ne: "12"\nf: "no"\ng: area in (nose, cheek)\nh: 3 mm')

    assert page.values == {
        "a": 12,
        "b": -3,
        "c": 0.5,
        "d": True,
        "e": "12",
        "f": "no",
        "g": "area in (nose, cheek)",
        "h": "3 mm",
    }


def test_the_line_of_every_place_is_known() -> None:
    page = read(b"a:\n  - b: c\n    d:\n      - e\n")

    assert page.line_of(("a", 0, "d", 0)) == 4
    assert page.line_of(("a", 0, "missing")) == 2
    assert page.line_of(("nowhere",)) == 1


def test_a_value_that_a_file_cannot_hold_is_not_written() -> None:
    for value in (None, float("nan"), float("inf"), 10**15, 1e300, "\x00", "\ud800", object()):
        with pytest.raises(ValueError, match="cannot be written|too large"):
            write({"a": value})


def test_long_texts_are_folded_and_lines_kept() -> None:
    written = write({"a": {"long": "word " * 50 + "end", "lines": "one\ntwo", "keys": ["a", "2_5", "b"]}})

    assert max(map(len, written.splitlines())) <= 120
    assert "long: >-" in written
    assert "lines: |-" in written
    assert 'keys: [a, "2_5", b]' in written


TRICKY = " :#-[]{},&*!|>'\"%@`\\\n\t?=~abcno0123456789_.eEyY()ü\u00a0\ufeff☃\U0001f600"
texts = st.text(st.sampled_from(TRICKY) | st.characters(exclude_categories=("Cs", "Cc")), max_size=200)
texts = texts.filter(lambda text: not MUST_NOT_APPEAR.search(text))
WORDS = ["no", "yes", "on", "12", "2_5", "0.5", "null", "~", "#", "a:", "-x", "text", "1e5", "014", "---", "...", "*"]
words = st.lists(st.sampled_from(WORDS), max_size=60)
numbers = st.integers(-(10**15) + 1, 10**15 - 1) | st.integers(-(10**6), 10**6).map(lambda number: number / 64)
scalars = texts | words.map(" ".join) | st.booleans() | numbers
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4))


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(texts, values, max_size=5))
def test_what_is_written_reads_back_the_same_and_is_written_the_same(value: dict) -> None:
    written = write(value)
    found = read(written.encode()).values

    assert (found, repr(found)) == (value, repr(value))
    assert write(found) == written

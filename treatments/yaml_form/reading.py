"""Reading a protocol file: strictly, without recursion, with the line of everything that was read."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import yaml
from yaml import events

from treatments.yaml_form.scalars import MUST_NOT_APPEAR, NeedsQuotes, meaning

LARGEST_FILE = 2 * 1024 * 1024
DEEPEST = 30
MOST_ENTRIES = 100_000
MOST_FAULTS = 50

Place = tuple[str | int, ...]
Node = events.ScalarEvent | events.CollectionStartEvent
NOTHING_WRITTEN = 'nothing is written here; write "" for no text'
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Fault:
    line: int
    place: Place
    reason: str

    def __str__(self) -> str:
        where = ".".join(map(str, self.place))
        return f"{self.line}: {where}: {self.reason}" if where else f"{self.line}: {self.reason}"


class BadYaml(ValueError):
    """The file cannot be read; `faults` says where and why."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("; ".join(map(str, faults)))


@dataclass(slots=True)
class Page:
    """What the file says, and the line on which it says it."""

    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[Place, int] = field(default_factory=dict)

    def line_of(self, place: Place) -> int:
        """The line of a place, or of the nearest thing around it that is written down."""
        known = tuple(place)
        while known and known not in self.lines:
            known = known[:-1]
        return self.lines.get(known, 1)


def read_file(path: str | os.PathLike[str]) -> Page:
    """Raises OSError when the file cannot be opened, BadYaml when it cannot be understood."""
    with Path(path).open("rb") as file:
        return read(file.read(LARGEST_FILE + 1))


def read(raw: bytes | str) -> Page:
    text = _text_of(raw)
    reader = _Reader()
    try:
        for event in yaml.parse(text, Loader=Loader):
            reader.take(event)
    except yaml.YAMLError as error:
        reader.faults.append(_syntax_fault(error, text))
    if reader.faults:
        raise BadYaml(*reader.faults[:MOST_FAULTS])
    if not isinstance(reader.root, dict):
        raise BadYaml(Fault(1, (), "the file is empty" if reader.root is None else "expected keys and values here"))
    return Page(reader.root, reader.lines)


def _text_of(raw: bytes | str) -> str:
    if isinstance(raw, bytes):
        raw = _decoded(raw)
    text = raw.removeprefix("\ufeff").replace("\r\n", "\n")
    if found := MUST_NOT_APPEAR.search(text):
        raise BadYaml(Fault(_line_at(text, found.start()), (), f"the character U+{ord(found[0]):04X} cannot be used"))
    for number, line in enumerate(text.split("\n"), 1):
        if "\t" in line[: len(line) - len(line.lstrip())]:
            raise BadYaml(Fault(number, (), "the line begins with a tab; use spaces"))
        if line.startswith("%"):
            raise BadYaml(Fault(number, (), "a line cannot begin with %"))
    return text


def _decoded(raw: bytes) -> str:
    if len(raw) > LARGEST_FILE:
        raise BadYaml(Fault(1, (), f"the file is larger than {LARGEST_FILE // 1024 // 1024} MB"))
    if raw.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        raise BadYaml(Fault(1, (), "this is a compressed archive, not a protocol file"))
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in raw[:4]:
        raise BadYaml(Fault(1, (), "the file is not UTF-8 (it looks like UTF-16); save it as UTF-8"))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadYaml(Fault(raw.count(b"\n", 0, error.start) + 1, (), "the file is not UTF-8 text")) from error


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _syntax_fault(error: yaml.YAMLError, text: str) -> Fault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
    if mark is None:
        return Fault(1, (), f"not valid YAML: {problem}")
    line = text.split("\n")[mark.line] if mark.line < text.count("\n") + 1 else ""
    if line[mark.column : mark.column + 1] == "\t":
        return Fault(mark.line + 1, (), "a tab stands here; use spaces")
    context = getattr(error, "context", None)
    return Fault(mark.line + 1, (), f"not valid YAML: {problem}" + (f" {context}" if context else ""))


@dataclass(slots=True)
class _Open:
    """A list or a group of keys that is still being read."""

    values: dict[str, Any] | list[Any]
    place: Place
    key: str | None = None


class _Reader:
    """Builds the values from the parser's events, one after the other."""

    def __init__(self) -> None:
        self.root: Any = None
        self.lines: dict[Place, int] = {}
        self.faults: list[Fault] = []
        self.open: list[_Open] = []
        self.documents = 0

    def take(self, event: events.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, events.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.stop(line, "a second document begins here; a file holds one protocol")
        elif isinstance(event, events.AliasEvent):
            self.stop(line, f"*{event.anchor} refers to another place; write the text out")
        elif isinstance(event, events.ScalarEvent | events.CollectionStartEvent):
            self.refuse_decorations(event, line)
            self.take_node(event, line)
        elif isinstance(event, events.CollectionEndEvent):
            self.open.pop()

    def refuse_decorations(self, event: Node, line: int) -> None:
        if event.anchor:
            self.stop(line, f"&{event.anchor} is an anchor; anchors are not allowed")
        if event.tag is not None:
            self.stop(line, f"{event.tag} is a tag; tags are not allowed")

    def take_node(self, event: Node, line: int) -> None:
        within = self.open[-1] if self.open else None
        if within is not None and isinstance(within.values, dict) and within.key is None:
            self.take_key(within, event, line)
            return
        place = self.next_place(within)
        self.lines.setdefault(place, line)
        if len(self.lines) > MOST_ENTRIES:
            self.stop(line, f"the file has more than {MOST_ENTRIES} entries")
        value = (
            self.scalar(event, line, place) if isinstance(event, events.ScalarEvent) else self.begin(event, place, line)
        )
        self.put(within, value)

    def take_key(self, within: _Open, event: Node, line: int) -> None:
        if not isinstance(event, events.ScalarEvent):
            self.stop(line, "a key must be text, not a list or a group")
        key = self.scalar(event, line, within.place)
        if not isinstance(key, str):
            self.faults.append(
                Fault(line, within.place, f"the key {_short(event.value)} is not text; write it in quotes")
            )
            key = str(key)
        if key in within.values:
            self.faults.append(Fault(line, (*within.place, key), f"the key {_short(key)} is here twice"))
        within.key = key
        self.lines[*within.place, key] = line

    def begin(self, event: Node, place: Place, line: int) -> dict[str, Any] | list[Any]:
        if len(self.open) >= DEEPEST:
            self.stop(line, f"more than {DEEPEST} levels deep")
        values: dict[str, Any] | list[Any] = {} if isinstance(event, events.MappingStartEvent) else []
        self.open.append(_Open(values, place))
        return values

    def put(self, within: _Open | None, value: Any) -> None:
        if within is None:
            self.root = value
        elif isinstance(within.values, list):
            within.values.append(value)
        else:
            within.values[within.key or ""] = value
            within.key = None

    def next_place(self, within: _Open | None) -> Place:
        if within is None:
            return ()
        return (*within.place, len(within.values) if isinstance(within.values, list) else within.key or "")

    def scalar(self, event: events.ScalarEvent, line: int, place: Place) -> str | int | float | bool:
        text = event.value
        if found := MUST_NOT_APPEAR.search(text):
            self.faults.append(Fault(line, place, f"the character U+{ord(found[0]):04X} cannot be used"))
        if event.style:
            return text
        try:
            return meaning(text)
        except NeedsQuotes:
            reason = f"{_short(text)} could mean something else; write it in quotes" if text else NOTHING_WRITTEN
            self.faults.append(Fault(line, place, reason))
            return text

    def stop(self, line: int, reason: str) -> NoReturn:
        place = self.next_place(self.open[-1]) if self.open else ()
        raise BadYaml(*self.faults[:MOST_FAULTS], Fault(line, place, reason))

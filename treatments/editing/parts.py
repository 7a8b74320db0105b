"""The parts of a draft as plain values, and how one of them is written back.

A part is one item of one of the document's lists, called by its key or code; or, of the list "protocol", one field that
the protocol says of itself, called by the field's name. Values are those of the document, defaults left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from treatments import drafting
from treatments.engine.canonical import sha256_of
from treatments.engine.documents import Document, plain
from treatments.models import Protocol

PROTOCOL = "protocol"
NAMED_BY = {"sources": "code", "policies": "key", "methods": "key", "questions": "key", "cases": "id"}
FIELDS = tuple(name for name in (*drafting.OF_THE_PROTOCOL, *drafting.MAY_BE_MISSING) if name != "slug")
LISTS = tuple(drafting.LISTS)
# Given out by the place in the list, so that moving one question is no edit of the others.
BY_PLACE = ("number",)

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Draft:
    """A draft as read once: its row, its document and the document's plain form."""

    protocol: Protocol
    document: Document
    raw: dict[str, Any]

    @classmethod
    def read(cls, protocol: Protocol) -> "Draft":
        """Raises BadDocument for a draft whose shape is broken, which no edit can bring about."""
        document = drafting.document_of(protocol)
        return cls(protocol, document, plain(document))

    def parts(self, parts: str) -> list[Any]:
        return self.raw.get(parts, [])

    def part(self, parts: str, code: str) -> Any | None:
        if parts == PROTOCOL:
            return self.raw.get(code)
        place = self.place(parts, code)
        return self.raw[parts][place - 1] if place else None

    def place(self, parts: str, code: str) -> int | None:
        """From one."""
        if parts == PROTOCOL:
            return None
        codes = [code_of(parts, values) for values in self.parts(parts)]
        return codes.index(code) + 1 if code in codes else None

    def with_part(self, parts: str, code: str, values: Any | None, place: int | None = None) -> dict[str, Any]:
        """The plain document with this part changed, added at `place` or at the end, or taken away."""
        raw = dict(self.raw)
        if parts == PROTOCOL:
            raw.pop(code, None)
            return raw if values is None else raw | {code: values}
        listed, at = list(self.parts(parts)), self.place(parts, code)
        if at is not None:
            listed.pop(at - 1)
        if values is not None:
            listed.insert((place or at or len(listed) + 1) - 1, values)
        raw[parts] = _numbered(listed) if parts == "questions" else listed
        return raw


def code_of(parts: str, values: Values) -> str:
    return str(values.get(NAMED_BY.get(parts, "code"), ""))


def stamp_of(values: Any | None) -> str:
    """What a page carries to say which version of a part it shows."""
    return sha256_of(content_of(values))[:16]


def content_of(values: Any | None) -> Any:
    """What is edited: without what follows from the place in the list."""
    if not isinstance(values, Mapping):
        return values
    return {name: value for name, value in values.items() if name not in BY_PLACE}


def _numbered(questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The numbers there are, in the new order; a new question gets the next free one."""
    known = [question["number"] for question in questions if question.get("number")]
    fresh = range(max(known, default=0) + 1, max(known, default=0) + 1 + len(questions) - len(known))
    numbers = sorted([*known, *fresh])
    return [question | {"number": number} for question, number in zip(questions, numbers, strict=True)]

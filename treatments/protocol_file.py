"""A protocol as a file: read with every fault's line, and written in its one canonical form. Needs no database."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from treatments.engine.documents import BadDocument, Document, Part, plain, read_document
from treatments.engine.protocol import Protocol
from treatments.yaml_form import BadYaml, Page, read, read_file, write

PLAIN_WORDS = {
    "Field required": "is missing",
    "Extra inputs are not permitted": "is not known here",
    "Input should be a valid string": "needs text",
    "Input should be a valid integer": "needs a whole number",
    "Input should be a valid number": "needs a number",
    "Input should be a valid boolean": "needs true or false",
    "Input should be a valid array": "needs a list",
    "Input should be a valid tuple": "needs a list",
    "Input should be a valid dictionary": "needs keys and values",
    "Input should be an object": "needs keys and values",
}
NAMES = ("code", "id", "key", "slug", "value")

Place = tuple[str | int, ...]


class BadProtocol(ValueError):
    """The file holds no usable protocol; `faults` are lines `file:line: place: reason`."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def read_protocol(path: str | os.PathLike[str]) -> Protocol:
    """The protocol of a file, whole and ready to use, or BadProtocol with everything that is wrong."""
    name = os.fspath(path)
    try:
        page = read_file(path)
    except OSError as error:
        raise BadProtocol([f"{name}: cannot be opened: {error.strerror or error}"]) from error
    except ValueError as error:
        faults = error.faults if isinstance(error, BadYaml) else (error,)
        raise BadProtocol(f"{name}:{fault}" for fault in faults) from error
    return _compiled(page, name)


def read_text(text: str | bytes, *, name: str = "protocol") -> Protocol:
    return _compiled(_page(text, name), name)


def read_draft(text: str | bytes, *, name: str = "protocol") -> Document:
    """What may stand in a draft: texts may be missing in a language."""
    return _compiled(_page(text, name), name, Protocol.of_draft).document


def text_of(document: Document) -> str:
    """The canonical file: keys as the schema orders them, languages and answers as the protocol does."""
    ranks = {name: rank for rank, name in enumerate(_names_in_order(document))}
    return write(_in_order(document, plain(document), ranks))


def faults_in_words(error: BadDocument, values: Any) -> list[tuple[Place, str]]:
    """The faults with places that exist in these values, each place once, in plain words."""
    found: dict[Place, str] = {}
    for place, reason in error.faults:
        reason = PLAIN_WORDS.get(reason, reason.removeprefix("Value error, "))
        known = _place_in(values, place, missing=reason == "is missing")
        if known not in found:
            found[known] = reason
        elif reason not in found[known].split(", or "):
            found[known] += f", or {reason}"
    return list(found.items())


def in_words(place: Place, values: Any) -> str:
    """`rules[CODE].when`: items are called by their code where they have one."""
    words = ""
    for part in place:
        values = values[part] if _has(values, part) else None
        if isinstance(part, str):
            words += f".{part}" if words else part
        else:
            words += f"[{_name(values) or part}]"
    return words


def _page(text: str | bytes, name: str) -> Page:
    try:
        return read(text)
    except BadYaml as error:
        raise BadProtocol(f"{name}:{fault}" for fault in error.faults) from error


def _compiled(page: Page, name: str, made: Callable[[Document], Protocol] = Protocol.compile) -> Protocol:
    try:
        return made(read_document(page.values))
    except BadDocument as error:
        faults = [(page.line_of(place), place, reason) for place, reason in faults_in_words(error, page.values)]
    words = [(line, in_words(place, page.values), reason) for line, place, reason in sorted(faults, key=lambda f: f[0])]
    raise BadProtocol(
        f"{name}:{line}: {place}: {reason}" if place else f"{name}:{line}: {reason}" for line, place, reason in words
    )


def _place_in(values: Any, place: Place, *, missing: bool) -> Place:
    """The schema names more steps than the file has (which kind of rule, which type of answer): those are left out."""
    known: list[str | int] = []
    for number, part in enumerate(place, 1):
        if _has(values, part):
            known.append(part)
            values = values[part]
        elif missing and number == len(place):
            known.append(part)
    return tuple(known)


def _has(values: Any, part: str | int) -> bool:
    if isinstance(values, dict):
        return part in values
    return isinstance(values, list) and isinstance(part, int) and part < len(values)


def _name(item: Any) -> str:
    found = (item[name] for name in NAMES if name in item) if isinstance(item, dict) else ()
    return next((name for name in found if isinstance(name, str) and len(name) <= 60), "")


def _names_in_order(document: Document) -> list[str]:
    questions = [name for question in document.questions for name in (question.key, question.derives) if name]
    return [*document.languages, *questions, *(method.key for method in document.methods)]


def _in_order(value: Any, dumped: Any, ranks: dict[str, int]) -> Any:
    if isinstance(value, Part):
        return {name: _in_order(getattr(value, name), item, ranks) for name, item in dumped.items()}
    if isinstance(value, dict):
        ordered = sorted(dumped, key=lambda name: (ranks.get(name, len(ranks)), name))
        return {name: _in_order(value[name], dumped[name], ranks) for name in ordered}
    if isinstance(value, tuple):
        return [_in_order(item, each, ranks) for item, each in zip(value, dumped, strict=True)]
    return dumped

"""What an edit would break: faults that the draft does not have now and would have after it."""

from typing import Any

from treatments.editing.parts import PROTOCOL, Draft
from treatments.engine.checking import faults_besides_languages
from treatments.engine.documents import BadDocument, Document, read_document
from treatments.protocol_file import faults_in_words, in_words

Place = tuple[str | int, ...]
Inside = list[tuple[Place, str]]


def new_faults(draft: Draft, raw: dict[str, Any], parts: str, code: str) -> tuple[Inside, list[str]]:
    """Those inside the part, by their place in it, and those elsewhere, in words. Each fault once."""
    try:
        document = read_document(raw)
    except BadDocument as error:
        return _sorted(error, raw, _prefix(draft, raw, parts, code), set())
    known = {(in_words(place, draft.raw), reason) for place, reason in _faults(draft.document, draft.raw)}
    found = BadDocument(tuple(faults_besides_languages(document)))
    return _sorted(found, raw, _prefix(draft, raw, parts, code), known)


def _faults(document: Document, raw: dict[str, Any]) -> list[tuple[Place, str]]:
    return faults_in_words(BadDocument(tuple(faults_besides_languages(document))), raw)


def _sorted(
    error: BadDocument, raw: dict[str, Any], prefix: Place, known: set[tuple[str, str]]
) -> tuple[Inside, list[str]]:
    inside: Inside = []
    elsewhere: list[str] = []
    for place, reason in faults_in_words(error, raw):
        if (in_words(place, raw), reason) in known:
            continue
        if prefix and place[: len(prefix)] == prefix:
            inside.append((place[len(prefix) :], reason))
        else:
            elsewhere.append(f"{in_words(place, raw)}: {reason}")
    return inside, elsewhere


def _prefix(draft: Draft, raw: dict[str, Any], parts: str, code: str) -> Place:
    if parts == PROTOCOL:
        return (code,)
    place = Draft(draft.protocol, draft.document, raw).place(parts, code)
    return (parts, place - 1) if place else ()

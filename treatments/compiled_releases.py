"""Releases ready to use, compiled once per process. A release never changes, so what is kept here is never stale."""

import hashlib
import json

from treatments.engine.documents import Document, read_document
from treatments.engine.protocol import Protocol
from treatments.models.releases import Release

MOST_KEPT = 32

_compiled: dict[tuple[str, int, str], Protocol] = {}


def compiled(release: Release) -> Protocol:
    known = (release.slug, release.number, release.sha256)
    if known not in _compiled:
        if len(_compiled) >= MOST_KEPT:
            _compiled.pop(next(iter(_compiled)), None)
        _compiled[known] = read_back(release.document, number=release.number, sha256=release.sha256)
    return _compiled[known]


def read_back(document: str, *, number: int, sha256: str) -> Protocol:
    """From the stored text, the way every reader does it: also with words that would be refused today."""
    return Protocol.of_release(_as_stored(document, number, sha256), release=number, sha256=sha256)


def read_to_publish(document: str, *, number: int, sha256: str) -> Protocol:
    """From the text that is about to be stored, with every fault refused."""
    return Protocol.compile(_as_stored(document, number, sha256), release=number, sha256=sha256)


def _as_stored(document: str, number: int, sha256: str) -> Document:
    if hashlib.sha256(document.encode()).hexdigest() != sha256:
        raise ValueError(f"the document of release {number} is not the one that was published")
    return read_document(json.loads(document))

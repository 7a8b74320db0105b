"""The draft ready to use: compiled once for each content it had lately."""

import json
from functools import lru_cache

from treatments.editing.parts import Draft
from treatments.engine.canonical import canonical_json
from treatments.engine.documents import read_document
from treatments.engine.protocol import Protocol as ReadyProtocol


def ready(draft: Draft) -> ReadyProtocol:
    """Texts may be missing in a language."""
    return ready_document(canonical_json(draft.raw))


@lru_cache(maxsize=16)
def ready_document(document: str) -> ReadyProtocol:
    """Of a document's canonical JSON."""
    return ReadyProtocol.of_draft(read_document(json.loads(document)))

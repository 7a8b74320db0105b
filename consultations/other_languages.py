"""A signed sheet in another language of its release: the same steps, in the words that the release has for them."""

from collections.abc import Iterator, Mapping
from typing import Any

from treatments.engine.documents import Document as ProtocolDocument
from treatments.engine.documents.parts import Text

Document = Mapping[str, Any]
PLAN_WORDS = ("area", "method_name", "variant_name", "add_on_name", "notice")
STEP_WORDS = ("text", "timing")


def languages_of(document: Document, protocol: ProtocolDocument) -> tuple[str, ...]:
    """Its own first. What the dermatologist put in own words is in no other language, and no half is shown."""
    own = document["language"]
    in_own_words = any(step.get("edited") for step in document["aftercare"]) or any(
        line.get("own_words") for line in document["plan"]
    )
    return (own,) if in_own_words else (own, *(other for other in protocol.languages if other != own))


def in_language(document: Document, protocol: ProtocolDocument, language: str) -> Document:
    own = document["language"]
    if language == own:
        return document
    words = {text[own]: text[language] for text in _texts(protocol)}

    def said(row: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
        return {**row, **{name: words.get(row[name], row[name]) for name in names if name in row}}

    return {
        **document,
        "language": language,
        "plan": [said(line, PLAN_WORDS) for line in document["plan"]],
        "aftercare": [said(step, STEP_WORDS) for step in document["aftercare"]],
    }


def _texts(protocol: ProtocolDocument) -> Iterator[Text]:
    """All that the sheet takes from the release."""
    for method in protocol.methods:
        yield method.name
        yield from (variant.name for variant in method.variants)
    for question in protocol.questions:
        yield from (option.label for option in question.options)
    yield from (notice.patient for notice in protocol.notices)
    for step in protocol.aftercare:
        yield step.text
        if step.timing:
            yield step.timing

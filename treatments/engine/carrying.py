"""Answers given to one release, as another reads them: what it has no place for counts as not given."""

from collections.abc import Mapping
from typing import Any

from treatments.engine.answers import Answers, why_not_answer
from treatments.engine.protocol import Protocol


def carried(protocol: Protocol, person: Mapping[str, Any], areas: tuple[Mapping[str, Any], ...]) -> Answers:
    return Answers(_kept(protocol, "person", person), tuple(_kept(protocol, "area", area) for area in areas))


def dropped(protocol: Protocol, person: Mapping[str, Any], areas: tuple[Mapping[str, Any], ...]) -> int:
    """How many answers are not carried: their question is gone or is about something else, or does not offer them."""
    parts = [("person", person), *(("area", area) for area in areas)]
    return sum(
        value is not None and not _still_an_answer(protocol, about, key, value)
        for about, part in parts
        for key, value in part.items()
    )


def _kept(protocol: Protocol, about: str, given: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in given.items() if _still_an_answer(protocol, about, key, value)}


def _still_an_answer(protocol: Protocol, about: str, key: str, value: Any) -> bool:
    fact = protocol.facts.get(key)
    if fact is None or fact.about != about or key in protocol.retired:
        return False
    return why_not_answer(fact, value) is None

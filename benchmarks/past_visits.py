"""Made-up visits of the past for a protocol: mostly its typical patient, each different in a few answers."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from treatments.engine.facts import Fact
from treatments.engine.protocol import Protocol
from treatments.engine.readings import NOT_APPLICABLE, UNANSWERED, UNKNOWN

NO_ANSWERS = (UNKNOWN, UNANSWERED, NOT_APPLICABLE)
YEAR = 2026
Visit = dict[str, Any]


def made_up(protocol: Protocol, visits: int, *, seed: int = 1) -> Iterator[Visit]:
    """One area in two visits of three, ages of all decades, one answer in twelve of those drawn anew not given."""
    draw = Random(seed)
    for _ in range(visits):
        areas = [_part(protocol, "area", draw) for _ in range(draw.choice((1, 1, 2)))]
        yield {"person": _part(protocol, "person", draw), "areas": areas}


def _part(protocol: Protocol, about: str, draw: Random) -> dict[str, Any]:
    known: Mapping[str, Any] = getattr(protocol.document.typical_patient, about)
    facts = [fact for fact in protocol.facts.values() if fact.about == about and fact.type not in ("date", "text")]
    part = {key: list(value) if isinstance(value, tuple) else value for key, value in known.items()}
    for fact in draw.sample(facts, min(draw.choice((1, 2, 3, 5)), len(facts))):
        part[fact.key] = _answer(fact, draw)
    for question in protocol.document.questions:
        if question.derives and question.about == about:
            years = int(draw.triangular(0, 95, 38))
            part |= {question.key: f"{YEAR - years}-01-05", question.derives: years}
    return part


def _answer(fact: Fact, draw: Random) -> Any:
    if draw.random() < 1 / 12:
        return draw.choice(NO_ANSWERS)
    if fact.type == "one":
        return draw.choice(fact.values)
    if fact.type == "number":
        return draw.randint(int(fact.minimum), int(fact.maximum))
    ticked = draw.sample(fact.values, draw.randint(1, min(2, len(fact.values))))
    alone = [value for value in ticked if value in fact.exclusive]
    return alone[:1] or ticked

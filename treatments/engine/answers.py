"""What was answered, checked against the questions of the protocol. Raw values stay as they were given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from treatments.engine.readings import (
    NOT_APPLICABLE,
    NOT_APPLICABLE_READING,
    NOT_KNOWN_READING,
    UNANSWERED,
    UNKNOWN,
    Reading,
    Ticked,
)

if TYPE_CHECKING:
    from treatments.engine.documents import Question
    from treatments.engine.facts import Fact
    from treatments.engine.protocol import Protocol

MOST_AREAS = 30

RawAnswer = str | int | float | Sequence[str] | None
RawAnswers = Mapping[str, RawAnswer]


class BadAnswers(ValueError):
    """`faults` is a tuple of (place, reason), the place being the key or `areas.0.count`."""

    def __init__(self, faults: tuple[tuple[str, str], ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{place}: {reason}" for place, reason in faults))


@dataclass(frozen=True, slots=True)
class Answers:
    """One visit: answers about the person, and answers about each area. A key left out is unanswered."""

    person: RawAnswers = field(default_factory=dict)
    areas: tuple[RawAnswers, ...] = ()


def read_answers(protocol: "Protocol", raw: object) -> Answers:
    """`raw` is `{"person": {…}, "areas": [{…}, …]}` as parsed from JSON."""
    if not isinstance(raw, dict) or set(raw) - {"person", "areas"}:
        raise BadAnswers((("", "needs an object with “person” and “areas” and nothing else"),))
    person, areas = raw.get("person", {}), raw.get("areas", [])
    if not isinstance(person, dict) or not isinstance(areas, list) or not all(isinstance(a, dict) for a in areas):
        raise BadAnswers((("", "“person” is an object, “areas” a list of objects"),))
    if len(areas) > MOST_AREAS:
        raise BadAnswers((("areas", f"at most {MOST_AREAS} areas"),))
    faults = list(_faults(protocol, person, "person", ""))
    for number, area in enumerate(areas):
        faults += _faults(protocol, area, "area", f"areas.{number}.")
    if faults:
        raise BadAnswers(tuple(faults))
    return Answers(person, tuple(areas))


def why_not_answer(fact: "Fact", value: object) -> str | None:
    """The sentence that says why this value is no answer to the question, or None."""
    if value is None or value in (UNANSWERED, NOT_APPLICABLE, UNKNOWN) and isinstance(value, str):
        return None
    if fact.type == "number":
        return _why_not_number(fact, value)
    if fact.type == "multi":
        return _why_not_ticked(fact, value)
    if not isinstance(value, str):
        return "needs a text"
    if fact.type == "one" and value not in fact.values:
        return f"“{value[:40]}” is not one of the answers offered"
    return f"has at most {fact.longest} characters" if len(value) > fact.longest else None


def offers(protocol: "Protocol", question: "Question", value: object) -> bool:
    """Whether the question, as it is asked now, can be answered like this."""
    said = {value} if isinstance(value, str) else set(value) if isinstance(value, list | tuple) else set()
    gone = {option.value for option in question.options if option.retired}
    return gone.isdisjoint(said) and why_not_answer(protocol.facts[question.key], value) is None


def reading_of(fact: "Fact", value: RawAnswer) -> Reading:
    """How the engine reads a checked answer.

    "None of these" beside a tick: the tick counts, and where safety hangs on it the rest is not certain.
    """
    if value is None or value in (UNANSWERED, UNKNOWN):
        return NOT_KNOWN_READING
    if value == NOT_APPLICABLE:
        return NOT_APPLICABLE_READING
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return float(value)
    ticked = frozenset(value)
    certain = ticked - {UNKNOWN}
    if not certain:
        return NOT_KNOWN_READING
    if contradicts_itself(fact, value):
        return Ticked(certain - fact.exclusive, complete=not fact.safety)
    return Ticked(certain, complete=UNKNOWN not in ticked)


def contradicts_itself(fact: "Fact", value: RawAnswer) -> bool:
    """“None of these” together with one of these."""
    if fact.type != "multi" or value is None or isinstance(value, str | int | float):
        return False
    ticked = set(value) - {UNKNOWN}
    return bool(ticked & fact.exclusive) and len(ticked) > 1


def _faults(protocol: "Protocol", answers: Mapping[Any, Any], about: str, place: str) -> list[tuple[str, str]]:
    faults = []
    for key, value in answers.items():
        fact = protocol.facts.get(key)
        if fact is None:
            faults.append((f"{place}{str(key)[:60]}", "this protocol has no such question"))
        elif fact.about != about:
            faults.append((f"{place}{key}", f"belongs to the {fact.about}"))
        elif reason := why_not_answer(fact, value):
            faults.append((f"{place}{key}", reason))
    return faults


def _why_not_number(fact: "Fact", value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "needs a number"
    if not fact.minimum <= value <= fact.maximum:
        return f"needs a number from {fact.minimum} to {fact.maximum}"
    if not fact.decimals and value != int(value):
        return "needs a whole number"
    return None


def _why_not_ticked(fact: "Fact", value: object) -> str | None:
    if isinstance(value, str | bytes) or not isinstance(value, Sequence):
        return "needs a list of answers"
    if len(value) > len(fact.values) + 1:
        return "has more answers than the question offers"
    for item in value:
        if not isinstance(item, str) or (item not in fact.values and item != UNKNOWN):
            return f"“{str(item)[:40]}” is not one of the answers offered"
    return "an answer stands twice" if len(set(value)) != len(value) else None

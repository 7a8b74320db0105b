"""The few ways to test an answer, each a small typed value.

`holds` is the reference reading of a condition; `compiled.py` does the same faster; the two are held equal by tests.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from treatments.engine.readings import NOT_KNOWN_READING, NotApplicable, NotKnown, Reading, Ticked, is_incomplete
from treatments.engine.truth import FALSE, NOT_KNOWN, TRUE, negated


@dataclass(frozen=True, slots=True)
class IsOneOf:
    """A single choice is one of these values."""

    key: str
    values: tuple[str, ...]

    def holds(self, reading: Reading) -> int:
        return TRUE if reading in self.values else FALSE


@dataclass(frozen=True, slots=True)
class Includes:
    """At least so many of these values are ticked."""

    key: str
    values: tuple[str, ...]
    at_least: int = 1

    def holds(self, reading: Reading) -> int:
        ticked, possible = _counted(reading, self.values)
        if ticked >= self.at_least:
            return TRUE
        return NOT_KNOWN if possible >= self.at_least else FALSE


@dataclass(frozen=True, slots=True)
class IncludesExactly:
    """Exactly so many of these values are ticked."""

    key: str
    values: tuple[str, ...]
    count: int

    def holds(self, reading: Reading) -> int:
        ticked, possible = _counted(reading, self.values)
        if ticked > self.count or possible < self.count:
            return FALSE
        return TRUE if ticked == possible else NOT_KNOWN


@dataclass(frozen=True, slots=True)
class Below:
    """A number is below the limit, or at it when `inclusive`."""

    key: str
    limit: float
    inclusive: bool = False

    def holds(self, reading: Reading) -> int:
        if not isinstance(reading, int | float):
            return FALSE
        return TRUE if reading < self.limit or (self.inclusive and reading == self.limit) else FALSE


@dataclass(frozen=True, slots=True)
class Above:
    """A number is above the limit, or at it when `inclusive`."""

    key: str
    limit: float
    inclusive: bool = False

    def holds(self, reading: Reading) -> int:
        if not isinstance(reading, int | float):
            return FALSE
        return TRUE if reading > self.limit or (self.inclusive and reading == self.limit) else FALSE


@dataclass(frozen=True, slots=True)
class IsNotKnown:
    """The answer is missing, "not sure" or contradictory; itself always true or false."""

    key: str


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Any:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: "Condition"


Comparison = IsOneOf | Includes | IncludesExactly | Below | Above | IsNotKnown
Condition = Comparison | All | Any | Not

ALWAYS = All(())


def compare(comparison: Comparison, reading: Reading) -> int:
    if isinstance(comparison, IsNotKnown):
        return TRUE if is_incomplete(reading) else FALSE
    if isinstance(reading, NotKnown):
        return NOT_KNOWN
    if isinstance(reading, NotApplicable):
        return FALSE
    return comparison.holds(reading)


def holds(condition: Condition, readings: Mapping[str, Reading]) -> int:
    """False, not known or true. A key without a reading is not known."""
    if isinstance(condition, All):
        truth = TRUE
        for part in condition.parts:
            truth &= holds(part, readings)
        return truth
    if isinstance(condition, Any):
        truth = FALSE
        for part in condition.parts:
            truth |= holds(part, readings)
        return truth
    if isinstance(condition, Not):
        return negated(holds(condition.part, readings))
    return compare(condition, readings.get(condition.key, NOT_KNOWN_READING))


def comparisons(condition: Condition) -> Iterator[Comparison]:
    if isinstance(condition, All | Any):
        for part in condition.parts:
            yield from comparisons(part)
    elif isinstance(condition, Not):
        yield from comparisons(condition.part)
    else:
        yield condition


def keys_of(condition: Condition) -> tuple[str, ...]:
    """The keys a condition reads, in the order they are written."""
    return tuple(dict.fromkeys(comparison.key for comparison in comparisons(condition)))


def _counted(reading: Reading, values: tuple[str, ...]) -> tuple[int, int]:
    """How many of the values are ticked for certain, and how many could be."""
    if not isinstance(reading, Ticked):
        return 0, 0
    ticked = len(reading.values.intersection(values))
    return ticked, ticked if reading.complete else len(values)

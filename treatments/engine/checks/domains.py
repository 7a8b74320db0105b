"""The answers of one question, as many as its comparisons can tell apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import ceil, floor
from typing import Final

from treatments.engine.answers import RawAnswer, reading_of
from treatments.engine.conditions import Above, Below, Comparison, Includes, IncludesExactly, compare
from treatments.engine.facts import Fact
from treatments.engine.readings import NOT_APPLICABLE_READING, NOT_KNOWN_READING, Reading
from treatments.engine.truth import FALSE, TRUE

MOST_TICKS: Final = 10
"""Choices told apart in one question of several ticks; beyond that only few at a time are tried."""

Mark = float | str


@dataclass(frozen=True)
class Domain:
    """Sets of answers are bits: answer n is bit n. After the answers come "not asked" and "not known".

    `usual` is the bit of the answer to take wherever it will do. `is_whole` is false where not every combination of
    ticks is among them, so that "no patient" cannot be proven.
    """

    answers: tuple[RawAnswer, ...]
    usual: int
    is_whole: bool
    readings: tuple[Reading, ...]
    _masks: dict[Comparison, tuple[int, int]] = field(default_factory=dict, compare=False)

    @property
    def given(self) -> int:
        return (1 << len(self.answers)) - 1

    @property
    def hidden(self) -> int:
        return 1 << len(self.answers)

    @property
    def unknown(self) -> int:
        return 2 << len(self.answers)

    def masks(self, comparison: Comparison) -> tuple[int, int]:
        """The answers that make the comparison true, and those that make it false."""
        found = self._masks.get(comparison)
        if found is None:
            truths = [compare(comparison, reading) for reading in self.readings]
            found = self._masks[comparison] = _bits(truths, TRUE), _bits(truths, FALSE)
        return found

    def answer(self, bit: int) -> RawAnswer:
        """The answer to write down; None where there is none."""
        place = bit.bit_length() - 1
        return self.answers[place] if place < len(self.answers) else None


def marks_of(comparison: Comparison) -> Iterator[Mark]:
    """What the answers to a number or to several ticks are told apart by."""
    if isinstance(comparison, Below | Above):
        yield comparison.limit
    elif isinstance(comparison, Includes | IncludesExactly):
        yield from comparison.values


def domain_of(fact: Fact, marks: frozenset[Mark], usual: RawAnswer) -> Domain:
    """`usual` is the typical patient's answer."""
    answers, is_whole = _answers(fact, marks, usual)
    readings = [reading_of(fact, answer) for answer in answers]
    wanted = [_as_ticked(answer) for answer in answers]
    place = wanted.index(_as_ticked(usual)) if _as_ticked(usual) in wanted else 0
    return Domain(answers, 1 << place, is_whole, (*readings, NOT_APPLICABLE_READING, NOT_KNOWN_READING))


def _answers(fact: Fact, marks: frozenset[Mark], usual: RawAnswer) -> tuple[tuple[RawAnswer, ...], bool]:
    if fact.type == "one":
        return fact.values, True
    if fact.type == "number":
        limits = sorted(mark for mark in marks if isinstance(mark, int | float))
        return tuple(_numbers(fact, limits, usual if isinstance(usual, int | float) else None)), True
    if fact.type == "multi":
        return _ticks(fact, [value for value in fact.values if value in marks])
    return ("1990-01-01" if fact.type == "date" else "…",), True


def _ticks(fact: Fact, told_apart: Sequence[str]) -> tuple[tuple[RawAnswer, ...], bool]:
    single = [value for value in fact.values if value in fact.exclusive]
    joined = [value for value in told_apart if value not in fact.exclusive]
    other = [value for value in fact.values if value not in fact.exclusive and value not in told_apart]
    is_whole = len(joined) <= MOST_TICKS
    sizes = range(1, len(joined) + 1) if is_whole else (1, 2, len(joined))
    several = [ticks for size in sizes for ticks in combinations(joined, size)]
    return tuple(
        list(ticks) for ticks in [*([value] for value in single), *([v] for v in other[:1]), *several]
    ), is_whole


def _numbers(fact: Fact, limits: Sequence[float], usual: float | None) -> Iterator[float]:
    """Each limit, and one number of each stretch between two."""
    at = [fact.minimum, *(limit for limit in limits if fact.minimum < limit < fact.maximum), fact.maximum]
    for low, high in zip(at, at[1:], strict=False):
        if fact.decimals or low == int(low):
            yield _plain(low)
        between = _between(low, high, usual, decimals=fact.decimals)
        if between is not None:
            yield _plain(between)
    if at[-1] == int(at[-1]) or fact.decimals:
        yield _plain(at[-1])


def _between(low: float, high: float, usual: float | None, *, decimals: bool) -> float | None:
    """A number strictly between, the nearest to what is usual; a whole one if there is one."""
    first, last = floor(low) + 1, ceil(high) - 1
    if first > last:
        return round((low + high) / 2, 6) if decimals and low < high else None
    if usual is None:
        return (first + last) // 2
    return usual if low < usual < high else min(max(first, usual), last)


def _plain(number: float) -> float:
    return int(number) if number == int(number) else number


def _as_ticked(answer: RawAnswer) -> object:
    return tuple(answer) if isinstance(answer, list | tuple) else answer


def _bits(truths: Sequence[int], wanted: int) -> int:
    return sum(1 << place for place, truth in enumerate(truths) if truth == wanted)

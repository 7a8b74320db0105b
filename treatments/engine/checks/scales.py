"""The answers to a number, or to a choice of bands, from low to high."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor

from treatments.engine.conditions import Above, All, Below, Comparison, Condition, IsOneOf
from treatments.engine.documents import Question
from treatments.engine.facts import Fact
from treatments.engine.readings import Reading


@dataclass(frozen=True)
class Stretch:
    """Answers that no comparison tells apart; `condition` holds for exactly these. `size` is how much they cover."""

    low: float
    high: float
    size: float
    reading: Reading
    condition: Condition


@dataclass(frozen=True)
class Gap:
    """Stretches from `first` to `last` that are left out between two that are not."""

    first: int
    last: int
    size: float
    beside: float


def is_ordered(question: Question, fact: Fact) -> bool:
    if fact.type == "number":
        return True
    return len(question.options) > 2 and all(option.at_least is not None for option in question.options)


def scale(question: Question, fact: Fact, made: Iterable[Comparison]) -> tuple[Stretch, ...]:
    if fact.type != "number":
        options = sorted(question.options, key=lambda option: option.at_least or 0)
        return tuple(_of_option(fact, option.value, at) for at, option in enumerate(options))
    limits = {each.limit for each in made if isinstance(each, Below | Above)}
    return tuple(_stretches(fact, sorted(limits | {fact.minimum, fact.maximum})))


def gaps(stretches: Sequence[Stretch], covered: Sequence[bool]) -> Iterator[Gap]:
    runs = _runs(covered)
    for before, (first, last), after in zip(runs, runs[1:], runs[2:], strict=False):
        if not covered[first]:
            sizes = [sum(each.size for each in stretches[at : to + 1]) for at, to in (before, (first, last), after)]
            yield Gap(first, last, sizes[1], min(sizes[0], sizes[2]))


def _runs(covered: Sequence[bool]) -> list[tuple[int, int]]:
    starts = [at for at in range(len(covered)) if at == 0 or covered[at] != covered[at - 1]]
    return [(at, end - 1) for at, end in zip(starts, [*starts[1:], len(covered)], strict=True)]


def _of_option(fact: Fact, value: str, at: int) -> Stretch:
    return Stretch(at, at, 1, value, IsOneOf(fact.key, (value,)))


def _stretches(fact: Fact, limits: Sequence[float]) -> Iterator[Stretch]:
    key, whole = fact.key, not fact.decimals
    for low, high in zip(limits, [*limits[1:], None], strict=True):
        at = All((Above(key, low, inclusive=True), Below(key, low, inclusive=True)))
        if not whole or low == int(low):
            yield Stretch(low, low, 1 if whole else 0, float(low), at)
        if high is None:
            return
        first, last = floor(low) + 1, ceil(high) - 1
        if not whole or first <= last:
            between = All((Above(key, low), Below(key, high)))
            reading = float(first) if first <= last else (low + high) / 2
            yield Stretch(low, high, last - first + 1 if whole else high - low, reading, between)

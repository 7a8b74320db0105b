"""What is asked for when a patient is looked for: conditions that shall be true or not, joined by "each" and "some"."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from treatments.engine.conditions import Comparison, Condition, comparisons


class Want(IntEnum):
    TRUE = 0
    FALSE = 1
    NOT_TRUE = 2
    NOT_FALSE = 3


OPPOSITE = {
    Want.TRUE: Want.FALSE,
    Want.FALSE: Want.TRUE,
    Want.NOT_TRUE: Want.NOT_FALSE,
    Want.NOT_FALSE: Want.NOT_TRUE,
}
"""What is wanted of a condition so that its negation is as wanted."""


@dataclass(frozen=True, slots=True)
class Wish:
    condition: Condition
    want: Want = Want.TRUE


@dataclass(frozen=True, slots=True)
class Each:
    parts: tuple["Formula", ...]


@dataclass(frozen=True, slots=True)
class Some:
    parts: tuple["Formula", ...]


Formula = Wish | Each | Some


def true(condition: Condition) -> Wish:
    return Wish(condition, Want.TRUE)


def false(condition: Condition) -> Wish:
    return Wish(condition, Want.FALSE)


def not_true(condition: Condition) -> Wish:
    return Wish(condition, Want.NOT_TRUE)


def not_false(condition: Condition) -> Wish:
    return Wish(condition, Want.NOT_FALSE)


def each(*parts: Formula) -> Each:
    return Each(parts)


def all_of(parts: Iterable[Formula]) -> Each:
    return Each(tuple(parts))


def some(*parts: Formula) -> Some:
    return Some(parts)


def compared(formula: Formula) -> Iterator[Comparison]:
    if isinstance(formula, Wish):
        yield from comparisons(formula.condition)
    else:
        for part in formula.parts:
            yield from compared(part)

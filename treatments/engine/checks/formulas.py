"""What is asked for when a patient is looked for: conditions that shall be true or not, joined by "each" and "some"."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from treatments.engine.conditions import Condition, IsNotKnown, comparisons, keys_of


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


class Stated:
    """A condition as one world knows it: there is one for each, told apart by identity, for these are looked up a lot.

    `open_keys` are those it asks to be not known.
    """

    __slots__ = ("condition", "keys", "open_keys")

    def __init__(self, condition: Condition) -> None:
        self.condition = condition
        self.keys = keys_of(condition)
        self.open_keys = frozenset(each.key for each in comparisons(condition) if isinstance(each, IsNotKnown))


@dataclass(frozen=True, slots=True)
class Wish:
    stated: Stated
    want: Want


@dataclass(frozen=True, slots=True)
class Each:
    parts: tuple["Formula", ...]


@dataclass(frozen=True, slots=True)
class Some:
    parts: tuple["Formula", ...]


Formula = Wish | Each | Some


def true(stated: Stated) -> Wish:
    return Wish(stated, Want.TRUE)


def false(stated: Stated) -> Wish:
    return Wish(stated, Want.FALSE)


def not_true(stated: Stated) -> Wish:
    return Wish(stated, Want.NOT_TRUE)


def not_false(stated: Stated) -> Wish:
    return Wish(stated, Want.NOT_FALSE)


def each(*parts: Formula) -> Each:
    return Each(parts)


def all_of(parts: Iterable[Formula]) -> Each:
    return Each(tuple(parts))


def some(*parts: Formula) -> Some:
    return Some(parts)


def wishes(formula: Formula) -> list[Wish]:
    if isinstance(formula, Wish):
        return [formula]
    return [wish for part in formula.parts for wish in wishes(part)]

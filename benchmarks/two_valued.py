"""Three truth values for engines that have two: each rule asked as "certainly true" and as "possibly true".

Negations are pushed down to the comparisons, so that each comparison says by itself what an unanswered question makes
of it: false in the certain form, true in the possible one. This is the honest encoding, and about twice the work.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from treatments.engine.conditions import (
    Above,
    All,
    Below,
    Comparison,
    Condition,
    Includes,
    IncludesExactly,
    IsNotKnown,
    IsOneOf,
    Not,
)
from treatments.engine.conditions import Any as Either
from treatments.engine.truth import FALSE, NOT_KNOWN, TRUE


@dataclass(frozen=True, slots=True)
class Leaf:
    """`unanswered` is what the leaf is when the answer is missing; None where every answer is there."""

    comparison: Comparison
    wanted: bool
    unanswered: bool | None


@dataclass(frozen=True, slots=True)
class Node:
    is_all: bool
    parts: tuple["Node | Leaf", ...]


Tree = Node | Leaf


def certain(condition: Condition) -> Tree:
    return _tree(condition, wanted=True, unanswered=False)


def possible(condition: Condition) -> Tree:
    return _tree(condition, wanted=True, unanswered=True)


def all_answered(condition: Condition) -> Tree:
    return _tree(condition, wanted=True, unanswered=None)


def forms(conditions: Sequence[Condition], *, unknowns: bool) -> list[Tree]:
    """The certain forms, then the possible forms; one form each where every answer is there."""
    if not unknowns:
        return [all_answered(condition) for condition in conditions]
    return [certain(condition) for condition in conditions] + [possible(condition) for condition in conditions]


def truths(found: Sequence[Any], *, unknowns: bool) -> tuple[int, ...]:
    """The truth of each rule from what an engine said to each of its `forms`."""
    if not unknowns:
        return tuple(TRUE if truth else FALSE for truth in found)
    half = len(found) // 2
    return tuple(
        TRUE if sure else NOT_KNOWN if maybe else FALSE for sure, maybe in zip(found[:half], found[half:], strict=True)
    )


def _tree(condition: Condition, *, wanted: bool, unanswered: bool | None) -> Tree:
    if isinstance(condition, Not):
        return _tree(condition.part, wanted=not wanted, unanswered=unanswered)
    if isinstance(condition, All | Either):
        parts = tuple(_tree(part, wanted=wanted, unanswered=unanswered) for part in condition.parts)
        return parts[0] if len(parts) == 1 else Node(isinstance(condition, All) == wanted, parts)
    if isinstance(condition, IsNotKnown):
        return Leaf(condition, wanted, None)
    return Leaf(condition, wanted, unanswered)


@dataclass(frozen=True)
class Infix:
    """How one expression language writes a formula. A missing answer equals no value in all of them."""

    conjunction: str
    disjunction: str
    negation: str
    is_null: str
    is_not_null: str
    quoted: Callable[[str], str]
    row: Callable[[Sequence[str]], str]
    chosen: str = "({value} ? 1 : 0)"
    true: str = "true"
    false: str = "false"

    def formula(self, tree: Tree) -> str:
        if isinstance(tree, Leaf):
            return self._leaf(tree)
        if not tree.parts:
            return self.true if tree.is_all else self.false
        sign = self.conjunction if tree.is_all else self.disjunction
        return "(" + f" {sign} ".join(self.formula(part) for part in tree.parts) + ")"

    def _leaf(self, leaf: Leaf) -> str:
        comparison, key = leaf.comparison, leaf.comparison.key
        text = self._comparison(comparison)
        if not leaf.wanted:
            text = f"{self.negation}({text})"
        harmless = isinstance(comparison, IsOneOf) and leaf.wanted != leaf.unanswered
        if leaf.unanswered is None or harmless:
            return text
        if leaf.unanswered:
            return f"({self.is_null.format(key=key)} {self.disjunction} {text})"
        return f"({self.is_not_null.format(key=key)} {self.conjunction} {text})"

    def _comparison(self, comparison: Comparison) -> str:
        key = comparison.key
        match comparison:
            case IsOneOf(_, (value,)):
                return f"{key} == {self.quoted(value)}"
            case IsOneOf(_, values):
                return f"{key} in {self.row([self.quoted(value) for value in values])}"
            case Includes(_, values, 1):
                return "(" + f" {self.disjunction} ".join(f"{self.quoted(v)} in {key}" for v in values) + ")"
            case Includes(_, values, at_least):
                return f"({self._count(key, values)}) >= {at_least}"
            case IncludesExactly(_, values, count):
                return f"({self._count(key, values)}) == {count}"
            case Below(_, limit, inclusive):
                return f"{key} {'<=' if inclusive else '<'} {number(limit)}"
            case Above(_, limit, inclusive):
                return f"{key} {'>=' if inclusive else '>'} {number(limit)}"
            case IsNotKnown():
                return self.is_null.format(key=key)
        raise AssertionError(comparison)

    def _count(self, key: str, values: Sequence[str]) -> str:
        return " + ".join(self.chosen.format(value=f"({self.quoted(value)} in {key})") for value in values)


def number(limit: float) -> str:
    return str(int(limit)) if limit == int(limit) else str(limit)


def single_quoted(value: str) -> str:
    return f"'{value}'"


def bracketed(items: Sequence[str]) -> str:
    return f"[{', '.join(items)}]"

"""The patients there can be: the questions of a protocol with their skip logic and what contradicts what.

A patient here answered everything that is asked, without contradiction. Only where a condition reads "is not known", or
the caller leaves a key blank, is it open; a contradiction that leaves open nothing else is then as good as none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from treatments.engine.answers import RawAnswer
from treatments.engine.checks.domains import Domain, domain_of
from treatments.engine.checks.formulas import OPPOSITE, Each, Formula, Want, Wish, compared, not_true
from treatments.engine.checks.solving import NO, YES, Bits, Either, Every, GaveUp, Leaf, Node, Search
from treatments.engine.conditions import (
    ALWAYS,
    All,
    Comparison,
    Condition,
    IsNotKnown,
    Not,
    comparisons,
    keys_of,
)
from treatments.engine.conditions import Any as AnyOf
from treatments.engine.facts import Fact
from treatments.engine.protocol import Protocol

_REMEMBERED: Final = 30_000

Conflicting = tuple[Condition, tuple[str, ...]]
"""What must not be true, and the keys whose answers then do not count."""


@dataclass(frozen=True)
class Content:
    """All that decides which patients there can be; the same content is the same world."""

    facts: tuple[Fact, ...]
    shown: tuple[tuple[str, Condition], ...]
    conflicts: tuple[Conflicting, ...]
    retired: frozenset[str]
    usual: tuple[tuple[str, RawAnswer], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """`answers` of the questions that matter, None for one that is not asked or left open; no answers: no patient."""

    answers: Mapping[str, RawAnswer] | None
    steps: int
    gave_up: bool = False


class World:
    """Remembers what was asked, so that after an edit only what reads the edited rule is worked out anew."""

    def __init__(self, content: Content) -> None:
        self.facts = {fact.key: fact for fact in content.facts}
        self.shown = dict(content.shown)
        self.conflicts = content.conflicts
        self.retired = content.retired
        self.usual = dict(content.usual)
        self._remembered: dict[tuple[Formula, frozenset[str]], Found] = {}

    def find(self, wanted: Formula, blank: frozenset[str] = frozenset()) -> Found:
        """A patient for whom the formula holds, with the `blank` keys asked and left open."""
        key = (wanted, blank)
        found = self._remembered.get(key)
        if found is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            found = self._remembered[key] = _Looking(self, wanted, blank).found()
        return found

    def concerned(self, keys: Iterable[str]) -> frozenset[str]:
        """The keys, what decides whether they are asked, and what can contradict them."""
        return frozenset(_concerned(self, keys)[0])


def _concerned(world: World, keys: Iterable[str]) -> tuple[set[str], list[Conflicting]]:
    """With the conflicts among them."""
    seen: set[str] = set()
    conflicts: dict[int, Conflicting] = {}
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key in seen:
            continue
        seen.add(key)
        waiting += keys_of(world.shown.get(key, ALWAYS))
        for number, (condition, its_keys) in enumerate(world.conflicts):
            if key in its_keys and number not in conflicts:
                conflicts[number] = condition, its_keys
                waiting += keys_of(condition)
    return seen, [conflicts[number] for number in sorted(conflicts)]


@lru_cache(maxsize=4)
def _world(content: Content) -> World:
    return World(content)


def world_of(protocol: Protocol) -> World:
    settling, typical = protocol.settling, protocol.document.typical_patient
    usual = {**typical.person, **typical.area}
    return _world(
        Content(
            facts=tuple(protocol.facts.values()),
            shown=tuple((question.key, condition) for question, condition in settling.questions if question.shown_when),
            conflicts=tuple((condition, conflict.keys) for conflict, condition in settling.conflicts),
            retired=frozenset(key for key, question in protocol.asking.items() if question.retired),
            usual=tuple(sorted((key, tuple(v) if isinstance(v, list) else v) for key, v in usual.items())),
        )
    )


class _Looking:
    """One search: the questions that matter, their answers as bits, and the rules of the world among them."""

    def __init__(self, world: World, wanted: Formula, blank: frozenset[str]) -> None:
        self.world = world
        self.wanted = wanted
        self.blank = blank
        asked = list(compared(wanted))
        self.may_be_open = {each.key for each in asked if isinstance(each, IsNotKnown)} | blank | world.retired
        keys, self.conflicts = _concerned(world, {each.key for each in asked} | blank)
        self.keys = sorted(keys, key=lambda key: (world.facts[key].number, key))
        self.domains = self._domains(asked)
        self.skipping = {
            key: (self._grounded(world.shown[key], Want.FALSE), self._grounded(world.shown[key], Want.NOT_FALSE))
            for key in self.keys
            if key in world.shown and key not in world.retired
        }

    def found(self) -> Found:
        search = Search(self._picked)
        allowed = {key: self._allowed(key) for key in self.keys}
        nodes = [self._node(self.wanted), *self._rules_of_the_world()]
        try:
            picked = search.solve(allowed, nodes)
        except GaveUp:
            return Found(None, search.steps, gave_up=True)
        if picked is None:
            return Found(None, search.steps, gave_up=not all(domain.is_whole for domain in self.domains.values()))
        answers = {key: self.domains[key].answer(bit) for key, bit in picked.items()}
        return Found(answers, search.steps)

    def _domains(self, asked: Iterable[Comparison]) -> dict[str, Domain]:
        by_key: dict[str, list[Comparison]] = {key: [] for key in self.keys}
        shown = [self.world.shown[key] for key in self.keys if key in self.world.shown]
        for condition in (*shown, *(condition for condition, _ in self.conflicts)):
            for comparison in comparisons(condition):
                by_key[comparison.key].append(comparison)
        for comparison in asked:
            by_key[comparison.key].append(comparison)
        world = self.world
        return {key: domain_of(world.facts[key], made, world.usual.get(key)) for key, made in by_key.items()}

    def _allowed(self, key: str) -> int:
        domain = self.domains[key]
        if key in self.blank or key in self.world.retired:
            return domain.unknown
        hidden = domain.hidden if key in self.world.shown else 0
        return domain.given | hidden | (domain.unknown if key in self.may_be_open else 0)

    def _rules_of_the_world(self) -> Iterable[Node]:
        for key, (hidden, due) in self.skipping.items():
            bit = self.domains[key].hidden
            yield Either((Leaf(key, bit), due))
            yield Either((Leaf(key, ~bit), hidden))
        for condition, keys in self.conflicts:
            none = self._node(not_true(condition))
            left_open = _every(tuple(Leaf(key, self.domains[key].unknown) for key in keys))
            yield _either((none, left_open)) if self.may_be_open.issuperset(keys) else none

    def _picked(self, allowed: Mapping[str, int]) -> Bits:
        """In the order of the questions, so that what is not due is not asked."""
        picked: Bits = {}
        search = Search(self._picked)
        for key in self.keys:
            domain, now = self.domains[key], allowed[key]
            hidden = now & domain.hidden
            if hidden and (now == hidden or search.holds(self.skipping[key][0], picked)):
                picked[key] = hidden
                continue
            known = now & domain.given or now
            usual = 1 << domain.usual
            picked[key] = usual if known & usual else known & -known
        return picked

    def _node(self, formula: Formula) -> Node:
        if isinstance(formula, Wish):
            return self._grounded(formula.condition, formula.want)
        parts = tuple(self._node(part) for part in formula.parts)
        return _every(parts) if isinstance(formula, Each) else _either(parts)

    def _grounded(self, condition: Condition, want: Want) -> Node:
        if isinstance(condition, Not):
            return self._grounded(condition.part, OPPOSITE[want])
        if isinstance(condition, All | AnyOf):
            parts = tuple(self._grounded(part, want) for part in condition.parts)
            is_each = isinstance(condition, All) == (want in (Want.TRUE, Want.NOT_FALSE))
            return _every(parts) if is_each else _either(parts)
        true, false = self.domains[condition.key].masks(condition)
        bits = {Want.TRUE: true, Want.FALSE: false, Want.NOT_TRUE: ~true, Want.NOT_FALSE: ~false}
        return Leaf(condition.key, bits[want])


def _every(parts: tuple[Node, ...]) -> Node:
    if any(part == NO for part in parts):
        return NO
    return Every(tuple(part for part in parts if part != YES))


def _either(parts: tuple[Node, ...]) -> Node:
    """Answers to one question that will do are one set."""
    if any(part == YES for part in parts):
        return YES
    bits: dict[str, int] = {}
    others: list[Node] = []
    for part in parts:
        if isinstance(part, Leaf):
            bits[part.key] = bits.get(part.key, 0) | part.bits
        elif part != NO:
            others.append(part)
    return Either((*(Leaf(key, mask) for key, mask in bits.items()), *others))

"""The patients there can be: the questions of a protocol with their skip logic and what contradicts what.

A patient here answered everything that is asked, without contradiction. Only where a condition reads "is not known",
the question is retired, or the caller leaves a key blank, is it open; a contradiction that leaves open nothing else is
then as good as none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from treatments.engine.answers import RawAnswer
from treatments.engine.checks.domains import Mark, domain_of, marks_of
from treatments.engine.checks.formulas import OPPOSITE, Each, Formula, Stated, Want, Wish, wishes
from treatments.engine.checks.solving import Bits, Either, Every, GaveUp, Leaf, Node, Search, either, every
from treatments.engine.conditions import All, Any, Comparison, Condition, Not, comparisons
from treatments.engine.facts import Fact
from treatments.engine.protocol import Protocol

_REMEMBERED: Final = 30_000

Conflicting = tuple[Condition, tuple[str, ...]]
"""What must not be true, and the keys whose answers then do not count."""


@dataclass(frozen=True)
class Content:
    """All that decides which patients there can be and which of them are told apart; the same content, the same world.

    `marks` are the limits and ticks that conditions name, by key.
    """

    facts: tuple[Fact, ...]
    shown: tuple[tuple[str, Condition], ...]
    conflicts: tuple[Conflicting, ...]
    retired: frozenset[str]
    usual: tuple[tuple[str, RawAnswer], ...]
    marks: tuple[tuple[str, frozenset[Mark]], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """`answers` of the questions that matter, None for one that is not asked or left open; no answers: no patient."""

    answers: Mapping[str, RawAnswer] | None
    steps: int
    gave_up: bool = False


@dataclass(frozen=True, slots=True)
class Concern:
    """The keys that some conditions hang on, in the order of the questions, and the conflicts among them."""

    keys: tuple[str, ...]
    conflicts: tuple[int, ...]


class World:
    """Remembers what was asked, so that after an edit only what reads the edited rule is worked out anew."""

    def __init__(self, content: Content) -> None:
        self.facts = {fact.key: fact for fact in content.facts}
        self.retired = content.retired
        usual, marks = dict(content.usual), dict(content.marks)
        self.domains = {
            key: domain_of(fact, marks.get(key, frozenset()), usual.get(key)) for key, fact in self.facts.items()
        }
        self._stated: dict[Condition, Stated] = {}
        self._nodes: dict[Wish, Node] = {}
        self._concerns: dict[frozenset[str], Concern] = {}
        self._remembered: dict[tuple[Formula, frozenset[str]], Found] = {}
        self.shown = {key: self.stated(condition) for key, condition in content.shown}
        self.conflicts = [(self.stated(condition), keys) for condition, keys in content.conflicts]
        self.no_conflict = [self._as_answered(condition) for condition, _ in content.conflicts]
        self.skipping = {
            key: (self.node(Wish(stated, Want.FALSE)), self.node(Wish(stated, Want.NOT_FALSE)))
            for key, stated in self.shown.items()
        }

    def stated(self, condition: Condition) -> Stated:
        return self._stated.setdefault(condition, Stated(condition))

    def find(self, wanted: Formula, blank: frozenset[str] = frozenset()) -> Found:
        """A patient for whom the formula holds, with the `blank` keys asked and left open."""
        key = (wanted, blank)
        found = self._remembered.get(key)
        if found is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            found = self._remembered[key] = _Looking(self, wanted, blank).found()
        return found

    def concern(self, keys: Iterable[str]) -> Concern:
        """The keys, what decides whether they are asked, and what can contradict them."""
        start = frozenset(keys)
        found = self._concerns.get(start)
        if found is None:
            found = self._concerns[start] = self._concern(start)
        return found

    def node(self, formula: Formula) -> Node:
        if isinstance(formula, Wish):
            node = self._nodes.get(formula)
            if node is None:
                node = self._nodes[formula] = self._grounded(formula.stated.condition, formula.want)
            return node
        parts = [self.node(part) for part in formula.parts]
        return every(parts) if isinstance(formula, Each) else either(parts)

    def _concern(self, start: frozenset[str]) -> Concern:
        seen, conflicts, waiting = set[str](), set[int](), list(start)
        while waiting:
            key = waiting.pop()
            if key in seen:
                continue
            seen.add(key)
            waiting += self.shown[key].keys if key in self.shown else ()
            for number, (stated, its_keys) in enumerate(self.conflicts):
                if key in its_keys and number not in conflicts:
                    conflicts.add(number)
                    waiting += stated.keys
        keys = sorted(seen, key=lambda key: (self.facts[key].number, key))
        return Concern(tuple(keys), tuple(sorted(conflicts)))

    def _grounded(self, condition: Condition, want: Want) -> Node:
        if isinstance(condition, Not):
            return self._grounded(condition.part, OPPOSITE[want])
        if isinstance(condition, All | Any):
            parts = [self._grounded(part, want) for part in condition.parts]
            is_each = isinstance(condition, All) == (want in (Want.TRUE, Want.NOT_FALSE))
            return every(parts) if is_each else either(parts)
        return self._leaf(condition, want)

    def _as_answered(self, condition: Condition) -> Node:
        """That it is not true. Contradictions are looked for before anything is skipped: not asked is not answered."""

        def read(node: Node) -> Node:
            if isinstance(node, Leaf):
                domain = self.domains[node.key]
                is_open = bool(node.bits & domain.unknown)
                return Leaf(node.key, node.bits | domain.hidden if is_open else node.bits & ~domain.hidden)
            parts = [read(part) for part in node.parts]
            return every(parts) if isinstance(node, Every) else either(parts)

        return read(self._grounded(condition, Want.NOT_TRUE))

    def _leaf(self, comparison: Comparison, want: Want) -> Leaf:
        true, false = self.domains[comparison.key].masks(comparison)
        bits = {Want.TRUE: true, Want.FALSE: false, Want.NOT_TRUE: ~true, Want.NOT_FALSE: ~false}
        return Leaf(comparison.key, bits[want])


@lru_cache(maxsize=4)
def _world(content: Content) -> World:
    return World(content)


@lru_cache(maxsize=16)
def world_of(protocol: Protocol) -> World:
    return _world(_content(protocol))


@lru_cache(maxsize=4)
def world_of_both(live: Protocol, draft: Protocol) -> World:
    """The patients of the live release, told apart by the draft's conditions too.

    Of the draft are only the questions that the live release has not; they come last.
    """
    content, other = _content(live), _content(draft)
    own = {fact.key for fact in other.facts}.difference(live.facts)
    marks = dict(other.marks)
    last = max((fact.number for fact in content.facts), default=0) + 1
    return _world(
        Content(
            facts=(*content.facts, *(replace(f, number=last + f.number) for f in other.facts if f.key in own)),
            shown=(*content.shown, *(each for each in other.shown if each[0] in own)),
            conflicts=content.conflicts,
            retired=content.retired | (other.retired & own),
            usual=(*content.usual, *(each for each in other.usual if each[0] in own)),
            marks=(
                *((key, found | marks.get(key, frozenset())) for key, found in content.marks),
                *((key, found) for key, found in other.marks if key in own),
            ),
        )
    )


@lru_cache(maxsize=16)
def _content(protocol: Protocol) -> Content:
    settling, typical = protocol.settling, protocol.document.typical_patient
    usual = {**typical.person, **typical.area}
    shown = tuple((question.key, condition) for question, condition in settling.questions if question.shown_when)
    conflicts = tuple((condition, conflict.keys) for conflict, condition in settling.conflicts)
    read = (*protocol.conditions.sources, *(each for _, each in shown), *(each for each, _ in conflicts))
    marks: dict[str, set[Mark]] = {key: set() for key in protocol.facts}
    for condition in read:
        for comparison in comparisons(condition):
            marks[comparison.key].update(marks_of(comparison))
    return Content(
        facts=tuple(protocol.facts.values()),
        shown=shown,
        conflicts=conflicts,
        retired=frozenset(key for key, question in protocol.asking.items() if question.retired),
        usual=tuple(sorted((key, tuple(v) if isinstance(v, list) else v) for key, v in usual.items())),
        marks=tuple((key, frozenset(found)) for key, found in sorted(marks.items())),
    )


class _Looking:
    """One search: the questions that matter, their answers as bits, and the rules of the world among them."""

    def __init__(self, world: World, wanted: Formula, blank: frozenset[str]) -> None:
        self.world, self.wanted, self.blank = world, wanted, blank
        wished = wishes(wanted)
        stated = {wish.stated for wish in wished}
        self.size = len(wished)
        self.may_be_open = blank.union(world.retired, *(each.open_keys for each in stated))
        self.concern = world.concern(blank.union(*(each.keys for each in stated)))
        self.keys = self.concern.keys

    def found(self) -> Found:
        search = Search(self._picked)
        domains = self.world.domains
        allowed = {key: self._allowed(key) for key in self.keys}
        nodes = [self.world.node(self.wanted), *self._rules_of_the_world()]
        search.steps = self.size + len(nodes) + len(self.keys)
        try:
            picked = search.solve(allowed, nodes)
        except GaveUp:
            return Found(None, search.steps, gave_up=True)
        if picked is None:
            return Found(None, search.steps, gave_up=not all(domains[key].is_whole for key in self.keys))
        return Found({key: domains[key].answer(bit) for key, bit in picked.items()}, search.steps)

    def _allowed(self, key: str) -> int:
        domain = self.world.domains[key]
        if key in self.blank:
            return domain.unknown
        hidden = domain.hidden if key in self.world.shown else 0
        if key in self.world.retired:
            return domain.unknown | hidden
        return domain.given | hidden | (domain.unknown if key in self.may_be_open else 0)

    def _rules_of_the_world(self) -> Iterable[Node]:
        domains = self.world.domains
        for key in self.keys:
            if key in self.world.skipping:
                hidden, due = self.world.skipping[key]
                bit = domains[key].hidden
                yield Either((Leaf(key, bit), due))
                yield Either((Leaf(key, ~bit), hidden))
        for number in self.concern.conflicts:
            _, keys = self.world.conflicts[number]
            none = self.world.no_conflict[number]
            left_open = every([Leaf(key, domains[key].unknown) for key in keys])
            yield either([none, left_open]) if self.may_be_open.issuperset(keys) else none

    def _picked(self, allowed: Mapping[str, int]) -> Bits:
        """In the order of the questions, so that what is not due is not asked."""
        picked: Bits = {}
        search = Search(self._picked)
        for key in self.keys:
            domain, now = self.world.domains[key], allowed[key]
            hidden = now & domain.hidden
            if hidden and (now == hidden or search.holds(self.world.skipping[key][0], picked)):
                picked[key] = hidden
                continue
            known = now & domain.given or now & domain.unknown or now
            picked[key] = domain.usual if known & domain.usual else known & -known
        return picked

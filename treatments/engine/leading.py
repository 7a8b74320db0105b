"""Who can still lead: bounds on the scores of the methods while answers are open."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import chain, combinations

from treatments.engine.conditions import Above, Below, Comparison, Condition, comparisons, holds, keys_of
from treatments.engine.documents import Hold, Indication
from treatments.engine.facts import Fact
from treatments.engine.possible import Possible
from treatments.engine.protocol import Compiled, Protocol
from treatments.engine.readings import NOT_APPLICABLE_READING, NOT_KNOWN_READING, Reading, Ticked
from treatments.engine.truth import FALSE, NOT_KNOWN, TRUE
from treatments.engine.weighing import SUITS_FROM

_MOST_TICKS = 8

Scores = dict[str, int]


class Effect:
    """All that the answer to one key can do to the scores."""

    def __init__(self, outcomes: list[Scores]) -> None:
        methods = list(outcomes[0])
        self.low = {m: min(scores[m] for scores in outcomes) for m in methods}
        self.high = {m: max(scores[m] for scores in outcomes) for m in methods}
        self.least_lead = {(m, n): min(scores[m] - scores[n] for scores in outcomes) for m in methods for n in methods}

    def varies(self, method: str) -> bool:
        return self.low[method] != self.high[method]

    def varies_between(self, one: str, other: str) -> bool:
        return self.least_lead[one, other] != -self.least_lead[other, one]


class Weights:
    """The effect of each key whose indications read nothing else, worked out once for a protocol."""

    def __init__(self, protocol: Protocol) -> None:
        self.effects: dict[str, Effect] = {}
        alone: dict[str, list[tuple[Compiled[Indication], Condition]]] = {}
        for indication in protocol.indications:
            condition = protocol.conditions.sources[indication.when]
            if len(keys := keys_of(condition)) == 1:
                alone.setdefault(keys[0], []).append((indication, condition))
        for key, several in alone.items():
            if readings := _readings(
                protocol.facts[key], [c for _, condition in several for c in comparisons(condition)]
            ):
                self.effects[key] = Effect([_scores(protocol, several, key, reading) for reading in readings])
        self.reads_alone = {
            i.rule.code: key for key, several in alone.items() if key in self.effects for i, _ in several
        }


@lru_cache(maxsize=16)
def _weights_of(protocol: Protocol) -> Weights:
    return Weights(protocol)


def _scores(
    protocol: Protocol, several: list[tuple[Compiled[Indication], Condition]], key: str, reading: Reading
) -> Scores:
    scores = dict.fromkeys(protocol.methods, 0)
    for indication, condition in several:
        if holds(condition, {key: reading}) == TRUE:
            scores[indication.rule.method] += indication.rule.weight
    return scores


def _readings(fact: Fact, compared: list[Comparison]) -> list[Reading]:
    """Every reading that these comparisons can tell apart; nothing where there are too many."""
    found: list[Reading] = [NOT_KNOWN_READING, NOT_APPLICABLE_READING]
    if fact.type == "one":
        return [*found, *fact.values]
    if fact.type == "number":
        limits = sorted({each.limit for each in compared if isinstance(each, Below | Above)})
        between = [(one + other) / 2 for one, other in zip(limits, limits[1:], strict=False)]
        return [*found, *limits, *between, *([limits[0] - 1, limits[-1] + 1] if limits else [])]
    named = sorted({value for each in compared for value in getattr(each, "values", ())})
    if fact.type != "multi" or len(named) > _MOST_TICKS:
        return []
    ticked = chain.from_iterable(combinations(named, size) for size in range(len(named) + 1))
    return [*found, *(Ticked(frozenset(t), complete) for t in ticked for complete in (True, False))]


@dataclass(frozen=True)
class Race:
    """Who can still lead in one area. `effects` are those of undecided keys, `free` the other undecided indications."""

    possible: Possible
    certain: Scores
    effects: dict[str, Effect]
    free: tuple[Compiled[Indication], ...]
    out: frozenset[str] = frozenset()

    @property
    def protocol(self) -> Protocol:
        return self.possible.protocol

    @cached_property
    def low(self) -> Scores:
        return {m: self._bound(m, -1) for m in self.certain}

    @cached_property
    def high(self) -> Scores:
        return {m: self._bound(m, 1) for m in self.certain}

    @cached_property
    def runners(self) -> tuple[str, ...]:
        """The methods that can still lead, the most likely first."""
        methods = self.protocol.methods
        fit = [m for m in methods if m not in self.out and self.high[m] >= SUITS_FROM and not self.is_excluded(m)]
        found = [m for m in fit if not any(self.suits(n) and self.is_before(n, m) for n in fit if n != m)]
        return tuple(sorted(found, key=lambda m: (-self.low[m] - self.high[m], methods[m].tie_rank)))

    def suits(self, method: str) -> bool:
        """Whether it is decided that this method may be used and scores enough."""
        return self.low[method] >= SUITS_FROM and self._most_excluding(method) != TRUE

    def without(self, method: str) -> "Race":
        return replace(self, out=self.out | {method})

    def is_excluded(self, method: str) -> bool:
        return any(self.possible.low[e.when] == TRUE for e in self.protocol.exclusions_of[method])

    def is_before(self, one: str, other: str) -> bool:
        """Whether it is decided that this method ranks above the other one."""
        lead = self._least_lead(one, other)
        if lead:
            return lead > 0
        ranks = [(self.protocol.methods[m].tie_rank, self.held(m)) for m in (one, other)]
        (rank, held), (other_rank, other_held) = ranks
        return all((first, rank) < (second, other_rank) for first in held for second in other_held)

    def deciding_order(self, one: str, other: str) -> Iterator[str]:
        """The keys that can turn two methods round; nothing when their order is decided."""
        if self.is_before(one, other) or self.is_before(other, one):
            return
        yield from (key for key, effect in self.effects.items() if effect.varies_between(one, other))
        yield from self._keys_of_free({one, other})

    def deciding_fit(self, method: str) -> Iterator[str]:
        """The keys that can bring a method to the score it needs, or below it."""
        if self.low[method] < SUITS_FROM <= self.high[method]:
            yield from (key for key, effect in self.effects.items() if effect.varies(method))
            yield from self._keys_of_free({method})

    def holds_of(self, method: str) -> Iterator[Compiled[Hold]]:
        return (hold for hold in self.protocol.holds if method in hold.rule.methods)

    def _keys_of_free(self, methods: set[str]) -> Iterator[str]:
        return (key for i in self.free if i.rule.method in methods for key in i.keys if key in self.possible.undecided)

    def _bound(self, method: str, side: int) -> int:
        effects = [(effect.high if side > 0 else effect.low)[method] for effect in self.effects.values()]
        free = [i.rule.weight for i in self.free if i.rule.method == method and i.rule.weight * side > 0]
        return self.certain[method] + sum(effects) + sum(free)

    def _least_lead(self, one: str, other: str) -> int:
        lead = self.certain[one] - self.certain[other]
        lead += sum(effect.least_lead[one, other] for effect in self.effects.values())
        lead += sum(min(0, i.rule.weight) for i in self.free if i.rule.method == one)
        return lead - sum(max(0, i.rule.weight) for i in self.free if i.rule.method == other)

    def _most_excluding(self, method: str) -> int:
        return max((self.possible.high[e.when] for e in self.protocol.exclusions_of[method]), default=FALSE)

    def is_out(self, method: str) -> bool:
        """Whether it is decided that this method cannot be given, whatever it scores."""
        return self.is_excluded(method) or self.is_on_hold(method)

    def is_on_hold(self, method: str) -> bool:
        """Whether it is decided that the method waits, though nothing excludes it."""
        return self.held(method) == {True}

    def held(self, method: str) -> set[bool]:
        """Whether the method can be on hold, and whether it can be free."""
        low, high = self.possible.low, self.possible.high
        found = set()
        guards = [(low[e.when], high[e.when]) for e in self.protocol.exclusions_of[method]]
        if not all(least == most != NOT_KNOWN for least, most in guards):
            found.add(True)
        if all(least != NOT_KNOWN for least, _ in guards):
            found.add(False)
        open_keys = {key for hold in self.holds_of(method) for key in hold.rule.keys if self.possible.can_be_open(key)}
        if open_keys:
            found.add(True)
        if open_keys - self.possible.undecided:
            found.discard(False)
        return found


def race(possible: Possible) -> Race:
    protocol, weights = possible.protocol, _weights_of(possible.protocol)
    certain = dict.fromkeys(protocol.methods, 0)
    free = []
    for indication in protocol.indications:
        if weights.reads_alone.get(indication.rule.code) in possible.undecided:
            continue
        if possible.low[indication.when] == TRUE:
            certain[indication.rule.method] += indication.rule.weight
        elif possible.high[indication.when] == TRUE:
            free.append(indication)
    effects = {key: effect for key, effect in weights.effects.items() if key in possible.undecided}
    return Race(possible, certain, effects, tuple(free))

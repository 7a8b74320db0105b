"""Everything the rules say about one area, before anything is decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from treatments.engine.answers import RawAnswers
from treatments.engine.documents import Hold, MustHave
from treatments.engine.protocol import Compiled, Protocol
from treatments.engine.readings import Reading
from treatments.engine.settling import Settled
from treatments.engine.truth import FALSE, NOT_KNOWN, TRUE

SUITS_FROM = 2  # clinical.md 0.2: a method needs a total of 2 or more


@dataclass(frozen=True)
class Weighed:
    """One area's answers against one protocol.

    `truths` are the truths of all conditions, `danger` those on the answers as given.
    """

    protocol: Protocol
    person: RawAnswers
    area: RawAnswers
    settled: Settled
    truths: tuple[int, ...]
    danger: tuple[int, ...]

    @property
    def readings(self) -> Mapping[str, Reading]:
        return self.settled.readings

    def given(self, key: str) -> object:
        """The answer as it was given, or None."""
        return self.area.get(key, self.person.get(key))

    def is_open(self, key: str) -> bool:
        """Unanswered, not sure or contradictory."""
        return self.settled.is_open(key)

    @cached_property
    def red_flags(self) -> tuple[str, ...]:
        truths, danger = self.truths, self.danger
        return tuple(
            flag.rule.code
            for flag in self.protocol.red_flags
            if (truths[flag.when] == TRUE or danger[flag.when] == TRUE) and truths[flag.unless] != TRUE
        )

    @cached_property
    def missing(self) -> dict[str, tuple[str, ...]]:
        """Must-have rule -> its keys that block, for the rules that are not known to be off."""
        found = {}
        for must in self.protocol.must_haves:
            if self.truths[must.when] == FALSE or self.truths[must.unless] == TRUE:
                continue
            if keys := tuple(key for key in must.rule.keys if self._blocks(must, key)):
                found[must.rule.code] = keys
        return found

    @cached_property
    def no_treatment(self) -> tuple[str, ...]:
        truths = self.truths
        return tuple(
            compiled.rule.code
            for compiled in self.protocol.no_treatments
            if truths[compiled.when] == TRUE and compiled.rule.when_only_excluded_by is None
        )

    @cached_property
    def excluded(self) -> dict[str, tuple[str, ...]]:
        """Method -> the codes that removed it."""
        found: dict[str, tuple[str, ...]] = {}
        for exclusion, methods in self.protocol.excluding:
            if self.truths[exclusion.when] == TRUE:
                for method in methods:
                    found[method] = (*found.get(method, ()), exclusion.rule.code)
        return found

    @cached_property
    def held(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Method -> code -> open keys: hold rows, and every exclusion whose condition is not known."""
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for hold in self.protocol.holds:
            on = self.truths[hold.when] == TRUE or self.settled.contradictory
            if on and (keys := self._open_keys(hold)):
                _note(found, hold.rule.methods, hold.rule.code, keys)
        for exclusion, methods in self.protocol.excluding:
            if self.truths[exclusion.when] == NOT_KNOWN:
                keys = tuple(key for key in exclusion.keys if self.is_open(key))
                _note(found, methods, exclusion.rule.code, keys)
        return {method: codes for method, codes in found.items() if method not in self.excluded}

    @cached_property
    def scores(self) -> dict[str, int]:
        scores = dict.fromkeys(self.protocol.methods, 0)
        for indication in self.protocol.indications:
            if self.truths[indication.when] == TRUE:
                scores[indication.rule.method] += indication.rule.weight
        return scores

    @cached_property
    def ranked(self) -> tuple[str, ...]:
        """Best first: score, then cleared before on hold, then least lasting harm."""
        scores, held, methods = self.scores, self.held, self.protocol.methods
        return tuple(sorted(methods, key=lambda method: (-scores[method], method in held, methods[method].tie_rank)))

    @cached_property
    def contenders(self) -> tuple[str, ...]:
        """Methods that suit and are not excluded, best first."""
        return tuple(m for m in self.ranked if self.scores[m] >= SUITS_FROM and m not in self.excluded)

    def cautions(self, method: str) -> tuple[str, ...]:
        return tuple(
            caution.rule.code
            for caution in self.protocol.cautions
            if self.truths[caution.when] == TRUE and method in caution.rule.methods
        )

    def in_order(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Each key once, in the order the questions are asked."""
        facts = self.protocol.facts
        return tuple(sorted(set(keys), key=lambda key: (facts[key].number, key)))

    def _blocks(self, must: Compiled[MustHave], key: str) -> bool:
        if not self.is_open(key):
            return False
        if not must.rule.accepts_unknown or key in self.settled.contradictory:
            return True
        return not says_not_sure(self.given(key))

    def _open_keys(self, hold: Compiled[Hold]) -> tuple[str, ...]:
        return tuple(key for key in hold.rule.keys if self.is_open(key))


def weigh(protocol: Protocol, person: RawAnswers, area: RawAnswers) -> Weighed:
    person, area = protocol.settling.counting(person), protocol.settling.counting(area)
    settled = protocol.settling.settle(person, area)
    truths = protocol.conditions.truths(settled.answers)
    danger = truths if settled.same else protocol.conditions.truths(settled.as_given)
    return Weighed(protocol, person, area, settled, truths, danger)


def says_not_sure(given: object) -> bool:
    return given == "unknown" or (isinstance(given, list | tuple) and "unknown" in given)


def _note(
    found: dict[str, dict[str, tuple[str, ...]]], methods: Iterable[str], code: str, keys: tuple[str, ...]
) -> None:
    for method in methods:
        found.setdefault(method, {})[code] = keys

"""Putting questions to the world with an allowance, and what comes back as patients of the protocol."""

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any, Final

from treatments.engine.answers import RawAnswer
from treatments.engine.checks.finding import NOT_CHECKED, Finding
from treatments.engine.checks.formulas import Each, Formula, Some, Stated, each, not_true, some, true
from treatments.engine.checks.world import world_of
from treatments.engine.conditions import holds
from treatments.engine.documents import RuleBase
from treatments.engine.protocol import Compiled, Protocol
from treatments.engine.settling import Settled, says_something
from treatments.engine.truth import TRUE
from treatments.engine.weighing import Weighed, weigh

_A_PATIENT: Final = 50
"""What it costs to write one down, in steps."""
MOST_NAMED: Final = 20
"""Rules named in one finding that could not be checked."""


class Asking:
    """For one check of one protocol. What it costs is counted in steps of the search, the same on every machine."""

    def __init__(self, protocol: Protocol, check: str, most_steps: int) -> None:
        self.protocol = protocol
        self.check = check
        self.world = world_of(protocol)
        self.left = most_steps
        self.unchecked: dict[str, None] = {}

    def patient(
        self, wanted: Formula, about: tuple[str, ...] = (), blank: frozenset[str] = frozenset()
    ) -> "Patient | None":
        """None when there is none, and when it could not be found out: then the rules it is about are `unchecked`."""
        answers = self.answers(wanted, about, blank)
        return None if answers is None else Patient.of(self.protocol, answers)

    def answers(
        self, wanted: Formula, about: tuple[str, ...] = (), blank: frozenset[str] = frozenset()
    ) -> Mapping[str, RawAnswer] | None:
        """Only those that matter; None as for `patient`."""
        if self.left <= 0:
            self.unchecked |= dict.fromkeys(about)
            return None
        found = self.world.find(wanted, blank)
        self.left -= found.steps + _A_PATIENT
        if found.gave_up:
            self.unchecked |= dict.fromkeys(about)
        return found.answers

    def is_impossible(self, wanted: Formula, about: tuple[str, ...] = (), blank: frozenset[str] = frozenset()) -> bool:
        """Proven: no patient is like this."""
        if self.left <= 0:
            self.unchecked |= dict.fromkeys(about)
            return False
        found = self.world.find(wanted, blank)
        self.left -= found.steps
        if found.gave_up:
            self.unchecked |= dict.fromkeys(about)
        return found.answers is None and not found.gave_up

    def goes_on(self, code: str) -> bool:
        """Whether there is work left for this rule; it is noted where there is none."""
        if self.left <= 0:
            self.unchecked[code] = None
        return self.left > 0

    def spend(self, steps: int) -> bool:
        """Work of another kind; whether there was enough left for it."""
        self.left -= steps
        return self.left > 0

    def given_up(self) -> list[Finding]:
        if not self.unchecked:
            return []
        detail = {"check": self.check, "rules": len(self.unchecked)}
        return [Finding(NOT_CHECKED, tuple(self.unchecked)[:MOST_NAMED], detail=detail)]


class Patient:
    """The typical patient with the answers that were found."""

    def __init__(self, protocol: Protocol, person: dict[str, RawAnswer], area: dict[str, RawAnswer]) -> None:
        self.protocol = protocol
        self.person = person
        self.area = area

    @cached_property
    def settled(self) -> Settled:
        return self.protocol.settling.settle(self.person, self.area)

    @cached_property
    def weighed(self) -> Weighed:
        return weigh(self.protocol, self.person, self.area)

    @classmethod
    def of(cls, protocol: Protocol, answers: Mapping[str, RawAnswer]) -> "Patient | None":
        """The answers that were found, the typical patient's beside them, and some answer to whatever else is asked.

        None should what was found contradict itself.
        """
        typical = protocol.document.typical_patient
        given = {key: _plain(answer) for key, answer in {**typical.person, **typical.area}.items()}
        given |= answers
        for key in protocol.facts:
            if protocol.asking[key].retired:
                given[key] = None
            elif key not in given:
                given[key] = _some_answer(protocol, given, key)
        settled = _settled(protocol, given)
        if any(says_something(given.get(key)) for key in settled.contradictory):
            return None
        shown = {k: v for k, v in given.items() if says_something(v) and not settled.is_hidden(k)}
        person, area = (
            {key: answer for key, answer in shown.items() if protocol.facts[key].about == about}
            for about in ("person", "area")
        )
        return cls(protocol, person, area)

    @property
    def example(self) -> dict[str, Any]:
        return {"person": self.person, "area": self.area}

    def truth(self, place: int) -> int:
        return holds(self.protocol.conditions.sources[place], self.settled.readings)

    def fires(self, rule: Compiled[RuleBase]) -> bool:
        return self.truth(rule.when) == TRUE and self.truth(rule.unless) != TRUE


def when(protocol: Protocol, rule: Compiled[RuleBase]) -> Stated:
    return _conditions(protocol)[rule.when]


def unless(protocol: Protocol, rule: Compiled[RuleBase]) -> Stated:
    return _conditions(protocol)[rule.unless]


@lru_cache(maxsize=16)
def _conditions(protocol: Protocol) -> tuple[Stated, ...]:
    return tuple(map(world_of(protocol).stated, protocol.conditions.sources))


def fires(protocol: Protocol, rule: Compiled[RuleBase]) -> Each:
    return each(true(when(protocol, rule)), not_true(unless(protocol, rule)))


def silent(protocol: Protocol, rule: Compiled[RuleBase]) -> Some:
    return some(not_true(when(protocol, rule)), true(unless(protocol, rule)))


def _some_answer(protocol: Protocol, given: dict[str, RawAnswer], key: str) -> RawAnswer:
    """The first that contradicts nothing; None where the question is not asked, or is about free text."""
    fact = protocol.facts[key]
    before = _settled(protocol, given)
    if before.is_hidden(key) or key in before.contradictory or fact.type in ("text", "date"):
        return None
    ticks = [[value] for value in fact.values] if fact.type == "multi" else []
    offered: list[RawAnswer] = [*ticks] if ticks else [*fact.values] or [_plain(fact.minimum)]
    for answer in offered:
        if not _settled(protocol, given | {key: answer}).contradictory - before.contradictory:
            return answer
    return None


def _settled(protocol: Protocol, given: dict[str, RawAnswer]) -> Settled:
    """Keys are of a person or of an area, never of both."""
    return protocol.settling.settle(given, {})


def _plain(answer: RawAnswer) -> RawAnswer:
    if isinstance(answer, float) and answer == int(answer):
        return int(answer)
    return list(answer) if isinstance(answer, tuple) else answer

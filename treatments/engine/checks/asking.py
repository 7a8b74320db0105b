"""Putting questions to the world with an allowance, and what comes back as patients of the protocol."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from treatments.engine.answers import RawAnswer
from treatments.engine.checks.finding import NOT_CHECKED, Finding
from treatments.engine.checks.formulas import Each, Formula, Some, each, not_true, some, true
from treatments.engine.checks.world import world_of
from treatments.engine.conditions import Condition, holds
from treatments.engine.documents import RuleBase
from treatments.engine.protocol import Compiled, Protocol
from treatments.engine.readings import UNANSWERED
from treatments.engine.settling import Settled, says_something
from treatments.engine.truth import TRUE
from treatments.engine.weighing import Weighed, weigh

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
        if self.left <= 0:
            self.unchecked |= dict.fromkeys(about)
            return None
        found = self.world.find(wanted, blank)
        self.left -= found.steps
        if found.gave_up:
            self.unchecked |= dict.fromkeys(about)
        return None if found.answers is None else Patient.of(self.protocol, found.answers)

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
        """None should the answers contradict each other."""
        typical = protocol.document.typical_patient
        parts: dict[str, dict[str, RawAnswer]] = {"person": dict(typical.person), "area": dict(typical.area)}
        for key, answer in answers.items():
            parts[protocol.facts[key].about][key] = UNANSWERED if answer is None else answer
        for question in protocol.questions.values():
            if question.retired:
                parts[question.about].pop(question.key, None)
        settled = protocol.settling.settle(parts["person"], parts["area"])
        if settled.conflicts and any(says_something(answer) for answer in map(_all(parts).get, settled.contradictory)):
            return None
        person, area = ({k: _plain(v) for k, v in part.items() if not settled.is_hidden(k)} for part in parts.values())
        return cls(protocol, _without_blanks(person), _without_blanks(area))

    @property
    def example(self) -> dict[str, Any]:
        return {"person": self.person, "area": self.area}

    def truth(self, place: int) -> int:
        return holds(self.protocol.conditions.sources[place], self.settled.readings)

    def fires(self, rule: Compiled[RuleBase]) -> bool:
        return self.truth(rule.when) == TRUE and self.truth(rule.unless) != TRUE


def when(protocol: Protocol, rule: Compiled[RuleBase]) -> Condition:
    return protocol.conditions.sources[rule.when]


def unless(protocol: Protocol, rule: Compiled[RuleBase]) -> Condition:
    return protocol.conditions.sources[rule.unless]


def fires(protocol: Protocol, rule: Compiled[RuleBase]) -> Each:
    return each(true(when(protocol, rule)), not_true(unless(protocol, rule)))


def silent(protocol: Protocol, rule: Compiled[RuleBase]) -> Some:
    return some(not_true(when(protocol, rule)), true(unless(protocol, rule)))


def _all(parts: dict[str, dict[str, RawAnswer]]) -> dict[str, RawAnswer]:
    return {**parts["person"], **parts["area"]}


def _without_blanks(answers: dict[str, RawAnswer]) -> dict[str, RawAnswer]:
    return {key: answer for key, answer in answers.items() if answer is not None and answer != UNANSWERED}


def _plain(answer: RawAnswer) -> RawAnswer:
    return list(answer) if isinstance(answer, tuple) else answer

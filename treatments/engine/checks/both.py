"""Patients of the live release, looked at by a draft too."""

from dataclasses import dataclass
from typing import Any

from treatments.engine.answers import RawAnswer, why_not_answer
from treatments.engine.checks.asking import Asking, Patient
from treatments.engine.checks.formulas import Each, Formula, Some, Stated, each, not_true, some, true
from treatments.engine.checks.world import world_of_both
from treatments.engine.conditions import Condition
from treatments.engine.documents import RuleBase
from treatments.engine.protocol import Compiled, Protocol


@dataclass(frozen=True)
class Twofold:
    """One patient as the live release asks, and as the draft asks."""

    live: Patient
    draft: Patient

    @property
    def example(self) -> dict[str, Any]:
        return self.draft.example


class Both(Asking):
    """`protocol` is the live release."""

    def __init__(self, live: Protocol, draft: Protocol, check: str, most_steps: int) -> None:
        super().__init__(live, check, most_steps)
        self.draft = draft
        self.world = world_of_both(live, draft)

    def stated(self, condition: Condition) -> Stated:
        return self.world.stated(condition)

    def fires(self, protocol: Protocol, rule: Compiled[RuleBase]) -> Each:
        when, unless = self._conditions(protocol, rule)
        return each(true(when), not_true(unless))

    def silent(self, protocol: Protocol, rule: Compiled[RuleBase]) -> Some:
        when, unless = self._conditions(protocol, rule)
        return some(not_true(when), true(unless))

    def twofold(self, wanted: Formula, about: tuple[str, ...]) -> Twofold | None:
        """None too where what was found contradicts itself in one of the two."""
        answers = self.answers(wanted, about)
        if answers is None:
            return None
        live = Patient.of(self.protocol, {key: each for key, each in answers.items() if key in self.protocol.facts})
        if live is None:
            return None
        given = {key: each for key, each in answers.items() if not live.settled.is_hidden(key)}
        given |= {**live.person, **live.area}
        draft = Patient.of(self.draft, {key: answer for key, answer in given.items() if self._fits(key, answer)})
        return Twofold(live, draft) if draft else None

    def is_alike(self, key: str) -> bool:
        """Whether both ask it in the same way, or only one of them asks it."""
        one, other = self.protocol.facts.get(key), self.draft.facts.get(key)
        return not one or not other or (one.type, one.about) == (other.type, other.about)

    def _fits(self, key: str, answer: RawAnswer) -> bool:
        fact = self.draft.facts.get(key)
        return fact is not None and why_not_answer(fact, answer) is None

    def _conditions(self, protocol: Protocol, rule: Compiled[RuleBase]) -> tuple[Stated, Stated]:
        sources = protocol.conditions.sources
        return self.stated(sources[rule.when]), self.stated(sources[rule.unless])

"""Each rule shown, comparison by comparison: line, truth and the answer behind it, from the kept states alone."""

from collections.abc import Sequence
from typing import Any

from benchmarks.rule_sets import RawAnswers
from treatments.engine.compiled import Conditions
from treatments.engine.conditions import All, Condition, Not
from treatments.engine.conditions import Any as Either
from treatments.engine.truth import FALSE
from treatments.engine.written import written

Place = tuple[int, str, str]


class Explanations:
    def __init__(self, conditions: Sequence[Condition], compiled: Conditions) -> None:
        self._number = {atom: number for number, atom in enumerate(compiled.compared)}
        self._plans = [(written(condition), self._places(condition, wanted=True)) for condition in conditions]

    def shown(self, truths: Sequence[int], states: bytes, answers: RawAnswers) -> list[Any]:
        """Every rule that is true or not known."""
        return [
            (line, truth, [(comparison, states[number], answers[key]) for number, key, comparison in places])
            for (line, places), truth in zip(self._plans, truths, strict=True)
            if truth != FALSE
        ]

    def _places(self, condition: Condition, *, wanted: bool) -> list[Place]:
        if isinstance(condition, Not):
            return self._places(condition.part, wanted=not wanted)
        if isinstance(condition, All | Either):
            return [place for part in condition.parts for place in self._places(part, wanted=wanted)]
        line = written(condition if wanted else Not(condition))
        return [(self._number[condition, wanted], condition.key, line)]

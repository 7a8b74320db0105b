"""What counts of what was answered: contradictions and "not asked" settled before any rule is read.

A question whose condition is known to be false was not due: `not_applicable`. Contradictory answers count as not known.
Red flags alone are read from the answers as given, so that a dangerous answer is never talked away by another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from treatments.engine.answers import RawAnswers, contradicts_itself, reading_of
from treatments.engine.compiled import NumberTable
from treatments.engine.conditions import Above, Below, Condition, comparisons, holds, keys_of
from treatments.engine.documents import Conflict, Question
from treatments.engine.facts import Fact
from treatments.engine.readings import NOT_APPLICABLE_READING, NOT_KNOWN_READING, NotApplicable, NotKnown, Reading
from treatments.engine.truth import FALSE, TRUE

_REMEMBERED: Final = 20_000


@dataclass(frozen=True, slots=True)
class Settled:
    """`readings` is what rules read; `given` is what red flags read too; `same` when the two cannot differ."""

    readings: Mapping[str, Reading]
    given: Mapping[str, Reading]
    same: bool
    conflicts: tuple[str, ...]
    contradictory: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Verdict:
    hidden: frozenset[str]
    due: frozenset[str]
    contradictory: frozenset[str]
    conflicts: tuple[str, ...]


class Settling:
    """Which keys are hidden or contradictory hangs on a few answers only, so the verdict is remembered by them."""

    def __init__(
        self,
        facts: Mapping[str, Fact],
        questions: Sequence[tuple[Question, Condition]],
        conflicts: Sequence[tuple[Conflict, Condition]],
    ) -> None:
        self.facts = facts
        self.questions = questions
        self.conflicts = conflicts
        conditions = [condition for _, condition in (*questions, *conflicts)]
        self._deciding = tuple(dict.fromkeys(key for condition in conditions for key in keys_of(condition)))
        self._stretches = _stretches(conditions)
        self._verdicts: dict[tuple[object, ...], _Verdict] = {}

    def settle(self, person: RawAnswers, area: RawAnswers) -> Settled:
        facts = self.facts
        given = {key: reading_of(facts[key], value) for key, value in person.items()}
        given.update((key, reading_of(facts[key], value)) for key, value in area.items())
        twofold = [key for answers in (person, area) for key in answers if contradicts_itself(facts[key], answers[key])]
        verdict = self._verdict(given)
        readings = dict(given)
        for key in verdict.hidden:
            readings[key] = NOT_APPLICABLE_READING
        for key in verdict.contradictory:
            readings[key] = NOT_KNOWN_READING
        for key in verdict.due:
            if isinstance(readings.get(key), NotApplicable):
                readings[key] = NOT_KNOWN_READING
        told_away = any(not isinstance(given.get(key), NotKnown | None) for key in verdict.hidden)
        return Settled(
            readings=readings,
            given=given,
            same=not (verdict.contradictory or told_away),
            conflicts=(*verdict.conflicts, *twofold),
            contradictory=verdict.contradictory | frozenset(twofold),
        )

    def _verdict(self, given: Mapping[str, Reading]) -> _Verdict:
        case = tuple(self._met(key, given.get(key)) for key in self._deciding)
        verdict = self._verdicts.get(case)
        if verdict is None:
            if len(self._verdicts) >= _REMEMBERED:
                self._verdicts.clear()
            verdict = self._verdicts[case] = self._decided(given)
        return verdict

    def _met(self, key: str, reading: Reading | None) -> object:
        table = self._stretches.get(key)
        return table.place(reading) if table and isinstance(reading, int | float) else reading

    def _decided(self, given: Mapping[str, Reading]) -> _Verdict:
        true = [conflict for conflict, condition in self.conflicts if holds(condition, given) == TRUE]
        contradictory = frozenset(key for conflict in true for key in conflict.keys)
        readings = {**given, **dict.fromkeys(contradictory, NOT_KNOWN_READING)}
        hidden, due = [], []
        for question, condition in self.questions:
            shown = holds(condition, readings)
            if shown == TRUE:
                due.append(question.key)
            if shown == FALSE and question.key not in contradictory:
                hidden.append(question.key)
                readings[question.key] = NOT_APPLICABLE_READING
            elif shown == TRUE and isinstance(readings.get(question.key), NotApplicable):
                readings[question.key] = NOT_KNOWN_READING
        codes = tuple(conflict.code for conflict in true)
        return _Verdict(frozenset(hidden), frozenset(due), contradictory, codes)


def _stretches(conditions: Sequence[Condition]) -> dict[str, NumberTable]:
    limits: dict[str, list[tuple[Below | Above, bool]]] = {}
    for condition in conditions:
        for comparison in comparisons(condition):
            if isinstance(comparison, Below | Above):
                limits.setdefault(comparison.key, []).append((comparison, True))
    return {key: NumberTable(atoms) for key, atoms in limits.items()}

"""What counts of what was answered: contradictions and "not asked" settled before any rule is read.

A question whose condition is known to be false was not due: `not_applicable`. Contradictory answers count as not known.
Red flags alone are read from the answers as given, so that a dangerous answer is never talked away by another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from treatments.engine.answers import RawAnswers, contradicts_itself, reader
from treatments.engine.compiled import NumberTable
from treatments.engine.conditions import Above, Below, Condition, comparisons, holds, keys_of
from treatments.engine.documents import Conflict, Question
from treatments.engine.facts import Fact
from treatments.engine.readings import NOT_APPLICABLE_READING, NOT_KNOWN_READING, NotApplicable, Reading
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
    """`overruled` are the keys whose answer does not count, with the reading that does."""

    hidden: tuple[str, ...]
    due: tuple[str, ...]
    contradictory: frozenset[str]
    conflicts: tuple[str, ...]
    overruled: Mapping[str, Reading]


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
        self._stretches = _stretches(conditions)
        deciding = dict.fromkeys(key for condition in conditions for key in keys_of(condition))
        self._deciding = tuple(key for key in deciding if key not in self._stretches)
        self._readers = {key: reader(fact) for key, fact in facts.items()}
        self._nothing: dict[str, Reading] = dict.fromkeys(facts, NOT_KNOWN_READING)
        self._exclusive = tuple(fact for fact in facts.values() if fact.exclusive)
        self._verdicts: dict[tuple[object, ...], _Verdict] = {}

    def settle(self, person: RawAnswers, area: RawAnswers) -> Settled:
        given, read = self._nothing.copy(), self._readers
        for answers in (person, area):
            for key, value in answers.items():
                given[key] = read[key](value)
        twofold = [fact.key for fact in self._exclusive if self._is_twofold(fact, person, area)]
        verdict = self._verdict(given)
        readings = {**given, **verdict.overruled}
        for key in verdict.due:
            if given[key] is NOT_APPLICABLE_READING:
                readings[key] = NOT_KNOWN_READING
        told_away = any(given[key] is not NOT_KNOWN_READING for key in verdict.hidden)
        return Settled(
            readings=readings,
            given=given,
            same=not (verdict.contradictory or told_away),
            conflicts=(*verdict.conflicts, *twofold),
            contradictory=verdict.contradictory.union(twofold),
        )

    def _is_twofold(self, fact: Fact, person: RawAnswers, area: RawAnswers) -> bool:
        key = fact.key
        return contradicts_itself(fact, person.get(key)) or contradicts_itself(fact, area.get(key))

    def _verdict(self, given: Mapping[str, Reading]) -> _Verdict:
        case = (
            *[given[key] for key in self._deciding],
            *[_stretch(table, given[key]) for key, table in self._stretches.items()],
        )
        verdict = self._verdicts.get(case)
        if verdict is None:
            if len(self._verdicts) >= _REMEMBERED:
                self._verdicts.clear()
            verdict = self._verdicts[case] = self._decided(given)
        return verdict

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
        overruled: dict[str, Reading] = {
            **dict.fromkeys(hidden, NOT_APPLICABLE_READING),
            **dict.fromkeys(contradictory, NOT_KNOWN_READING),
        }
        return _Verdict(tuple(hidden), tuple(due), contradictory, codes, overruled)


def _stretch(table: NumberTable, reading: Reading) -> object:
    return table.place(reading) if isinstance(reading, float) else reading


def _stretches(conditions: Sequence[Condition]) -> dict[str, NumberTable]:
    limits: dict[str, list[tuple[Below | Above, bool]]] = {}
    for condition in conditions:
        for comparison in comparisons(condition):
            if isinstance(comparison, Below | Above):
                limits.setdefault(comparison.key, []).append((comparison, True))
    return {key: NumberTable(atoms) for key, atoms in limits.items()}

"""What counts of what was answered: contradictions and "not asked" settled before any rule is read.

A question whose condition is known to be false was not due: `not_applicable`. Contradictory answers count as not known.
Red flags alone are read from the answers as given, so that a dangerous answer is never talked away by another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from treatments.engine.answers import RawAnswer, RawAnswers, contradicts_itself, reading_of
from treatments.engine.compiled import Stretches
from treatments.engine.conditions import Condition, comparisons, holds, keys_of
from treatments.engine.documents import Conflict, Question
from treatments.engine.facts import Fact
from treatments.engine.readings import (
    NOT_APPLICABLE,
    NOT_APPLICABLE_READING,
    NOT_KNOWN_READING,
    UNANSWERED,
    UNKNOWN,
    NotApplicable,
    Reading,
    is_incomplete,
)
from treatments.engine.truth import FALSE, TRUE

_REMEMBERED: Final = 20_000


@dataclass(frozen=True)
class Settled:
    """`answers` is what rules read, `as_given` what red flags read too; `same` when the two cannot differ."""

    facts: Mapping[str, Fact]
    answers: RawAnswers
    as_given: RawAnswers
    same: bool
    conflicts: tuple[str, ...]
    contradictory: frozenset[str]

    @cached_property
    def readings(self) -> Mapping[str, Reading]:
        return {key: reading_of(fact, self.answers.get(key)) for key, fact in self.facts.items()}

    @cached_property
    def given(self) -> Mapping[str, Reading]:
        return {key: reading_of(fact, self.as_given.get(key)) for key, fact in self.facts.items()}

    def is_hidden(self, key: str) -> bool:
        """The question was not due."""
        return self.answers.get(key) == NOT_APPLICABLE

    def is_open(self, key: str) -> bool:
        """Unanswered, not sure or contradictory."""
        return key in self.contradictory or is_incomplete(reading_of(self.facts[key], self.answers.get(key)))


@dataclass(frozen=True, slots=True)
class _Verdict:
    """`overruled` are the keys whose answer does not count, with the answer that does."""

    hidden: tuple[str, ...]
    due: tuple[str, ...]
    contradictory: frozenset[str]
    conflicts: tuple[str, ...]
    overruled: RawAnswers


class Settling:
    """Which keys are hidden or contradictory hangs on a few answers only, so the verdict is remembered by them."""

    def __init__(
        self,
        facts: Mapping[str, Fact],
        questions: Sequence[tuple[Question, Condition]],
        conflicts: Sequence[tuple[Conflict, Condition]],
        retired: frozenset[str] = frozenset(),
    ) -> None:
        self.facts = facts
        self.questions = questions
        self.conflicts = conflicts
        self.retired = retired
        conditions = [condition for _, condition in (*questions, *conflicts)]
        deciding = dict.fromkeys(key for condition in conditions for key in keys_of(condition))
        self._numbers = {key: _stretches(key, conditions) for key in deciding if facts[key].type == "number"}
        self._deciding = tuple(key for key in deciding if key not in self._numbers)
        self._exclusive = tuple(fact for fact in facts.values() if fact.exclusive)
        self._verdicts: dict[tuple[object, ...], _Verdict] = {}

    def counting(self, given: RawAnswers) -> RawAnswers:
        """Without answers to retired questions: whatever was said to them once, they read as never asked."""
        if self.retired.isdisjoint(given):
            return given
        return {key: answer for key, answer in given.items() if key not in self.retired}

    def settle(self, person: RawAnswers, area: RawAnswers) -> Settled:
        given = {**self.counting(person), **self.counting(area)}
        verdict = self._verdict(given)
        answers = {**given, **verdict.overruled}
        for key in verdict.due:
            if given.get(key) == NOT_APPLICABLE:
                answers[key] = UNANSWERED
        twofold = [fact.key for fact in self._exclusive if contradicts_itself(fact, given.get(fact.key))]
        told_away = {key: given[key] for key in verdict.overruled if says_something(given.get(key))}
        return Settled(
            facts=self.facts,
            answers=answers,
            as_given={**answers, **told_away},
            same=not told_away,
            conflicts=(*verdict.conflicts, *twofold),
            contradictory=verdict.contradictory.union(twofold),
        )

    def _verdict(self, given: RawAnswers) -> _Verdict:
        answer = given.get
        case = (
            *[_hashable(answer(key)) for key in self._deciding],
            *[_stretch(stretches, answer(key)) for key, stretches in self._numbers.items()],
        )
        verdict = self._verdicts.get(case)
        if verdict is None:
            if len(self._verdicts) >= _REMEMBERED:
                self._verdicts.clear()
            verdict = self._verdicts[case] = self._decided(given)
        return verdict

    def _decided(self, given: RawAnswers) -> _Verdict:
        as_given = {key: reading_of(fact, given.get(key)) for key, fact in self.facts.items()}
        true = [conflict for conflict, condition in self.conflicts if holds(condition, as_given) == TRUE]
        contradictory = frozenset(key for conflict in true for key in conflict.keys)
        readings = {**as_given, **dict.fromkeys(contradictory, NOT_KNOWN_READING)}
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
        overruled = {**dict.fromkeys(hidden, NOT_APPLICABLE), **dict.fromkeys(contradictory, UNANSWERED)}
        return _Verdict(tuple(hidden), tuple(due), contradictory, codes, overruled)


def says_something(answer: RawAnswer) -> bool:
    return answer is not None and answer not in (UNANSWERED, UNKNOWN, NOT_APPLICABLE)


def _hashable(answer: RawAnswer) -> object:
    return tuple(answer) if isinstance(answer, list) else answer


def _stretch(stretches: Stretches, answer: RawAnswer) -> object:
    return stretches.place(answer) if isinstance(answer, int | float) else answer


def _stretches(key: str, conditions: Sequence[Condition]) -> Stretches:
    return Stretches(
        comparison for condition in conditions for comparison in comparisons(condition) if comparison.key == key
    )

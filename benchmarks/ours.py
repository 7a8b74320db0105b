"""Pearl's engine, from the same dictionary of answers as the others, and with its parts taken alone."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from benchmarks.evaluator import Evaluator
from benchmarks.explanations import Explanations
from benchmarks.rule_sets import RawAnswers, RuleSet
from treatments.engine.answers import reading_of
from treatments.engine.compiled import Conditions, atoms
from treatments.engine.conditions import holds

KEPT = "Pearl, state of every comparison kept"
EXPLAINED = "Pearl + every comparison of each true or unknown rule"


def reference(rule_set: RuleSet, answers: RawAnswers) -> tuple[int, ...]:
    """The plain interpreter that every other answer is compared with."""
    readings = {key: reading_of(rule_set.facts[key], value) for key, value in answers.items()}
    return tuple(holds(condition, readings) for condition in rule_set.conditions)


def evaluators(rule_set: RuleSet) -> Iterator[Evaluator]:
    conditions = Conditions(rule_set.conditions, rule_set.facts)
    explanations = Explanations(rule_set.conditions, conditions)
    kept = conditions.truths_and_entries

    def explained(answers: RawAnswers) -> tuple[tuple[int, ...], list[Any]]:
        truths, entries = kept(answers)
        return truths, explanations.shown(truths, atoms(entries), answers)

    yield Evaluator(KEPT, kept, _first, explains="rebuildable, per comparison")
    yield Evaluator("Pearl, truths only", conditions.truths, tuple)
    yield Evaluator(
        "Pearl + every comparison of each true or unknown rule", explained, _first, explains="per comparison"
    )
    yield Evaluator("plain interpreter (our reference)", partial(reference, rule_set), tuple)


def _first(found: Any) -> tuple[int, ...]:
    return found[0]

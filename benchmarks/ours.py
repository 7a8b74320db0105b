"""Pearl's engine, from the same dictionary of answers as the others, and with its parts taken alone."""

from collections.abc import Iterator
from typing import Any

from benchmarks.evaluator import Evaluator
from benchmarks.rule_sets import RawAnswers, RuleSet
from treatments.engine.answers import reading_of
from treatments.engine.compiled import Conditions
from treatments.engine.conditions import All, Condition, Not, holds
from treatments.engine.conditions import Any as Either
from treatments.engine.readings import Reading
from treatments.engine.truth import FALSE, as_json


class Reference:
    """The interpreter that every other answer is compared with."""

    def __init__(self, rule_set: RuleSet) -> None:
        self.rule_set = rule_set

    def truths(self, answers: RawAnswers) -> tuple[int, ...]:
        readings = readings_of(self.rule_set, answers)
        return tuple(holds(condition, readings) for condition in self.rule_set.conditions)


def readings_of(rule_set: RuleSet, answers: RawAnswers) -> dict[str, Reading]:
    facts = rule_set.facts
    return {key: reading_of(facts[key], value) for key, value in answers.items()}

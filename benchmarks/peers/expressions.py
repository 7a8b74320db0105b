"""rule-engine: one compiled rule for each formula."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import rule_engine

from benchmarks.evaluator import Evaluator
from benchmarks.rule_sets import RuleSet
from benchmarks.two_valued import Infix, bracketed, forms, single_quoted, truths

RULES = Infix("and", "or", "not", "{key} == null", "{key} != null", single_quoted, bracketed)


def evaluators(rule_set: RuleSet, *, unknowns: bool) -> Iterator[Evaluator]:
    context = rule_engine.Context(resolver=rule_engine.resolve_item)
    formulas = [RULES.formula(tree) for tree in forms(rule_set.conditions, unknowns=unknowns)]
    rules = [rule_engine.Rule(formula, context=context) for formula in formulas]
    yield Evaluator("rule-engine", partial(_each, rules), partial(truths, unknowns=unknowns))


def _each(rules: list[Any], answers: dict[str, Any]) -> list[bool]:
    return [rule.matches(answers) for rule in rules]

"""json-logic-qubit: JSONLogic read rule by rule in Python."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from json_logic import jsonLogic

from benchmarks.evaluator import Evaluator
from benchmarks.peers.json_logic import formula
from benchmarks.rule_sets import RuleSet
from benchmarks.two_valued import forms, truths


def evaluators(rule_set: RuleSet, *, unknowns: bool) -> Iterator[Evaluator]:
    logic = [formula(tree) for tree in forms(rule_set.conditions, unknowns=unknowns)]
    yield Evaluator("json-logic-qubit", partial(_each, logic), partial(truths, unknowns=unknowns))


def _each(logic: list[Any], answers: dict[str, Any]) -> list[Any]:
    return [jsonLogic(rule, answers) for rule in logic]

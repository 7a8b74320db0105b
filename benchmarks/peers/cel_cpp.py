"""cel-expr-python (CEL in C++): one compiled list of expressions."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from cel_expr_python import cel

from benchmarks.evaluator import Evaluator
from benchmarks.peers.cel_text import CEL
from benchmarks.rule_sets import RuleSet
from benchmarks.two_valued import bracketed, forms, truths


def evaluators(rule_set: RuleSet, *, unknowns: bool) -> Iterator[Evaluator]:
    formulas = [CEL.formula(tree) for tree in forms(rule_set.conditions, unknowns=unknowns)]
    environment = cel.NewEnv(variables=dict.fromkeys(rule_set.facts, cel.Type.DYN))
    compiled = environment.compile(bracketed(formulas))
    yield Evaluator("cel-expr-python, one list", partial(_list, compiled), partial(truths, unknowns=unknowns))


def _list(compiled: Any, answers: dict[str, Any]) -> Any:
    return compiled.eval(data=answers).plain_value()

"""common-expression-language (CEL in Rust): one compiled list of expressions."""

from collections.abc import Iterator
from functools import partial

import cel

from benchmarks.evaluator import Evaluator
from benchmarks.peers.cel_text import CEL
from benchmarks.rule_sets import RuleSet
from benchmarks.two_valued import bracketed, forms, truths


def evaluators(rule_set: RuleSet, *, unknowns: bool) -> Iterator[Evaluator]:
    formulas = [CEL.formula(tree) for tree in forms(rule_set.conditions, unknowns=unknowns)]
    compiled = cel.compile(bracketed(formulas))
    read = partial(truths, unknowns=unknowns)
    yield Evaluator("common-expression-language, one list", compiled.execute, read)

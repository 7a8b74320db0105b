"""zen-engine: as a decision graph, the graph with its trace, and its fastest form, one compiled list of expressions.

A graph made from plain JSON text compiles its expressions at every call (four times slower); it is not shown.
"""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import zen

from benchmarks.evaluator import Evaluator
from benchmarks.rule_sets import RuleSet
from benchmarks.two_valued import Infix, bracketed, forms, single_quoted, truths

ZEN = Infix("and", "or", "not", "{key} == null", "{key} != null", single_quoted, bracketed)


def evaluators(rule_set: RuleSet, *, unknowns: bool) -> Iterator[Evaluator]:
    formulas = [ZEN.formula(tree) for tree in forms(rule_set.conditions, unknowns=unknowns)]
    content = json.dumps(_graph(_per_rule(formulas, unknowns=unknowns)))
    graph = zen.ZenEngine().create_decision(zen.ZenDecisionContent(content))
    yield Evaluator("zen-engine, decision graph", graph.evaluate, _from_graph)
    by_key = zen.ZenEngine({"loader": {"type": "static", "content": {"rules": json.loads(content)}}})
    yield Evaluator("zen-engine, graph by key, static loader", partial(by_key.evaluate, "rules"), _from_graph)
    yield Evaluator("zen-engine, graph + trace", partial(_traced, graph), _from_graph, explains="value per expression")
    compiled = zen.compile_expression(bracketed(formulas))
    yield Evaluator("zen-engine, one compiled list", compiled.evaluate, partial(truths, unknowns=unknowns))


def _per_rule(formulas: list[str], *, unknowns: bool) -> list[str]:
    """One expression a rule: 3, 2 or 0, the possible form only looked at where the certain one fails."""
    if not unknowns:
        return [f"{formula} ? 3 : 0" for formula in formulas]
    half = len(formulas) // 2
    pairs = zip(formulas[:half], formulas[half:], strict=True)
    return [f"{sure} ? 3 : ({maybe} ? 2 : 0)" for sure, maybe in pairs]


def _graph(expressions: list[str]) -> dict[str, Any]:
    rows = [{"id": f"e{n}", "key": f"r{n}", "value": text} for n, text in enumerate(expressions)]
    content = {
        "expressions": rows,
        "passThrough": False,
        "inputField": None,
        "outputPath": None,
        "executionMode": "single",
    }
    return {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [
            {"id": "in", "name": "answers", "type": "inputNode", "content": {}},
            {"id": "rules", "name": "rules", "type": "expressionNode", "content": content},
            {"id": "out", "name": "truths", "type": "outputNode", "content": {}},
        ],
        "edges": [
            {"id": "1", "type": "edge", "sourceId": "in", "targetId": "rules"},
            {"id": "2", "type": "edge", "sourceId": "rules", "targetId": "out"},
        ],
    }


def _traced(graph: Any, answers: dict[str, Any]) -> Any:
    return graph.evaluate(answers, {"trace": True})


def _from_graph(found: Any) -> tuple[int, ...]:
    result = found["result"]
    return tuple(int(result[f"r{n}"]) for n in range(len(result)))

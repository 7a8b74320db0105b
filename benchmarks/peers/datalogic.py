"""datalogic-py (JSONLogic in Rust): one rule that is a list, and the same with its trace, condition by condition."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from datalogic_py import Engine

from benchmarks.evaluator import Evaluator
from benchmarks.peers.json_logic import formula
from benchmarks.rule_sets import RuleSet
from benchmarks.two_valued import forms, truths


def evaluators(rule_set: RuleSet, *, unknowns: bool) -> Iterator[Evaluator]:
    logic = [formula(tree) for tree in forms(rule_set.conditions, unknowns=unknowns)]
    engine = Engine()
    read = partial(truths, unknowns=unknowns)
    session = engine.session()
    yield Evaluator("datalogic-py, one list", partial(session.evaluate, engine.compile(logic)), read)
    yield Evaluator(
        "datalogic-py + trace",
        partial(_traced, engine, json.dumps(logic)),
        lambda found: read(json.loads(found)["result"]),
        explains="per condition",
    )


def _traced(engine: Engine, logic: str, answers: dict[str, Any]) -> str:
    return engine.evaluate_with_trace(logic, json.dumps(answers))

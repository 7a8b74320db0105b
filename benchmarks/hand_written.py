"""The ceiling: what somebody would type for exactly these rules, straight on the dictionary, nothing kept."""

from typing import Any

from benchmarks.evaluator import Evaluator
from benchmarks.rule_sets import RuleSet
from benchmarks.two_valued import Infix, all_answered, certain, possible

PYTHON = Infix(
    "and",
    "or",
    "not ",
    "{key} is None",
    "{key} is not None",
    repr,
    lambda items: f"{{{', '.join(items)}}}",
    chosen="{value}",
    true="True",
    false="False",
)


def evaluator(rule_set: RuleSet, *, unknowns: bool) -> Evaluator:
    lines = ["def rules(answers):"]
    lines += [f"    {key} = answers[{key!r}]" for key in rule_set.facts]
    lines += ["    return (", *(f"        {_rule(condition, unknowns=unknowns)}," for condition in rule_set.conditions)]
    space: dict[str, Any] = {}
    exec("\n".join([*lines, "    )"]), space)
    return Evaluator("hand-written Python of the same rules", space["rules"], tuple)


def _rule(condition: Any, *, unknowns: bool) -> str:
    if not unknowns:
        return f"3 if {PYTHON.formula(all_answered(condition))} else 0"
    return f"3 if {PYTHON.formula(certain(condition))} else 2 if {PYTHON.formula(possible(condition))} else 0"

"""business-rules: no unknowns and no "not", so only where every answer is there, with negated comparisons."""

from collections.abc import Iterator
from functools import partial
from itertools import combinations
from typing import Any

from business_rules.engine import check_conditions_recursively
from business_rules.variables import BaseVariables, numeric_rule_variable, select_multiple_rule_variable

from benchmarks.evaluator import CannotSay, Evaluator
from benchmarks.rule_sets import RuleSet
from benchmarks.two_valued import Leaf, Tree, forms, truths
from treatments.engine.conditions import Above, Below, Includes, IsOneOf
from treatments.engine.facts import Fact


def evaluators(rule_set: RuleSet, *, unknowns: bool) -> Iterator[Evaluator]:
    if unknowns:
        raise CannotSay("has no unknowns: a missing answer raises")
    rules = [_conditions(tree) for tree in forms(rule_set.conditions, unknowns=False)]
    variables = _variables(rule_set.facts)
    yield Evaluator("business-rules", partial(_each, rules, variables), partial(truths, unknowns=False))


def _each(rules: list[Any], variables: Any, answers: dict[str, Any]) -> list[bool]:
    patient = variables(answers)
    return [check_conditions_recursively(rule, patient) for rule in rules]


def _variables(facts: dict[str, Fact]) -> type[BaseVariables]:
    """A class with one variable a fact, as the package wants it."""

    def made(answers_of: "BaseVariables", answers: dict[str, Any]) -> None:
        answers_of.answers = answers

    space: dict[str, Any] = {"__init__": made}
    for fact in facts.values():
        space[fact.key] = _variable(fact)
    return type("Patient", (BaseVariables,), space)


def _variable(fact: Fact) -> Any:
    if fact.type == "number":
        return numeric_rule_variable(label=fact.key)(lambda patient: patient.answers[fact.key])
    if fact.type == "multi":
        return select_multiple_rule_variable(label=fact.key)(lambda patient: patient.answers[fact.key])
    return select_multiple_rule_variable(label=fact.key)(lambda patient: (patient.answers[fact.key],))


def _conditions(tree: Tree) -> dict[str, Any]:
    if not isinstance(tree, Leaf):
        return {"all" if tree.is_all else "any": [_conditions(part) for part in tree.parts]}
    comparison, wanted = tree.comparison, tree.wanted
    match comparison:
        case IsOneOf(key, values) | Includes(key, values, 1):
            operator = "shares_at_least_one_element_with" if wanted else "shares_no_elements_with"
            return {"name": key, "operator": operator, "value": list(values)}
        case Includes(key, values, at_least) if wanted:
            groups = combinations(values, at_least)
            return {"any": [{"name": key, "operator": "contains_all", "value": list(group)} for group in groups]}
        case Below(key, limit, inclusive):
            return {"name": key, "operator": _below(inclusive) if wanted else _above(not inclusive), "value": limit}
        case Above(key, limit, inclusive):
            return {"name": key, "operator": _above(inclusive) if wanted else _below(not inclusive), "value": limit}
    raise CannotSay(f"cannot say {type(comparison).__name__}")


def _below(inclusive: bool) -> str:
    return "less_than_or_equal_to" if inclusive else "less_than"


def _above(inclusive: bool) -> str:
    return "greater_than_or_equal_to" if inclusive else "greater_than"

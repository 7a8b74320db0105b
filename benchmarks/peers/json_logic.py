"""Rules as JSONLogic, for the engines that read it."""

from typing import Any

from benchmarks.two_valued import Leaf, Tree, number
from treatments.engine.conditions import Above, Below, Comparison, Includes, IncludesExactly, IsNotKnown, IsOneOf


def formula(tree: Tree) -> Any:
    if isinstance(tree, Leaf):
        return _leaf(tree)
    if not tree.parts:
        return tree.is_all
    return {"and" if tree.is_all else "or": [formula(part) for part in tree.parts]}


def _leaf(leaf: Leaf) -> Any:
    comparison, variable = leaf.comparison, {"var": leaf.comparison.key}
    logic = _comparison(comparison, variable) if leaf.wanted else {"!": [_comparison(comparison, variable)]}
    # A missing answer equals nothing and is in no list; below and above make a zero of it.
    harmless = isinstance(comparison, IsOneOf) and leaf.wanted != leaf.unanswered
    if leaf.unanswered is None or harmless:
        return logic
    if leaf.unanswered:
        return {"or": [{"===": [variable, None]}, logic]}
    return {"and": [{"!==": [variable, None]}, logic]}


def _comparison(comparison: Comparison, variable: Any) -> Any:
    match comparison:
        case IsOneOf(_, (value,)):
            return {"===": [variable, value]}
        case IsOneOf(_, values):
            return {"in": [variable, list(values)]}
        case Includes(_, (value,), 1):
            return {"in": [value, variable]}
        case Includes(_, values, 1):
            return {"or": [{"in": [value, variable]} for value in values]}
        case Includes(_, values, at_least):
            return {">=": [_count(values, variable), at_least]}
        case IncludesExactly(_, values, count):
            return {"===": [_count(values, variable), count]}
        case Below(_, limit, inclusive):
            return {"<=" if inclusive else "<": [variable, float(number(limit))]}
        case Above(_, limit, inclusive):
            return {">=" if inclusive else ">": [variable, float(number(limit))]}
        case IsNotKnown():
            return {"===": [variable, None]}
    raise AssertionError(comparison)


def _count(values: tuple[str, ...], variable: Any) -> Any:
    return {"+": [{"if": [{"in": [value, variable]}, 1, 0]} for value in values]}

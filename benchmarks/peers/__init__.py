"""One module for each engine; its `evaluators(rule_set, unknowns=…)` are the ways it can answer."""

from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

from benchmarks.evaluator import CannotSay, Evaluator
from benchmarks.rule_sets import RuleSet

PEERS = {
    "zen": "zen-engine",
    "datalogic": "datalogic-py",
    "cel_cpp": "cel-expr-python",
    "cel_rust": "common-expression-language",
    "business": "business-rules",
    "qubit": "json-logic-qubit",
    "expressions": "rule-engine",
}


def versions() -> dict[str, str]:
    return {distribution: _version(distribution) or "not installed" for distribution in PEERS.values()}


def evaluators(
    rule_set: RuleSet, *, unknowns: bool, only: Iterable[str] = tuple(PEERS)
) -> Iterator[Evaluator | tuple[str, str]]:
    """Every way of every installed peer; (name, reason) for one that is not there or cannot say these rules."""
    for module in only:
        distribution = PEERS[module]
        if _version(distribution) is None:
            yield distribution, "not installed"
            continue
        try:
            yield from import_module(f"benchmarks.peers.{module}").evaluators(rule_set, unknowns=unknowns)
        except CannotSay as reason:
            yield distribution, str(reason)


def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None

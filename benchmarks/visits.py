"""What a visit costs on the published protocol, from checked answers to the form that page and record read."""

from collections.abc import Callable
from typing import Any

from benchmarks.rounds import Timed, interleaved
from benchmarks.rule_sets import PUBLISHED
from treatments.engine.answers import Answers
from treatments.engine.cases import answers_of
from treatments.engine.explain import explain
from treatments.engine.form import visit_as_json
from treatments.engine.protocol import Protocol
from treatments.engine.suggest import suggest
from treatments.engine.weighing import weigh
from treatments.protocol_file import read_protocol


def measured(*, rounds: int) -> list[dict[str, Any]]:
    """Per area, over the areas of the protocol's own cases."""
    protocol = read_protocol(PUBLISHED)
    cases = [answers_of(protocol, case) for case in protocol.document.cases]
    one_area = [Answers(case.person, (area,)) for case in cases for area in case.areas]
    rows = []
    for name, evaluate in _steps(protocol).items():
        rows.append((Timed(name), evaluate, one_area))
    interleaved(rounds, rows)
    return [
        {
            "name": row.name,
            "us": row.typical * 1e6,
            "least_us": min(row.rounds) * 1e6,
            "most_us": max(row.rounds) * 1e6,
        }
        for row, _, _ in rows
    ]


def _steps(protocol: Protocol) -> dict[str, Callable[[Answers], Any]]:
    return {
        "settle: readings, skip logic, contradictions": lambda visit: protocol.settling.settle(
            visit.person, visit.areas[0]
        ),
        "weigh: the same, then every condition": lambda visit: weigh(protocol, visit.person, visit.areas[0]),
        "suggest: the same, then the outcome": lambda visit: suggest(protocol, visit),
        "suggest and its JSON form with every reason": lambda visit: visit_as_json(suggest(protocol, visit)),
        "explain: the same and what could change it": lambda visit: explain(protocol, visit),
    }

"""The one JSON form of a suggestion: page, record, command line, replay and export all read this."""

from collections.abc import Iterator
from typing import Any

from treatments.engine.documents import Indication, RuleBase
from treatments.engine.protocol import Compiled
from treatments.engine.suggest import AreaSuggestion, VisitSuggestion
from treatments.engine.truth import FALSE, TRUE, as_json
from treatments.engine.weighing import Weighed


def visit_as_json(visit: VisitSuggestion) -> dict[str, Any]:
    protocol = visit.protocol
    return {
        "protocol": {"slug": protocol.document.slug, "release": protocol.release, "sha256": protocol.sha256},
        "outcome": visit.outcome,
        "areas": [area_as_json(area) for area in visit.areas],
    }


def area_as_json(area: AreaSuggestion) -> dict[str, Any]:
    """`reasons` explain the outcome, `methods[].reasons` the verdict: every rule that is true or not known for it."""
    weighed = area.weighed
    return {
        "area": area.area,
        "outcome": area.outcome,
        "method": area.method,
        "provisional": area.provisional,
        "add_on": area.add_on,
        "needs": list(area.needs),
        "on_hold": list(area.on_hold),
        "cleared": area.cleared,
        "excluded": {method: list(codes) for method, codes in _in_document_order(weighed)},
        "cautions": list(area.cautions),
        "fired": list(area.fired),
        "conflicts": list(weighed.settled.conflicts),
        "reasons": list(_reasons_of_outcome(area)),
        "methods": [
            {
                "method": method,
                "verdict": area.verdict(method),
                "score": weighed.scores[method],
                "reasons": list(_reasons_of_method(weighed, method)),
            }
            for method in weighed.protocol.methods
        ],
    }


def reason(weighed: Weighed, compiled: Compiled[RuleBase], truth: int, keys: tuple[str, ...] = ()) -> dict[str, Any]:
    """`answers` are the answers as given that the rule reads; null where there is none."""
    rule = compiled.rule
    row = {
        "rule": rule.code,
        "kind": rule.effect,  # type: ignore[attr-defined]
        "truth": as_json(truth),
        "because": rule.because,
        "sources": list(rule.sources),
        "answers": {key: weighed.given(key) for key in keys or compiled.keys},
    }
    if isinstance(rule, Indication):
        row["weight"] = rule.weight
    return row


def _in_document_order(weighed: Weighed) -> Iterator[tuple[str, tuple[str, ...]]]:
    return ((method, weighed.excluded[method]) for method in weighed.protocol.methods if method in weighed.excluded)


def _reasons_of_outcome(area: AreaSuggestion) -> Iterator[dict[str, Any]]:
    weighed, protocol = area.weighed, area.weighed.protocol
    for compiled in (*protocol.red_flags, *protocol.no_treatments):
        if compiled.rule.code in area.fired:
            yield reason(weighed, compiled, TRUE)
    if area.outcome == "needs_answer":
        for must in protocol.must_haves:
            if keys := weighed.missing.get(must.rule.code):
                yield reason(weighed, must, TRUE, keys)
    for add_on in protocol.add_ons:
        if area.add_on and add_on.rule.method == area.add_on and weighed.truths[add_on.when] == TRUE:
            yield reason(weighed, add_on, TRUE)


def _reasons_of_method(weighed: Weighed, method: str) -> Iterator[dict[str, Any]]:
    protocol, truths = weighed.protocol, weighed.truths
    for exclusion in protocol.exclusions_of[method]:
        if truths[exclusion.when] != FALSE:
            yield reason(weighed, exclusion, truths[exclusion.when])
    held = weighed.held.get(method, {})
    for hold in protocol.holds:
        if hold.rule.code in held:
            yield reason(weighed, hold, TRUE)
    for compiled in protocol.advice_on[method]:
        if truths[compiled.when] != FALSE:
            yield reason(weighed, compiled, truths[compiled.when])

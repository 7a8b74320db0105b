"""What stops a method for one area: which rules, whether choosing it all the same is asked twice, or is never done."""

from collections.abc import Iterable, Mapping
from typing import Any

from treatments.engine.documents import Exclusion
from treatments.engine.protocol import Protocol

Area = Mapping[str, Any]
Reason = Mapping[str, Any]


def is_stopped(area: Area, method: str) -> bool:
    """Excluded, on hold, or no method at all was to be chosen for this area."""
    return area["outcome"] != "suggest" or method in area["excluded"] or method in area["on_hold"]


def stops(area: Area, method: str) -> tuple[Reason, ...]:
    """The rules that exclude the method, those that may, and the holds."""
    rows = next((each["reasons"] for each in area["methods"] if each["method"] == method), ())
    return tuple(row for row in rows if row["kind"] in ("exclusion", "hold"))


def is_open(stop: Reason) -> bool:
    """A question behind it has no answer. That is never read as "no"."""
    return stop["kind"] == "hold" or stop["truth"] is None


def asks_twice(protocol: Protocol, area: Area, method: str) -> bool:
    """Where grave harm is near: a rule that says so, or something that nobody knows yet."""
    if area["outcome"] == "examine_first" or any(reason["kind"] == "must_have" for reason in area["reasons"]):
        return True
    found = stops(area, method)
    return any(is_open(stop) or method in _exclusion(protocol, stop).second_confirmation for stop in found)


def final_stops(protocol: Protocol, area: Area, method: str) -> tuple[Reason, ...]:
    """Those that nobody overrides under the policies of the clinic, also while it is not known whether they hold."""
    found = (stop for stop in stops(area, method) if stop["kind"] == "exclusion")
    return tuple(stop for stop in found if _is_final(protocol, stop, method))


def are_final(protocol: Protocol, area: Area, methods: Iterable[str]) -> bool:
    return any(final_stops(protocol, area, method) for method in methods if method)


def _is_final(protocol: Protocol, stop: Reason, method: str) -> bool:
    return any(
        protocol.policies[under.policy] == under.position and method in under.methods
        for under in _exclusion(protocol, stop).final_under
    )


def _exclusion(protocol: Protocol, stop: Reason) -> Exclusion:
    rule = protocol.rule(stop["rule"])
    if not isinstance(rule, Exclusion):
        raise TypeError(f"{stop['rule']} is no exclusion")
    return rule

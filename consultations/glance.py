"""What a list shows of a suggestion, so that no list has to read a whole one."""

from collections.abc import Iterator, Mapping
from typing import Any

Suggestion = Mapping[str, Any]


def glance(suggestion: Suggestion) -> dict[str, Any]:
    """Where the areas are, how many different red flags, and how many open questions some rule asks for."""
    return {
        "places": [area["area"] for area in suggestion["areas"]],
        "flags": flags(suggestion),
        "not_known": len(set(_open_keys(suggestion))),
    }


def flags(suggestion: Suggestion) -> int:
    areas = (area for area in suggestion["areas"] if area["outcome"] == "examine_first")
    return len({code for area in areas for code in area["fired"]})


def _open_keys(suggestion: Suggestion) -> Iterator[str]:
    for area in suggestion["areas"]:
        for reasons in (area["reasons"], *(method["reasons"] for method in area["methods"])):
            for reason in reasons:
                if reason["truth"] is None:
                    yield from (key for key, value in reason["answers"].items() if _is_open(value))


def _is_open(value: Any) -> bool:
    return value is None or value in ("unknown", "unanswered")

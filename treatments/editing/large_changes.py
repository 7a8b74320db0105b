"""Numbers and units that change by so much that it may be a slip of the finger: 0.5 that becomes 5.0."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from treatments.engine.conditions import Above, Below, comparisons
from treatments.engine.written import BadCondition, parse

FACTOR = 3
NUMBERS = ("minimum", "maximum", "from_day", "to_day")
_NUMBER_IN_TEXT = re.compile(r"\d+(?:[.,]\d+)?\s?(?:%|mg|ml|mm|g|J|°C)")

Change = tuple[str, str, str]


def large_changes(parts: str, before: Any | None, after: Any | None) -> list[Change]:
    """(What, old, new). Nothing for what is new or goes away: there is no old number to confuse it with."""
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return []
    return list(_in_part(before, after))


def _in_part(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for name in ("when", "unless", "shown_when"):
        yield from _limits(before.get(name, ""), after.get(name, ""))
    for name in NUMBERS:
        yield from _number(name, before.get(name), after.get(name))
    if before.get("unit", "") != after.get("unit", "") and before.get("unit"):
        yield "unit", str(before["unit"]), str(after.get("unit", ""))
    yield from _doses(before.get("text"), after.get("text"))
    for old, new in _fields(before, after):
        yield from _in_part(old, new)


def _fields(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """The details of a plan, by their keys."""
    old = {field["key"]: field for field in before.get("plan_fields", ())}
    yield from ((old[field["key"]], field) for field in after.get("plan_fields", ()) if field["key"] in old)


def _limits(before: str, after: str) -> Iterator[Change]:
    """The limits of a number where a condition has one limit for it, before and after."""
    old, new = _limits_by_key(before), _limits_by_key(after)
    for key in old.keys() & new.keys():
        if len(old[key]) == len(new[key]) == 1:
            yield from _number(key, old[key][0], new[key][0])


def _limits_by_key(line: str) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    try:
        condition = parse(line)
    except BadCondition:
        return found
    for comparison in comparisons(condition):
        if isinstance(comparison, Above | Below):
            found.setdefault(comparison.key, []).append(comparison.limit)
    return found


def _number(what: str, old: float | None, new: float | None) -> Iterator[Change]:
    if old and new and not 1 / FACTOR < new / old < FACTOR:
        yield what, f"{old:g}", f"{new:g}"


def _doses(before: Any, after: Any) -> Iterator[Change]:
    """A strength or a dose in a text, where each version names one."""
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return
    for language in before.keys() & after.keys():
        old, new = _NUMBER_IN_TEXT.findall(before[language]), _NUMBER_IN_TEXT.findall(after[language])
        if len(old) == len(new) == 1 and old != new:
            yield language, old[0], new[0]

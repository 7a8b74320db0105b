"""Small things that a part has several of, as rows of a form. There is always an empty row for one more."""

from collections.abc import Iterator, Mapping
from typing import Any

Row = tuple[int, dict[str, Any]]


def rows_needed(name: str, most: int, sent: Mapping[str, Any] | None, there: int, empty: int = 1) -> int:
    """As many as were sent, or as there are, and the empty ones."""
    if sent is not None:
        numbers = [int(part) for part in _numbers(name, sent)]
        there = max((number + 1 for number in numbers), default=0)
        return min(there, most)
    return min(there + empty, most)


def filled_rows(name: str, most: int, cleaned: Mapping[str, Any]) -> list[Row]:
    """Those in which anything was written, with their numbers on the page."""
    found: list[Row] = []
    for number in range(most):
        prefix = f"{name}-{number}-"
        row = {key.removeprefix(prefix): value for key, value in cleaned.items() if key.startswith(prefix)}
        if any(value not in (None, "", False, []) for key, value in row.items() if key != "type"):
            found.append((number, row))
    return found


def _numbers(name: str, sent: Mapping[str, Any]) -> Iterator[str]:
    for key in sent:
        parts = key.split("-")
        if len(parts) > 2 and parts[0] == name and parts[1].isascii() and parts[1].isdecimal() and len(parts[1]) < 4:
            yield parts[1]

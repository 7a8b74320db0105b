"""What somebody marked in one place, as it is stored: nothing where nobody looked, "none", or some and how many.

`{"state": "some", "count": 6, "most": 10, "size": "…", "margin": true}`: without `most` the number is exact; `most`
null is no upper end; `count` null is "not sure how many"; a count or size that is left out was not said.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from treatments.engine.readings import UNKNOWN

Mark = Mapping[str, Any]
Marks = Mapping[str, Any]
SOME, NONE, UNSEEN = "some", "none", "unseen"
MOST = 99


class Number(NamedTuple):
    """From `least` to `most`, both counted in; `most` None has no end."""

    least: int
    most: int | None

    @property
    def is_exact(self) -> bool:
        return self.least == self.most

    def holds(self, other: "Number") -> bool:
        return self.least <= other.least and (self.most is None or (other.most is not None and other.most <= self.most))


# Where there are some, there is at least one.
ANY = Number(1, None)


def number_of(mark: Mark) -> Number:
    count = mark.get("count")
    return ANY if count is None else Number(count, mark.get("most", count))


def together(numbers: Iterable[Number]) -> Number:
    least, most = 0, 0
    for number in numbers:
        least += number.least
        most = None if most is None or number.most is None else most + number.most
    return Number(least, most)


def mark(
    number: Number | None = None, *, not_sure: bool = False, size: str = "", margin: bool = False
) -> dict[str, Any]:
    """Some bumps. Without a number nobody said how many, unless they said that they are not sure."""
    made: dict[str, Any] = {"state": SOME}
    if number is not None:
        made |= {"count": number.least} | ({} if number.is_exact else {"most": number.most})
    elif not_sure:
        made["count"] = None
    return made | ({"size": size} if size else {}) | ({"margin": True} if margin else {})


def is_marked(mark: Mark) -> bool:
    return mark["state"] == SOME


def is_sound(mark: Any, sizes: Iterable[str]) -> bool:
    """Whether it has the form above and nothing else."""
    if not isinstance(mark, dict) or mark.get("state") not in (SOME, NONE):
        return False
    if mark["state"] == NONE:
        return set(mark) == {"state"}
    if set(mark) - {"state", "count", "most", "size", "margin"}:
        return False
    return _is_number(mark) and mark.get("margin", True) is True and mark.get("size", UNKNOWN) in {*sizes, UNKNOWN}


def _is_number(mark: Mark) -> bool:
    count = mark.get("count")
    if count is None:
        return "most" not in mark
    most = mark.get("most", count)
    return _is_whole(count) and (most is None or (_is_whole(most) and count <= most))


def _is_whole(value: Any) -> bool:
    return type(value) is int and 1 <= value <= MOST

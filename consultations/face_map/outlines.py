"""Plain geometry of the drawing: corners drawn in from their neighbours and rounded, so that a finger sees tiles."""

from collections.abc import Sequence
from math import hypot

Point = tuple[float, float]
Points = tuple[Point, ...]


def points(text: str) -> Points:
    return tuple((float(x), float(y)) for x, y in (corner.split(",") for corner in text.split()))


def mirrored(corners: Sequence[Point], width: float) -> Points:
    return tuple((width - x, y) for x, y in corners)


def as_text(corners: Sequence[Point]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in corners)


def drawn_in(corners: Sequence[Point], by: float) -> Points:
    """The same figure with every side moved inwards by so much."""
    inwards = by if _turns_right(corners) else -by
    sides = [_moved(start, end, inwards) for start, end in _sides(corners)]
    return tuple(_meeting(before, after) for before, after in zip([sides[-1], *sides], sides, strict=False))


def rounded(corners: Sequence[Point], radius: float) -> str:
    """A path whose corners are curves of at most this radius, never longer than half a side."""
    parts = []
    for before, corner, after in zip([corners[-1], *corners], corners, [*corners[1:], corners[0]], strict=False):
        enter, leave = _towards(corner, before, radius), _towards(corner, after, radius)
        start = "L" if parts else "M"
        parts.append(f"{start}{_at(enter)}Q{_at(corner)} {_at(leave)}")
    return "".join(parts) + "Z"


def _sides(corners: Sequence[Point]) -> list[tuple[Point, Point]]:
    return list(zip(corners, [*corners[1:], corners[0]], strict=True))


def _turns_right(corners: Sequence[Point]) -> bool:
    """On a screen, where y grows downwards."""
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in _sides(corners)) > 0


def _moved(start: Point, end: Point, by: float) -> tuple[Point, Point]:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = hypot(dx, dy)
    x, y = -dy / length * by, dx / length * by
    return (start[0] + x, start[1] + y), (end[0] + x, end[1] + y)


def _meeting(one: tuple[Point, Point], other: tuple[Point, Point]) -> Point:
    """Where two sides meet; the end of the first where they run on in one line."""
    (ax, ay), (bx, by) = one
    (cx, cy), (dx, dy) = other
    cross = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
    if abs(cross) < 1e-9:
        return bx, by
    along = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / cross
    return ax + along * (bx - ax), ay + along * (by - ay)


def _towards(corner: Point, other: Point, radius: float) -> Point:
    length = hypot(other[0] - corner[0], other[1] - corner[1])
    share = min(radius, length / 2) / length
    return corner[0] + (other[0] - corner[0]) * share, corner[1] + (other[1] - corner[1]) * share


def _at(point: Point) -> str:
    return f"{point[0]:.1f},{point[1]:.1f}"

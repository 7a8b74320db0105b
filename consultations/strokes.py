"""A signature as it was drawn: strokes of points in thousandths of the width of the field. Nothing else is kept.

Plain data, looked at before it is stored: whole numbers inside the field, so that what is drawn from it holds no
script, no address and no picture.
"""

from itertools import pairwise
from math import dist
from typing import Any

from django.utils.translation import gettext as _

from treatments.engine.canonical import sha256_of
from treatments.engine.strict_json import BadJson, loads

Strokes = list[list[list[int]]]

EDGE = 1000
MOST_STROKES = 100
MOST_POINTS = 4000
LONGEST_TEXT = 50_000
LEAST_LENGTH = 100
LEAST_ACROSS = 40
AROUND = 20


class BadStrokes(ValueError):
    """This is no drawing that can be kept; the message says why, in plain words."""


def read(text: str) -> Strokes:
    """From the JSON text of a page; a field that was left empty is an empty drawing."""
    if not text:
        return []
    if len(text) > LONGEST_TEXT:
        raise BadStrokes(_too_much())
    try:
        return checked(loads(text))
    except BadJson as error:
        raise BadStrokes(_not_a_drawing()) from error


def checked(value: Any) -> Strokes:
    if not isinstance(value, list):
        raise BadStrokes(_not_a_drawing())
    if len(value) > MOST_STROKES or sum(len(part) for part in value if isinstance(part, list)) > MOST_POINTS:
        raise BadStrokes(_too_much())
    for stroke in value:
        if not isinstance(stroke, list) or not stroke or not all(map(_is_point, stroke)):
            raise BadStrokes(_not_a_drawing())
    return value


def is_signature(strokes: Strokes) -> bool:
    """More than a dot: somebody moved a pen."""
    if not strokes:
        return False
    left, top, right, bottom = _box(strokes)
    return max(right - left, bottom - top) >= LEAST_ACROSS and _length(strokes) >= LEAST_LENGTH


def path(strokes: Strokes) -> str:
    """For the `d` of an SVG path. A dot is a line to where it began, which a round end makes visible."""
    return " ".join(_line(stroke) for stroke in strokes)


def view_box(strokes: Strokes) -> str:
    """The part of the field that was drawn on, with room for the width of the line."""
    left, top, right, bottom = _box(strokes)
    return f"{left - AROUND} {top - AROUND} {right - left + 2 * AROUND} {bottom - top + 2 * AROUND}"


def fingerprint(strokes: Strokes) -> str:
    """Nobody draws the same signature twice to the thousandth: the same again is a copy."""
    return sha256_of(strokes)


def _is_point(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(type(at) is int and 0 <= at <= EDGE for at in value)


def _line(stroke: list[list[int]]) -> str:
    first, *others = stroke
    return f"M{first[0]} {first[1]}" + "".join(f"L{x} {y}" for x, y in others or [first])


def _length(strokes: Strokes) -> float:
    return sum(dist(one, other) for stroke in strokes for one, other in pairwise(stroke))


def _box(strokes: Strokes) -> tuple[int, int, int, int]:
    across = [x for stroke in strokes for x, _y in stroke]
    down = [y for stroke in strokes for _x, y in stroke]
    return min(across), min(down), max(across), max(down)


def _not_a_drawing() -> str:
    return _("This is not a signature that was drawn here. Clear the field and sign again.")


def _too_much() -> str:
    return _("This drawing is too long to be a signature. Clear the field and sign again.")

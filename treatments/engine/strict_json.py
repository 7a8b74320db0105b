"""JSON as its standard means it, and nothing a database or a browser would choke on."""

import json
import re
from typing import Any, Final

DEEPEST: Final = 32
LONGEST: Final = 1_000_000
_LARGEST_INTEGER: Final = 2**53
_SURROGATE = re.compile("[\ud800-\udfff]")


class BadJson(ValueError):
    """The text is not acceptable JSON; the message says why, in plain words."""


def loads(text: str | bytes) -> Any:
    """Refuses duplicate keys, NaN, infinity, numbers out of range, NUL, lone surrogates, deep nesting, long texts."""
    if len(text) > LONGEST:
        raise BadJson("the text is too long")
    if isinstance(text, bytes):
        text = _decoded(text)
    _refuse_depth(text)
    try:
        value = json.loads(
            text, object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_finite, parse_int=_small
        )
    except json.JSONDecodeError as error:
        raise BadJson(f"not JSON: {error.msg} at character {error.pos + 1}") from error
    _refuse_unstorable(value)
    return value


def _decoded(text: bytes) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadJson(f"not UTF-8 at byte {error.start + 1}") from error


def _refuse_depth(text: str) -> None:
    """Counts brackets outside strings before anything recursive sees the text."""
    depth, inside = 0, False
    for sign in re.findall(r'[\[\]{}"]|\\.', text, re.DOTALL):
        if sign == '"':
            inside = not inside
        elif not inside and sign in "[{":
            depth += 1
            if depth > DEEPEST:
                raise BadJson("nested too deep")
        elif not inside and sign in "]}":
            depth -= 1


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BadJson(f"“{key[:40]}” stands twice")
        _refuse_unstorable(key)
        _refuse_unstorable(value)
        found[key] = value
    return found


def _refuse_unstorable(value: Any) -> None:
    if isinstance(value, list):
        for item in value:
            _refuse_unstorable(item)
    elif isinstance(value, str) and ("\x00" in value or _SURROGATE.search(value)):
        raise BadJson("a text holds a character that cannot be stored")


def _no_constant(name: str) -> None:
    raise BadJson(f"{name} is not a number")


def _finite(text: str) -> float:
    number = float(text)
    if abs(number) > _LARGEST_INTEGER:
        raise BadJson("a number is out of range")
    return number


def _small(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > _LARGEST_INTEGER:
        raise BadJson("a number is out of range")
    return int(text)

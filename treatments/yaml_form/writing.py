"""Writing a protocol file: the same values always give the same bytes, made to be read and compared by people."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from treatments.yaml_form.scalars import DECIMAL, MUST_NOT_APPEAR, WHOLE_NUMBER, is_bare_text

WIDTH = 120
LONGEST_KEY = 200
BARE_IN_LIST = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*( [A-Za-z0-9_.-]+)*")
BREAKS_A_BARE_LINE = re.compile(r":(\s|$)|\s#|\s$|[\t\n\ufeff]")
ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\ufeff": "\\uFEFF"}


def write(values: Mapping[str, Any]) -> str:
    """The file's text. Keys keep the order they come in; comments do not exist here."""
    return "\n".join(_group(values, 0)) + "\n" if values else "{}\n"


def _group(values: Mapping[str, Any], depth: int) -> list[str]:
    lines: list[str] = []
    for key, value in values.items():
        written = _entry(f"{_key(key)}:", value, depth)
        if depth == 0 and lines and len(written) > 1:
            lines.append("")
        lines += written
    return lines


def _entry(label: str, value: Any, depth: int) -> list[str]:
    """`label` is `key:` at the given depth; what follows stands beside it or indented below it."""
    indent = "  " * depth
    if isinstance(value, Mapping) and value:
        return [indent + label, *_group(value, depth + 1)]
    if _is_list(value) and value:
        beside = f"{indent}{label} {_row(value)}" if all(_is_short(item) for item in value) else ""
        return [beside] if beside and len(beside) <= WIDTH else [indent + label, *_items(value, depth + 1)]
    return _text_entry(indent + label, value, depth)


def _items(values: Sequence[Any], depth: int) -> list[str]:
    lines: list[str] = []
    for value in values:
        item = _item(value, depth)
        if depth == 1 and lines and len(item) > 1:
            lines.append("")
        lines += item
    return lines


def _item(value: Any, depth: int) -> list[str]:
    """A list item: the same lines one level deeper, with the dash in the first one's indent."""
    indent = "  " * depth
    if isinstance(value, Mapping) and value:
        inner = _group(value, depth + 1)
        return [f"{indent}- {inner[0].lstrip(' ')}", *inner[1:]]
    if _is_list(value) and value:
        inner = _items(value, depth + 1)
        return [f"{indent}- {inner[0].lstrip(' ')}", *inner[1:]]
    return _text_entry(f"{indent}-", value, depth)


def _text_entry(start: str, value: Any, depth: int) -> list[str]:
    beside = f"{start} {_scalar(value)}"
    if not isinstance(value, str):
        return [beside]
    indent = "  " * (depth + 1)
    if "\n" in value and _fits_a_block(value):
        return [f"{start} |-", *(indent + line if line else "" for line in value.split("\n"))]
    if len(beside) > WIDTH and _can_be_folded(value):
        return [f"{start} >-", *_folded(value, indent)]
    return [beside]


def _fits_a_block(text: str) -> bool:
    lines = text.split("\n")
    tidy = all(line == line.strip(" \t") and "\ufeff" not in line for line in lines)
    return tidy and bool(lines[0]) and bool(lines[-1])


def _can_be_folded(text: str) -> bool:
    return "" not in text.split(" ") and not set(text) & {"\n", "\t", "\ufeff"} and " " in text


def _folded(text: str, indent: str) -> list[str]:
    lines: list[str] = []
    for word in text.split(" "):
        if lines and len(lines[-1]) + 1 + len(word) <= WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(indent + word)
    return lines


def _row(values: Sequence[Any]) -> str:
    return f"[{', '.join(_in_row(value) for value in values)}]"


def _in_row(value: Any) -> str:
    if isinstance(value, str) and not (BARE_IN_LIST.fullmatch(value) and is_bare_text(value)):
        return _quoted(value)
    return _scalar(value)


def _is_short(value: Any) -> bool:
    return isinstance(value, bool | int | float) or (isinstance(value, str) and "\n" not in value)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _key(key: Any) -> str:
    if not isinstance(key, str) or len(key) > LONGEST_KEY:
        raise ValueError(f"{key!r} cannot be a key")
    return _scalar(key)


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return value if _is_bare(value) else _quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, Mapping | Sequence) and not value:
        return "{}" if isinstance(value, Mapping) else "[]"
    raise ValueError(f"{value!r} cannot be written")


def _is_bare(text: str) -> bool:
    begins_well = bool(text) and (text[0].isalnum() or text[0] == "(")
    return (
        begins_well and not BREAKS_A_BARE_LINE.search(text) and not MUST_NOT_APPEAR.search(text) and is_bare_text(text)
    )


def _quoted(text: str) -> str:
    if found := MUST_NOT_APPEAR.search(text):
        raise ValueError(f"the character U+{ord(found[0]):04X} cannot be written")
    return '"' + "".join(ESCAPES.get(letter, letter) for letter in text) + '"'


def _number(value: int | float) -> str:
    text = format(Decimal(repr(value)), "f")
    if isinstance(value, float):
        text = "0.0" if value == 0 else text if "." in text else f"{text}.0"
    if not (DECIMAL if isinstance(value, float) else WHOLE_NUMBER).fullmatch(text):
        raise ValueError(f"{value!r} is too large, or too fine, to be written")
    return text

"""A condition as nested rows that are built by hand, and those rows as the fields of a form.

The rows may be half done, a condition may not: `built_of` makes rows of a condition, `condition_of` the way back, or
UnfinishedRows. `fields_of` and `rows_in` are the same for a form. All of it is data; nothing typed is ever evaluated.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from django.utils.translation import gettext as _

from treatments.engine.conditions import (
    Above,
    All,
    Any,
    Below,
    Comparison,
    Condition,
    Includes,
    IncludesExactly,
    IsOneOf,
    Not,
)
from treatments.engine.written import DEEPEST, BadCondition, parse, written

MOST_FIELDS: Final = 300
MOST_NODES: Final = 100
Path = tuple[int, ...]
ROOT: Final[Path] = (0,)


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison as it stands in the builder; `number` as it was typed."""

    key: str = ""
    comparison: str = ""
    values: tuple[str, ...] = ()
    number: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """`kind`: all of the parts hold, or any of them."""

    kind: Literal["all", "any"]
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Negation:
    part: "Node"


Node = Row | Group | Negation


class UnfinishedRows(ValueError):
    """`faults`: what is missing, by the path of the row or group."""

    def __init__(self, faults: Mapping[Path, str]) -> None:
        self.faults = dict(faults)
        super().__init__("; ".join(faults.values()))


class Sent(Protocol):
    """What came with a form."""

    def get(self, name: str, /) -> str | None: ...
    def getlist(self, name: str, /) -> Sequence[str]: ...


def built_of(condition: Condition) -> Group:
    """The outermost is always a group, so that there is somewhere to add to."""
    node = _node(condition)
    return node if isinstance(node, Group) else Group("all", (node,))


def condition_of(group: Group) -> Condition:
    """A group of one part is that part, a group inside its own kind is part of it: as reading the line gives it."""
    faults = dict(_faults(group, ROOT)) if group.parts else {}
    if faults:
        raise UnfinishedRows(faults)
    try:
        return parse(written(_condition(group)))
    except BadCondition as error:
        raise UnfinishedRows({ROOT: str(error)}) from error


def is_small(group: Group) -> bool:
    """Small enough for rows; what is longer is written as text."""
    return sum(len(values) for values in fields_of("", group).values()) <= MOST_FIELDS and _depth(group) <= DEEPEST


def fields_of(name: str, group: Group) -> dict[str, list[str]]:
    """As the fields of a form come in, each with all its values."""
    return dict(_fields(name, group, ROOT))


def rows_in(name: str, sent: Sent) -> Group | None:
    """None where the form has no rows. What is deeper or longer than any condition is cut off."""
    left = iter(range(MOST_NODES))
    node = _read(name, sent, ROOT, left)
    return node if isinstance(node, Group) else None


def field_of(name: str, path: Path, what: str) -> str:
    return f"{name}-{'-'.join(map(str, path))}-{what}"


def _node(condition: Condition) -> Node:
    if isinstance(condition, All | Any):
        return Group("all" if isinstance(condition, All) else "any", tuple(map(_node, condition.parts)))
    if isinstance(condition, Not):
        return Negation(_node(condition.part))
    return _row(condition)


def _row(comparison: Comparison) -> Row:
    key = comparison.key
    match comparison:
        case IsOneOf(_, values):
            return Row(key, "is", values)
        case Includes(_, values, 1):
            return Row(key, "includes", values)
        case Includes(_, values, at_least):
            return Row(key, "includes_at_least", values, str(at_least))
        case IncludesExactly(_, values, count):
            return Row(key, "includes_exactly", values, str(count))
        case Below(_, limit, inclusive):
            return Row(key, "at_most" if inclusive else "below", number=_plain(limit))
        case Above(_, limit, inclusive):
            return Row(key, "at_least" if inclusive else "above", number=_plain(limit))
    return Row(key, "not_known")


def _plain(limit: float) -> str:
    return str(int(limit)) if limit == int(limit) else str(limit)


def _faults(node: Node, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(node, Row):
        if fault := _fault(node):
            yield path, fault
    elif isinstance(node, Negation):
        yield from _faults(node.part, (*path, 0))
    else:
        if not node.parts:
            yield path, _("This group is empty. Add a row to it, or remove it.")
        for at, part in enumerate(node.parts):
            yield from _faults(part, (*path, at))


def _fault(row: Row) -> str | None:
    if not row.key:
        return _("Choose what is asked.")
    if row.comparison in WITH_VALUES and not row.values:
        return _("Choose at least one answer.")
    if row.comparison in WITH_NUMBER and not row.number:
        return _("Enter a number.")
    try:
        comparison_of(row)
    except BadCondition as error:
        return str(error)
    return None


WITH_VALUES: Final = frozenset({"is", "includes", "includes_at_least", "includes_exactly"})
WITH_NUMBER: Final = frozenset({"includes_at_least", "includes_exactly", "below", "at_most", "above", "at_least"})
_LINES: Final = {
    "is": "{key} in ({values})",
    "includes": "{key} includes any of ({values})",
    "includes_at_least": "{key} includes at least {number} of ({values})",
    "includes_exactly": "{key} includes exactly {number} of ({values})",
    "below": "{key} < {number}",
    "at_most": "{key} <= {number}",
    "above": "{key} > {number}",
    "at_least": "{key} >= {number}",
    "not_known": "{key} is not known",
}
COMPARISONS: Final = tuple(_LINES)


def _line(row: Row) -> str:
    """The row as it would be written; reading it finds everything that is wrong with it."""
    return _LINES[row.comparison or "is"].format(key=row.key, values=", ".join(row.values), number=row.number)


def comparison_of(row: Row) -> Comparison:
    """Raises BadCondition for a row that is not one comparison: a key or an answer that no question can have."""
    read = parse(_line(row))
    if isinstance(read, All | Any | Not) or read.key != row.key:
        raise BadCondition(f"“{row.key[:60]}” is not a question's key", 0)
    return read


def _condition(node: Node) -> Condition:
    if isinstance(node, Row):
        return comparison_of(node)
    if isinstance(node, Negation):
        return Not(_condition(node.part))
    parts = tuple(_condition(part) for part in node.parts)
    if len(parts) == 1:
        return parts[0]
    kind = All if node.kind == "all" else Any
    return kind(tuple(inner for part in parts for inner in (part.parts if isinstance(part, kind) else (part,))))


def _depth(node: Node) -> int:
    if isinstance(node, Row):
        return 0
    if isinstance(node, Negation):
        return 1 + _depth(node.part)
    return 1 + max(map(_depth, node.parts), default=0)


def _fields(name: str, node: Node, path: Path) -> Iterator[tuple[str, list[str]]]:
    if isinstance(node, Row):
        shown = {"is": ["row"], "key": [node.key], "how": [node.comparison], "values": list(node.values)}
        # Ticks come in the order of the page; what was written in another order keeps its own.
        shown |= {"order": [" ".join(node.values)], "number": [node.number]}
        yield from ((field_of(name, path, what), values) for what, values in shown.items())
        return
    is_what = "not" if isinstance(node, Negation) else node.kind
    yield field_of(name, path, "is"), [is_what]
    parts = (node.part,) if isinstance(node, Negation) else node.parts
    for at, part in enumerate(parts):
        yield from _fields(name, part, (*path, at))


def _read(name: str, sent: Sent, path: Path, left: Iterator[int]) -> Node | None:
    is_what = sent.get(field_of(name, path, "is"))
    if is_what not in ("row", "not", "all", "any") or len(path) > 2 * DEEPEST or next(left, None) is None:
        return None
    if is_what == "row":
        return _read_row(name, sent, path)
    if is_what == "not":
        part = _read(name, sent, (*path, 0), left)
        return Negation(part) if part is not None else None
    parts: list[Node] = []
    while (part := _read(name, sent, (*path, len(parts)), left)) is not None:
        parts.append(part)
    return Group("all" if is_what == "all" else "any", tuple(parts))


def _read_row(name: str, sent: Sent, path: Path) -> Row:
    ticked = list(dict.fromkeys(sent.getlist(field_of(name, path, "values"))))
    order = (sent.get(field_of(name, path, "order")) or "").split()
    values = [value for value in dict.fromkeys(order) if value in ticked]
    values += [value for value in ticked if value not in order]
    how = sent.get(field_of(name, path, "how")) or ""
    return Row(
        key=(sent.get(field_of(name, path, "key")) or "").strip(),
        comparison=how if how in COMPARISONS else "",
        values=tuple(values),
        number=(sent.get(field_of(name, path, "number")) or "").strip(),
    )

"""The builder as its template draws it: every row and group with its choices, names and buttons, worked out once."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from treatments.workbench.conditions.building import at as node_at
from treatments.workbench.conditions.building import may_nest
from treatments.workbench.conditions.condition_typed import Read
from treatments.workbench.conditions.conditions import (
    ROOT,
    WITH_NUMBER,
    WITH_VALUES,
    Group,
    Negation,
    Node,
    Path,
    Row,
    field_of,
    is_small,
)
from treatments.workbench.conditions.vocabulary import Choices, Vocabulary


@dataclass(frozen=True)
class Tick:
    value: str
    label: str
    ticked: bool
    ident: str


@dataclass(frozen=True)
class RowShown:
    """`at` is the row's place, as buttons name it; `base` begins the names of its fields."""

    at: str
    base: str
    number: int
    row: Row
    comparisons: Choices
    is_known: bool
    ticks: tuple[Tick, ...]
    wants_number: bool
    can_move: tuple[bool, bool]
    can_nest: bool
    fault: str
    focus: bool
    kind: str = "row"

    @property
    def order(self) -> str:
        return " ".join(self.row.values)


@dataclass(frozen=True)
class GroupShown:
    at: str
    base: str
    number: int
    group: Group
    parts: tuple["NodeShown", ...]
    is_root: bool
    can_move: tuple[bool, bool]
    can_nest: bool
    can_dissolve: bool
    fault: str
    focus: bool
    kind: str = "group"


@dataclass(frozen=True)
class NegationShown:
    at: str
    base: str
    number: int
    part: "NodeShown"
    can_move: tuple[bool, bool]
    focus: bool
    kind: str = "not"


NodeShown = RowShown | GroupShown | NegationShown


@dataclass(frozen=True)
class BuilderPage:
    """`rows` is None where the condition is too long for rows. `marked` is the text around a mistake in it."""

    name: str
    read: Read
    sentence: str
    groups: tuple[tuple[str, Choices], ...]
    rows: NodeShown | None
    marked: tuple[str, str] | None

    @classmethod
    def of(
        cls, name: str, read: Read, vocabulary: Vocabulary, *, focus: Path | None = None, was_saved: bool = False
    ) -> "BuilderPage":
        drawing = _Drawing(name, read, vocabulary, focus, was_saved)
        at = read.problem[1] if read.problem else 0
        return cls(
            name=name,
            read=read,
            sentence=vocabulary.wording.sentence(read.line) if read.line is not None else "",
            groups=vocabulary.groups,
            rows=drawing.node(read.rows, ROOT, None) if is_small(read.rows) else None,
            marked=(read.text[:at], read.text[at:] or " ") if read.problem else None,
        )


class _Drawing:
    def __init__(self, name: str, read: Read, vocabulary: Vocabulary, focus: Path | None, was_saved: bool) -> None:
        self.name, self.read, self.vocabulary, self.focus, self.was_saved = name, read, vocabulary, focus, was_saved

    def node(self, node: Node, path: Path, above: Group | None) -> NodeShown:
        if isinstance(node, Row):
            return self._row(node, path, above)
        if isinstance(node, Negation):
            part = self.node(node.part, (*path, 0), None)
            return NegationShown(part=part, can_move=_can_move(path, above), **self._place(path))
        return GroupShown(
            group=node,
            parts=tuple(self.node(part, (*path, at), node) for at, part in enumerate(node.parts)),
            is_root=path == ROOT,
            can_move=_can_move(path, above),
            can_nest=may_nest(path),
            can_dissolve=above is not None,
            fault=self._fault(path),
            **self._place(path),
        )

    def _row(self, row: Row, path: Path, above: Group | None) -> RowShown:
        return RowShown(
            row=row,
            comparisons=self.vocabulary.comparisons(row.key) if row.key else (),
            is_known=self.vocabulary.is_known(row.key) or not row.key,
            ticks=self._ticks(row, path) if row.comparison in WITH_VALUES else (),
            wants_number=row.comparison in WITH_NUMBER,
            can_move=_can_move(path, above),
            can_nest=may_nest(path),
            fault=self._fault(path),
            **self._place(path),
        )

    def _place(self, path: Path) -> dict[str, object]:
        return {
            "at": "-".join(map(str, path)),
            "base": field_of(self.name, path, "")[:-1],
            "number": path[-1] + 1,
            "focus": path == self.focus,
        }

    def _ticks(self, row: Row, path: Path) -> tuple[Tick, ...]:
        offered = dict(self.vocabulary.values(row.key))
        # What is chosen and not offered any more is shown, so that it is not lost without a word.
        offered |= {
            value: _("%(value)s, not offered") % {"value": value} for value in row.values if value not in offered
        }
        base = field_of(self.name, path, "value")
        return tuple(
            Tick(value, label, value in row.values, f"{base}-{number}")
            for number, (value, label) in enumerate(offered.items())
        )

    def _fault(self, path: Path) -> str:
        """Half-done rows are no mistakes while they are being built; what cannot be is said at once."""
        fault = self.read.faults.get(path, "")
        if self.was_saved or not fault:
            return fault
        return "" if self._is_half_done(path) else fault

    def _is_half_done(self, path: Path) -> bool:
        node = node_at(self.read.rows, path)
        if not isinstance(node, Row):
            return True
        return not node.key or _lacks(node)


def _lacks(row: Row) -> bool:
    return (row.comparison in WITH_VALUES and not row.values) or (row.comparison in WITH_NUMBER and not row.number)


def _can_move(path: Path, above: Group | None) -> tuple[bool, bool]:
    if above is None:
        return False, False
    return path[-1] > 0, path[-1] < len(above.parts) - 1

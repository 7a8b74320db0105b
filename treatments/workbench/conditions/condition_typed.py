"""What was typed of a condition, in rows and as text, and which of the two was changed.

The form carries the text, the rows, and the line on which both agreed last; whichever of the two differs from that line
is what somebody changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from treatments.engine.written import BadCondition, parse, written
from treatments.workbench.conditions.conditions import (
    Group,
    Negation,
    Node,
    Path,
    Row,
    Sent,
    UnfinishedRows,
    built_of,
    comparison_of,
    condition_of,
    rows_in,
)
from treatments.workbench.conditions.vocabulary import Vocabulary

EMPTY = Group("all", ())


@dataclass(frozen=True)
class Typed:
    """As it came with the form. `rows` is None where only text was sent."""

    text: str
    agreed: str = ""
    rows: Group | None = None

    @classmethod
    def sent(cls, name: str, data: Sent) -> "Typed | None":
        text = data.get(name)
        if text is None:
            return None
        return cls(text, data.get(f"{name}-agreed") or "", rows_in(name, data))


@dataclass(frozen=True)
class Read:
    """What was typed means this: `line` is the condition, or None while something is wrong or half done."""

    line: str | None
    text: str
    agreed: str
    rows: Group
    problem: tuple[str, int] | None = None
    faults: Mapping[Path, str] = field(default_factory=dict)
    differ: bool = False


def read(typed: Typed, vocabulary: Vocabulary) -> Read:
    text, agreed = typed.text.strip(), typed.agreed.strip()
    if typed.rows is None:
        return _of_text(text, text, EMPTY, vocabulary)
    rows = vocabulary.fitted_group(typed.rows)
    line, faults = _line_of(rows, vocabulary)
    rows_changed, text_changed = bool(faults) or line != _canonical(agreed), text != agreed
    if not rows_changed:
        return _of_text(text, agreed, rows, vocabulary)
    if not text_changed or (line is not None and line == _canonical(text)):
        said = line if line is not None else text
        return Read(line, said, said if line is not None else agreed, rows, faults=faults)
    problem = vocabulary.fault_in(text)
    return Read(None, typed.text, typed.agreed, rows, problem=problem, faults=faults, differ=True)


def taken(typed: Typed, which: str, vocabulary: Vocabulary) -> Typed:
    """Of two that say different things, the text or the rows."""
    if which == "text":
        found = read(Typed(typed.text), vocabulary)
        return Typed(typed.text, typed.text, found.rows) if found.line is not None else typed
    rows = vocabulary.fitted_group(typed.rows or EMPTY)
    line, _faults = _line_of(rows, vocabulary)
    agreed = line if line is not None else typed.agreed
    return Typed(agreed, agreed, rows)


def why_not_read(found: Read) -> str | None:
    """What is wrong with the text; half-done rows are no mistake before somebody saves."""
    if found.differ:
        return _("The rows and the text were both changed and say different things. Take one of them.")
    if found.problem:
        reason, at = found.problem
        return _("%(reason)s (at character %(number)d of the text)") % {"reason": reason, "number": at + 1}
    return None


def _of_text(text: str, agreed: str, rows: Group, vocabulary: Vocabulary) -> Read:
    """The rows follow the text, or stay as they were last where it cannot be read."""
    if problem := vocabulary.fault_in(text):
        return Read(None, text, agreed, rows, problem=problem)
    if text == agreed and rows != EMPTY:
        return Read(text, text, text, rows)
    line = written(parse(text)) if text != agreed else text
    return Read(line, line, line, built_of(parse(text)))


def _line_of(rows: Group, vocabulary: Vocabulary) -> tuple[str | None, dict[Path, str]]:
    try:
        line = written(condition_of(rows))
    except UnfinishedRows as unfinished:
        return None, unfinished.faults
    faults = {path: reason for path, row in _rows(rows, (0,)) if (reason := _why_not(row, vocabulary))}
    return (None if faults else line), faults


def _why_not(row: Row, vocabulary: Vocabulary) -> str | None:
    return vocabulary.why_not(comparison_of(row))


def _rows(node: Node, path: Path) -> list[tuple[Path, Row]]:
    if isinstance(node, Row):
        return [(path, node)]
    parts = (node.part,) if isinstance(node, Negation) else node.parts
    return [found for at, part in enumerate(parts) for found in _rows(part, (*path, at))]


def _canonical(line: str) -> str | None:
    try:
        return written(parse(line))
    except BadCondition:
        return None

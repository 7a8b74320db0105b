"""Many conditions at once, fast: every comparison is looked up in a table, the rest is straight-line bit arithmetic.

The one function this module makes is built as a syntax tree of numbers, `&` and `|` from conditions that were already
parsed and checked; no text of an editor ever becomes code. `conditions.holds` is the reference it is held equal to.
"""

import ast
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from treatments.engine.conditions import (
    Above,
    All,
    Any,
    Below,
    Comparison,
    Condition,
    Not,
    compare,
)
from treatments.engine.readings import NOT_APPLICABLE_READING, NOT_KNOWN_READING, NotApplicable, Reading
from treatments.engine.truth import FALSE, TRUE, negated

_REMEMBERED: Final = 4096

Atom = tuple[Comparison, bool]


class ChoiceTable:
    """The states of one key's comparisons for each reading met so far."""

    def __init__(self, atoms: Sequence[Atom]) -> None:
        self.atoms = atoms
        self.known: dict[Reading, bytes] = {}

    def states(self, reading: Reading) -> bytes:
        found = self.known.get(reading)
        if found is None:
            if len(self.known) >= _REMEMBERED:
                self.known.clear()
            found = self.known[reading] = _states(self.atoms, reading)
        return found


class NumberTable:
    """The states of one number's comparisons between any two of its limits."""

    def __init__(self, atoms: Sequence[Atom]) -> None:
        limits = {comparison.limit for comparison, _ in atoms if isinstance(comparison, Below | Above)}
        self.limits = sorted(limits)
        self.by_place = [_states(atoms, sample) for sample in _samples(self.limits)]
        self.not_known = _states(atoms, NOT_KNOWN_READING)
        self.not_applicable = _states(atoms, NOT_APPLICABLE_READING)

    def place(self, number: float) -> int:
        """Which stretch between the limits the number falls in; a limit is a stretch of its own."""
        at = bisect_left(self.limits, number)
        return 2 * at + (at < len(self.limits) and self.limits[at] == number)

    def states(self, reading: Reading) -> bytes:
        if isinstance(reading, int | float):
            return self.by_place[self.place(reading)]
        return self.not_applicable if isinstance(reading, NotApplicable) else self.not_known


Table = ChoiceTable | NumberTable


class Conditions:
    """`truths(readings)` gives the truth of each condition, in the order they were handed in."""

    def __init__(self, conditions: Sequence[Condition]) -> None:
        self.sources = tuple(conditions)
        plain = [_negations_pushed_down(condition, wanted=True) for condition in conditions]
        by_key: dict[str, dict[Atom, None]] = {}
        for tree in plain:
            for atom in _atoms(tree):
                by_key.setdefault(atom[0].key, {})[atom] = None
        self.tables: dict[str, Table] = {key: _table(tuple(atoms)) for key, atoms in by_key.items()}
        self._lookups = tuple((key, table.states) for key, table in self.tables.items())
        self._function = _function(plain, [atom for atoms in by_key.values() for atom in atoms])

    def atoms(self, readings: Mapping[str, Reading]) -> bytes:
        """One byte per distinct comparison: all that is needed to rebuild any condition's truth."""
        read = readings.get
        return b"".join([states(read(key, NOT_KNOWN_READING)) for key, states in self._lookups])

    def truths(self, readings: Mapping[str, Reading]) -> tuple[int, ...]:
        return self._function(self.atoms(readings))


class _Leaf:
    __slots__ = ("atom",)

    def __init__(self, atom: Atom) -> None:
        self.atom = atom


class _Node:
    __slots__ = ("is_all", "parts")

    def __init__(self, is_all: bool, parts: Sequence["_Leaf | _Node"]) -> None:
        self.is_all = is_all
        self.parts = parts


_Tree = _Leaf | _Node


def _negations_pushed_down(condition: Condition, *, wanted: bool) -> _Tree:
    if isinstance(condition, Not):
        return _negations_pushed_down(condition.part, wanted=not wanted)
    if isinstance(condition, All | Any):
        is_all = isinstance(condition, All) == wanted
        return _Node(is_all, [_negations_pushed_down(part, wanted=wanted) for part in condition.parts])
    return _Leaf((condition, wanted))


def _atoms(tree: _Tree) -> list[Atom]:
    if isinstance(tree, _Leaf):
        return [tree.atom]
    return [atom for part in tree.parts for atom in _atoms(part)]


def _table(atoms: tuple[Atom, ...]) -> Table:
    numeric = any(isinstance(comparison, Below | Above) for comparison, _ in atoms)
    return NumberTable(atoms) if numeric else ChoiceTable(atoms)


def _states(atoms: Sequence[Atom], reading: Reading) -> bytes:
    truths = [(compare(comparison, reading), wanted) for comparison, wanted in atoms]
    return bytes(truth if wanted else negated(truth) for truth, wanted in truths)


def _samples(limits: Sequence[float]) -> list[float]:
    """A number below the first limit, on it, between it and the next, …, above the last."""
    samples = [limits[0] - 1] if limits else [0.0]
    for limit, following in zip(limits, [*limits[1:], None], strict=True):
        samples += [limit, limit + 1 if following is None else (limit + following) / 2]
    return samples


def _function(trees: Sequence[_Tree], atoms: Sequence[Atom]) -> Callable[[bytes], tuple[int, ...]]:
    names = {atom: f"a{number}" for number, atom in enumerate(atoms)}
    targets = ast.Tuple([ast.Name(name, ast.Store()) for name in names.values()], ast.Store())
    body: list[ast.stmt] = [ast.Assign([targets], ast.Name("states", ast.Load()))] if names else []
    body.append(ast.Return(ast.Tuple([_expression(tree, names) for tree in trees], ast.Load())))
    arguments = ast.arguments([], [ast.arg("states")], None, [], [], None, [])
    function = ast.FunctionDef("truths", arguments, body, [], None, None)
    module = ast.fix_missing_locations(ast.Module([function], []))
    space: dict[str, Callable[[bytes], tuple[int, ...]]] = {}
    exec(compile(module, "<conditions>", "exec"), space)  # nosec B102: a tree of our own nodes, see the docstring
    return space["truths"]


def _expression(tree: _Tree, names: Mapping[Atom, str]) -> ast.expr:
    if isinstance(tree, _Leaf):
        return ast.Name(names[tree.atom], ast.Load())
    if not tree.parts:
        return ast.Constant(TRUE if tree.is_all else FALSE)
    return _folded([_expression(part, names) for part in tree.parts], ast.BitAnd() if tree.is_all else ast.BitOr())


def _folded(parts: list[ast.expr], operator: ast.operator) -> ast.expr:
    """Halved again and again, so that a long row of parts stays a shallow tree."""
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    return ast.BinOp(_folded(parts[:middle], operator), operator, _folded(parts[middle:], operator))

"""Many conditions at once, fast: every comparison is looked up in a table, the rest is straight-line "and" and "or".

The one function this module makes is built as a syntax tree of names, `and`, `or` and numbers from conditions that
were already parsed and checked; no text of an editor ever becomes code. It is held equal to `conditions.holds`.

Each comparison has two bits: whether it is possibly true and whether it is certainly true. A condition is true when it
is certainly true, not known when it is only possibly true. Both ways stop at the first part that settles them.
"""

import ast
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import getitem, itemgetter
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
from treatments.engine.readings import NOT_APPLICABLE_READING, NOT_KNOWN_READING, Reading
from treatments.engine.truth import FALSE, NOT_KNOWN, TRUE, negated

_REMEMBERED: Final = 4096
_STATES: Final = itemgetter(0)

Atom = tuple[Comparison, bool]
Entry = tuple[bytes, tuple[bool, ...]]
"""What one reading makes of a key's comparisons: a byte each, and "possibly", "certainly" for each."""


class ChoiceTable(dict[Reading, Entry]):
    """The entry of one key for each reading met so far."""

    def __init__(self, atoms: Sequence[Atom]) -> None:
        super().__init__()
        self.atoms = atoms

    def __missing__(self, reading: Reading) -> Entry:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[reading] = self.entry(reading)
        return found

    def entry(self, reading: Reading) -> Entry:
        states = _states(self.atoms, reading)
        return states, tuple(bit for state in states for bit in (state != FALSE, state == TRUE))


class NumberTable(ChoiceTable):
    """A number's comparisons change at their limits only, so numbers between the same two limits share one entry."""

    def __init__(self, atoms: Sequence[Atom]) -> None:
        super().__init__(atoms)
        self.limits = sorted({comparison.limit for comparison, _ in atoms if isinstance(comparison, Below | Above)})
        self.by_place = [super(NumberTable, self).entry(sample) for sample in _samples(self.limits)]

    def place(self, number: float) -> int:
        """Which stretch between the limits the number falls in; a limit is a stretch of its own."""
        at = bisect_left(self.limits, number)
        return 2 * at + (at < len(self.limits) and self.limits[at] == number)

    def entry(self, reading: Reading) -> Entry:
        if isinstance(reading, int | float):
            return self.by_place[self.place(reading)]
        return super().entry(NOT_APPLICABLE_READING if reading is NOT_APPLICABLE_READING else NOT_KNOWN_READING)


class Conditions:
    """`truths(readings)` gives the truth of each condition, in the order they were handed in."""

    def __init__(self, conditions: Sequence[Condition]) -> None:
        self.sources = tuple(conditions)
        plain = [_negations_pushed_down(condition, wanted=True) for condition in conditions]
        by_key: dict[str, dict[Atom, None]] = {}
        for tree in plain:
            for atom in _atoms(tree):
                by_key.setdefault(atom[0].key, {})[atom] = None
        self.tables: dict[str, ChoiceTable] = {key: _table(tuple(atoms)) for key, atoms in by_key.items()}
        self._each = tuple(self.tables.values())
        self._all_of = itemgetter(*self.tables) if len(self.tables) > 1 else None
        self._function = _function(plain, [tuple(atoms) for atoms in by_key.values()])

    def truths(self, readings: Mapping[str, Reading]) -> tuple[int, ...]:
        return self._function(self._entries(readings))

    def atoms(self, readings: Mapping[str, Reading]) -> bytes:
        """One byte per distinct comparison: all that is needed to rebuild any condition's truth."""
        return b"".join(map(_STATES, self._entries(readings)))

    def truths_and_atoms(self, readings: Mapping[str, Reading]) -> tuple[tuple[int, ...], bytes]:
        entries = self._entries(readings)
        return self._function(entries), b"".join(map(_STATES, entries))

    def _entries(self, readings: Mapping[str, Reading]) -> list[Entry]:
        if self._all_of is not None:
            try:
                return list(map(getitem, self._each, self._all_of(readings)))
            except KeyError:
                pass  # a key without a reading: the slower way below counts it as not known
        return [table[readings.get(key, NOT_KNOWN_READING)] for key, table in self.tables.items()]


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


def _table(atoms: tuple[Atom, ...]) -> ChoiceTable:
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


def _function(trees: Sequence[_Tree], keys: Iterable[Sequence[Atom]]) -> Callable[[list[Entry]], tuple[int, ...]]:
    """A function of the entries: names for their bits, then one truth for each tree."""
    numbers: dict[Atom, int] = {}
    entries: list[ast.expr] = []
    for atoms in keys:
        bits: list[ast.expr] = []
        for atom in atoms:
            number = numbers[atom] = len(numbers)
            bits += [ast.Name(f"possibly_{number}", ast.Store()), ast.Name(f"certainly_{number}", ast.Store())]
        entries.append(ast.Tuple([ast.Name("_", ast.Store()), ast.Tuple(bits, ast.Store())], ast.Store()))
    body: list[ast.stmt] = []
    if entries:
        body.append(ast.Assign([ast.Tuple(entries, ast.Store())], ast.Name("entries", ast.Load())))
    body.append(ast.Return(ast.Tuple([_truth(tree, numbers) for tree in trees], ast.Load())))
    arguments = ast.arguments([], [ast.arg("entries")], None, [], [], None, [])
    function = ast.FunctionDef("truths", arguments, body, [], None, None)
    module = ast.fix_missing_locations(ast.Module([function], []))
    space: dict[str, Callable[[list[Entry]], tuple[int, ...]]] = {}
    exec(compile(module, "<conditions>", "exec"), space)  # nosec B102: a tree of our own nodes, see the docstring
    return space["truths"]


def _truth(tree: _Tree, numbers: Mapping[Atom, int]) -> ast.expr:
    # Most rules do not apply to most patients, so what is not even possible is settled first.
    at_least = ast.IfExp(_way(tree, numbers, "certainly"), ast.Constant(TRUE), ast.Constant(NOT_KNOWN))
    return ast.IfExp(_way(tree, numbers, "possibly"), at_least, ast.Constant(FALSE))


def _way(tree: _Tree, numbers: Mapping[Atom, int], way: str) -> ast.expr:
    if isinstance(tree, _Leaf):
        return ast.Name(f"{way}_{numbers[tree.atom]}", ast.Load())
    if len(tree.parts) < 2:
        return _way(tree.parts[0], numbers, way) if tree.parts else ast.Constant(tree.is_all)
    # Comparisons first: they cost least and often settle the rest.
    parts = sorted(tree.parts, key=lambda part: isinstance(part, _Node))
    return ast.BoolOp(ast.And() if tree.is_all else ast.Or(), [_way(part, numbers, way) for part in parts])

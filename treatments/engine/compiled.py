"""Many conditions at once, fast: every comparison is looked up in a table, the rest is straight-line "and" and "or".

The one function this module makes is built as a syntax tree of names, `and`, `or` and numbers from conditions that
were already parsed and checked; no text of an editor ever becomes code. It is held equal to `conditions.holds`.

Each comparison has two bits: whether it is possibly true and whether it is certainly true. A condition is true when it
is certainly true, not known when it is only possibly true. Both ways stop at the first part that settles them.
"""

import ast
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import Final, cast

from treatments.engine.answers import RawAnswer, reading_of
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
from treatments.engine.facts import Fact
from treatments.engine.readings import NOT_KNOWN_READING, Reading
from treatments.engine.truth import FALSE, NOT_KNOWN, TRUE, negated

_REMEMBERED: Final = 4096
_STATES: Final = itemgetter(0)

Atom = tuple[Comparison, bool]
Given = RawAnswer | Reading
Read = Callable[[Given], Reading]
Entry = tuple[bytes, tuple[bool, ...]]
"""What one reading makes of a key's comparisons: a byte each, and "possibly", "certainly" for each."""


class AnswerTable(dict[Given, Entry]):
    """The entry of one key for each answer met so far."""

    def __init__(self, atoms: Sequence[Atom], read: Read) -> None:
        super().__init__()
        self.atoms = atoms
        self.read = read

    def __missing__(self, answer: Given) -> Entry:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[answer] = self.fresh(answer)
        return found

    def of_ticks(self, answer: Given) -> Entry:
        return self[tuple(answer) if type(answer) is list else answer]

    def fresh(self, answer: Given) -> Entry:
        states = _states(self.atoms, self.read(answer))
        return states, tuple(bit for state in states for bit in (state != FALSE, state == TRUE))


class Stretches:
    """A number's comparisons change at their limits only: a limit is one stretch, and what lies between is another."""

    def __init__(self, comparisons: Iterable[Comparison]) -> None:
        self.limits = sorted({each.limit for each in comparisons if isinstance(each, Below | Above)})

    def place(self, number: float) -> int:
        at = bisect_left(self.limits, number)
        return 2 * at + (at < len(self.limits) and self.limits[at] == number)


class Conditions:
    """`truths(answers)` gives the truth of each condition, in the order they were handed in.

    With `facts` the answers are raw, as they were given; without, they are readings already.
    """

    def __init__(self, conditions: Sequence[Condition], facts: Mapping[str, Fact] | None = None) -> None:
        self.sources = tuple(conditions)
        plain = [_negations_pushed_down(condition, wanted=True) for condition in conditions]
        by_key: dict[str, dict[Atom, None]] = {}
        for tree in plain:
            for atom in _atoms(tree):
                by_key.setdefault(atom[0].key, {})[atom] = None
        # In the order of the bytes of `atoms`.
        self.compared: tuple[Atom, ...] = tuple(atom for atoms in by_key.values() for atom in atoms)
        facts = facts or {}
        self._lookups = tuple((key, _lookup(tuple(atoms), facts.get(key))) for key, atoms in by_key.items())
        self._function = _function(plain, [tuple(atoms) for atoms in by_key.values()])

    def truths(self, answers: Mapping[str, Given]) -> tuple[int, ...]:
        return self._function(self.entries(answers))

    def truths_of(self, entries: list[Entry]) -> tuple[int, ...]:
        """Negations stand in the comparisons, so a truth never falls when an entry rises."""
        return self._function(entries)

    def entry(self, place: int, answer: Given) -> Entry:
        return self._lookups[place][1](answer)

    @property
    def keys(self) -> tuple[str, ...]:
        """The key of each entry."""
        return tuple(key for key, _ in self._lookups)

    def truths_and_entries(self, answers: Mapping[str, Given]) -> tuple[tuple[int, ...], list[Entry]]:
        """The entries keep the state of every comparison; `atoms` packs them when they are to be stored."""
        entries = self.entries(answers)
        return self._function(entries), entries

    def entries(self, answers: Mapping[str, Given]) -> list[Entry]:
        given = answers.get
        return [lookup(given(key)) for key, lookup in self._lookups]


def atoms(entries: Iterable[Entry]) -> bytes:
    """One byte per distinct comparison: all that is needed to rebuild any condition's truth."""
    return b"".join(map(_STATES, entries))


def _lookup(atoms: Sequence[Atom], fact: Fact | None) -> Callable[[Given], Entry]:
    """What people write freely is not kept in a table."""
    if fact is None:
        return AnswerTable(atoms, _already_read).__getitem__
    table = AnswerTable(atoms, partial(reading_of, fact))
    if fact.type == "multi":
        return table.of_ticks
    return table.__getitem__ if fact.type in ("one", "number") else table.fresh


def _already_read(reading: Given) -> Reading:
    return NOT_KNOWN_READING if reading is None else cast(Reading, reading)


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


def _states(atoms: Sequence[Atom], reading: Reading) -> bytes:
    truths = [(compare(comparison, reading), wanted) for comparison, wanted in atoms]
    return bytes(truth if wanted else negated(truth) for truth, wanted in truths)


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
    exec(compile(module, "<conditions>", "exec"), space)  # nosec B102
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

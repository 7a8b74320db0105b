"""Looks for answers that make a formula true, or shows that there are none. Bounded work, no clock.

A formula here is "each" and "some" over leaves "the answer to this question is one of these", answers being bits. What
follows at once is drawn first; then the usual answers are tried; then one open choice is taken apart.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

MOST_STEPS: Final = 6_000
"""For one question put to the search; beyond that it gives up."""


@dataclass(frozen=True, slots=True)
class Leaf:
    key: str
    bits: int


@dataclass(frozen=True, slots=True)
class Every:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Either:
    parts: tuple["Node", ...]


Node = Leaf | Every | Either
Bits = dict[str, int]

YES: Final = Every(())
NO: Final = Either(())


def every(parts: Sequence[Node]) -> Node:
    if any(isinstance(part, Either) and not part.parts for part in parts):
        return NO
    return (
        parts[0]
        if len(parts) == 1
        else Every(tuple(part for part in parts if not (isinstance(part, Every) and not part.parts)))
    )


def either(parts: Sequence[Node]) -> Node:
    """Answers to one question that will do are one set."""
    bits: dict[str, int] = {}
    others: list[Node] = []
    for part in parts:
        if isinstance(part, Leaf):
            bits[part.key] = bits.get(part.key, 0) | part.bits
        elif not part.parts:
            if isinstance(part, Every):
                return YES
        else:
            others.append(part)
    merged = (*(Leaf(key, mask) for key, mask in bits.items()), *others)
    return merged[0] if len(merged) == 1 else Either(merged)


class GaveUp(Exception):
    """More work than is allowed."""


class Search:
    """`pick` chooses one answer for each question from those still allowed, the usual one where it will do."""

    def __init__(self, pick: Callable[[Mapping[str, int]], Bits], most_steps: int = MOST_STEPS) -> None:
        self.pick = pick
        self.steps = 0
        self.most_steps = most_steps

    def solve(self, allowed: Bits, nodes: list[Node]) -> Bits | None:
        """One bit for each question, or None when no answers will do. Raises GaveUp."""
        waiting = [(allowed, nodes)]
        while waiting:
            now, todo = waiting.pop()
            open_choices = self.narrowed(now, todo)
            if open_choices is None:
                continue
            picked = self.pick(now)
            failing = [choice for choice in open_choices if not self.holds(choice, picked)]
            if not failing:
                return picked
            choice = min(failing, key=lambda each: len(each.parts))
            others: list[Node] = [each for each in open_choices if each is not choice]
            waiting += [(dict(now), [*others, part]) for part in reversed(choice.parts)]
        return None

    def narrowed(self, allowed: Bits, nodes: list[Node]) -> list[Either] | None:
        """Draws what follows into `allowed` and returns the choices still open; None when nothing is left."""
        todo, changed = nodes, True
        while changed:
            changed, choices, stack = False, [], list(reversed(todo))
            while stack:
                node = stack.pop()
                if isinstance(node, Every):
                    stack += reversed(node.parts)
                elif isinstance(node, Leaf):
                    before = allowed[node.key]
                    after = before & node.bits
                    if not after:
                        return None
                    if after != before:
                        allowed[node.key], changed = after, True
                else:
                    parts = self.alive(node, allowed)
                    if parts is None:
                        continue
                    if not parts:
                        return None
                    if len(parts) == 1:
                        stack.append(parts[0])
                    else:
                        choices.append(Either(tuple(parts)))
            todo = list(choices)
        return choices

    def alive(self, choice: Either, allowed: Bits) -> list[Node] | None:
        """The parts that can still hold; None when one holds whatever is answered."""
        parts: list[Node] = []
        for part in choice.parts:
            state = self.state(part, allowed)
            if state is True:
                return None
            if state is None:
                parts.append(part)
        return parts

    def state(self, node: Node, allowed: Mapping[str, int]) -> bool | None:
        """Whether it holds for every, for no, or only for some of the answers allowed."""
        if isinstance(node, Leaf):
            self._count()
            now = allowed[node.key]
            return None if now & node.bits and now & ~node.bits else bool(now & node.bits)
        whole = isinstance(node, Every)
        result: bool | None = whole
        for part in node.parts:
            state = self.state(part, allowed)
            if state is (not whole):
                return state
            if state is None:
                result = None
        return result

    def holds(self, node: Node, picked: Mapping[str, int]) -> bool:
        return self.state(node, picked) is True

    def _count(self) -> None:
        self.steps += 1
        if self.steps > self.most_steps:
            raise GaveUp

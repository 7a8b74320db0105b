"""Timing in interleaved rounds: every round visits everybody once, and ratios are taken within a round.

What is counted is processor time of this process with all its threads: on a machine that others use too, the clock on
the wall mostly says who was waiting. An engine that hands its work to threads of its own is flattered by that, not us.
"""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import process_time
from typing import Any

LONGEST_VISIT = 0.3  # seconds that one visit of a slow engine may take
WARM = 3
SHORTEST_VISIT = 0.02  # a fast one goes through the answers again until it lasted this long


@dataclass
class Timed:
    """Seconds per evaluation, one figure a round; None where it was not timed, with the reason."""

    name: str
    explains: str = ""
    reason: str = ""
    rounds: list[float] = field(default_factory=list)

    @property
    def typical(self) -> float:
        return median(self.rounds)

    def times(self, other: "Timed") -> float:
        """How many times longer this takes: the median of the rounds' ratios."""
        return median(mine / theirs for mine, theirs in zip(self.rounds, other.rounds, strict=True))


def visit(evaluate: Callable[[Any], Any], prepared: Sequence[Any]) -> float:
    """Seconds per evaluation over these answers, after a few that bring the engine back into the processor's caches."""
    for answers in prepared[:WARM]:
        evaluate(answers)
    start = process_time()
    for answers in prepared:
        evaluate(answers)
    return (process_time() - start) / len(prepared)


def fitting(evaluate: Callable[[Any], Any], prepared: Sequence[Any]) -> list[Any]:
    """So many of the answers, or so often, that a visit is neither too short to time nor too long to wait for."""
    visit(evaluate, prepared[:3])
    once = max(visit(evaluate, prepared[:3]), 1e-7)
    some = list(prepared[: max(3, int(LONGEST_VISIT / once))])
    return some * max(1, round(SHORTEST_VISIT / (once * len(some))))


def interleaved(rounds: int, evaluations: Sequence[tuple[Timed, Callable[[Any], Any], Sequence[Any]]]) -> None:
    visits = [(timed, evaluate, fitting(evaluate, prepared)) for timed, evaluate, prepared in evaluations]
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for timed, evaluate, prepared in visits:
                timed.rounds.append(visit(evaluate, prepared))
    finally:
        gc.enable()

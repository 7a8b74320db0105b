"""One way to evaluate a rule set: takes a dictionary of answers, gives the truth of every rule."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.rule_sets import RawAnswers


@dataclass(frozen=True)
class Evaluator:
    """`evaluate` is timed; `truths` turns what it returns into one truth per rule and is not.

    `prepare` makes of the answers what `evaluate` takes, untimed, for the few rows that say so in their name.
    """

    name: str
    evaluate: Callable[[Any], Any]
    truths: Callable[[Any], tuple[int, ...]]
    explains: str = "no"
    prepare: Callable[[RawAnswers], Any] | None = None
    ours: bool = False

    def prepared(self, sets: list[RawAnswers]) -> list[Any]:
        return [self.prepare(answers) for answers in sets] if self.prepare else sets


class CannotSay(ValueError):
    """The engine has no way to write this rule."""

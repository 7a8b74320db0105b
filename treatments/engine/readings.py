"""How one answer is read: what is certain about it, and what is not."""

from dataclasses import dataclass
from typing import Final

UNANSWERED: Final = "unanswered"
UNKNOWN: Final = "unknown"
NOT_APPLICABLE: Final = "not_applicable"


@dataclass(frozen=True, slots=True)
class NotKnown:
    """Unanswered, "not sure" or contradictory: the same for safety."""


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The question was never due; that is an answer."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """Several choices; where `complete` is false, what is not ticked is not known."""

    values: frozenset[str]
    complete: bool = True


NOT_KNOWN_READING: Final = NotKnown()
NOT_APPLICABLE_READING: Final = NotApplicable()

Reading = str | float | Ticked | NotKnown | NotApplicable

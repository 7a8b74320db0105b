"""How one answer is read: what is certain about it, and what is not."""

from dataclasses import dataclass
from typing import Final, NamedTuple

UNANSWERED: Final = "unanswered"
UNKNOWN: Final = "unknown"
NOT_APPLICABLE: Final = "not_applicable"


@dataclass(frozen=True, slots=True, eq=False)
class NotKnown:
    """Unanswered, "not sure" or contradictory: the same for safety."""


@dataclass(frozen=True, slots=True, eq=False)
class NotApplicable:
    """The question was never due; that is an answer."""


class Ticked(NamedTuple):
    """Several choices; where `complete` is false, what is not ticked is not known."""

    values: frozenset[str]
    complete: bool = True


# The only two of their kind: they are told apart by identity.
NOT_KNOWN_READING: Final = NotKnown()
NOT_APPLICABLE_READING: Final = NotApplicable()

Reading = str | float | Ticked | NotKnown | NotApplicable


def is_incomplete(reading: Reading) -> bool:
    return reading is NOT_KNOWN_READING or (isinstance(reading, Ticked) and not reading.complete)

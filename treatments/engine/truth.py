"""Three truth values as two bits: false 0, not known 2, true 3; "and" is `&`, "or" is `|` (Kleene)."""

from typing import Final

FALSE: Final = 0
NOT_KNOWN: Final = 2
TRUE: Final = 3


def negated(truth: int) -> int:
    return truth if truth == NOT_KNOWN else TRUE - truth


def as_json(truth: int) -> bool | None:
    return None if truth == NOT_KNOWN else truth == TRUE

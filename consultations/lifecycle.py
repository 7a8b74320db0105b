"""The states of a consultation and the moves between them: one table, from which `docs/lifecycle.md` is drawn."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Status(StrEnum):
    INTAKE = "intake"
    REVIEW = "review"
    CONFIRMED = "confirmed"
    SIGNED = "signed"
    CLOSED_UNSIGNED = "closed_unsigned"


@dataclass(frozen=True, slots=True)
class Move:
    """`verb` is the name of the service that makes the move."""

    start: Status
    end: Status
    verb: str


MOVES: Final = (
    Move(Status.INTAKE, Status.REVIEW, "finish_intake"),
    Move(Status.REVIEW, Status.INTAKE, "give_back"),
    Move(Status.REVIEW, Status.CONFIRMED, "confirm"),
    Move(Status.CONFIRMED, Status.REVIEW, "reopen"),
    Move(Status.CONFIRMED, Status.SIGNED, "sign"),
    Move(Status.SIGNED, Status.REVIEW, "withdraw_signature"),
    Move(Status.INTAKE, Status.CLOSED_UNSIGNED, "close_unsigned"),
    Move(Status.REVIEW, Status.CLOSED_UNSIGNED, "close_unsigned"),
    Move(Status.CONFIRMED, Status.CLOSED_UNSIGNED, "close_unsigned"),
)

# A signature can be withdrawn for some minutes; nothing else leads out of these.
FINAL: Final = frozenset({Status.SIGNED, Status.CLOSED_UNSIGNED})


def is_allowed(start: Status, end: Status) -> bool:
    return any((move.start, move.end) == (start, end) for move in MOVES)


def as_diagram() -> str:
    """The moves as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {MOVES[0].start}"]
    lines += [f"    {move.start} --> {move.end}: {move.verb}" for move in MOVES]
    lines += [f"    {status} --> [*]" for status in Status if status in FINAL]
    return "\n".join(lines)


def as_page() -> str:
    """docs/lifecycle.md: the picture, and the moves as a table."""
    rows = [f"| {move.start} | {move.end} | `{move.verb}` |" for move in MOVES]
    return "\n".join(
        (
            "# The life of a visit",
            "",
            "Drawn from `consultations/lifecycle.py` by `python manage.py lifecycle`; `make check` compares the two.",
            "The database holds the same table in a trigger (`consultations/migrations/0012_course_with_undo.py`).",
            "",
            "```mermaid",
            as_diagram(),
            "```",
            "",
            "| from | to | by |",
            "|---|---|---|",
            *rows,
            "",
            "What is signed or closed stays as it is. A signature can be withdrawn within fifteen minutes, while",
            "nobody has the sheet; the signed record stays, the withdrawal beside it.",
            "After that a correction is an addendum.",
            "",
        )
    )

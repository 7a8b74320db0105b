"""Names as somebody types them who slips once: a letter left out, doubled, changed, or two that changed places."""

import random
from collections.abc import Sequence
from typing import Any

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def of_one_name(patients: Sequence[Any], *, seed: int) -> list[tuple[str, str]]:
    """What is typed, and the family name that should be among those found."""
    drawn = random.Random(seed)
    return [(slipped(patient.family_name, drawn), _shown(patient.family_name)) for patient in patients]


def of_one_patient(patients: Sequence[Any], *, seed: int) -> list[tuple[str, str]]:
    """A slip in each name; all three are those of one patient."""
    drawn = random.Random(seed)
    return [
        (
            f"{slipped(patient.given_name, drawn)} {slipped(patient.family_name, drawn)}",
            _shown(patient.family_name) + f" {patient.given_name}<",
        )
        for patient in patients
    ]


def slipped(name: str, drawn: random.Random) -> str:
    place = drawn.randrange(len(name))
    letter, after = name[place], name[place + 1 :]
    return drawn.choice(
        [
            name[:place] + after,
            name[:place] + letter * 2 + after,
            name[:place] + drawn.choice(LETTERS.replace(letter.lower(), "")) + after,
            name[:place] + after[:1] + letter + after[1:] if after else name[:place] + letter * 2,
        ]
    )


def _shown(family_name: str) -> str:
    return f">{family_name.upper()},"

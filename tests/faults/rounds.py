"""How often a fault is tried: a few times with all tests, as often as the figures ask for by `make faults`."""

import os
from collections.abc import Mapping


def rounds(*, short: int, full: int) -> int:
    return full if os.environ.get("FAULTS") == "all" else short


def figure(name: str, counted: Mapping[str, object]) -> None:
    """For docs/evidence.md: one line on the terminal."""
    print(f"\n{name}: " + ", ".join(f"{what} {number}" for what, number in counted.items()), flush=True)

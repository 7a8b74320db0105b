"""About how old somebody was: decades, and everybody under 18 together."""

from typing import Final

GROWN_UP: Final = 18
OLDEST: Final = 80
NOT_KNOWN: Final = ""


def band_of(years: float | None) -> str:
    if years is None:
        return NOT_KNOWN
    if years < GROWN_UP:
        return f"0-{GROWN_UP - 1}"
    if years >= OLDEST:
        return f"{OLDEST}+"
    decade = int(years) // 10 * 10
    return f"{max(decade, GROWN_UP)}-{decade + 9}"


def place(band: str) -> tuple[bool, int]:
    """To sort by: the youngest first, those whose age is not known last."""
    return band == NOT_KNOWN, int(band.split("-")[0].rstrip("+") or 0) if band else 0

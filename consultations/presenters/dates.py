"""Dates as documents store them."""

from datetime import date


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

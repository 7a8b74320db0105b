"""How many visits are open on which release. Whoever keeps visits says so: this app knows nothing of them."""

from collections.abc import Callable, Mapping

Count = Callable[[str], Mapping[int, int]]

_counted_by: list[Count] = []


def counted_by(count: Count) -> None:
    """`count(slug)` gives the number of open visits by the number of their release."""
    _counted_by[:] = [count]


def open_visits(slug: str) -> dict[int, int]:
    """By release, the newest first. Numbers only, over all sites: they name nobody."""
    found = {number: n for count in _counted_by for number, n in count(slug).items() if n}
    return dict(sorted(found.items(), reverse=True))

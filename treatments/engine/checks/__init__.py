"""What is wrong in a protocol, found by looking for patients: `findings_of`.

And what a draft lets through that the live release does not: `findings_against`.

Few and certain: every finding that names a patient was tried on that patient. Nothing here stops an edit.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from treatments.engine.checks.alone import always_true, idle_ways, never_shown, never_true
from treatments.engine.checks.asked import must_have_of_hidden, nothing_asks, unknown_not_handled
from treatments.engine.checks.asking import Asking
from treatments.engine.checks.both import Both
from treatments.engine.checks.calls import no_call
from treatments.engine.checks.finding import (
    ALWAYS_TRUE,
    CLASH,
    CONTRADICTS,
    COVERED,
    DUPLICATE,
    HOLE,
    KINDS,
    LOOSENED,
    MOVED,
    NEVER_TRUE,
    NO_CALL,
    NO_METHOD_LEFT,
    NOT_CHECKED,
    NOTHING_ASKS,
    UNASKED,
    UNKNOWN_NOT_HANDLED,
    Finding,
)
from treatments.engine.checks.holes import holes, holes_in_options
from treatments.engine.checks.loosened import loosened
from treatments.engine.checks.methods import clashes, no_method_left, nothing_argues
from treatments.engine.checks.pairs import (
    holds_within,
    idle_relaxations,
    no_variant_left,
    opposite_weights,
    same_or_within,
)
from treatments.engine.checks.regions import moved
from treatments.engine.checks.unasked import unasked
from treatments.engine.protocol import Protocol

MOST_STEPS: Final = 150_000
"""For each check: the milia protocol needs half of it at most, and whatever the protocol all end within seconds."""
MOST_FINDINGS: Final = 100
"""Of each check: whoever has more has other things to mend first."""

Check = Callable[[Asking], Iterable[Finding]]


def findings_of(protocol: Protocol) -> tuple[Finding, ...]:
    """The most urgent kind first, within a kind in the order of the rules."""
    unasked = list(_found(protocol, NOTHING_ASKS, nothing_asks))
    besides = frozenset(code for finding in unasked for code in finding.rules)
    found = [
        *unasked,
        *_found(protocol, NEVER_TRUE, lambda asking: never_true(asking, besides)),
        *_found(protocol, NEVER_TRUE, lambda asking: idle_ways(asking, besides)),
        *_found(protocol, NEVER_TRUE, never_shown),
        *_found(protocol, ALWAYS_TRUE, always_true),
        *_found(protocol, COVERED, same_or_within),
        *_found(protocol, COVERED, lambda asking: holds_within(asking.protocol)),
        *_found(protocol, CONTRADICTS, opposite_weights),
        *_found(protocol, CONTRADICTS, no_variant_left),
        *_found(protocol, CONTRADICTS, idle_relaxations),
        *_found(protocol, CONTRADICTS, must_have_of_hidden),
        *_found(protocol, CLASH, clashes),
        *_found(protocol, NO_METHOD_LEFT, nothing_argues),
        *_found(protocol, NO_METHOD_LEFT, no_method_left),
        *_found(protocol, UNKNOWN_NOT_HANDLED, unknown_not_handled),
        *_found(protocol, HOLE, holes),
        *_found(protocol, HOLE, holes_in_options),
        *no_call(protocol),
    ]
    return tuple(sorted(found, key=lambda finding: KINDS.index(finding.kind)))


def findings_against(live: Protocol, draft: Protocol) -> tuple[Finding, ...]:
    """Of a draft beside the live release. They name that release, so that what was accepted once is not for ever."""
    return (*_compared(live, draft, LOOSENED, loosened), *_compared(live, draft, UNASKED, unasked), *moved(live, draft))


def _compared(
    live: Protocol, draft: Protocol, name: str, check: Callable[[Both], Iterable[Finding]]
) -> Iterator[Finding]:
    both = Both(live, draft, name, MOST_STEPS)
    yield from islice(check(both), MOST_FINDINGS)
    for finding in both.given_up():
        yield replace(finding, rules=tuple(code for code in finding.rules if code in draft.rules_by_code))


def _found(protocol: Protocol, name: str, check: Check) -> Iterator[Finding]:
    asking = Asking(protocol, name, MOST_STEPS)
    yield from islice(check(asking), MOST_FINDINGS)
    yield from asking.given_up()


__all__ = [
    "ALWAYS_TRUE",
    "CLASH",
    "CONTRADICTS",
    "COVERED",
    "DUPLICATE",
    "HOLE",
    "KINDS",
    "LOOSENED",
    "MOST_FINDINGS",
    "MOST_STEPS",
    "MOVED",
    "NEVER_TRUE",
    "NOTHING_ASKS",
    "NOT_CHECKED",
    "NO_CALL",
    "NO_METHOD_LEFT",
    "UNASKED",
    "UNKNOWN_NOT_HANDLED",
    "Finding",
    "findings_against",
    "findings_of",
]

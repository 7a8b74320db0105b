"""What is not decided yet for one area, and the open keys that decide it.

The order of evaluation is that of `suggest.py`; what a decided step settles for good makes the later ones idle.
"""

from collections.abc import Iterable, Iterator
from enum import IntEnum
from itertools import combinations

from treatments.engine.conditions import keys_of
from treatments.engine.documents import AddOn, MustHave, RedFlag
from treatments.engine.leading import Race, race
from treatments.engine.possible import Possible
from treatments.engine.protocol import Compiled
from treatments.engine.truth import FALSE, TRUE
from treatments.engine.weighing import SUITS_FROM


class Use(IntEnum):
    """What an answer is good for, the most urgent first."""

    SAFETY = 0
    GUARDS_ALL = 1
    PUTS_FIRST = 2
    GUARDS_FIRST = 3
    RANKS_OTHERS = 4
    GUARDS_OTHERS = 5
    CAUTIONS = 6
    SHEET = 7


Wanted = Iterator[tuple[Use, str]]


def mattering(may: Possible) -> dict[str, Use]:
    """Each open key of the area that can still matter, with the most urgent use of its answer."""
    wanted: dict[str, Use] = {}
    for use, key in _steps(may):
        if key not in wanted or use < wanted[key]:
            wanted[key] = use
    found: dict[str, Use] = {}
    for key, use in wanted.items():
        for asked in may.to_ask(key):
            found[asked] = min(use, found.get(asked, use))
    return found


def guards_of(may: Possible, method: str) -> Iterator[str]:
    """The keys of undecided exclusions and holds."""
    for exclusion in may.protocol.exclusions_of[method]:
        if not may.is_decided(exclusion.when):
            yield from exclusion.keys
    for hold in may.protocol.holds:
        if method in hold.rule.methods:
            yield from (key for key in hold.rule.keys if may.can_be_open(key))


def cautions_on(may: Possible, method: str) -> Iterator[str]:
    for caution in may.protocol.cautions:
        if method in caution.rule.methods and not may.is_decided(caution.when):
            yield from caution.keys


def _steps(may: Possible) -> Wanted:
    yield from ((Use.SAFETY, key) for flag in may.protocol.red_flags for key in _of_red_flag(may, flag))
    yield from ((use, key) for use, key in _after_red_flags(may) if key in may.undecided)


def _after_red_flags(may: Possible) -> Wanted:
    if any(_is_raised(may, flag) for flag in may.protocol.red_flags):
        return
    yield from ((Use.SAFETY, key) for must in may.protocol.must_haves for key in _of_must_have(may, must))
    plain = [rule for rule in may.protocol.no_treatments if rule.rule.when_only_excluded_by is None]
    yield from ((Use.SAFETY, key) for rule in plain if not may.is_decided(rule.when) for key in rule.keys)
    if any(may.low[rule.when] == TRUE for rule in plain):
        yield from ((Use.SHEET, key) for key in _on_sheet(may, set()))
    else:
        yield from _of_methods(race(_once_answered(may)))


def _is_raised(may: Possible, flag: Compiled[RedFlag]) -> bool:
    """Whether the flag is up whatever is still answered."""
    return TRUE in (may.low[flag.when], may.danger_low[flag.when]) and may.high[flag.unless] != TRUE


def _of_red_flag(may: Possible, flag: Compiled[RedFlag]) -> Iterable[str]:
    can_be = TRUE in (may.high[flag.when], may.danger_high[flag.when]) and may.low[flag.unless] != TRUE
    return flag.keys if can_be and not _is_raised(may, flag) else ()


def _of_must_have(may: Possible, must: Compiled[MustHave]) -> Iterator[str]:
    if may.high[must.when] == FALSE or may.low[must.unless] == TRUE:
        return
    yield from (key for key in must.rule.keys if may.can_be_open(key))
    if not (may.is_decided(must.when) and may.is_decided(must.unless)):
        yield from must.keys


def _once_answered(may: Possible) -> Possible:
    """The area when what blocks it has been answered: by the doctor, and we cannot know how.

    So that one "not sure" does not end the intake with everything about the methods left to the doctor.
    """
    rules = {must.rule.code: must for must in may.protocol.must_haves}
    blocking = {key for code, keys in may.weighed.missing.items() if _is_due(may, rules[code]) for key in keys}
    return may.with_open(frozenset(blocking - may.undecided))


def _is_due(may: Possible, must: Compiled[MustHave]) -> bool:
    return may.low[must.when] != FALSE and may.high[must.unless] != TRUE


def _of_methods(race: Race) -> Wanted:
    if not race.runners:
        yield from ((Use.GUARDS_FIRST, key) for key in _why_nothing_fits(race))
        return
    first, *others = race.runners
    for key in _guarding_all(race):
        yield Use.GUARDS_ALL, key
    yield from ((Use.PUTS_FIRST, key) for key in race.deciding_fit(first))
    for one, other in combinations(others, 2):
        yield from ((Use.RANKS_OTHERS, key) for key in race.deciding_order(one, other))
    for other in others:
        yield from ((Use.PUTS_FIRST, key) for key in race.deciding_order(first, other))
        yield from ((Use.RANKS_OTHERS, key) for key in race.deciding_fit(other))
        yield from ((Use.GUARDS_OTHERS, key) for key in guards_of(race.possible, other))
    yield from ((Use.GUARDS_FIRST, key) for key in guards_of(race.possible, first))
    for method in race.runners:
        yield from ((Use.CAUTIONS, key) for key in cautions_on(race.possible, method))
    yield from ((Use.CAUTIONS, key) for key in _of_add_ons(race))
    if not others:
        given = {first, *(add_on.rule.method for add_on in _possible_add_ons(race))}
        yield from ((Use.SHEET, key) for key in _on_sheet(race.possible, given))
    if not others and race.is_on_hold(first):
        yield from _of_methods_instead(race.without(first))


def _of_methods_instead(race: Race) -> Wanted:
    """While the leader waits for an answer that nobody has, the best method that is safe already is shown with it."""
    if race.runners:
        yield from _of_methods(race)


def _guarding_all(race: Race) -> set[str]:
    return set.intersection(*(set(guards_of(race.possible, method)) for method in race.runners))


def _of_add_ons(race: Race) -> Iterator[str]:
    for add_on in _possible_add_ons(race):
        yield from add_on.keys
        yield from guards_of(race.possible, add_on.rule.method)


def _possible_add_ons(race: Race) -> list[Compiled[AddOn]]:
    def can_be_given(add_on: Compiled[AddOn]) -> bool:
        method = add_on.rule.method
        return race.possible.high[add_on.when] == TRUE and race.runners != (method,) and not race.is_out(method)

    return [add_on for add_on in race.protocol.add_ons if can_be_given(add_on)]


def _on_sheet(may: Possible, methods: set[str]) -> Iterator[str]:
    """The keys of undecided lines of the patient's sheet for these methods, or for a place that is left alone."""
    for step, when, is_decided in may.sheet:
        if not is_decided and (methods.intersection(step.methods) if methods else not step.methods):
            yield from keys_of(when)


def _why_nothing_fits(race: Race) -> Iterator[str]:
    """Is it one exclusion alone that removed a method which otherwise suits?"""
    may = race.possible
    for rule in race.protocol.no_treatments:
        blamed = rule.rule.when_only_excluded_by
        if blamed and may.high[rule.when] == TRUE:
            yield from rule.keys
            for method in race.protocol.methods:
                yield from _blaming(race, blamed, method)


def _blaming(race: Race, blamed: str, method: str) -> Iterator[str]:
    may, exclusions = race.possible, race.protocol.exclusions_of[method]
    others = [exclusion for exclusion in exclusions if exclusion.rule.code != blamed]
    can_be = any(e.rule.code == blamed and may.high[e.when] == TRUE for e in exclusions)
    if not can_be or race.high[method] < SUITS_FROM or any(may.low[other.when] == TRUE for other in others):
        return
    yield from race.deciding_fit(method)
    for exclusion in exclusions:
        if not may.is_decided(exclusion.when):
            yield from exclusion.keys

"""Bands with a hole: numbers or ordered choices between two that rules of one effect and method speak about."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from treatments.engine.checks.asking import Asking, when
from treatments.engine.checks.finding import HOLE, Finding
from treatments.engine.checks.formulas import Formula, Some, all_of, not_true, true
from treatments.engine.checks.scales import Gap, Stretch, gaps, is_ordered, scale
from treatments.engine.conditions import All, Condition, comparisons, holds, keys_of
from treatments.engine.conditions import Any as AnyOf
from treatments.engine.documents import RuleBase
from treatments.engine.protocol import Compiled, Protocol
from treatments.engine.truth import TRUE


@dataclass(frozen=True)
class Band:
    """The part of a rule about one key, and the rest that holds beside it."""

    rule: Compiled[RuleBase]
    key: str
    part: Condition
    rest: frozenset[Condition]


def holes(asking: Asking) -> Iterator[Finding]:
    """A narrow gap between bands of rules that are alike in all else: 18 to 40 and 42 to 60.

    A gap as wide as one of the bands beside it is taken to be meant: under 12, and from 60.
    """
    bands = [band for rule in _speaking(asking.protocol) for band in _bands(asking.protocol, rule)]
    named = sorted(((_alike(asking.protocol, band), at) for at, band in enumerate(bands)))
    for _, alike in groupby(named, key=lambda each: each[0]):
        yield from _between(asking, [bands[at] for _, at in alike])


def holes_in_options(asking: Asking) -> Iterator[Finding]:
    """Numbers that no choice of a question covers, between two that do: nobody can give them."""
    for question in asking.protocol.questions.values():
        options = sorted(
            (option.at_least, option.at_most or option.at_least)
            for option in question.offered
            if option.at_least is not None
        )
        for (_, last), (first, _) in zip(options, options[1:], strict=False):
            if first > last + 1 and not question.retired:
                yield Finding(
                    HOLE, (), (question.key,), None, {"question": question.key, "above": last, "below": first}
                )


def _speaking(protocol: Protocol) -> tuple[Compiled[RuleBase], ...]:
    return (
        *protocol.red_flags,
        *protocol.no_treatments,
        *protocol.exclusions,
        *protocol.cautions,
        *protocol.indications,
        *protocol.add_ons,
    )


def _bands(protocol: Protocol, rule: Compiled[RuleBase]) -> Iterator[Band]:
    condition = when(protocol, rule).condition
    parts = condition.parts if isinstance(condition, All) else (condition,)
    for key in keys_of(condition):
        if protocol.asking[key].retired or not is_ordered(protocol.asking[key], protocol.facts[key]):
            continue
        about = tuple(part for part in parts if keys_of(part) == (key,))
        rest = frozenset(part for part in parts if keys_of(part) != (key,))
        if about and all(key not in keys_of(part) for part in rest):
            yield Band(rule, key, All(about) if len(about) > 1 else about[0], rest)


def _alike(protocol: Protocol, band: Band) -> tuple[str, ...]:
    """For and against a method may leave out the choice between them; a number left out is looked at all the same."""
    rule = band.rule.rule
    about = getattr(rule, "method", "") or " ".join(sorted(getattr(rule, "methods", ())))
    is_for = str(getattr(rule, "weight", 0) > 0) if protocol.facts[band.key].type == "one" else ""
    label = str(getattr(rule, "label", ""))
    return (
        str(getattr(rule, "effect", "")),
        about,
        is_for,
        label,
        getattr(rule, "unless", ""),
        band.key,
        repr(sorted(map(repr, band.rest))),
    )


def _between(asking: Asking, bands: list[Band]) -> Iterator[Finding]:
    if len(bands) < 2 and not isinstance(bands[0].part, AnyOf):
        return
    protocol, key = asking.protocol, bands[0].key
    made = [comparison for band in bands for comparison in comparisons(band.part)]
    stretches = scale(protocol.asking[key], protocol.facts[key], made)
    if not asking.spend(len(stretches) * len(bands)):
        asking.unchecked |= dict.fromkeys(band.rule.rule.code for band in bands)
        return
    covered = [[holds(band.part, {key: stretch.reading}) == TRUE for stretch in stretches] for band in bands]
    for gap in gaps(stretches, [any(truths) for truths in zip(*covered, strict=True)]):
        if gap.size < gap.beside or protocol.facts[key].type == "one" and gap.size == 1:
            beside = [
                b for b, truths in zip(bands, covered, strict=True) if truths[gap.first - 1] or truths[gap.last + 1]
            ]
            yield from _hole(asking, bands, beside, stretches, gap)


def _hole(
    asking: Asking, bands: list[Band], beside: list[Band], stretches: tuple[Stretch, ...], gap: Gap
) -> Iterator[Finding]:
    protocol, key = asking.protocol, bands[0].key
    codes = tuple(band.rule.rule.code for band in beside)
    missing = stretches[gap.first : gap.last + 1]
    inside = Some(tuple(true(asking.world.stated(stretch.condition)) for stretch in missing))
    rest: list[Formula] = [true(asking.world.stated(part)) for part in sorted(bands[0].rest, key=repr)]
    missed = [not_true(when(protocol, band.rule)) for band in bands]
    patient = asking.patient(all_of([inside, *rest, *missed]), codes)
    if patient and not any(patient.fires(band.rule) for band in bands):
        yield Finding(HOLE, codes, (key,), patient.example, _said(protocol, key, missing))


def _said(protocol: Protocol, key: str, missing: tuple[Stretch, ...]) -> dict[str, Any]:
    if protocol.facts[key].type == "one":
        return {"values": [str(stretch.reading) for stretch in missing]}
    first, last = missing[0], missing[-1]
    return {"from": first.low, "to": last.high, "with_from": first.low == first.high, "with_to": last.low == last.high}

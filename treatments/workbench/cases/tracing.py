"""Which rules fired for one area of a patient, which nearly did, and which are silent.

A rule nearly fires when one thing stands in its way: one answer that nobody knows, or one condition short of several.
What would have to be answered is tried out, never guessed: with that one answer changed the rule is on.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from treatments.engine.answers import RawAnswer, RawAnswers
from treatments.engine.conditions import Above, All, Any, Below, Condition, Not, comparisons, holds, keys_of
from treatments.engine.documents import Hold, MustHave, RedFlag, Rule, RuleBase
from treatments.engine.facts import Fact
from treatments.engine.protocol import Compiled, Protocol
from treatments.engine.readings import UNANSWERED, UNKNOWN
from treatments.engine.suggest import AreaSuggestion, suggest_area
from treatments.engine.truth import FALSE, NOT_KNOWN, TRUE, negated
from treatments.engine.weighing import Weighed, weigh


class Firing(StrEnum):
    FIRED = "fired"
    ALMOST = "almost"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Way:
    """One answer that would make the rule fire; `value` may be `unanswered`."""

    key: str
    value: RawAnswer


@dataclass(frozen=True, slots=True)
class Traced:
    """`reads` are the keys of the rule; `open_keys` those of them that are not known; `ways` are for `almost` alone."""

    rule: Rule
    firing: Firing
    reads: tuple[str, ...]
    open_keys: tuple[str, ...]
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Trace:
    """`matters` are the keys of which another answer alone would change outcome, method or add-on."""

    area: AreaSuggestion
    rules: tuple[Traced, ...]
    matters: frozenset[str]

    def of(self, firing: Firing) -> tuple[Traced, ...]:
        return tuple(traced for traced in self.rules if traced.firing == firing)


def trace(protocol: Protocol, person: RawAnswers, place: RawAnswers) -> Trace:
    """In the order of the document; a rule that is switched off is silent."""
    area = suggest_area(weigh(protocol, person, place))
    on, (ways, matters) = fired(area), _tried(area)
    known = {compiled.rule.code: compiled for compiled in compiled_rules(protocol)}
    traced = (_traced(area, rule, known.get(rule.code), on, ways) for rule in protocol.document.rules)
    return Trace(area, tuple(traced), matters)


def fired(area: AreaSuggestion) -> frozenset[str]:
    """The codes of all rules that are on, whether or not something graver decided before them."""
    weighed = area.weighed
    return frozenset(compiled.rule.code for compiled in compiled_rules(weighed.protocol) if _is_on(area, compiled))


def changed(weighed: Weighed, way: Way) -> Weighed:
    """The same area, had this been answered."""
    person, place = dict(weighed.person), dict(weighed.area)
    (person if weighed.protocol.facts[way.key].about == "person" else place)[way.key] = way.value
    return weigh(weighed.protocol, person, place)


@lru_cache(maxsize=8)
def compiled_rules(protocol: Protocol) -> tuple[Compiled[RuleBase], ...]:
    return (
        *protocol.red_flags,
        *protocol.must_haves,
        *protocol.no_treatments,
        *protocol.exclusions,
        *protocol.holds,
        *protocol.cautions,
        *protocol.indications,
        *protocol.add_ons,
    )


def _is_on(area: AreaSuggestion, compiled: Compiled[RuleBase]) -> bool:
    weighed, rule = area.weighed, compiled.rule
    if isinstance(rule, RedFlag):
        return rule.code in weighed.red_flags
    if isinstance(rule, MustHave):
        return rule.code in weighed.missing
    if isinstance(rule, Hold):
        return any(map(weighed.is_open, rule.keys))
    if getattr(rule, "when_only_excluded_by", None):
        return rule.code in area.fired
    return weighed.truths[compiled.when] == TRUE


def _traced(
    area: AreaSuggestion,
    rule: Rule,
    compiled: Compiled[RuleBase] | None,
    on: frozenset[str],
    ways: dict[str, list[Way]],
) -> Traced:
    if compiled is None:
        return Traced(rule, Firing.SILENT, (), (), ())
    reads = tuple(key for key in compiled.keys if key in area.weighed.protocol.facts)
    open_keys = tuple(filter(area.weighed.is_open, reads))
    if rule.code in on:
        return Traced(rule, Firing.FIRED, reads, open_keys, ())
    short = tuple(way for way in ways.get(rule.code, ()) if _stands_alone_in_its_way(area.weighed, compiled, way))
    return Traced(rule, Firing.ALMOST if short else Firing.SILENT, reads, open_keys, short)


def _tried(area: AreaSuggestion) -> tuple[dict[str, list[Way]], frozenset[str]]:
    """For each rule that is not on, the single answers that would turn it on, among those it reads; and what matters.

    Every other answer is tried, one at a time.
    """
    weighed, on = area.weighed, fired(area)
    off = [compiled for compiled in compiled_rules(weighed.protocol) if compiled.rule.code not in on]
    ways: dict[str, list[Way]] = {}
    matters: set[str] = set()
    for key in _worth_trying(weighed):
        readers = [compiled for compiled in off if key in compiled.keys and _may_be_nearly_on(compiled, key)]
        for value in values_to_try(weighed.protocol, key, weighed.given(key)):
            then = suggest_area(changed(weighed, Way(key, value)))
            if _decided(then) != _decided(area):
                matters.add(key)
            for compiled in readers:
                if _is_on(then, compiled):
                    ways.setdefault(compiled.rule.code, []).append(Way(key, value))
    return ways, frozenset(matters)


def _decided(area: AreaSuggestion) -> tuple[str, str | None, str | None]:
    return area.outcome, area.method, area.add_on


def _worth_trying(weighed: Weighed) -> Iterator[str]:
    """What some rule reads; what nobody was asked cannot be answered."""
    facts, rules = weighed.protocol.facts, compiled_rules(weighed.protocol)
    read = dict.fromkeys(key for compiled in rules for key in compiled.keys)
    return (key for key in read if key in facts and not weighed.settled.is_hidden(key))


def _may_be_nearly_on(compiled: Compiled[RuleBase], key: str) -> bool:
    """To take an answer away is no way to come nearer to a rule that only waits for it."""
    rule = compiled.rule
    return not isinstance(rule, Hold) and not (isinstance(rule, MustHave) and key in rule.keys)


def values_to_try(protocol: Protocol, key: str, given: object) -> list[RawAnswer]:
    """Every other answer to the question that could make a difference to a rule, and none."""
    fact = protocol.facts[key]
    if fact.type == "number":
        values: Iterable[RawAnswer] = _around_limits(protocol, fact)
    elif fact.type == "multi":
        values = _ticks(fact, given)
    else:
        values = fact.values
    others = [value for value in values if value != given]
    others = [value for at, value in enumerate(others) if value not in others[:at]]
    return others if given in (None, UNANSWERED) else [*others, UNANSWERED]


def _ticks(fact: Fact, given: object) -> Iterator[RawAnswer]:
    """One tick more, one tick less, or one alone."""
    ticked = [each for each in given if each != UNKNOWN] if isinstance(given, list | tuple) else []
    for value in fact.values:
        yield [value]
        if value in ticked:
            yield [each for each in ticked if each != value]
        elif value not in fact.exclusive:
            yield [*(each for each in ticked if each not in fact.exclusive), value]


def _around_limits(protocol: Protocol, fact: Fact) -> list[RawAnswer]:
    limits = {
        comparison.limit
        for condition in protocol.conditions.sources
        for comparison in comparisons(condition)
        if comparison.key == fact.key and isinstance(comparison, Below | Above)
    }
    near = {round(limit + step, 2) for limit in limits | {fact.minimum} for step in _steps(fact)}
    return [_plain(number) for number in sorted(near) if fact.minimum <= number <= fact.maximum]


def _steps(fact: Fact) -> Sequence[float]:
    return (-1, -0.01, 0, 0.01, 1) if fact.decimals else (-1, 0, 1)


def _plain(number: float) -> RawAnswer:
    return int(number) if number == int(number) else number


def _stands_alone_in_its_way(weighed: Weighed, compiled: Compiled[RuleBase], way: Way) -> bool:
    """Nobody knows the one answer, or something else that the rule asks for is there already.

    A rule with one condition only is not "nearly" true for everybody whose answer is another one.
    """
    protocol, rule = weighed.protocol, compiled.rule
    when = protocol.conditions.sources[compiled.when]
    if isinstance(rule, MustHave):
        return any(map(weighed.is_open, rule.keys)) and weighed.truths[compiled.when] == FALSE
    if weighed.truths[compiled.when] == TRUE:
        return True
    if weighed.truths[compiled.when] == NOT_KNOWN and weighed.is_open(way.key):
        return True
    after = changed(weighed, way)
    return _has_company(when, way.key, weighed, after, wanted=True)


def _has_company(condition: Condition, key: str, before: Weighed, after: Weighed, *, wanted: bool) -> bool:
    """Beside the part that hangs on the key stands another one that has to be true, and was."""
    if isinstance(condition, Not):
        return _has_company(condition.part, key, before, after, wanted=not wanted)
    if not isinstance(condition, All | Any):
        return False
    reading = [part for part in condition.parts if key in keys_of(part)]
    if isinstance(condition, Any) == wanted:
        reading = [part for part in reading if _truth(part, after, wanted) == TRUE]
    elif any(keys_of(part) and _truth(part, before, wanted) == TRUE for part in condition.parts if part not in reading):
        return True
    return any(_has_company(part, key, before, after, wanted=wanted) for part in reading)


def _truth(condition: Condition, weighed: Weighed, wanted: bool) -> int:
    truth = holds(condition, weighed.readings)
    return truth if wanted else negated(truth)

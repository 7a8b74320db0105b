"""What is wrong with a rule by itself: no patient makes it true, or every patient does."""

from collections.abc import Iterator
from itertools import islice, product
from typing import Final

from treatments.engine.checks.asking import Asking, Patient, fires, silent, unless, when
from treatments.engine.checks.finding import ALWAYS_TRUE, NEVER_TRUE, Finding
from treatments.engine.checks.formulas import Formula, all_of, false, not_false, not_true, true
from treatments.engine.conditions import All, Any, IsOneOf, comparisons, keys_of
from treatments.engine.documents import MustHave, RuleBase
from treatments.engine.protocol import NEVER, Compiled, Protocol, with_policies
from treatments.engine.written import parse, written

_FOR_ONE_RULE: Final = 6_000
"""Steps for all the ways of one rule, so that one long condition leaves something for the others."""
_MOST_PARTS: Final = 8
"""Of a condition that is never true, so many parts are looked at for the one that fails."""
_MOST_POSITIONS: Final = 16
"""Of several policies in one condition, all positions of each with each are tried up to this."""


def firing_rules(protocol: Protocol) -> tuple[Compiled[RuleBase], ...]:
    """Every rule with a condition, in groups by effect. A hold has none: it is on while a key is not known."""
    return (
        *protocol.red_flags,
        *protocol.must_haves,
        *protocol.no_treatments,
        *protocol.exclusions,
        *protocol.cautions,
        *protocol.indications,
        *protocol.add_ons,
    )


def never_true(asking: Asking, besides: frozenset[str]) -> Iterator[Finding]:
    """No patient who answered what is asked makes the rule true.

    A rule that another position of a policy would switch on is as it should be. `besides`: rules whose key nothing
    asks, which is said elsewhere.
    """
    for rule in firing_rules(asking.protocol):
        code = rule.rule.code
        if code in besides or not asking.goes_on(code):
            continue
        if asking.is_impossible(fires(asking.protocol, rule), (code,)) and not _is_switched_off(asking, rule):
            yield _never(asking, rule)


def idle_ways(asking: Asking, besides: frozenset[str]) -> Iterator[Finding]:
    """Of the ways joined by "or" in a rule that can be true, those that no patient can take."""
    for rule in firing_rules(asking.protocol):
        if rule.rule.code in besides or _reads_policy(asking.protocol, rule.rule):
            continue
        code = rule.rule.code
        if asking.goes_on(code) and not asking.is_impossible(fires(asking.protocol, rule), (code,)):
            yield from _idle_ways(asking, rule)


def always_true(asking: Asking) -> Iterator[Finding]:
    """Every patient makes the rule true, so its condition says nothing. A must-have without a condition means it."""
    protocol = asking.protocol
    for rule in firing_rules(protocol):
        if isinstance(rule.rule, MustHave) and not rule.rule.when or _reads_policy(protocol, rule.rule):
            continue
        if asking.goes_on(rule.rule.code) and asking.is_impossible(silent(protocol, rule), (rule.rule.code,)):
            patient = asking.patient(fires(protocol, rule))
            if patient and patient.fires(rule):
                yield Finding(ALWAYS_TRUE, (rule.rule.code,), when(protocol, rule).keys, patient.example)


def never_shown(asking: Asking) -> Iterator[Finding]:
    """Questions whose skip logic hides them from every patient."""
    for key in hidden_for_all(asking):
        patient = who_is_not_asked(asking, key)
        yield Finding(NEVER_TRUE, (), (key,), patient.example if patient else None, {"question": key})


def hidden_for_all(asking: Asking) -> tuple[str, ...]:
    world = asking.world
    return tuple(
        key
        for key, condition in world.shown.items()
        if key not in world.retired and asking.is_impossible(not_false(condition))
    )


def who_is_not_asked(asking: Asking, key: str) -> Patient | None:
    patient = asking.patient(false(asking.world.shown[key]))
    return patient if patient and patient.settled.is_hidden(key) else None


def _never(asking: Asking, rule: Compiled[RuleBase]) -> Finding:
    """With the patient who comes nearest: one for whom the parts before hold, and the part that then cannot."""
    protocol = asking.protocol
    condition, exception = when(protocol, rule).condition, unless(protocol, rule).condition
    parts = condition.parts if isinstance(condition, All) else (condition,)
    wanted: list[tuple[str, Formula]] = [(written(part), true(asking.world.stated(part))) for part in parts]
    if exception != NEVER:
        wanted.append((written(exception), not_true(asking.world.stated(exception))))
    kept: list[Formula] = []
    for words, wish in wanted[:_MOST_PARTS]:
        if asking.is_impossible(all_of([*kept, wish])):
            patient = asking.patient(all_of(kept)) if kept else None
            example = patient.example if patient and not patient.fires(rule) else None
            return Finding(NEVER_TRUE, (rule.rule.code,), rule.keys, example, {"part": words})
        kept.append(wish)
    return Finding(NEVER_TRUE, (rule.rule.code,), rule.keys)


def _idle_ways(asking: Asking, rule: Compiled[RuleBase]) -> Iterator[Finding]:
    condition, enough = when(asking.protocol, rule).condition, asking.left - _FOR_ONE_RULE
    parts = condition.parts if isinstance(condition, All) else (condition,)
    for part in parts:
        if not isinstance(part, Any) or len(part.parts) < 2:
            continue
        others = [true(asking.world.stated(other)) for other in parts if other is not part]
        for way in part.parts:
            if rule.rule.code in asking.unchecked or asking.left < enough:
                asking.unchecked[rule.rule.code] = None
                return
            if asking.is_impossible(all_of([*others, true(asking.world.stated(way))]), (rule.rule.code,)):
                detail = {"way": written(way)}
                patient = asking.patient(fires(asking.protocol, rule))
                example = patient.example if patient else None
                yield Finding(NEVER_TRUE, (rule.rule.code,), keys_of(way), example, detail)


def _is_switched_off(asking: Asking, rule: Compiled[RuleBase]) -> bool:
    """Whether some position of the policies it reads makes it true for somebody."""
    protocol = asking.protocol
    lines = [parse(getattr(rule.rule, "when", "")), parse(getattr(rule.rule, "unless", "") or "")]
    read = {key for line in lines for key in keys_of(line)}
    policies = [policy for policy in protocol.document.policies if policy.key in read]
    if not policies:
        return False
    positions = product(*([(policy.key, at.value) for at in policy.positions] for policy in policies))
    for chosen in islice(positions, _MOST_POSITIONS):
        settled = asking.world.stated(with_policies(lines[0], protocol.policies | dict(chosen)))
        if not asking.is_impossible(true(settled)):
            return True
    return False


def _reads_policy(protocol: Protocol, rule: RuleBase) -> bool:
    return any(
        isinstance(comparison, IsOneOf) and comparison.key in protocol.policies
        for line in (getattr(rule, "when", ""), getattr(rule, "unless", ""))
        for comparison in comparisons(parse(line))
    )

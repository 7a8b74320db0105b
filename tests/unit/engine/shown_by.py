"""Does the patient of a finding show what the finding says? Asked of the engine, not of the checks."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from treatments.engine.answers import Answers, read_answers
from treatments.engine.checks import Finding
from treatments.engine.documents import Indication
from treatments.engine.facts import Fact
from treatments.engine.protocol import Compiled, Protocol
from treatments.engine.suggest import suggest
from treatments.engine.truth import FALSE, NOT_KNOWN, TRUE
from treatments.engine.weighing import Weighed, weigh


def compiled_rules(protocol: Protocol) -> dict[str, Compiled[Any]]:
    groups = (
        protocol.red_flags,
        protocol.must_haves,
        protocol.no_treatments,
        protocol.exclusions,
        protocol.holds,
        protocol.cautions,
        protocol.indications,
        protocol.add_ons,
    )
    return {rule.rule.code: rule for group in groups for rule in group}


def fires(weighed: Weighed, rule: Compiled[Any]) -> bool:
    return weighed.truths[rule.when] == TRUE and weighed.truths[rule.unless] != TRUE


def why_not_shown(protocol: Protocol, finding: Finding) -> str | None:
    """The sentence that says what is wrong with the example, or None."""
    if finding.example is None:
        return None
    answers = read_answers(protocol, {"person": finding.example["person"], "areas": [finding.example["area"]]})
    weighed = weigh(protocol, answers.person, answers.areas[0])
    settled = weighed.settled
    given = [key for key in protocol.facts if weighed.given(key) is not None]
    if any(settled.is_hidden(key) for key in given):
        return "answers what is not asked"
    if settled.contradictory.intersection(given):
        return "contradicts itself"
    rules = [compiled_rules(protocol)[code] for code in finding.rules]
    firing = [rule.rule.code for rule in rules if fires(weighed, rule)]
    return _why_not(protocol, finding, weighed, answers, rules, firing)


def _why_not(
    protocol: Protocol,
    finding: Finding,
    weighed: Weighed,
    answers: Answers,
    rules: list[Compiled[Any]],
    firing: list[str],
) -> str | None:
    settled, detail = weighed.settled, finding.detail
    match finding.kind:
        case "always_true" | "duplicate" | "covered":
            wanted = finding.rules
        case "clash":
            return None if firing[:1] == [finding.rules[0]] and len(firing) > 1 else f"fires {firing}"
        case "contradicts" if "hidden" in detail:
            return None if settled.is_hidden(detail["hidden"]) else "is asked"
        case "contradicts" if "policy" in detail:
            return None
        case "contradicts":
            weights = [rule.rule.weight for rule in rules if isinstance(rule.rule, Indication)]
            if weights and sum(weights):
                return "does not cancel out"
            wanted = finding.rules
        case "never_true" if "way" in detail:
            wanted = finding.rules
        case "never_true" | "hole":
            wanted = ()
        case "no_method_left" if "method" in detail:
            return "suits" if weighed.scores[detail["method"]] >= detail["needs"] else None
        case "no_method_left":
            left = set(protocol.methods) - set(weighed.excluded)
            if left or weighed.red_flags or weighed.no_treatment or weighed.missing:
                return f"left {left}, {weighed.red_flags}, {weighed.no_treatment}, {weighed.missing}"
            wanted = finding.rules
        case "nothing_asks":
            (key,) = finding.keys
            return None if settled.is_hidden(key) or settled.is_open(key) else "is asked"
        case "unknown_not_handled":
            (key,), rule = finding.keys, rules[0]
            if weighed.given(key) is not None or weighed.truths[rule.when] != NOT_KNOWN:
                return "is known"
            return None if suggest(protocol, answers).outcome == "suggest" else "suggests nothing"
        case _:
            return None
    return None if tuple(firing) == tuple(wanted) else f"fires {firing} instead of {wanted}"


def everybody(protocol: Protocol) -> Iterator[Weighed]:
    """Every patient of a small protocol who answered what is asked, without contradiction."""
    facts = list(protocol.facts.values())
    for values in product(*(_values(fact) for fact in facts)):
        given = {fact.key: value for fact, value in zip(facts, values, strict=True)}
        settled = protocol.settling.settle(given, {})
        if settled.conflicts:
            continue
        shown = {key: value for key, value in given.items() if not settled.is_hidden(key)}
        person = {key: value for key, value in shown.items() if protocol.facts[key].about == "person"}
        area = {key: value for key, value in shown.items() if protocol.facts[key].about == "area"}
        weighed = weigh(protocol, person, area)
        if not weighed.settled.conflicts:
            yield weighed


def _values(fact: Fact) -> list[Any]:
    if fact.type == "number":
        return list(range(int(fact.minimum), int(fact.maximum) + 1))
    if fact.type == "one":
        return list(fact.values)
    joined = [value for value in fact.values if value not in fact.exclusive]
    ticks = [[v for v, on in zip(joined, ons, strict=True) if on] for ons in product((0, 1), repeat=len(joined))]
    return [*([value] for value in fact.exclusive), *filter(None, ticks)]


def truth_of(weighed: Weighed, rule: Compiled[Any]) -> int:
    return TRUE if fires(weighed, rule) else FALSE

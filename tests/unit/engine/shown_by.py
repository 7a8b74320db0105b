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
from treatments.engine.truth import NOT_KNOWN, TRUE
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
    kind, detail = finding.kind, finding.detail
    if kind == "contradicts" and detail.get("hidden"):
        return None if weighed.settled.is_hidden(detail["hidden"]) else "is asked"
    if kind == "no_method_left":
        return _why_not_without_method(protocol, finding, weighed)
    if kind == "nothing_asks":
        (key,) = finding.keys
        return None if weighed.settled.is_hidden(key) or weighed.settled.is_open(key) else "is asked"
    if kind == "unknown_not_handled":
        return _why_not_unnoticed(protocol, finding, weighed, answers, rules[0])
    if kind == "clash":
        return None if firing[:1] == [finding.rules[0]] and len(firing) > 1 else f"fires {firing}"
    if kind == "contradicts" and sum(rule.rule.weight for rule in rules if isinstance(rule.rule, Indication)):
        return "does not cancel out"
    fires_none = kind == "hole" or (kind == "never_true" and "way" not in detail)
    wanted = [] if fires_none else list(finding.rules)
    return None if firing == wanted else f"fires {firing} instead of {wanted}"


def _why_not_without_method(protocol: Protocol, finding: Finding, weighed: Weighed) -> str | None:
    if method := finding.detail.get("method"):
        return "suits" if weighed.scores[method] >= finding.detail["needs"] else None
    left = set(protocol.methods) - set(weighed.excluded)
    stopped = weighed.red_flags or weighed.no_treatment or weighed.missing
    return f"left {left}, {stopped}" if left or stopped else None


def _why_not_unnoticed(
    protocol: Protocol, finding: Finding, weighed: Weighed, answers: Answers, rule: Compiled[Any]
) -> str | None:
    (key,) = finding.keys
    if weighed.given(key) is not None or weighed.truths[rule.when] != NOT_KNOWN:
        return "is known"
    return None if suggest(protocol, answers).outcome == "suggest" else "suggests nothing"


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

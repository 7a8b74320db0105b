"""What is wrong for a method: a rule that never counts, nothing that argues for it, or none left for a patient."""

from collections.abc import Iterator, Sequence
from typing import Final

from treatments.engine.checks.asking import Asking, Patient, fires, silent, when
from treatments.engine.checks.finding import CLASH, NO_METHOD_LEFT, Finding
from treatments.engine.checks.formulas import Each, Some, all_of, each, true
from treatments.engine.documents import AddOn, Indication, NoTreatment, RuleBase
from treatments.engine.protocol import Compiled, Protocol
from treatments.engine.weighing import SUITS_FROM

_MOST_COMBINATIONS: Final = 5


def clashes(asking: Asking) -> Iterator[Finding]:
    """A rule that can never have its say, because others that win are true for each of its patients.

    An indication for a method, or an add-on, with the exclusions of that method, the red flags and the rules for no
    treatment; a rule for no treatment with the red flags.
    """
    protocol = asking.protocol
    plain = _plain_no_treatments(protocol)
    fors: list[Compiled[Indication | AddOn]] = [rule for rule in protocol.indications if rule.rule.weight > 0]
    for rule in (*fors, *protocol.add_ons):
        if asking.goes_on(rule.rule.code):
            stopping = (*protocol.exclusions_of[rule.rule.method], *protocol.red_flags, *plain)
            yield from _silenced(asking, rule, stopping)
    for rule_for_nothing in plain:
        if asking.goes_on(rule_for_nothing.rule.code):
            yield from _silenced(asking, rule_for_nothing, protocol.red_flags)


def nothing_argues(asking: Asking) -> Iterator[Finding]:
    """A method whose reasons, all taken together, do not reach the total that a suggestion needs."""
    protocol = asking.protocol
    patient = Patient.of(protocol, {})
    for method in protocol.methods:
        rules = [rule.rule for rule in protocol.indications if rule.rule.method == method and rule.rule.weight > 0]
        if sum(rule.weight for rule in rules) < SUITS_FROM:
            detail = {"method": method, "needs": SUITS_FROM}
            codes = tuple(rule.code for rule in rules)
            yield Finding(NO_METHOD_LEFT, codes, (), patient.example if patient else None, detail)


def no_method_left(asking: Asking) -> Iterator[Finding]:
    """A patient without red flag or reason to treat nothing, for whom several rules together remove every method.

    One rule that removes every method means it. Looked for once with each rule that removes the method which the
    fewest rules remove, so that a new way of removing it is found beside those that were there.
    """
    protocol = asking.protocol
    whole = {rule.rule.code for rule, methods in protocol.excluding if len(set(methods)) == len(protocol.methods)}
    partial = {
        method: [rule for rule in protocol.exclusions_of[method] if rule.rule.code not in whole]
        for method in protocol.methods
    }
    if len(partial) < 2 or not all(partial.values()):
        return
    scarce = min(partial, key=lambda method: len(partial[method]))
    stops = [silent(protocol, rule) for rule in (*protocol.red_flags, *_plain_no_treatments(protocol))]
    stops += [silent(protocol, rule) for rule in protocol.exclusions if rule.rule.code in whole]
    ways = {method: Some(tuple(true(when(protocol, rule)) for rule in rules)) for method, rules in partial.items()}
    found = 0
    for rule in partial[scarce]:
        if found >= _MOST_COMBINATIONS or not asking.goes_on(rule.rule.code):
            asking.unchecked[rule.rule.code] = None
            continue
        wanted = all_of([fires(protocol, rule), *(way for method, way in ways.items() if method != scarce), *stops])
        patient = asking.patient(wanted, (rule.rule.code,))
        if patient and not patient.weighed.missing and len(patient.weighed.excluded) == len(protocol.methods):
            codes = _fewest(protocol, rule.rule.code, patient)
            keys = tuple(
                dict.fromkeys(key for each in protocol.exclusions if each.rule.code in codes for key in each.keys)
            )
            found += 1
            yield Finding(NO_METHOD_LEFT, codes, keys, patient.example)


def _silenced(asking: Asking, rule: Compiled[RuleBase], stopping: Sequence[Compiled[RuleBase]]) -> Iterator[Finding]:
    protocol, code = asking.protocol, rule.rule.code
    patient = asking.patient(fires(protocol, rule), (code,))
    if patient is None or not patient.fires(rule) or not _firing(patient, stopping):
        return
    firing = _firing(patient, stopping)
    for other in firing:
        if asking.is_impossible(each(fires(protocol, rule), silent(protocol, other)), (code,)):
            yield from _clash(asking, rule, (other,))
            return
    others = _together(asking, rule, stopping)
    if others:
        yield from _clash(asking, rule, others)


def _together(
    asking: Asking, rule: Compiled[RuleBase], stopping: Sequence[Compiled[RuleBase]]
) -> tuple[Compiled[RuleBase], ...]:
    """The fewest of these, found one after the other, of which one is true for every patient of the rule; or none."""
    code, others = rule.rule.code, list[Compiled[RuleBase]]()

    def are_enough(some_of_them: Sequence[Compiled[RuleBase]]) -> bool:
        return asking.is_impossible(_without(asking.protocol, rule, some_of_them), (code,))

    while not are_enough(others):
        patient = asking.patient(_without(asking.protocol, rule, others), (code,))
        firing = [other for other in _firing(patient, stopping) if other not in others] if patient else []
        if not firing:
            return ()
        others.append(firing[0])
    for other in tuple(others):
        fewer = [each for each in others if each is not other]
        if are_enough(fewer):
            others = fewer
    return tuple(other for other in stopping if other in others)


def _without(protocol: Protocol, rule: Compiled[RuleBase], others: Sequence[Compiled[RuleBase]]) -> Each:
    return all_of([fires(protocol, rule), *(silent(protocol, other) for other in others)])


def _clash(asking: Asking, rule: Compiled[RuleBase], others: Sequence[Compiled[RuleBase]]) -> Iterator[Finding]:
    protocol, named = asking.protocol, (rule, *others)
    one_of_them = Some(tuple(fires(protocol, other) for other in others))
    patient = asking.patient(each(fires(protocol, rule), one_of_them))
    if patient is None or not patient.fires(rule) or not _firing(patient, others):
        return
    keys = tuple(dict.fromkeys(key for each in named for key in each.keys))
    method = getattr(rule.rule, "method", None)
    detail = {"method": method} if method else {}
    yield Finding(CLASH, tuple(each.rule.code for each in named), keys, patient.example, detail)


def _firing(patient: Patient, rules: Sequence[Compiled[RuleBase]]) -> tuple[Compiled[RuleBase], ...]:
    return tuple(rule for rule in rules if patient.fires(rule))


def _fewest(protocol: Protocol, kept: str, patient: Patient) -> tuple[str, ...]:
    """Of the exclusions at work, those without which a method would be left; `kept` among them."""
    removed = patient.weighed.excluded
    at_work = {code for codes in removed.values() for code in codes}
    codes = [rule.rule.code for rule in protocol.exclusions if rule.rule.code in at_work]
    for code in [code for code in codes if code != kept]:
        others = [other for other in codes if other != code]
        if all(set(by) & set(others) for by in removed.values()):
            codes = others
    return tuple(codes)


def _plain_no_treatments(protocol: Protocol) -> tuple[Compiled[NoTreatment], ...]:
    return tuple(rule for rule in protocol.no_treatments if rule.rule.when_only_excluded_by is None)

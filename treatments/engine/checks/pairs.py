"""What is wrong between two rules of one effect: the same twice, one within the other, or one against the other."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from treatments.engine.checks.asking import Asking, Patient, fires, silent, when
from treatments.engine.checks.finding import CONTRADICTS, COVERED, DUPLICATE, Finding
from treatments.engine.checks.formulas import Formula, each, not_true, true
from treatments.engine.documents import (
    AddOn,
    Caution,
    Exclusion,
    Indication,
    MustHave,
    NoTreatment,
    RedFlag,
    RuleBase,
)
from treatments.engine.protocol import Compiled, Protocol, with_policies
from treatments.engine.written import parse

_MOST_OF_A_KIND: Final = 100


def same_or_within(asking: Asking) -> Iterator[Finding]:
    """A rule whose patients all have another rule of its effect, with at least its methods: it adds nothing.

    Rules that say something of their own are left alone: a caution under another label, a must-have that accepts "not
    sure", an exclusion that asks for a second confirmation. Weights add up, so an indication is only ever a duplicate.
    """
    for rules in _by_effect(asking.protocol):
        met: dict[str, Patient | None] = {}
        told: set[str] = set()
        for rule, other in _candidates(asking, rules):
            code = rule.rule.code
            if code not in met:
                met[code] = asking.patient(fires(asking.protocol, rule), (code,))
            patient = met[code]
            if code in told or patient is None or not patient.fires(other):
                continue
            found = _judged(asking, rule, other, patient)
            if found:
                told.add(code)
                yield found


def holds_within(protocol: Protocol) -> Iterator[Finding]:
    """Holds on the same keys for the same methods."""
    for at, hold in enumerate(protocol.holds):
        for place, other in enumerate(protocol.holds):
            one, two = hold.rule, other.rule
            within = set(one.keys) <= set(two.keys) and set(one.methods) <= set(two.methods)
            same = within and len(one.keys) == len(two.keys) and len(one.methods) == len(two.methods)
            if at != place and within and (not same or at > place):
                kind, codes = (DUPLICATE, (two.code, one.code)) if same else (COVERED, (one.code, two.code))
                yield Finding(kind, codes, one.keys)
                break


def opposite_weights(asking: Asking) -> Iterator[Finding]:
    """Two weights of equal strength, one for and one against the same method, that cancel out.

    Reasons for and against stand together all the time, and are meant to. What is found here is a reason that never
    counts, because the other is always there too; and two about the same questions with one answer each that overlap.
    """
    protocol = asking.protocol
    for method in protocol.methods:
        indications = [each for each in protocol.indications if each.rule.method == method]
        for at, one in enumerate(indications):
            for other in indications[at + 1 :]:
                if one.rule.weight == -other.rule.weight and set(one.keys) & set(other.keys):
                    yield from _cancelling(asking, one, other)


def no_variant_left(asking: Asking) -> Iterator[Finding]:
    """Two cautions that restrict a method to variants, none of which both allow."""
    protocol = asking.protocol
    allowed = [
        (caution, restriction.method, set(restriction.variants))
        for caution in protocol.cautions
        for restriction in caution.rule.restricts
    ]
    for at, (one, method, variants) in enumerate(allowed):
        for other, other_method, others in allowed[at + 1 :]:
            if method != other_method or variants & others:
                continue
            wanted = each(fires(protocol, one), fires(protocol, other), *_not_excluded(protocol, method))
            patient = asking.patient(wanted, (one.rule.code, other.rule.code))
            if patient and patient.fires(one) and patient.fires(other):
                yield _against(asking, one, other, patient, {"method": method, "variants": True})


def idle_relaxations(asking: Asking) -> Iterator[Finding]:
    """A position of a policy spares a method in one exclusion, while another that is always true with it does not."""
    protocol = asking.protocol
    for rule in protocol.exclusions:
        for relaxation in rule.rule.relaxed_by:
            policies = protocol.policies | {relaxation.policy: relaxation.position}
            one = asking.world.stated(with_policies(parse(rule.rule.when), policies))
            for other in protocol.exclusions:
                if other is rule or not set(other.keys) & set(rule.keys):
                    continue
                methods = set(relaxation.methods) & _removed(other.rule, policies)
                two = asking.world.stated(with_policies(parse(other.rule.when), policies))
                if methods and asking.is_impossible(each(true(one), not_true(two))):
                    patient = asking.patient(each(true(one), true(two)))
                    detail = {"policy": relaxation.policy, "position": relaxation.position, "method": min(methods)}
                    if patient:
                        yield _against(asking, rule, other, patient, detail)


def _by_effect(protocol: Protocol) -> Iterator[Sequence[Compiled[RuleBase]]]:
    yield protocol.red_flags
    yield protocol.must_haves
    yield protocol.no_treatments
    yield protocol.exclusions
    yield protocol.cautions
    yield protocol.indications
    yield protocol.add_ons


def _candidates(
    asking: Asking, rules: Sequence[Compiled[RuleBase]]
) -> Iterator[tuple[Compiled[RuleBase], Compiled[RuleBase]]]:
    """Each rule with those that could be true whenever it is: they read nothing that it does not hang on."""
    by_key: dict[str, list[Compiled[RuleBase]]] = {}
    for rule in rules:
        for key in rule.keys[:1] or ("",):
            by_key.setdefault(key, []).append(rule)
    for rule in rules:
        concerned = frozenset(asking.world.concern(rule.keys).keys)
        for key in (*sorted(concerned), ""):
            for other in by_key.get(key, ()):
                if not asking.spend(1):
                    asking.unchecked[rule.rule.code] = None
                    break
                if (
                    other is not rule
                    and concerned.issuperset(other.keys)
                    and _adds_nothing(asking.protocol, rule.rule, other.rule)
                ):
                    yield rule, other


def _adds_nothing(protocol: Protocol, rule: RuleBase, other: RuleBase) -> bool:
    """Whether the other says all that the rule says, if only it is true."""
    match rule, other:
        case RedFlag(), RedFlag():
            return True
        case NoTreatment(), NoTreatment():
            return rule.when_only_excluded_by == other.when_only_excluded_by
        case MustHave(), MustHave():
            return set(rule.keys) <= set(other.keys) and (rule.accepts_unknown or not other.accepts_unknown)
        case Exclusion(), Exclusion():
            return (
                _removed(rule, protocol.policies) <= _removed(other, protocol.policies)
                and set(rule.second_confirmation) <= set(other.second_confirmation)
                and set(rule.final_under) <= set(other.final_under)
                and set(rule.relaxed_by) >= set(other.relaxed_by)
            )
        case Caution(), Caution():
            return (rule.label, rule.restricts) == (other.label, other.restricts) and set(rule.methods) <= set(
                other.methods
            )
        case Indication(), Indication():
            return rule.method == other.method and rule.weight * other.weight > 0
        case AddOn(), AddOn():
            return rule.method == other.method
    return False


def _judged(asking: Asking, rule: Compiled[RuleBase], other: Compiled[RuleBase], patient: Patient) -> Finding | None:
    protocol, codes = asking.protocol, (rule.rule.code, other.rule.code)
    if not asking.is_impossible(each(fires(protocol, rule), silent(protocol, other)), codes):
        return None
    keys = when(protocol, rule).keys
    mutual = _adds_nothing(protocol, other.rule, rule.rule)
    if mutual and asking.is_impossible(each(fires(protocol, other), silent(protocol, rule)), codes):
        first = _place(protocol, other) < _place(protocol, rule)
        return Finding(DUPLICATE, codes[::-1], keys, patient.example) if first else None
    if isinstance(rule.rule, Indication):
        return None
    return Finding(COVERED, codes, keys, patient.example)


def _cancelling(asking: Asking, one: Compiled[Indication], other: Compiled[Indication]) -> Iterator[Finding]:
    protocol, codes = asking.protocol, (one.rule.code, other.rule.code)
    patient = asking.patient(each(fires(protocol, one), fires(protocol, other)), codes)
    if patient is None or not (patient.fires(one) and patient.fires(other)):
        return
    singles = all(protocol.facts[key].type in ("one", "number") for key in (*one.keys, *other.keys))
    if (
        singles
        and set(one.keys) == set(other.keys)
        or asking.is_impossible(each(fires(protocol, one), silent(protocol, other)), codes)
        or asking.is_impossible(each(fires(protocol, other), silent(protocol, one)), codes)
    ):
        yield _against(asking, one, other, patient, {"method": one.rule.method})


def _against(
    asking: Asking,
    one: Compiled[RuleBase],
    other: Compiled[RuleBase],
    patient: Patient,
    detail: Mapping[str, str | bool],
) -> Finding:
    keys = tuple(dict.fromkeys((*one.keys, *other.keys)))
    return Finding(CONTRADICTS, (one.rule.code, other.rule.code), keys, patient.example, dict(detail))


def _not_excluded(protocol: Protocol, method: str) -> list[Formula]:
    return [not_true(when(protocol, exclusion)) for exclusion in protocol.exclusions_of[method]]


def _removed(rule: Exclusion, policies: Mapping[str, str]) -> set[str]:
    spared = {m for each in rule.relaxed_by if policies.get(each.policy) == each.position for m in each.methods}
    return set(rule.methods) - spared


def _place(protocol: Protocol, rule: Compiled[RuleBase]) -> int:
    return next(at for at, each in enumerate(protocol.document.rules) if each.code == rule.rule.code)

"""The checks against every patient there is: small protocols drawn at random, all their answers tried one by one."""

from hypothesis import HealthCheck, assume, given, settings

from treatments.engine.checks import findings_of
from treatments.engine.conditions import IsNotKnown, comparisons
from treatments.engine.protocol import Protocol

from .shown_by import compiled_rules, everybody, fires, why_not_shown
from .small_protocols import seeds, small_protocol

thorough = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def reads_not_known(protocol: Protocol) -> bool:
    settling = protocol.settling
    conditions = [condition for _, condition in (*settling.questions, *settling.conflicts)]
    conditions += [
        protocol.conditions.sources[at]
        for r in compiled_rules(protocol).values()
        if r.rule.effect != "hold"
        for at in (r.when, r.unless)
    ]
    return any(isinstance(each, IsNotKnown) for condition in conditions for each in comparisons(condition))


@thorough
@given(seeds)
def test_every_patient_shows_what_the_finding_says(seed):
    protocol = small_protocol(seed)
    for finding in findings_of(protocol):
        assert why_not_shown(protocol, finding) is None, finding


@thorough
@given(seeds)
def test_what_reads_a_retired_question_is_never_true_for_exactly_those_whom_every_patient_bears_out(seed):
    made = small_protocol(seed).document
    questions = (*made.questions[:-1], made.questions[-1].model_copy(update={"retired": True}))
    protocol = Protocol.compile(made.model_copy(update={"questions": questions, "conflicts": ()}))
    assume(not reads_not_known(protocol))
    patients = list(everybody(protocol))
    found = findings_of(protocol)
    unasked = {code for finding in found if finding.kind == "nothing_asks" for code in finding.rules}
    rules = {code: rule for code, rule in compiled_rules(protocol).items() if rule.rule.effect != "hold"}
    never = {code for code, rule in rules.items() if not any(fires(each, rule) for each in patients)}
    never_found = {f.rules[0] for f in found if f.kind == "never_true" and f.rules and "way" not in f.detail}
    assert never_found == never - unasked
    assert [why_not_shown(protocol, finding) for finding in found] == [None] * len(found)


@thorough
@given(seeds)
def test_never_and_always_are_said_of_exactly_the_rules_that_every_patient_bears_out(seed):
    protocol = small_protocol(seed)
    assume(not reads_not_known(protocol))
    found = findings_of(protocol)
    patients = list(everybody(protocol))
    assume(patients)
    rules = {code: rule for code, rule in compiled_rules(protocol).items() if rule.rule.effect != "hold"}
    unasked = {code for finding in found if finding.kind == "nothing_asks" for code in finding.rules}
    never = {code for code, rule in rules.items() if not any(fires(each, rule) for each in patients)}
    always = {code for code, rule in rules.items() if all(fires(each, rule) for each in patients)}
    meant = {code for code, rule in rules.items() if rule.rule.effect == "must_have" and not rule.rule.when}

    never_found = {f.rules[0] for f in found if f.kind == "never_true" and f.rules and "way" not in f.detail}
    always_found = {f.rules[0] for f in found if f.kind == "always_true"}
    assert never_found <= never - unasked
    assert always_found <= always - meant
    # A contradiction elsewhere in the form leaves a rule alone that does not read it.
    if not protocol.document.conflicts:
        assert never_found == never - unasked
        assert always_found == always - meant


@thorough
@given(seeds)
def test_what_is_said_of_pairs_and_methods_holds_for_every_patient(seed):
    protocol = small_protocol(seed)
    assume(not reads_not_known(protocol))
    patients, rules = list(everybody(protocol)), compiled_rules(protocol)
    for finding in findings_of(protocol):
        named = [rules[code] for code in finding.rules]
        if finding.kind == "covered" and named[0].rule.effect != "hold":
            assert all(fires(each, named[1]) for each in patients if fires(each, named[0]))
        if finding.kind == "duplicate" and named[0].rule.effect != "hold":
            assert all(fires(each, named[0]) == fires(each, named[1]) for each in patients)
        if finding.kind == "clash":
            assert all(any(fires(each, other) for other in named[1:]) for each in patients if fires(each, named[0])), (
                finding
            )


@thorough
@given(seeds)
def test_what_was_found_is_found_again_in_the_same_order(seed):
    protocol = small_protocol(seed)
    assert findings_of(protocol) == findings_of(small_protocol(seed))

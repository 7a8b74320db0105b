"""The trace of a case says which rules fired, which nearly did, and what would make them; each claim is tried out."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treatments.engine.answers import why_not_answer
from treatments.engine.cases import answers_of
from treatments.engine.protocol import Protocol
from treatments.engine.suggest import suggest_area
from treatments.protocol_file import read_protocol
from treatments.workbench.cases.tracing import Firing, changed, fired, trace

PROTOCOL = read_protocol("treatments/protocols/milia.yaml")
CASES = {case.id: answers_of(PROTOCOL, case) for case in PROTOCOL.document.cases}
RULES = {rule.code: rule for rule in PROTOCOL.document.rules}


@cache
def with_rule(code, **differs):
    rules = tuple(rule.model_copy(update=differs) if rule.code == code else rule for rule in PROTOCOL.document.rules)
    return Protocol.compile(PROTOCOL.document.model_copy(update={"rules": rules}))


def patient(case="D04", **differs):
    """The answers of a case for its first area, with these instead; None takes one away."""
    answers = CASES[case]
    person, area = dict(answers.person), dict(answers.areas[0])
    for key, value in differs.items():
        (person if PROTOCOL.facts[key].about == "person" else area)[key] = value
    return [{key: value for key, value in part.items() if value is not None} for part in (person, area)]


def traced(code, protocol=PROTOCOL, **differs):
    return next(each for each in trace(protocol, *patient(**differs)).rules if each.rule.code == code)


@pytest.mark.parametrize("case", CASES)
def test_a_rule_that_nearly_fired_fires_with_the_one_answer_that_is_named(case):
    answers = CASES[case]
    for area in answers.areas:
        found = trace(PROTOCOL, answers.person, area)
        for each in found.of(Firing.ALMOST):
            assert each.ways, each.rule.code
            for way in each.ways:
                then = suggest_area(changed(found.area.weighed, way))
                assert each.rule.code in fired(then), (each.rule.code, way)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_whatever_else_was_answered_the_named_answer_turns_the_rule_on_and_is_one_that_can_be_given(data):
    case = data.draw(st.sampled_from(sorted(CASES)))
    given_at_random = {}
    for key in data.draw(st.lists(st.sampled_from(sorted(PROTOCOL.questions)), max_size=6)):
        fact = PROTOCOL.facts[key]
        if fact.type == "one":
            given_at_random[key] = data.draw(st.sampled_from([*fact.values, "unknown", None]))
        if fact.type == "multi":
            given_at_random[key] = data.draw(st.lists(st.sampled_from(fact.values), max_size=3, unique=True)) or None
    person, area = patient(case, **given_at_random)
    found = trace(PROTOCOL, person, area)
    for each in found.of(Firing.ALMOST):
        for way in each.ways:
            assert why_not_answer(PROTOCOL.facts[way.key], way.value) is None
            assert each.rule.code in fired(suggest_area(changed(found.area.weighed, way))), (each.rule.code, way)


@pytest.mark.parametrize("case", CASES)
def test_what_decided_the_suggestion_is_among_the_rules_that_fired(case):
    answers = CASES[case]
    for area in answers.areas:
        found = trace(PROTOCOL, answers.person, area)
        said, on = found.area, {each.rule.code for each in found.of(Firing.FIRED)}
        excluding = {code for codes in said.weighed.excluded.values() for code in codes}
        assert {*said.fired, *said.cautions, *excluding} <= on


def test_every_rule_is_traced_once_in_the_order_of_the_document():
    codes = [each.rule.code for each in trace(PROTOCOL, *patient()).rules]
    assert codes == [rule.code for rule in PROTOCOL.document.rules]


def test_a_rule_with_one_condition_is_not_nearly_true_for_everybody_else():
    """ "Area is one of…" would otherwise nearly fire for every patient whose area is another one."""
    protocol = with_rule("CA-35", when="duration = under_1m")
    assert traced("CA-35", protocol, duration="3_12m").firing == Firing.SILENT


def test_one_condition_short_of_two():
    protocol = with_rule("CA-35", when="duration = under_1m and count = 1")
    found = traced("CA-35", protocol, duration="3_12m", count="1")

    assert found.firing == Firing.ALMOST
    assert [(way.key, way.value) for way in found.ways] == [("duration", "under_1m")]


def test_two_conditions_short_is_silent():
    protocol = with_rule("CA-35", when="duration = under_1m and count = 21_plus and onset = gradual")
    assert traced("CA-35", protocol, duration="3_12m", count="1", onset="gradual").firing == Firing.SILENT


def test_one_answer_that_nobody_knows_is_all_that_is_missing():
    protocol = with_rule("CA-35", when="duration = under_1m")
    found = traced("CA-35", protocol, duration="unknown")

    assert (found.firing, found.open_keys) == (Firing.ALMOST, ("duration",))


def test_two_answers_that_nobody_knows_are_two_too_many():
    protocol = with_rule("CA-35", when="duration = under_1m and count = 1")
    assert traced("CA-35", protocol, duration="unknown", count="unknown").firing == Firing.SILENT


def test_only_the_alternative_that_is_nearly_true_counts():
    line = "duration = under_1m and count = 21_plus or onset = gradual and count = 2_5"
    protocol = with_rule("CA-35", when=line)
    found = traced("CA-35", protocol, duration="3_12m", onset="gradual", count="1")

    assert {(way.key, way.value) for way in found.ways} == {("count", "2_5")}


def test_an_alternative_that_stands_alone_is_not_nearly_true_for_the_company_of_another():
    protocol = with_rule("CA-35", when="count = 21_plus and onset = gradual or count = 2_5")
    found = traced("CA-35", protocol, onset="gradual", count="1")

    assert {(way.key, way.value) for way in found.ways} == {("count", "21_plus")}


def test_the_position_of_a_policy_is_no_condition_that_is_fulfilled():
    policy = PROTOCOL.document.policies[0]
    protocol = with_rule("CA-35", when=f"duration = under_1m and {policy.key} = {policy.chosen}")
    assert traced("CA-35", protocol, duration="3_12m").firing == Firing.SILENT


def test_a_negation_that_holds_is_a_condition_that_is_fulfilled():
    protocol = with_rule("CA-35", when="duration = under_1m and not count = 21_plus")
    assert traced("CA-35", protocol, duration="3_12m", count="1").firing == Firing.ALMOST


def test_a_rule_that_its_exception_keeps_from_firing_nearly_fires():
    flag = next(r for r in PROTOCOL.document.rules if r.effect == "red_flag")
    protocol = with_rule(flag.code, when="count = 1", unless="onset = gradual")
    found = traced(flag.code, protocol, count="1", onset="gradual")

    assert found.firing == Firing.ALMOST
    assert {way.key for way in found.ways} == {"onset"}


def test_a_rule_that_is_switched_off_is_silent_whatever_is_answered():
    protocol = with_rule("CA-35", when="count = 1", off=True)
    assert traced("CA-35", protocol, count="1").firing == Firing.SILENT


def test_a_hold_fires_while_its_question_is_open_and_is_silent_otherwise():
    hold = next(rule for rule in PROTOCOL.document.rules if rule.effect == "hold")
    known, unknown = patient(), patient(**dict.fromkeys(hold.keys))
    found = [next(t for t in trace(PROTOCOL, *who).rules if t.rule.code == hold.code) for who in (known, unknown)]

    assert [each.firing for each in found] == [Firing.SILENT, Firing.FIRED]


def test_a_question_that_is_not_asked_is_no_way_to_a_rule():
    hidden = next(key for key in PROTOCOL.questions if PROTOCOL.settling.settle(*patient("D01")).is_hidden(key))
    ways = [way for each in trace(PROTOCOL, *patient("D01")).rules for way in each.ways]
    assert hidden not in {way.key for way in ways}

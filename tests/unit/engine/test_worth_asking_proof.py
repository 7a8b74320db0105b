"""Whoever is asked the fewest questions gets the same suggestion as whoever was asked everything."""

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from treatments.engine.answers import Answers
from treatments.engine.asking import anyone, in_the_intake
from treatments.engine.conditions import holds
from treatments.engine.interview import ask_everything, ask_the_fewest, in_order, the_first
from treatments.engine.protocol import Protocol
from treatments.engine.suggest import AreaSuggestion, VisitSuggestion, suggest
from treatments.engine.weighing import SUITS_FROM
from treatments.protocol_file import read_protocol

from .conftest import MILIA
from .patients import forms
from .small_protocols import seeds, small_patient, small_protocol

MILIA_PROTOCOL = read_protocol(MILIA)
PLAIN_NO_TREATMENT = {
    rule.rule.code for rule in MILIA_PROTOCOL.no_treatments if rule.rule.when_only_excluded_by is None
}
CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def thorough(examples: int):
    return settings(max_examples=examples, deadline=None, suppress_health_check=CHECKS)


def decided(area: AreaSuggestion) -> tuple[object, ...]:
    return area.outcome, area.method, area.add_on, area.cautions, area.fired, area.cleared, area.provisional


def removed_on_the_way(area: AreaSuggestion) -> set[str]:
    """The methods that would stand before the suggested one, or instead of none, had an exclusion not removed them."""
    if area.outcome not in ("suggest", "needs_answer", "examine_first") or area.fired or area.weighed.missing:
        return set()
    weighed = area.weighed
    suits = [method for method in weighed.ranked if weighed.scores[method] >= SUITS_FROM]
    leader = area.method or (area.on_hold[0] if area.on_hold else None)
    before = suits[: suits.index(leader)] if leader in suits else suits
    return set(before) & set(weighed.excluded)


def assert_same(fewest: VisitSuggestion, everything: VisitSuggestion) -> None:
    assert fewest.outcome == everything.outcome
    for few, all_of_it in zip(fewest.areas, everything.areas, strict=True):
        assert decided(few) == decided(all_of_it)
        assert set(few.needs) >= set(all_of_it.needs)
        for method in removed_on_the_way(all_of_it):
            assert method in few.weighed.excluded or few.weighed.scores[method] < SUITS_FROM, method
        assert not removed_on_the_way(few) - set(all_of_it.weighed.excluded)


def assert_nothing_open_guards_what_is_suggested(protocol: Protocol, visit: VisitSuggestion) -> None:
    for area in visit.areas:
        for method in filter(None, (area.method, area.add_on, area.cleared)):
            for exclusion in protocol.exclusions_of[method]:
                assert holds(protocol.condition(exclusion.rule.when), area.weighed.readings) == 0
            for hold in protocol.holds:
                if method in hold.rule.methods:
                    assert not any(area.weighed.is_open(key) for key in hold.rule.keys)


def sheet(protocol: Protocol, area: AreaSuggestion) -> set[str]:
    """What the patient is told to do at home, if the doctor agrees."""
    given = {area.method, area.add_on} - {None}
    return {
        step.code
        for step, when in protocol.aftercare
        if (given.intersection(step.methods) if given else not step.methods) and holds(when, area.weighed.readings)
    }


def assert_same_sheet(protocol: Protocol, fewest: VisitSuggestion, everything: VisitSuggestion) -> None:
    for few, all_of_it in zip(fewest.areas, everything.areas, strict=True):
        if all_of_it.outcome == "suggest" or set(all_of_it.fired) & PLAIN_NO_TREATMENT:
            assert sheet(protocol, few) == sheet(protocol, all_of_it)


def check(protocol: Protocol, patient: Answers, known: Answers, asks, choose) -> None:
    few = ask_the_fewest(protocol, patient, known, asks, choose)
    all_of_it = ask_everything(protocol, patient, known, asks)

    assert len(set(few.asked)) == len(few.asked)
    assert protocol is not MILIA_PROTOCOL or set(few.asked) <= set(all_of_it.asked)
    visit, whole = suggest(protocol, few.answers), suggest(protocol, all_of_it.answers)
    assert_same(visit, whole)
    assert_same_sheet(protocol, visit, whole)
    assert_nothing_open_guards_what_is_suggested(protocol, visit)


def start(patient: Answers, keys: set[str]) -> Answers:
    """What is known before the first question: the patient's details, and what a doctor found."""

    def part(given):
        return {key: given[key] for key in given if key in keys}

    return Answers(part(patient.person), tuple(part(area) for area in patient.areas))


ORDERS = {"best first": the_first, "in the order of the form": in_order(MILIA_PROTOCOL)}
DETAILS = {question.derives for question in MILIA_PROTOCOL.questions.values()}
DOCTORS = {q.key for q in MILIA_PROTOCOL.questions.values() if set(q.asked_by) == {"dermatologist"}}


@thorough(50)
@given(forms(MILIA_PROTOCOL), st.sampled_from(sorted(ORDERS)), st.booleans())
def test_an_intake_at_the_desk_ends_as_the_full_one(patient, order, was_examined):
    known = start(patient, DETAILS | (DOCTORS if was_examined else set()))
    check(MILIA_PROTOCOL, patient, known, in_the_intake, ORDERS[order])


@thorough(25)
@given(forms(MILIA_PROTOCOL), st.sampled_from(sorted(ORDERS)))
def test_a_review_that_starts_from_nothing_ends_as_the_full_one(patient, order):
    check(MILIA_PROTOCOL, patient, start(patient, set()), anyone, ORDERS[order])


@thorough(25)
@given(forms(MILIA_PROTOCOL), st.data())
def test_whatever_was_said_before_nothing_more_is_asked_than_the_full_intake_asks(patient, data):
    said = {*patient.person, *(key for area in patient.areas for key in area)}
    known = start(patient, set(data.draw(st.lists(st.sampled_from(sorted(said or {"-"})), max_size=15))))
    check(MILIA_PROTOCOL, patient, known, anyone, the_first)


@thorough(300)
@given(seeds)
def test_any_protocol_ends_the_fewest_questions_as_it_ends_all(seed):
    protocol, draw = small_protocol(seed), Random(seed)
    for number, choose in enumerate((the_first, in_order(protocol), the_first)):
        patient = small_patient(protocol, seed * 3 + number)
        said_before = {key for key in protocol.questions if number == 2 and draw.random() < 0.4}
        check(protocol, patient, start(patient, said_before), anyone, choose)

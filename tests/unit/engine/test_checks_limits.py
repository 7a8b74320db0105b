"""What is too much to try is said to be so, soon; and a rule that goes wrong in the milia protocol is noticed."""

from random import Random
from time import process_time

import pytest

from treatments.engine.checks import NOT_CHECKED, findings_of
from treatments.engine.documents import read_document
from treatments.engine.protocol import Protocol
from treatments.engine.written import LONGEST, parse, written

from .test_checks_kinds import ALREADY, EXCLUSION, RAW, SAID, new_in, protocol_with

SINGLE = [question for question in RAW["questions"] if question["type"] == "one"]
METHODS = [method["key"] for method in RAW["methods"]]
LONGEST_WAIT = 15  # seconds of one busy core; it takes about three


def comparison(draw):
    question = draw.choice(SINGLE)
    said = "not " if draw.random() < 0.5 else ""
    return f"{said}{question['key']} = {draw.choice(question['options'])['value']}"


def either(draw):
    return f"({' or '.join(comparison(draw) for _ in range(3))})"


def as_long_as_may_be(draw):
    parts = [either(draw)]
    while len(longer := " and ".join([*parts, either(draw)])) <= LONGEST:
        parts.append(longer.removeprefix(" and ".join(parts) + " and "))
    return " and ".join(parts)


def test_a_condition_as_long_as_may_be_is_answered_or_given_up_and_the_others_are_checked_all_the_same():
    draw = Random(3)
    hard = [EXCLUSION | {"code": f"EX-9{at}", "when": as_long_as_may_be(draw)} for at in range(5)]
    began = process_time()
    found = findings_of(protocol_with(*hard, EXCLUSION | {"when": "sun_avoidance = no", "methods": ["laser", "peel"]}))
    assert process_time() - began < LONGEST_WAIT
    assert ("duplicate", ("EX-29", "EX-77")) in [(each.kind, each.rules) for each in found]
    named = {code for each in found if each.kind == NOT_CHECKED for code in each.rules}
    assert named and named <= {f"EX-9{at}" for at in range(5)}


def test_five_thousand_rules_are_checked_as_far_as_they_can_be_and_it_says_how_many_are_not():
    draw = Random(1)
    kinds = [("EX", EXCLUSION), ("IN", {"effect": "indication", "method": "cryo", "weight": 1, **SAID})]
    rules = []
    for at in range(5000):
        letters, rule = draw.choice(kinds)
        code = f"{letters}-{'QRSTU'[at // 1000]}{at % 1000}"
        rules.append(rule | {"code": code, "when": f"{comparison(draw)} and {either(draw)}"})
    protocol = Protocol.compile(read_document(RAW | {"rules": rules, "cases": []}))
    began = process_time()
    found = findings_of(protocol)
    assert process_time() - began < LONGEST_WAIT
    given_up = [each for each in found if each.kind == NOT_CHECKED]
    assert given_up and all(each.detail["rules"] > 1000 and len(each.rules) == 20 for each in given_up[:1])


@pytest.mark.parametrize("code", ["EX-10", "EX-16", "RF-12", "NT-02", "CA-17", "IN-P4"])
def test_a_milia_rule_that_can_no_longer_be_true_is_found(code):
    rule = next(rule for rule in RAW["rules"] if rule["code"] == code)
    broken = rule | {"when": written(parse(f"({rule['when']}) and not ({rule['when']})"))}
    assert ("never_true", (code,)) in new_in(protocol_with(broken, without=[code]))


@pytest.mark.parametrize("code", ["EX-10", "EX-13", "RF-11", "NT-03", "CA-17", "IN-P4", "AD-01"])
def test_a_milia_rule_copied_under_another_code_is_found(code):
    rule = next(rule for rule in RAW["rules"] if rule["code"] == code)
    copy = code[:3] + "X99"
    assert ("duplicate", (code, copy)) in new_in(protocol_with(rule | {"code": copy}))


@pytest.mark.parametrize("key", ["symptoms", "blistering_history", "colour", "skin_cancer_history", "size_mm"])
def test_a_key_taken_out_of_the_must_haves_is_found(key):
    """The red flags hang on them: this is what the checks are there for."""
    rules = [
        rule | {"keys": [each for each in rule["keys"] if each != key]} if rule["effect"] == "must_have" else rule
        for rule in RAW["rules"]
        if rule.get("keys") != [key]
    ]
    protocol = Protocol.compile(read_document(RAW | {"rules": rules, "cases": []}))
    found = [each for each in findings_of(protocol) if each.fingerprint(protocol) not in ALREADY]
    assert ("unknown_not_handled", (key,)) in [(each.kind, each.keys) for each in found]

"""Each kind of finding: a milia protocol with one thing wrong that has it, and the mended one that has not."""

import pytest

from treatments.engine.checks import MOST_FINDINGS, Finding, findings_of
from treatments.engine.documents import plain, read_document
from treatments.engine.protocol import Protocol
from treatments.protocol_file import read_protocol

from .conftest import MILIA
from .shown_by import why_not_shown

RAW = plain(read_protocol(MILIA).document)
ALREADY = {finding.fingerprint(protocol) for protocol in (read_protocol(MILIA),) for finding in findings_of(protocol)}
SAID = {"because": "So.", "sources": ["GK"]}
EXCLUSION = {"code": "EX-77", "effect": "exclusion", "methods": ["peel"], **SAID}
INDICATION = {"code": "IN-77", "effect": "indication", "method": "cryo", "weight": 3, **SAID}
FLAG = {"code": "RF-77", "effect": "red_flag", **SAID}
MUST = {"code": "GN-77", "effect": "must_have", **SAID}
CAUTION = {"code": "CA-77", "effect": "caution", "label": "mind", "methods": ["laser"], **SAID}
BHA_ONLY = {"restricts": [{"method": "peel", "variants": ["bha"]}]}
AHA_TOO = {"restricts": [{"method": "peel", "variants": ["aha", "bha"]}]}


def protocol_with(*rules, without=(), questions=None, policies=None):
    kept = [rule for rule in RAW["rules"] if rule["code"] not in without]
    asked = [question | (questions or {}).get(question["key"], {}) for question in RAW["questions"]]
    chosen = [policy | {"chosen": (policies or {}).get(policy["key"], policy["chosen"])} for policy in RAW["policies"]]
    raw = RAW | {"rules": [*kept, *rules], "questions": asked, "policies": chosen, "cases": []}
    return Protocol.compile(read_document(raw))


def new_in(protocol):
    """What is found beside what the milia protocol has anyhow; every patient is tried."""
    found = [finding for finding in findings_of(protocol) if finding.fingerprint(protocol) not in ALREADY]
    assert [why_not_shown(protocol, finding) for finding in found] == [None] * len(found)
    return [(finding.kind, finding.rules) for finding in found]


@pytest.mark.parametrize(
    ("wrong", "mended", "kind", "rules"),
    [
        pytest.param(
            [EXCLUSION | {"when": "age_years > 50 and age_years < 30"}],
            [EXCLUSION | {"when": "age_years > 50 and age_years < 80 and smoker = yes"}],
            "never_true",
            ("EX-77",),
            id="a number above 50 and below 30",
        ),
        pytest.param(
            [FLAG | {"when": "infant_unwell = yes and smoker = yes"}],
            [FLAG | {"when": "tan_recent = yes_last_4_weeks and smoker = yes", "unless": "exam = confirmed_milia"}],
            "never_true",
            ("RF-77",),
            id="a baby's question and one for adults",
        ),
        pytest.param(
            [EXCLUSION | {"when": "age_years > 20 and wants_treatment = yes and not smoker in (yes, no)"}],
            [EXCLUSION | {"when": "age_years > 10 and wants_treatment = yes and not smoker in (yes, no)"}],
            "never_true",
            ("EX-77",),
            id="neither yes nor no to what is asked of all of them",
        ),
        pytest.param(
            [EXCLUSION | {"when": "count = 1 and pattern = plaque"}],
            [EXCLUSION | {"when": "count = 2_5 and pattern = plaque"}],
            "never_true",
            ("EX-77",),
            id="answers that contradict each other",
        ),
        pytest.param(
            [EXCLUSION | {"when": "smoker = yes and (age_years < 10 or diabetes = no)"}],
            [EXCLUSION | {"when": "smoker = yes and (age_years < 20 or diabetes = no)"}],
            "never_true",
            ("EX-77",),
            id="one way out of two that cannot happen",
        ),
        pytest.param(
            [CAUTION | {"when": "age_years >= 0"}],
            [CAUTION | {"when": "age_years >= 30"}],
            "always_true",
            ("CA-77",),
            id="everybody is nought or older",
        ),
        pytest.param(
            [EXCLUSION | {"when": "not sun_avoidance = yes and sun_avoidance = no", "methods": ["laser", "peel"]}],
            [EXCLUSION | {"when": "sun_avoidance = no", "methods": ["cryo"]}],
            "duplicate",
            ("EX-29", "EX-77"),
            id="the same in other words",
        ),
        pytest.param(
            [EXCLUSION | {"when": "keloid_history = yes and smoker = yes"}],
            [EXCLUSION | {"when": "keloid_history = no and smoker = yes"}],
            "covered",
            ("EX-77", "EX-09"),
            id="within a wider exclusion",
        ),
        pytest.param(
            [INDICATION | {"when": "duration = over_1y", "weight": -1}],
            [INDICATION | {"when": "duration = over_1y and smoker = yes", "weight": -2}],
            "contradicts",
            ("IN-C3", "IN-77"),
            id="one for, one against, as strong, of the same patients",
        ),
        pytest.param(
            [INDICATION | {"when": "age_years >= 40", "weight": 2}]
            + [INDICATION | {"code": "IN-78", "when": "age_years <= 45", "weight": -2}],
            [INDICATION | {"when": "age_years > 45", "weight": 2}]
            + [INDICATION | {"code": "IN-78", "when": "age_years <= 45", "weight": -2}],
            "contradicts",
            ("IN-77", "IN-78"),
            id="bands that overlap",
        ),
        pytest.param(
            [CAUTION | BHA_ONLY | {"when": "allergy_salicylate = yes", "methods": ["peel"]}],
            [CAUTION | BHA_ONLY | {"when": "allergy_salicylate = yes", "methods": ["peel"]} | AHA_TOO],
            "contradicts",
            ("CA-14", "CA-77"),
            id="two cautions that leave no variant",
        ),
        pytest.param(
            [MUST | {"keys": ["pregnancy"], "when": "sex = male"}],
            [MUST | {"keys": ["pregnancy"], "when": "sex = female"}],
            "contradicts",
            ("GN-77",),
            id="a must-have of those who are not asked",
        ),
        pytest.param(
            [EXCLUSION | {"when": "pregnancy in (yes, possible, planning)"}],
            [EXCLUSION | {"when": "pregnancy = planning"}],
            "contradicts",
            ("EX-04", "EX-77"),
            id="a policy spares a method that another exclusion removes all the same",
        ),
        pytest.param(
            [INDICATION | {"when": "area = under_eye"}],
            [INDICATION | {"when": "area = cheek"}],
            "clash",
            ("IN-77", "EX-10"),
            id="a reason for what is excluded then",
        ),
        pytest.param(
            [INDICATION | {"when": "area = cheek"}]
            + [EXCLUSION | {"when": "area = cheek and smoker = yes", "methods": ["cryo"]}]
            + [EXCLUSION | {"code": "EX-78", "when": "area = cheek and not smoker = yes", "methods": ["cryo"]}],
            [INDICATION | {"when": "area = cheek"}]
            + [EXCLUSION | {"when": "area = cheek and smoker = yes", "methods": ["cryo"]}],
            "clash",
            ("IN-77", "EX-77", "EX-78"),
            id="two exclusions that together leave nobody",
        ),
        pytest.param(
            [FLAG | {"when": "wants_treatment = no"}],
            [FLAG | {"when": "wants_treatment = no and smoker = yes"}],
            "clash",
            ("NT-02", "RF-77"),
            id="nothing to treat behind a red flag",
        ),
        pytest.param(
            [EXCLUSION | {"when": "smoker = yes", "methods": ["extraction"]}],
            [EXCLUSION | {"when": "smoker = yes and area = neck", "methods": ["laser"]}],
            "no_method_left",
            None,
            id="nothing left for smokers",
        ),
        pytest.param(
            [EXCLUSION | {"when": "age_years >= 18 and age_years <= 40 and smoker = yes"}]
            + [EXCLUSION | {"code": "EX-78", "when": "age_years >= 42 and age_years <= 60 and smoker = yes"}],
            [EXCLUSION | {"when": "age_years >= 18 and age_years <= 40 and smoker = yes"}]
            + [EXCLUSION | {"code": "EX-78", "when": "age_years > 40 and age_years <= 60 and smoker = yes"}],
            "hole",
            ("EX-77", "EX-78"),
            id="18 to 40 and 42 to 60",
        ),
        pytest.param(
            [EXCLUSION | {"when": "isotretinoin_months <= 2", "methods": ["cryo"]}]
            + [EXCLUSION | {"code": "EX-78", "when": "isotretinoin_months >= 4", "methods": ["cryo"]}],
            [EXCLUSION | {"when": "isotretinoin_months <= 2", "methods": ["cryo"]}]
            + [EXCLUSION | {"code": "EX-78", "when": "isotretinoin_months >= 3", "methods": ["cryo"]}],
            "hole",
            ("EX-77", "EX-78"),
            id="whole months with one left out",
        ),
        pytest.param(
            [FLAG | {"when": "smoker = yes and diabetes = poorly_controlled", "unless": "exam = confirmed_milia"}],
            [FLAG | {"when": "smoker = yes and diabetes = poorly_controlled", "unless": "exam = confirmed_milia"}]
            + [MUST | {"keys": ["smoker", "diabetes"]}],
            "unknown_not_handled",
            ("RF-77",),
            id="a red flag on what nobody must answer",
        ),
    ],
)
def test_what_is_wrong_is_found_and_what_is_mended_is_not(wrong, mended, kind, rules):
    found = new_in(protocol_with(*wrong))
    assert kind in [each for each, _ in found] if rules is None else (kind, rules) in found
    assert kind not in [each for each, _ in new_in(protocol_with(*mended))]


def test_a_retired_question_that_an_exclusion_reads_is_asked_by_nothing():
    found = new_in(protocol_with(questions={"keloid_history": {"retired": True}}))
    assert ("nothing_asks", ("EX-09", "HO-08")) in found
    assert not [rules for kind, rules in found if kind == "never_true" and "EX-09" in rules]


def test_a_question_that_is_shown_to_nobody_is_found_with_what_must_know_it():
    never = {"keloid_history": {"shown_when": "age_years > 30 and age_years < 20"}}
    found = new_in(protocol_with(questions=never))
    assert ("nothing_asks", ("EX-09", "HO-08")) in found
    assert ("never_true", ()) in found


def test_a_method_that_no_rule_argues_for_is_named():
    peels = [rule["code"] for rule in RAW["rules"] if rule.get("method") == "peel" and rule.get("weight", 0) > 0]
    (finding,) = [each for each in findings_of(protocol_with(without=peels)) if "method" in each.detail]
    assert (finding.kind, finding.detail["method"]) == ("no_method_left", "peel")


def test_numbers_that_no_choice_covers_are_a_hole():
    count = next(question for question in RAW["questions"] if question["key"] == "count")
    options = [option | ({"at_least": 8} if option["value"] == "6_20" else {}) for option in count["options"]]
    found = findings_of(protocol_with(questions={"count": {"options": options}}))
    assert [each.detail for each in found if each.kind == "hole"] == [{"question": "count", "above": 5, "below": 8}]


@pytest.mark.parametrize("policy", ["isotretinoin_policy", "pregnancy_peel_policy", "raynaud_cryo_policy"])
def test_a_rule_that_waits_for_a_policy_is_no_finding_under_either_position(policy):
    positions = next(each["positions"] for each in RAW["policies"] if each["key"] == policy)
    for position in positions:
        found = findings_of(protocol_with(policies={policy: position["value"]}))
        assert not [each for each in found if each.kind in ("never_true", "always_true", "contradicts")]


def test_a_rule_that_is_off_is_not_looked_at():
    assert new_in(protocol_with(EXCLUSION | {"when": "age_years > 50 and age_years < 30", "off": True})) == []


def test_other_words_leave_a_finding_the_same_and_another_condition_makes_it_new():
    def fingerprint(**differs):
        protocol = protocol_with(EXCLUSION | {"when": "keloid_history = yes and smoker = yes"} | differs)
        (found,) = [each for each in findings_of(protocol) if each.kind == "covered"]
        return found.fingerprint(protocol)

    assert fingerprint() == fingerprint(because="Otherwise.", owner="Dr Shah", review_by="2027-01-01")
    assert fingerprint() != fingerprint(when="keloid_history = yes and smoker = no")


def test_many_faults_are_cut_short():
    rules = [EXCLUSION | {"code": f"EX-{number}", "when": "sun_avoidance = no"} for number in range(100, 300)]
    found = [each for each in findings_of(protocol_with(*rules)) if each.kind in ("duplicate", "covered")]
    assert len(found) == MOST_FINDINGS


def test_a_finding_says_what_it_is_about():
    assert Finding("hole", ("EX-01",)).keys == ()


def test_a_retired_question_is_not_asked_of_those_whom_it_was_not_for_and_not_known_of_the_others():
    rule = INDICATION | {"when": "not previous_treatment includes cryo_failed and age_years < 40"}

    def found(shown_when):
        return new_in(
            protocol_with(rule, questions={"previous_treatment": {"retired": True, "shown_when": shown_when}})
        )

    assert ("never_true", ("IN-77",)) in found("age_years < 90")
    assert ("never_true", ("IN-77",)) not in found("age_years >= 30")

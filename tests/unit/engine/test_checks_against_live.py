"""What a draft lets through that the live release does not: each with a patient whom the two treat otherwise."""

import pytest

from treatments.engine.answers import read_answers
from treatments.engine.checks import LOOSENED, MOVED, NO_CALL, UNASKED, findings_against, findings_of
from treatments.engine.documents import plain, read_document
from treatments.engine.protocol import Protocol
from treatments.engine.weighing import weigh
from treatments.protocol_file import read_protocol

from .conftest import MILIA
from .shown_by import compiled_rules, fires

LIVE = read_protocol(MILIA)
RAW = plain(LIVE.document)
SAFETY = ("red_flag", "no_treatment", "exclusion", "must_have", "hold", "caution")
NAMED_BY_ANOTHER = {rule.get("when_only_excluded_by") for rule in RAW["rules"]}
WAITING_FOR_A_POLICY = {"CA-41", "CA-42", "CA-43", "CA-44"}


def draft(parts="rules", *, without=(), more=(), **differs):
    """The milia protocol with some values of some parts changed, by code or key with `_` for `-`."""
    rows = [
        row | differs.get(code.replace("-", "_"), {})
        for row in RAW[parts]
        if (code := row.get("code") or row["key"]) not in without
    ]
    return Protocol.of_draft(read_document(RAW | {parts: [*rows, *more], "cases": []}))


def found(other):
    return [(each.kind, each.rules or (each.detail.get("rule"),)) for each in findings_against(LIVE, other)]


def weighed(protocol, example):
    """As the protocol reads the patient; what it does not ask is left out."""
    person, area = ({k: v for k, v in part.items() if k in protocol.facts} for part in example.values())
    answers = read_answers(protocol, {"person": person, "areas": [area]})
    return weigh(protocol, answers.person, answers.areas[0])


def test_a_draft_that_says_the_same_lets_nothing_through():
    assert findings_against(LIVE, draft()) == ()


@pytest.mark.parametrize("code", [r["code"] for r in RAW["rules"] if r["effect"] in SAFETY])
def test_a_safety_rule_that_is_switched_off_or_removed_is_one_finding(code):
    expected = [] if code in WAITING_FOR_A_POLICY else [(LOOSENED, (code,))]
    assert found(draft(**{code.replace("-", "_"): {"off": True}})) == expected
    if code not in NAMED_BY_ANOTHER:
        assert found(draft(without=(code,))) == expected


@pytest.mark.parametrize(
    ("code", "differs"),
    [
        ("EX-26", {"when": "age_years < 16"}),
        ("EX-26", {"when": "age_years < 18 and smoker = yes"}),
        ("EX-01", {"methods": ["peel"]}),
        ("EX-04", {"second_confirmation": []}),
        ("RF-08", {"unless": "exam = confirmed_milia or age_years >= 18"}),
        ("NT-02", {"when": "wants_treatment = no and smoker = yes"}),
        ("NT-03", {"when_only_excluded_by": "EX-01"}),
        ("GN-03", {"keys": ["exam"]}),
        ("GN-03", {"accepts_unknown": True}),
        ("HO-07", {"keys": ["smoker"]}),
        ("HO-21", {"methods": ["peel"]}),
        ("CA-14", {"restricts": []}),
        ("CA-16", {"methods": ["laser"]}),
        ("CA-19", {"when": "age_years < 1"}),
    ],
)
def test_a_safety_rule_that_says_less_than_the_live_one_is_one_finding(code, differs):
    assert found(draft(**{code.replace("-", "_"): differs})) == [(LOOSENED, (code,))]


@pytest.mark.parametrize(
    ("code", "differs"),
    [
        ("EX-26", {"when": "age_years < 21"}),
        ("EX-26", {"when": "age_years < 18 or smoker = yes", "because": "Other words."}),
        ("EX-26", {"methods": ["laser", "peel"]}),
        ("RF-08", {"unless": ""}),
        ("HO-07", {"keys": ["cold_condition", "smoker"]}),
        ("GN-03", {"when": ""}),
        ("CA-19", {"label": "other words"}),
        ("IN-C3", {"weight": 1}),
    ],
)
def test_a_rule_that_says_more_or_the_same_lets_nobody_through(code, differs):
    assert found(draft(**{code.replace("-", "_"): differs})) == []


def test_two_rules_that_say_together_what_one_said_let_nobody_through():
    rule = next(rule for rule in RAW["rules"] if rule["code"] == "EX-26")
    halves = [
        rule | {"code": "EX-77", "when": "age_years < 9", "methods": ["laser"]},
        rule | {"code": "EX-78", "when": "age_years >= 9 and age_years < 18", "methods": ["laser"]},
    ]
    assert found(draft(without=("EX-26",), more=halves)) == []
    assert found(draft(without=("EX-26",), more=halves[:1])) == [(LOOSENED, ("EX-26",))]


def test_a_policy_that_spares_a_method_is_found_with_the_exclusion_that_loses_it():
    assert found(draft("policies", isotretinoin_policy={"chosen": "consensus_2017"})) == [
        (LOOSENED, ("EX-06",)),
        (LOOSENED, ("EX-07",)),
    ]
    assert found(draft("policies", photosensitiser_policy={"chosen": "exclude"})) == []


def test_the_patient_of_a_loosened_exclusion_is_stopped_by_the_live_release_and_not_by_the_draft():
    other = draft(EX_26={"when": "age_years < 16"})
    (finding,) = findings_against(LIVE, other)
    assert finding.example["person"]["age_years"] in (16, 17)
    before, after = (weighed(protocol, finding.example) for protocol in (LIVE, other))
    assert fires(before, compiled_rules(LIVE)["EX-26"])
    assert "laser" in before.excluded and "laser" not in after.excluded


@pytest.mark.parametrize(
    "key", ["keloid_history", "pregnancy", "allergy_retinoid", "area", "exam", "symptoms", "skin_type", "blood_thinner"]
)
def test_a_safety_question_hidden_from_nearly_everybody_is_found_with_somebody_who_is_asked_it_now(key):
    other = draft("questions", **{key: {"shown_when": "age_years >= 119"}})
    (finding,) = [each for each in findings_against(LIVE, other) if each.kind == UNASKED]
    assert key in finding.keys and finding.rules
    before, after = (weighed(protocol, finding.example) for protocol in (LIVE, other))
    assert not before.settled.is_hidden(key)
    assert after.settled.is_hidden(key)


def test_a_question_that_hides_a_safety_question_behind_it_is_found():
    (finding,) = findings_against(LIVE, draft("questions", isotretinoin={"shown_when": "age_years >= 40"}))
    assert finding.keys == ("isotretinoin", "isotretinoin_months")


@pytest.mark.parametrize("differs", [{"shown_when": ""}, {"help": {"en": "Other help."}}])
def test_a_safety_question_asked_of_as_many_or_of_more_is_no_finding(differs):
    assert findings_against(LIVE, draft("questions", keloid_history=differs)) == ()


def test_a_question_without_safety_may_be_asked_of_fewer():
    assert findings_against(LIVE, draft("questions", priority={"shown_when": "age_years >= 40"})) == ()


def test_a_region_of_the_face_that_counts_as_another_place_is_named_with_both():
    area = next(question for question in RAW["questions"] if question["key"] == "area")
    lids = {"eyelid_skin": [], "cheek": ["OCR", "OCL", "ICR", "ICL", "ULR", "ULL", "LLR", "LLL"]}
    options = [o | ({"regions": lids[o["value"]]} if o["value"] in lids else {}) for o in area["options"]]
    (finding,) = findings_against(LIVE, draft("questions", area={"options": options}))
    assert (finding.kind, finding.keys) == (MOVED, ("area",))
    assert finding.detail["regions"][0] == ["ULR", "eyelid_skin", "cheek"]


def test_every_method_and_no_treatment_tell_every_patient_when_to_call():
    assert not [each for each in findings_of(LIVE) if each.kind == NO_CALL]
    calls = [step for step in RAW["aftercare"] if step["kind"] == "call"]
    silent = draft("aftercare", without={step["code"] for step in calls})
    assert [each.detail["method"] for each in findings_of(silent) if each.kind == NO_CALL] == [*LIVE.methods, ""]

    only_some = {step["code"].replace("-", "_"): {"when": "age_years < 1"} for step in calls if not step.get("methods")}
    assert [each.detail for each in findings_of(draft("aftercare", **only_some)) if each.kind == NO_CALL] == [
        {"method": ""}
    ]


def test_what_was_accepted_against_one_release_is_open_against_the_next():
    other, again = draft(EX_26={"off": True}), read_protocol(MILIA)
    again.release = 2
    one, two = (findings_against(live, other)[0].fingerprint(other) for live in (LIVE, again))
    assert one != two

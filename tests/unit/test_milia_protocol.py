"""The milia protocol is complete and safe: held against its tables, and read as a patient would read it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.unit.milia_tables import GENERAL_KNOWLEDGE, MATRIX, QUESTIONS, WEIGHTS
from treatments.engine.conditions import IsOneOf, comparisons, keys_of
from treatments.engine.documents import RuleBase, read_document
from treatments.engine.protocol import Protocol
from treatments.engine.written import parse
from treatments.reading_grade import reading_grade, syllables
from treatments.yaml_form import read_file

WRITTEN = read_file("treatments/protocols/milia.yaml").values
DOCUMENT = read_document(WRITTEN)
MILIA = Protocol.compile(DOCUMENT)
METHODS = ["extraction", "peel", "retinoid", "cryo", "laser"]
CHOSEN = {policy.key: policy.chosen for policy in DOCUMENT.policies}


def numbered(prefix: str, last: int, pattern: str = "{}-{:02}") -> list[str]:
    return [pattern.format(prefix, number) for number in range(1, last + 1)]


def rules(effect: str) -> list[Any]:
    return [rule for rule in DOCUMENT.rules if rule.effect == effect]


def codes(effect: str) -> list[str]:
    return [rule.code for rule in rules(effect)]


def test_every_rule_of_the_tables_is_there_once():
    assert codes("red_flag") == numbered("RF", 20)
    assert codes("no_treatment") == numbered("NT", 6)
    assert codes("exclusion") == numbered("EX", 31)
    assert codes("hold") == numbered("HO", 24)
    assert codes("must_have") == numbered("GN", 5)
    assert codes("caution") == numbered("CA", 44)
    assert codes("add_on") == ["AD-01"]
    assert [conflict.code for conflict in DOCUMENT.conflicts] == numbered("CF", 5)


def test_every_indication_has_its_method_and_weight():
    lines = re.sub(r"\n  +", " ", WEIGHTS.strip()).splitlines()
    expected = {}
    for line in lines:
        method, pairs = line.split(": ")
        expected |= {code: (method, int(weight)) for code, weight in (pair.split() for pair in pairs.split(", "))}
    assert {rule.code: (rule.method, rule.weight) for rule in rules("indication")} == expected
    assert len(expected) == 64


def test_every_question_has_its_key_type_and_values():
    lines = re.sub(r"\n  +", " ", QUESTIONS.strip()).splitlines()
    written = [
        f"{q.number} {q.key} {q.type}: {' '.join(o.value for o in q.options)}".rstrip() for q in DOCUMENT.questions
    ]
    assert written == lines


def test_not_sure_is_offered_but_never_an_option():
    options = {(q.key, option.value) for q in DOCUMENT.questions for option in q.options}
    assert not {pair for pair in options if pair[1] in ("unknown", "not_applicable", "unanswered")}
    without = {q.key for q in DOCUMENT.questions if not q.offers_unknown}
    assert without == {"date_of_birth", "visit_for", "sex", "guardian_present", "exam", "photo_consent", "free_text"}


def test_none_of_these_stands_alone():
    ticks = [q for q in DOCUMENT.questions if q.type == "multi"]
    assert [(q.key, [o.value for o in q.options if o.exclusive]) for q in ticks] == [(q.key, ["none"]) for q in ticks]


def test_what_only_the_patient_should_see_is_private():
    assert {q.key for q in DOCUMENT.questions if q.private} == {"pregnancy", "breastfeeding", "immune_status"}


def test_a_confirmed_examination_clears_all_red_flags_but_two():
    kept = {rule.code for rule in rules("red_flag") if rule.unless != "exam = confirmed_milia"}
    assert kept == {"RF-17", "RF-20"}
    assert not any(rule.unless for rule in rules("red_flag") if rule.code in kept)


def test_the_doctor_must_confirm_twice_what_may_do_grave_harm():
    twice = {rule.code: list(rule.second_confirmation) for rule in rules("exclusion") if rule.second_confirmation}
    assert twice == {
        "EX-01": METHODS,
        "EX-02": METHODS,
        "EX-04": ["retinoid"],
        "EX-05": ["retinoid"],
        "EX-10": ["cryo"],
        "EX-13": ["cryo"],
    }


def test_what_is_confirmed_twice_is_what_a_clinic_may_forbid_altogether():
    for rule in rules("exclusion"):
        forbidden = [(under.policy, under.position, list(under.methods)) for under in rule.final_under]
        named = list(rule.second_confirmation)
        assert forbidden == ([("override_of_hard_stops", "never", named)] if named else []), rule.code


def keys_behind(rule: RuleBase) -> set[str]:
    return set(keys_of(parse(rule.when))) - set(CHOSEN)


MUST_HAVE = {key for rule in rules("must_have") for key in rule.keys}
HELD = {(key, method) for rule in rules("hold") for key in rule.keys for method in rule.methods}


@pytest.mark.parametrize("rule", rules("exclusion"), ids=codes("exclusion"))
def test_a_blank_behind_an_exclusion_never_clears_a_method(rule):
    open_keys = keys_behind(rule) - MUST_HAVE
    assert {(key, method) for key in open_keys for method in rule.methods} <= HELD


def test_every_key_of_a_red_flag_must_be_answered():
    assert {key for rule in rules("red_flag") for key in keys_behind(rule)} - MUST_HAVE == {"immune_status", "exam"}


def applies(rule: RuleBase) -> bool:
    """Not written for a position that the clinic does not take."""
    asked = [part for part in comparisons(parse(rule.when)) if isinstance(part, IsOneOf) and part.key in CHOSEN]
    return all(CHOSEN[part.key] in part.values for part in asked)


def letters(key: str, method: str) -> str:
    excludes = any(key in keys_behind(rule) and method in rule.methods for rule in rules("exclusion"))
    cautions = any(key in keys_behind(rule) and method in rule.methods for rule in rules("caution") if applies(rule))
    weighs = any(key in keys_behind(rule) and method == rule.method for rule in rules("indication"))
    found = "X" * excludes + "C" * cautions + "H" * ((key, method) in HELD)
    return found or ("w" if weighs and key in ("downtime_ok", "previous_treatment") else "-")


@pytest.mark.parametrize("row", MATRIX.strip().splitlines()[1:])
def test_each_question_does_to_each_method_what_the_matrix_says(row):
    key, *expected = row.split()
    assert [letters(key, method) for method in METHODS] == expected


def test_only_six_policies_can_be_switched_and_those_that_decide_on_treatment_stand_on_the_careful_side():
    assert {policy.key: policy.chosen for policy in DOCUMENT.policies if policy.switchable} == {
        "isotretinoin_policy": "label_6_months",
        "pregnancy_peel_policy": "postpone",
        "raynaud_cryo_policy": "exclude",
        "override_of_hard_stops": "second_confirmation",
        "intake_asks": "full",
        "consent_before_signing": "offered",
    }
    assert len(DOCUMENT.policies) == 21


def test_equal_scores_go_to_the_least_lasting_harm():
    order = sorted(DOCUMENT.methods, key=lambda method: method.tie_rank)
    assert [method.key for method in order] == ["extraction", "retinoid", "peel", "cryo", "laser"]


def test_what_rests_on_general_knowledge_says_so():
    source = next(source for source in DOCUMENT.sources if source.code == "GK")
    assert source.grade == "unverified"
    assert "for the clinic's dermatologist to confirm" in source.title
    sourced = {part.code: part.sources for part in (*DOCUMENT.rules, *DOCUMENT.aftercare)}
    assert [code for code in GENERAL_KNOWLEDGE.split() if "GK" not in sourced[code]] == []
    assert all("GK" in rule.sources for rule in (*rules("hold"), *rules("must_have")))
    assert all("GK" in method.sources for method in DOCUMENT.methods)


def texts(part: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[str, str]]:
    """Everything a patient may read, with its place."""
    if isinstance(part, dict) and "en" in part:
        yield ".".join(map(str, place)), part["en"]
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from texts(value, (*place, key))
    elif isinstance(part, list):
        for at, value in enumerate(part):
            name = (
                next((value[k] for k in ("code", "key", "value") if k in value), at) if isinstance(value, dict) else at
            )
            yield from texts(value, (*place, name))


TEXTS = list(texts(WRITTEN))

# A name has no shorter word; it counts as one short one.
NAMES = re.compile(
    r"isotretinoin|accutane|roaccutane|doxycycline|minocycline|thiazides|amiodarone|voriconazole|clopidogrel|warfarin"
    r"|apixaban|rivaroxaban|salicylic|glycolic|lactic|tretinoin|adapalene|retinol|paracetamol|cryoglobulins|cryofibrinogen"
    r"|agglutinins|myeloma|agammaglobulinaemia|diabetes|lupus|scleroderma|rosacea|eczema|fractional|ablative",
    re.IGNORECASE,
)


def test_patients_of_any_schooling_can_read_every_sentence():
    sentences = [(place, NAMES.sub("it", text)) for place, text in TEXTS if text.endswith((".", "?", "!"))]
    hard = [(place, reading_grade(text), text) for place, text in sentences if reading_grade(text) > 6]
    assert hard == []
    assert len(sentences) > 350


def test_no_sentence_is_longer_than_a_breath():
    long = [text for _, text in TEXTS for line in re.split(r"(?<=[.?!])\s", text) if len(line.split()) > 22]
    assert long == []


PROMISES = re.compile(
    r"guarantee|promis|\bcure|miracle|flawless|perfect|painless|risk[- ]free|no risk|100 ?%|definitive|forever|for ever"
    r"|never (come|return)|will (be gone|go away|disappear|work|vanish)|always works|complete(ly)?|permanent"
    r"|lasting result",
    re.IGNORECASE,
)


def test_no_patient_text_promises_a_result():
    assert [(place, text) for place, text in TEXTS if PROMISES.search(text)] == []


def test_redness_is_never_the_only_sign():
    alone = [text for _, text in TEXTS if re.search(r"\b(red|redness|pink)\b", text, re.IGNORECASE)]
    shades = re.compile(r"dark|purple|brown", re.IGNORECASE)
    assert [text for text in alone if not shades.search(text)] == []
    assert len(alone) > 10


def test_every_line_of_the_care_tables_is_there_once():
    written = [step.code for step in DOCUMENT.aftercare]
    lasts = {"AE": 12, "AP": 14, "AR": 12, "AC": 12, "AL": 14, "AN": 6}
    assert [code for prefix, last in lasts.items() for code in numbered(prefix, last) if code not in written] == []
    letters_of = {"AE": "extraction", "AP": "peel", "AR": "retinoid", "AC": "cryo", "AL": "laser"}
    assert all(
        step.methods == ((letters_of[step.code[:2]],) if step.code[:2] in letters_of else ())
        for step in DOCUMENT.aftercare
    )


def test_care_lines_that_may_replace_each_other_are_never_of_one_method():
    seen = [(step.topic, step.kind, step.methods) for step in DOCUMENT.aftercare if step.topic]
    assert len(seen) == len(set(seen))


def test_nobody_is_told_to_stop_a_prescribed_medicine():
    told = [text for _, text in TEXTS if re.search(r"stop .*(thinner|tablet|medicine)", text, re.IGNORECASE)]
    assert [text for text in told if not re.search(r"do not stop|keep taking", text, re.IGNORECASE)] == []


@pytest.mark.parametrize("code", ["AP-13", "AL-12", "AE-57", "AR-09", "AN-04", "AE-52"])
def test_what_cannot_wait_is_urgent(code):
    step = next(step for step in DOCUMENT.aftercare if step.code == code)
    assert (step.kind, step.urgent) == ("call", True)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("skin", 1),
        ("milia", 3),
        ("needle", 2),
        ("treated", 2),
        ("washed", 1),
        ("closes", 2),
        ("infection", 3),
        ("area", 3),
    ],
)
def test_syllables_are_counted_as_spoken(word, count):
    assert syllables(word) == count

"""Each rule of the milia protocol fires on the answers it is meant for, and not on those close by."""

from collections.abc import Mapping

import pytest

from tests.unit.milia_firing import FIRES
from treatments.engine.answers import Answers, RawAnswer
from treatments.engine.cases import run_cases
from treatments.engine.conditions import holds
from treatments.engine.documents import read_document
from treatments.engine.protocol import Protocol
from treatments.engine.suggest import AreaSuggestion, suggest
from treatments.engine.truth import FALSE, TRUE
from treatments.yaml_form import read_file

WRITTEN = read_file("treatments/protocols/milia.yaml").values
MILIA = Protocol.compile(read_document(WRITTEN))


def under(**chosen: str) -> Protocol:
    """The protocol with other positions taken."""
    policies = [policy | {"chosen": chosen.get(policy["key"], policy["chosen"])} for policy in WRITTEN["policies"]]
    return Protocol.compile(read_document(WRITTEN | {"policies": policies}))


def typical(protocol: Protocol, changes: str) -> tuple[dict[str, RawAnswer], dict[str, RawAnswer]]:
    person = dict(protocol.document.typical_patient.person)
    area = dict(protocol.document.typical_patient.area)
    for change in changes.split():
        key, value = change.split("=")
        answers = area if protocol.facts[key].about == "area" else person
        if value == "?":
            answers.pop(key, None)
        else:
            answers[key] = as_answer(protocol.facts[key].type, value)
    return person, area


def as_answer(kind: str, value: str) -> RawAnswer:
    if kind == "number":
        return float(value)
    return value.split(",") if kind == "multi" else value


def truth(code: str, changes: str, protocol: Protocol = MILIA) -> int:
    rule = protocol.rule(code)
    settled = protocol.settling.settle(*typical(protocol, changes))
    readings: Mapping = settled.given if rule.effect == "red_flag" else settled.readings
    return holds(protocol.condition(rule.when), readings)


def suggestion(protocol: Protocol, changes: str) -> AreaSuggestion:
    person, area = typical(protocol, changes)
    return suggest(protocol, Answers(person, (area,))).areas[0]


@pytest.mark.parametrize("line", FIRES.strip().splitlines())
def test_a_rule_fires_on_its_answers_and_not_on_those_close_by(line):
    code, pair = line.split(" ", 1)
    fires, spares = pair.split("|")
    assert truth(code, fires) == TRUE
    assert truth(code, spares) != TRUE


def test_every_rule_with_a_condition_is_tried():
    tried = {line.split()[0] for line in FIRES.strip().splitlines()}
    conditional = {
        rule.code for rule in MILIA.document.rules if getattr(rule, "when", "") and rule.effect != "must_have"
    }
    assert conditional - tried == {"CA-41", "CA-42", "CA-43", "CA-44"}


def test_the_typical_patient_sets_off_no_warning():
    readings = MILIA.settling.settle(*typical(MILIA, "")).readings
    warnings = [r for r in MILIA.document.rules if r.effect in ("red_flag", "no_treatment", "exclusion", "caution")]
    assert [r.code for r in warnings if holds(MILIA.condition(r.when), readings) != FALSE] == []


def test_all_thirty_cases_give_the_expected_result():
    results = run_cases(MILIA)
    assert [result for result in results if not result.agrees] == []
    assert [result.id for result in results] == [f"D{number:02}" for number in range(1, 31)]


CONSENSUS = under(isotretinoin_policy="consensus_2017")


def test_after_isotretinoin_the_consensus_allows_a_peel_with_its_caution():
    stopped = "count=21_plus spread=wide isotretinoin=stopped isotretinoin_months=3"
    assert suggestion(MILIA, stopped).method == "retinoid"
    area = suggestion(CONSENSUS, stopped)
    assert (area.method, area.cautions) == ("peel", ("CA-41",))


def test_on_isotretinoin_the_consensus_still_bars_the_retinoid():
    area = suggestion(CONSENSUS, "count=21_plus spread=wide isotretinoin=current")
    assert dict(area.weighed.excluded) == {"retinoid": ("EX-06",)}


def test_the_consensus_allows_laser_on_single_spots_only():
    deep = "depth=deep count=6_20 previous_treatment=extraction_failed,peel_failed isotretinoin=current"
    area = suggestion(CONSENSUS, deep)
    assert (area.method, area.cautions) == ("laser", ("CA-42",))
    assert [(limit.method, limit.variants) for limit in CONSENSUS.rule("CA-42").restricts] == [("laser", ("focal",))]


@pytest.mark.parametrize("pregnancy", ["yes", "possible"])
def test_a_clinic_may_peel_in_pregnancy_with_fruit_acid_only(pregnancy):
    wide = f"count=21_plus spread=wide pregnancy={pregnancy}"
    assert "peel" in suggestion(MILIA, wide).weighed.excluded
    area = suggestion(under(pregnancy_peel_policy="aha_only"), wide)
    assert (area.method, area.cautions) == ("peel", ("CA-43",))
    assert set(area.weighed.excluded) == {"retinoid", "laser"}


LENIENT = under(raynaud_cryo_policy="caution")
STUBBORN = "count=1 size_mm=3_4 duration=over_1y cold_condition=raynaud"


def test_with_raynauds_the_face_may_be_frozen_only_where_the_clinic_says_so():
    assert suggestion(MILIA, f"{STUBBORN} area=forehead").weighed.excluded == {"cryo": ("EX-13",)}
    area = suggestion(LENIENT, f"{STUBBORN} area=forehead")
    assert (area.method, area.cautions) == ("cryo", ("CA-44",))


@pytest.mark.parametrize("place", ["hands", "arms_legs", "ear", "behind_ear", "neck", "chest_back", "other"])
def test_with_raynauds_nothing_but_the_face_is_ever_frozen(place):
    assert suggestion(LENIENT, f"{STUBBORN} area={place}").weighed.excluded["cryo"] == ("EX-13",)


def test_another_reaction_to_cold_beside_raynauds_still_stops_freezing():
    both = f"{STUBBORN},cold_urticaria area=forehead"
    assert suggestion(LENIENT, both).weighed.excluded == {"cryo": ("EX-13",)}


BABY = "age_years=0.4 infant_unwell=no pregnancy=? breastfeeding=? duration=since_birth"


def asked(protocol: Protocol, changes: str) -> set[str]:
    """The keys that are due for a person of whom only these things are known."""
    person, area = typical(protocol, changes)
    known = {change.split("=")[0] for change in changes.split()}
    person = {key: value for key, value in person.items() if key in known}
    readings = protocol.settling.settle(person, {}).readings
    questions = protocol.document.questions
    return {q.key for q in questions if holds(protocol.condition(q.shown_when), readings) != FALSE}


def test_parents_of_a_baby_are_asked_only_what_matters():
    first_eight = {q.key for q in MILIA.document.questions if q.number <= 8}
    assert asked(MILIA, "age_years=0.4") == first_eight | {"colour", "surface", "duration", "symptoms"} | {
        "blistering_history",
        "exam",
    }


FROM_12 = "recent_procedure_area isotretinoin isotretinoin_months photosensitiser allergy_peel_acid allergy_retinoid"
FROM_12 += " autoimmune_skin sun_avoidance retinoid_use_now priority downtime_ok"


@pytest.mark.parametrize(
    ("age", "newly_asked"),
    [(4, "cold_condition"), (10, "pregnancy breastfeeding"), (12, FROM_12), (18, "skin_cancer_history smoker")],
)
def test_some_questions_wait_for_an_age(age, newly_asked):
    before, after = (asked(MILIA, f"age_years={years} visit_for=child") for years in (age - 0.1, age))
    assert after - before == set(newly_asked.split())


def test_some_questions_end_with_an_age():
    child = "visit_for=child"
    assert asked(MILIA, f"age_years=11.9 {child}") - asked(MILIA, f"age_years=12 {child}") == {"can_keep_still"}
    assert asked(MILIA, "age_years=17.9 visit_for=self") - asked(MILIA, "age_years=18 visit_for=self") == {
        "guardian_present"
    }
    assert asked(MILIA, "age_years=60 visit_for=self") - asked(MILIA, "age_years=60.1 visit_for=self") == {
        "pregnancy",
        "breastfeeding",
    }


def test_who_wants_no_treatment_is_asked_nothing_after_the_warning_signs():
    numbers = {MILIA.questions[key].number for key in asked(MILIA, "age_years=34 sex=female wants_treatment=no")}
    assert numbers & set(range(27, 57)) == {54}


@pytest.mark.parametrize(
    ("person", "due"),
    [("sex=male age_years=34", False), ("sex=female age_years=9.9", False), ("sex=female age_years=61", False)]
    + [("sex=female age_years=10", True), ("sex=intersex age_years=60", True), ("age_years=34", True)],
)
def test_pregnancy_is_asked_wherever_it_may_apply(person, due):
    assert ("pregnancy" in asked(MILIA, person)) is due
    assert ("breastfeeding" in asked(MILIA, person)) is due


@pytest.mark.parametrize(
    ("changes", "code"),
    [("isotretinoin=never isotretinoin_months=0", "CF-01"), ("isotretinoin=stopped", "CF-02")]
    + [("pregnancy=planning sex=male", "CF-03"), ("pregnancy=yes age_years=61", "CF-03")]
    + [
        ("count=1 pattern=cluster", "CF-04"),
        (f"{BABY} isotretinoin=current", "CF-05"),
        (f"{BABY} smoker=yes", "CF-05"),
    ],
)
def test_answers_that_contradict_each_other_are_asked_again(changes, code):
    settled = MILIA.settling.settle(*typical(MILIA, changes))
    conflict = next(conflict for conflict in MILIA.document.conflicts if conflict.code == code)
    assert code in settled.conflicts
    assert set(conflict.keys) <= settled.contradictory
    assert MILIA.settling.settle(*typical(MILIA, "")).conflicts == ()

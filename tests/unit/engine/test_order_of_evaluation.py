"""clinical.md 0.2, step by step, on the milia protocol; each test says only what differs from the typical patient."""

import pytest

from treatments.engine.answers import Answers
from treatments.engine.suggest import suggest

from .patients import suggested, typical, visit


class TestRedFlags:
    def test_a_red_flag_beats_everything_even_missing_answers(self, milia):
        area = suggested(milia, symptoms=["bleeding"], age_years=None, count=None, wants_treatment="no")

        assert (area.outcome, area.fired, area.method) == ("examine_first", ("RF-01",), None)

    def test_none_beside_bleeding_is_bleeding(self, milia):
        area = suggested(milia, symptoms=["none", "bleeding"])

        assert (area.outcome, area.fired) == ("examine_first", ("RF-01",))
        assert area.weighed.settled.conflicts == ("symptoms",)

    def test_a_contradiction_never_talks_a_red_flag_away(self, milia):
        area = suggested(milia, count="1", pattern="plaque")

        assert (area.outcome, area.fired) == ("examine_first", ("RF-10",))

    def test_the_doctors_confirmation_clears_a_red_flag(self, milia):
        assert suggested(milia, pattern="plaque", count="21_plus", exam="confirmed_milia").outcome == "suggest"

    def test_the_doctors_confirmation_does_not_clear_an_unwell_baby(self, milia):
        area = suggested(milia, age_years=0.2, infant_unwell="yes", exam="confirmed_milia")

        assert (area.outcome, area.fired) == ("examine_first", ("RF-17",))

    def test_another_diagnosis_is_never_cleared(self, milia):
        assert suggested(milia, exam="other_diagnosis").fired == ("RF-20",)

    def test_a_flag_of_one_area_heads_the_visit_and_leaves_the_others_provisional(self, milia):
        answers = typical(milia)
        flagged = {**answers.areas[0], "colour": "brown_black"}
        result = suggest(milia, Answers(answers.person, (flagged, answers.areas[0])))

        assert result.outcome == "examine_first"
        assert [(area.outcome, area.provisional) for area in result.areas] == [
            ("examine_first", False),
            ("suggest", True),
        ]

    def test_a_flag_of_the_person_stops_every_area(self, milia):
        answers = typical(milia, blistering_history="yes")
        result = suggest(milia, Answers(answers.person, answers.areas * 2))

        assert [area.fired for area in result.areas] == [("RF-12",), ("RF-12",)]


class TestMustHaves:
    def test_an_empty_form_asks_and_suggests_nothing(self, milia):
        for answers in (Answers(), Answers({}, ({},))):
            area = suggest(milia, answers).areas[0]

            assert (area.outcome, area.method, area.cleared) == ("needs_answer", None, None)
            assert {"age_years", "symptoms", "blistering_history", "area", "count"} <= set(area.needs)

    @pytest.mark.parametrize("key", ["size_mm", "pattern", "onset", "duration", "family_history_bumps"])
    def test_not_sure_is_enough_where_only_a_skipped_question_blocks(self, milia, key):
        assert suggested(milia, **{key: "unknown"}).outcome == "suggest"
        assert suggested(milia, **{key: None}).needs == (key,)

    @pytest.mark.parametrize("key", ["symptoms", "blistering_history", "colour", "surface", "skin_cancer_history"])
    def test_not_sure_is_not_enough_for_the_signs_of_look_alikes(self, milia, key):
        value = ["unknown"] if key == "symptoms" else "unknown"

        assert suggested(milia, **{key: value}).needs == (key,)

    def test_one_bump_that_sits_in_a_cluster_is_asked_again(self, milia):
        assert suggested(milia, count="1", pattern="cluster").needs == ("count", "pattern")

    def test_a_baby_with_the_answers_of_an_adult_is_asked_for_its_age(self, milia):
        assert suggested(milia, age_years=0.5, infant_unwell="no", smoker="yes").needs == ("age_years",)

    def test_a_confirmed_examination_replaces_the_signs_of_look_alikes(self, milia):
        assert suggested(milia, colour=None, surface=None, size_mm=None, exam="confirmed_milia").outcome == "suggest"


class TestNoTreatment:
    @pytest.mark.parametrize(
        ("differs", "code"),
        [
            ({"age_years": 0.5, "infant_unwell": "no"}, "NT-01"),
            ({"wants_treatment": "no"}, "NT-02"),
            ({"onset": "after_injury", "duration": "1_3m"}, "NT-03"),
            ({"age_years": 8, "duration": "under_1m"}, "NT-04"),
            ({"onset": "after_steroid_cream", "duration": "1_3m"}, "NT-05"),
        ],
    )
    def test_waiting_is_the_answer(self, milia, differs, code):
        area = suggested(milia, **differs)

        assert (area.outcome, area.fired) == ("no_treatment", (code,))

    def test_in_pregnancy_what_only_pregnancy_forbids_can_wait(self, milia):
        area = suggested(milia, pregnancy="yes", count="21_plus", spread="wide")

        assert (area.outcome, area.fired) == ("no_treatment", ("NT-06",))

    def test_in_pregnancy_what_is_forbidden_anyway_is_examined_first(self, milia):
        differs = {"pregnancy": "yes", "count": "21_plus", "spread": "wide", "isotretinoin": "current"}
        area = suggested(milia, **differs)

        assert (area.outcome, area.fired) == ("examine_first", ())


class TestHolds:
    def test_a_blank_blocks_only_the_methods_that_depend_on_it(self, milia):
        area = suggested(milia, isotretinoin=None)

        assert (area.outcome, area.method) == ("suggest", "extraction")
        assert "CA-04" in area.cautions
        assert set(area.on_hold) == {"peel", "retinoid", "laser"}

    def test_the_leader_on_hold_is_asked_for_and_the_best_cleared_method_shown(self, milia):
        area = suggested(milia, area="forehead", count="1", size_mm="3_4", duration="over_1y", cold_condition=None)

        assert (area.outcome, area.needs, area.on_hold[0]) == ("needs_answer", ("cold_condition",), "cryo")
        assert area.cleared == "extraction"

    def test_a_question_that_was_not_due_never_holds(self, milia):
        area = suggested(milia, sex="male", pregnancy=None, count="21_plus", spread="wide")

        assert (area.outcome, area.method) == ("suggest", "peel")

    def test_not_applicable_is_no_way_around_a_question_that_is_due(self, milia):
        area = suggested(milia, pregnancy="not_applicable", count="21_plus", spread="wide")

        assert (area.outcome, area.needs) == ("needs_answer", ("pregnancy",))

    def test_a_pregnant_man_is_asked_again(self, milia):
        area = suggested(milia, sex="male", pregnancy="yes", count="21_plus", spread="wide")

        assert (area.outcome, area.needs) == ("needs_answer", ("pregnancy",))

    def test_stopped_without_the_months_holds_what_the_months_decide(self, milia):
        area = suggested(milia, isotretinoin="stopped", count="21_plus", spread="wide")

        assert (area.outcome, area.needs, area.cleared) == ("needs_answer", ("isotretinoin_months",), "retinoid")

    def test_never_with_months_is_asked_again(self, milia):
        area = suggested(milia, isotretinoin="never", isotretinoin_months=3, count="21_plus", spread="wide")

        assert (area.outcome, area.needs) == ("needs_answer", ("isotretinoin", "isotretinoin_months"))

    def test_none_beside_eczema_excludes_what_eczema_excludes_and_holds_the_rest(self, milia):
        area = suggested(milia, skin_condition_area=["none", "eczema_or_dermatitis"])

        assert set(area.weighed.excluded) == {"peel", "retinoid", "laser"}
        assert (area.outcome, area.needs) == ("needs_answer", ("skin_condition_area",))

    def test_a_child_who_may_not_keep_still_waits_for_that_answer(self, milia):
        area = suggested(milia, age_years=7, can_keep_still=None)

        assert (area.outcome, area.needs) == ("needs_answer", ("can_keep_still",))

    def test_holds_that_follow_from_exclusions_never_go_beyond_the_rows_of_the_table(self, milia):
        rows = {(key, method) for hold in milia.holds for key in hold.rule.keys for method in hold.rule.methods}
        musts = {key for must in milia.must_haves for key in must.rule.keys}
        for exclusion, methods in milia.excluding:
            for key in exclusion.keys:
                assert key in musts or {(key, method) for method in methods} <= rows, (exclusion.rule.code, key)


class TestRanking:
    def test_of_equals_the_one_with_least_lasting_harm_leads(self, milia):
        area = suggested(milia, area="forehead", count="1", size_mm="3_4", duration="3_12m", depth="superficial")

        scores = area.weighed.scores
        assert scores["extraction"] == scores["cryo"] == 3
        assert area.method == "extraction"

    def test_nothing_that_suits_means_examine_first(self, milia):
        area = suggested(milia, isotretinoin="current", count="21_plus", spread="wide")

        assert (area.outcome, area.fired, area.method) == ("examine_first", (), None)

    def test_the_cream_is_added_when_bumps_return_and_it_is_free(self, milia):
        assert suggested(milia, recurrence="came_back_after_removal").add_on == "retinoid"
        assert suggested(milia, recurrence="came_back_after_removal", pregnancy="planning").add_on is None
        assert suggested(milia, recurrence="came_back_after_removal", allergy_retinoid=None).add_on is None

    def test_none_beside_a_failed_method_counts_the_failed_method(self, milia):
        contradictory = suggested(milia, previous_treatment=["none", "extraction_failed"])
        plain = suggested(milia, previous_treatment=["extraction_failed"])

        assert contradictory.weighed.scores == plain.weighed.scores

    @pytest.mark.parametrize(
        ("age", "excluded"), [(11.99, {"peel", "retinoid", "laser"}), (12, {"laser"}), (18, set())]
    )
    def test_age_limits_are_exact(self, milia, age, excluded):
        assert set(suggested(milia, age_years=age).weighed.excluded) == excluded


class TestPolicies:
    @staticmethod
    def with_policy(milia, key, position):
        policies = [p.model_copy(update={"chosen": position}) if p.key == key else p for p in milia.document.policies]
        return type(milia).compile(milia.document.model_copy(update={"policies": tuple(policies)}))

    def test_the_2017_consensus_turns_the_wait_after_isotretinoin_into_a_caution(self, milia):
        relaxed = self.with_policy(milia, "isotretinoin_policy", "consensus_2017")
        differs = {"isotretinoin": "stopped", "isotretinoin_months": 3, "count": "21_plus", "spread": "wide"}

        assert suggested(milia, **differs).method == "retinoid"
        assert suggested(relaxed, **differs).method == "peel"
        assert "CA-41" in suggested(relaxed, **differs).cautions

    def test_no_position_on_isotretinoin_lets_a_second_retinoid_through(self, milia):
        relaxed = self.with_policy(milia, "isotretinoin_policy", "consensus_2017")

        assert suggested(relaxed, isotretinoin="current").verdict("retinoid") == "excluded"

    def test_a_peel_in_pregnancy_under_the_other_position_is_aha_only(self, milia):
        relaxed = self.with_policy(milia, "pregnancy_peel_policy", "aha_only")
        area = suggested(relaxed, pregnancy="yes", count="21_plus", spread="wide")

        assert area.method == "peel"
        assert "CA-43" in area.cautions


class TestVisitsWithoutAreas:
    def test_a_visit_without_areas_asks_where_the_bumps_are(self, milia):
        result = suggest(milia, Answers(typical(milia).person, ()))

        assert (result.outcome, result.areas[0].area) == ("needs_answer", None)
        assert "area" in result.areas[0].needs

    def test_the_head_of_a_visit_asks_before_it_suggests(self, milia):
        answers = typical(milia)
        without_count = {key: value for key, value in answers.areas[0].items() if key != "count"}

        assert suggest(milia, Answers(answers.person, (answers.areas[0], without_count))).outcome == "needs_answer"


def test_every_case_of_the_protocol_agrees(milia):
    from treatments.engine.cases import run_cases

    assert {result.id: result.differences for result in run_cases(milia) if not result.agrees} == {}
    assert len(run_cases(milia)) == 30


def test_the_form_names_release_and_hash_of_the_protocol(milia):
    from treatments.engine.form import visit_as_json

    assert visit_as_json(visit(milia))["protocol"] == {"slug": "milia", "release": None, "sha256": milia.sha256}


def test_explaining_says_which_open_answer_would_change_the_result(milia):
    from treatments.engine.explain import open_questions

    area = suggested(
        milia, area="forehead", count="1", size_mm="3_4", duration="over_1y", cold_condition=None, depth=None
    )
    first, *others = open_questions(area)

    assert first.could_change
    assert {"cold_condition", "depth"} <= {question.key for question in (first, *others)}
    becomes = {
        tuple(value): method
        for value, _, method in next(q for q in (first, *others) if q.key == "cold_condition").becomes
    }
    assert becomes[("none",)] == "cryo"
    assert becomes[("cold_urticaria",)] == "extraction"


def test_explaining_sorts_reasons_into_for_against_stopping_cautioning_and_not_known(milia):
    from treatments.engine.explain import explain

    answers = typical(milia, area="under_eye", isotretinoin=None, spread="wide", count="6_20")
    methods = {method["method"]: method["reasons"] for method in explain(milia, answers)[0]["methods"]}

    def codes(method, group):
        return {reason["rule"] for reason in methods[method][group]}

    assert {"IN-E2", "IN-E4"} <= codes("extraction", "for")
    assert "IN-E14" in codes("extraction", "against")
    assert codes("cryo", "stopping") == {"EX-10"}
    assert {"CA-04", "CA-17"} <= codes("extraction", "cautioning")
    assert "HO-02" in codes("laser", "not_known")
    assert next(r for r in methods["cryo"]["stopping"])["answers"] == {"area": "under_eye"}

"""Which questions are still worth asking, and which the doctor's choice makes worth asking again."""

from pathlib import Path

import pytest

from treatments.engine.answers import Answers
from treatments.engine.asking import OpenKey, always_asked, in_the_intake, is_adaptive, open_keys_of, worth_asking
from treatments.engine.conditions import keys_of
from treatments.engine.interview import ask_the_fewest
from treatments.engine.protocol import Protocol
from treatments.engine.suggest import suggest
from treatments.protocol_file import read_protocol

from .patients import typical

SAMPLE = Path(__file__).parents[1] / "samples/format_1.yaml"
ALL_METHODS = ("extraction", "peel", "retinoid", "cryo", "laser")


def asked(protocol, answers, asks=in_the_intake) -> set[str]:
    return {one.key for one in worth_asking(protocol, answers, asks)}


def without(answers: Answers, *keys: str) -> Answers:
    def rest(given):
        return {key: value for key, value in given.items() if key not in keys}

    return Answers(rest(answers.person), tuple(rest(area) for area in answers.areas))


def arrives(age: float, **area) -> Answers:
    return Answers({"age_years": age}, (area,))


def interviewed(protocol, patient):
    """At the desk: the age is known, and no doctor has looked yet."""
    known = Answers({"age_years": patient.person["age_years"]}, tuple({} for _ in patient.areas))
    return ask_the_fewest(protocol, patient, known, in_the_intake)


@pytest.fixture(scope="module")
def one_small_bump(milia):
    return interviewed(milia, typical(milia, count="1", recurrence="first_time"))


class TestWhatIsAsked:
    def test_somebody_who_answered_everything_is_asked_nothing(self, milia):
        everything = typical(milia, visit_for="self", recent_procedure_area=["none"])
        assert asked(milia, everything) == set()

    def test_one_small_bump_needs_no_question_about_methods_that_cannot_be_suggested(self, one_small_bump):
        keys = {one.key for one in one_small_bump.asked}
        assert not keys & {"cold_condition", "allergy_retinoid", "allergy_peel_acid", "sun_avoidance", "smoker"}
        assert {"active_infection_area", "skin_condition_area", "blood_thinner"} <= keys

    def test_an_answer_that_makes_the_peel_lead_makes_its_questions_worth_asking(self, milia):
        wide = without(typical(milia, count="21_plus", spread="wide"), "keloid_history", "cold_condition")
        assert asked(milia, wide) == {"keloid_history"}

    def test_what_only_a_caution_reads_is_asked_of_the_method_that_leads(self, milia):
        assert asked(milia, without(typical(milia), "implanted_device")) == {"implanted_device"}
        assert asked(milia, without(typical(milia), "smoker")) == set()

    def test_an_add_on_needs_its_own_questions(self, milia):
        comes_back = {"recurrence": "came_back_after_removal", "count": "1"}
        assert asked(milia, without(typical(milia, **comes_back), "allergy_retinoid")) == {"allergy_retinoid"}
        assert asked(milia, without(typical(milia, count="1"), "allergy_retinoid")) == set()

    def test_a_wish_is_asked_only_while_it_can_turn_the_ranking(self, milia):
        close = typical(milia, count="6_20", recurrence="new_ones_keep_coming")
        assert "priority" in asked(milia, without(close, "priority"))
        assert asked(milia, without(typical(milia, count="1"), "priority")) == set()

    def test_two_methods_of_equal_score_that_may_both_have_to_wait_are_both_asked_about(self, milia):
        needs_help = {"visit_for": "dependent_adult", "recent_procedure_area": ["none"]}
        equal = typical(milia, count="1", size_mm="3_4", duration="over_1y", priority="quick", **needs_help)
        scores = suggest(milia, equal).areas[0].weighed.scores
        assert scores["extraction"] == scores["cryo"] == max(scores.values())
        assert asked(milia, without(equal, "can_keep_still")) == {"can_keep_still"}

    def test_what_only_the_patients_sheet_reads_is_asked_as_well(self, milia):
        """Nobody who is not pregnant is told to come back after the birth."""
        soon_gone = typical(milia, onset="after_injury", duration="under_1m")
        assert suggest(milia, soon_gone).outcome == "no_treatment"
        assert asked(milia, without(soon_gone, "pregnancy", "keloid_history")) == {"pregnancy"}

    def test_whether_pregnancy_alone_stops_every_method_is_asked_to_the_end(self, milia):
        wide = typical(milia, count="21_plus", spread="wide", pregnancy="yes")
        assert suggest(milia, wide).areas[0].fired == ("NT-06",)
        assert "keloid_history" in asked(milia, without(wide, "keloid_history"))


class TestRedFlags:
    def test_after_a_red_flag_only_the_other_warning_signs_are_asked(self, milia):
        keys = asked(milia, arrives(40, symptoms=["bleeding"]))
        assert {"surface", "colour", "skin_cancer_history"} <= keys
        assert not keys & {"isotretinoin", "keloid_history", "priority", "sex"}

    def test_a_red_flag_in_one_place_does_not_silence_the_other(self, milia):
        bleeding = typical(milia).areas[0] | {"symptoms": ["bleeding"]}
        two = Answers(typical(milia).person, (bleeding, {}))
        numbers = {one.area_number for one in worth_asking(milia, two, in_the_intake)}
        assert numbers == {2}

    def test_a_baby_is_asked_about_warning_signs_only(self, milia):
        look = {"area", "count", "colour", "surface", "symptoms"}
        assert asked(milia, arrives(0.2)) == look | {"blistering_history", "infant_unwell", "wants_treatment"}

    def test_what_a_doctor_confirmed_clears_the_warning_signs(self, milia):
        confirmed = without(typical(milia, exam="confirmed_milia"), "surface", "colour")
        assert asked(milia, confirmed) == set()
        assert asked(milia, without(typical(milia), "surface")) == {"surface"}


class TestMetQuestions:
    @pytest.mark.parametrize("answer", ["unanswered", "unknown"])
    def test_what_was_skipped_or_not_known_is_not_asked_again_and_holds_its_methods(self, milia, answer):
        met = typical(milia, active_infection_area=answer)
        assert "active_infection_area" not in asked(milia, met)
        assert suggest(milia, met).outcome == "needs_answer"

    def test_an_intake_of_somebody_who_skips_everything_ends(self, milia):
        silent = Answers({"age_years": 40}, ({},))
        interview = interviewed(milia, silent)
        assert worth_asking(milia, interview.answers, in_the_intake) == ()
        assert suggest(milia, interview.answers).areas[0].method is None

    def test_not_sure_about_the_colour_does_not_end_the_intake(self, milia):
        """The doctor will see the colour; what the methods need is known by then."""
        keys = asked(milia, without(typical(milia, colour="unknown"), "blood_thinner", "keloid_history"))
        assert keys == {"blood_thinner", "keloid_history"}

    def test_while_the_leader_waits_the_next_best_is_made_sure_of(self, milia):
        texture = {"count": "21_plus", "spread": "wide", "priority": "texture_tone"}
        waiting = typical(milia, **texture, allergy_salicylate="unknown")
        assert suggest(milia, waiting).areas[0].on_hold[0] == "peel"
        assert asked(milia, without(waiting, "allergy_retinoid")) == {"allergy_retinoid"}
        assert asked(milia, without(typical(milia, **texture), "allergy_retinoid")) == set()

    def test_an_empty_answer_is_no_answer(self, milia):
        person = {**typical(milia).person, "blood_thinner": None}
        assert asked(milia, Answers(person, typical(milia).areas)) == {"blood_thinner"}


class TestWhoIsAsked:
    def test_the_desk_leaves_the_doctors_questions_to_the_doctor(self, milia):
        open_to_all = without(typical(milia), "depth", "exam")
        assert asked(milia, open_to_all) == set()
        assert {"depth", "exam"} & asked(milia, open_to_all, lambda question: True)

    def test_an_unknown_age_is_the_question_for_the_date_of_birth(self, milia):
        keys = worth_asking(milia, without(typical(milia), "age_years"))
        assert keys[0] == OpenKey("date_of_birth", None)
        assert "date_of_birth" not in asked(milia, without(typical(milia), "age_years"))

    def test_the_places_are_numbered_from_one_and_the_person_has_no_number(self, milia):
        two = Answers({"age_years": 40}, ({}, {}))
        found = set(worth_asking(milia, two, in_the_intake))
        assert {OpenKey("count", 1), OpenKey("count", 2), OpenKey("pregnancy", None)} <= found

    def test_a_visit_without_a_place_is_asked_about_a_first_one(self, milia):
        assert OpenKey("area", 1) in worth_asking(milia, Answers({"age_years": 40}, ()), in_the_intake)


class TestOrder:
    def test_what_decides_whether_a_question_is_due_comes_before_it(self, milia):
        keys = [one.key for one in worth_asking(milia, Answers({"age_years": 40}, ({},)), in_the_intake)]
        for later, earlier in [("pregnancy", "sex"), ("spread", "count"), ("isotretinoin_months", "isotretinoin")]:
            assert keys.index(earlier) < keys.index(later)

    def test_safety_comes_first_and_what_only_a_caution_reads_last(self, milia):
        keys = [one.key for one in worth_asking(milia, arrives(40, area="cheek"), in_the_intake)]
        assert keys.index("symptoms") < keys.index("active_infection_area") < keys.index("priority")
        assert keys.index("keloid_history") < keys.index("smoker")

    def test_a_question_that_is_not_due_is_not_asked(self, milia):
        assert "pregnancy" not in asked(milia, Answers({"age_years": 40, "sex": "male"}, ({},)))
        assert "can_keep_still" not in asked(milia, Answers({"age_years": 40, "visit_for": "self"}, ({},)))
        assert "spread" not in asked(milia, arrives(40, area="cheek", count="1"))


class TestTheMethodADoctorPicks:
    def test_freezing_after_an_intake_for_one_small_bump_opens_its_questions(self, milia, one_small_bump):
        keys = {one.key for one in open_keys_of(milia, one_small_bump.answers, "cryo", 1)}
        assert {"cold_condition", "tan_recent"} <= keys
        assert not keys & {"smoker", "allergy_retinoid", "recurrence"}

    def test_the_suggested_method_needs_nothing_more(self, milia, one_small_bump):
        assert suggest(milia, one_small_bump.answers).areas[0].method == "extraction"
        assert open_keys_of(milia, one_small_bump.answers, "extraction", 1) == ()

    @pytest.mark.parametrize("answer", [None, "unanswered", "unknown", ["none", "raynaud"], ["unknown", "raynaud"]])
    def test_skipped_not_sure_and_contradictory_answers_are_open_again(self, milia, answer):
        keys = open_keys_of(milia, typical(milia, cold_condition=answer), "cryo", 1)
        assert OpenKey("cold_condition", None) in keys

    def test_they_come_in_the_order_of_the_questions_with_the_number_of_the_place(self, milia):
        two = Answers({"age_years": 40}, ({}, {"area": "cheek"}))
        keys = open_keys_of(milia, two, "cryo", 2)
        assert OpenKey("area", 2) not in keys and OpenKey("skin_condition_area", 2) in keys
        numbers = [milia.questions[one.key].number for one in keys]
        assert numbers == sorted(numbers)

    @pytest.mark.parametrize("method", ALL_METHODS)
    def test_who_answered_everything_leaves_no_method_open(self, milia, method):
        everything = typical(milia, visit_for="self", recent_procedure_area=["none"])
        assert open_keys_of(milia, everything, method, 1) == ()

    def test_a_question_that_is_not_due_is_not_opened(self, milia):
        child = typical(milia, age_years=5, isotretinoin=None, visit_for="child")
        assert "isotretinoin" not in {one.key for one in open_keys_of(milia, child, "laser", 1)}


class TestTheProtocolsOwnChoice:
    def with_intake(self, milia, position):
        policies = [p.model_copy(update={"chosen": position(p)}) for p in milia.document.policies]
        return Protocol.compile(milia.document.model_copy(update={"policies": tuple(policies)}))

    def test_the_policy_decides_and_a_protocol_without_it_asks_everything(self, milia):
        adaptive = self.with_intake(milia, lambda p: "adaptive" if p.key == "intake_asks" else p.chosen)
        assert is_adaptive(adaptive)
        assert not is_adaptive(milia)
        assert not is_adaptive(read_protocol(SAMPLE))

    def test_what_no_rule_reads_is_asked_anyhow_with_what_decides_whether_it_is_due(self, milia):
        keys = always_asked(milia)
        assert {"photo_consent", "free_text", "guardian_present", "visit_for", "wants_treatment"} == set(keys)

    def test_every_other_question_is_read_by_a_rule_or_by_another_question(self, milia):
        settling = milia.settling
        conditions = [c for _, c in (*settling.questions, *settling.conflicts)]
        read = {key for condition in (*milia.conditions.sources, *conditions) for key in keys_of(condition)}
        rest = {q.key for q in milia.questions.values() if not q.derives} - set(always_asked(milia))
        assert rest <= read

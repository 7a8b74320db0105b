"""Red flags are answered one by one, and nothing passes them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic.audit.refusals import Refused, Stale
from consultations import flags, policies
from consultations.models import FlagFinding
from consultations.models.consultation import WithoutMethod
from consultations.models.red_flag import Finding
from consultations.services import flags as services
from consultations.services import intake, recalculating, review, signing
from tests.integration.clinic_factory import NOW, Clinic, milia, release_of

pytestmark = pytest.mark.django_db
EXAM = "exam"


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def visit(clinic):
    """A bump that bleeds and grows: two red flags of one area."""
    found = clinic.in_review()
    return corrected(clinic, found, "symptoms", ["bleeding", "growing_fast"], 1)


def own(clinic, visit):
    return {"consultation_id": visit.pk, "revision": visit.revision, "by": clinic.derm, "at": NOW}


def corrected(clinic, visit, question, value, number=None):
    return review.correct_answer(**own(clinic, visit), question=question, value=value, area_number=number)


def find(clinic, visit, flag, finding, remark=""):
    told = {"code": flag.code, "area_number": flag.area_number, "finding": finding, "remark": remark}
    return services.find(**own(clinic, visit), **told)


def all_found(clinic, visit, *findings):
    for flag, finding in zip(flags.open_flags(visit), findings, strict=True):
        visit = find(clinic, visit, flag, finding)
    return visit


def test_each_flag_that_the_answers_raise_waits_for_its_own_finding(clinic, visit):
    assert [(flag.code, flag.area_number) for flag in flags.open_flags(visit)] == [("RF-01", 1), ("RF-02", 1)]

    visit = find(clinic, visit, flags.open_flags(visit)[0], Finding.NO_CONCERN, "Pressed on it: dry.")

    assert [flag.code for flag in flags.open_flags(visit)] == ["RF-02"]
    assert flags.flags_of(visit)[0].note == "Pressed on it: dry."
    assert visit.suggestion["outcome"] == "examine_first", "one all-clear of two clears nothing"


def test_the_last_all_clear_answers_the_examination_and_the_suggestion_follows(clinic, visit):
    visit = all_found(clinic, visit, Finding.NO_CONCERN, Finding.NO_CONCERN)

    assert visit.answers["person"][EXAM] == "confirmed_milia"
    assert visit.suggestion["outcome"] == "suggest"
    assert visit.answer_changes.last().given_by == "dermatologist"
    assert [flag.is_lifted for flag in flags.flags_of(visit)] == [True, True]


def test_one_flag_that_has_to_be_sent_on_keeps_everything_stopped(clinic, visit):
    visit = all_found(clinic, visit, Finding.NO_CONCERN, Finding.REFER)

    assert visit.answers["person"].get(EXAM) != "confirmed_milia"
    assert visit.suggestion["outcome"] == "examine_first"


def test_something_else_than_milia_is_said_of_the_examination(clinic, visit):
    visit = all_found(clinic, visit, Finding.NO_CONCERN, Finding.NOT_MILIA)

    assert visit.answers["person"][EXAM] == "other_diagnosis"
    assert "RF-20" in visit.suggestion["areas"][0]["fired"]
    assert not flags.open_flags(visit), "what the doctor saw asks for no finding of its own"


def test_sending_on_after_an_all_clear_takes_the_all_clear_back(clinic, visit):
    visit = all_found(clinic, visit, Finding.NO_CONCERN, Finding.NO_CONCERN)
    visit = find(clinic, visit, flags.flags_of(visit)[1], Finding.REFER)

    assert visit.answers["person"][EXAM] == "unanswered"
    assert visit.suggestion["outcome"] == "examine_first"
    assert FlagFinding.objects.count() == 3, "the earlier finding stands beside the later one"


def test_a_finding_stands_only_for_the_answers_it_was_made_on(clinic, visit):
    visit = all_found(clinic, visit, Finding.NO_CONCERN, Finding.NO_CONCERN)
    visit = corrected(clinic, visit, "symptoms", ["bleeding", "crust_or_ulcer", "growing_fast"], 1)

    assert [flag.code for flag in flags.open_flags(visit)] == ["RF-01", "RF-02"]


def test_a_plan_with_an_open_flag_is_not_confirmed_even_when_the_examination_lifted_it(clinic, visit):
    visit = corrected(clinic, visit, EXAM, "confirmed_milia")
    assert visit.suggestion["outcome"] == "suggest"

    with pytest.raises(Refused, match="2 red flags wait for your finding"):
        review.agree_all(**own(clinic, visit), ticked={}, details={})

    visit.refresh_from_db()
    assert (visit.status, visit.plan_lines.count()) == ("review", 0), "nothing of it is kept"


def test_a_plan_confirmed_before_the_flag_was_seen_is_not_signed(clinic):
    visit = clinic.confirmed()
    visit.answers["areas"][0]["symptoms"] = ["bleeding"]
    visit.save(update_fields=["answers"])

    with pytest.raises(Refused, match="1 red flag waits for your finding"):
        signing.put_signature(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)


def test_what_is_sent_on_is_agreed_to_in_one_step_and_signed(clinic, visit):
    visit = all_found(clinic, visit, Finding.REFER, Finding.NO_CONCERN)
    visit = review.agree_all(**own(clinic, visit), ticked={}, details={})

    line = visit.plan_lines.get()
    assert (line.agrees, line.method, line.without_method) == (True, "", WithoutMethod.REFER)
    signing.put_signature(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)


def test_only_a_dermatologist_answers_a_flag_and_only_one_that_is_raised(clinic, visit):
    flag = flags.open_flags(visit)[0]
    told = {"code": flag.code, "area_number": flag.area_number, "finding": Finding.NO_CONCERN}

    with pytest.raises(Refused, match="Only a dermatologist"):
        services.find(**own(clinic, visit) | {"by": clinic.desk}, **told)
    with pytest.raises(Refused, match="not raised"):
        services.find(**own(clinic, visit), **told | {"code": "RF-17", "area_number": None})
    with pytest.raises(Refused, match="Choose what you found"):
        services.find(**own(clinic, visit), **told | {"finding": "fine"})
    with pytest.raises(Stale):
        services.find(**own(clinic, visit) | {"revision": visit.revision - 1}, **told)
    assert not FlagFinding.objects.exists()


def test_a_flag_that_rests_on_a_place_is_answered_at_that_place(clinic):
    visit = corrected(clinic, clinic.in_review(), "onset", "after_new_medicine", 1)
    numbers = {flag.area_number for flag in flags.open_flags(visit)}

    assert numbers == {1}, "onset is asked per place"


def test_the_flags_of_a_visit_take_one_query(clinic, visit):
    with CaptureQueriesContext(connection) as queries:
        flags.flags_of(visit)

    assert len(queries) == 1


SKIPPED = dict.fromkeys(("colour", "surface", "size_mm", "pattern"), "unanswered")


def other_place(clinic, visit, **differs):
    """A second place, in which these were skipped."""
    for question, value in differs.items():
        visit = corrected(clinic, visit, question, None if value == "unanswered" else value, 2)
    return visit


def test_an_all_clear_for_one_place_says_nothing_about_what_nobody_asked_at_another(clinic):
    visit = clinic.in_review(areas=2)
    visit = corrected(clinic, visit, "colour", "pink_red", 1)
    visit = other_place(clinic, visit, **SKIPPED)

    visit = all_found(clinic, visit, *[Finding.NO_CONCERN for _flag in flags.open_flags(visit)])

    assert visit.answers["person"].get(EXAM) != "confirmed_milia"
    assert visit.suggestion["areas"][1]["outcome"] == "needs_answer"
    with pytest.raises(Refused):
        review.agree_all(**own(clinic, visit), ticked={}, details={})


def test_once_those_are_answered_the_all_clear_counts(clinic):
    visit = clinic.in_review(areas=2)
    visit = corrected(clinic, visit, "colour", "pink_red", 1)
    visit = other_place(clinic, visit, colour="unanswered")
    visit = all_found(clinic, visit, Finding.NO_CONCERN)
    assert visit.answers["person"].get(EXAM) != "confirmed_milia"

    visit = corrected(clinic, visit, "colour", "white_pearly", 2)

    assert visit.answers["person"][EXAM] == "confirmed_milia"


def test_after_the_intake_was_given_back_everything_is_looked_at_again(clinic, visit):
    visit = all_found(clinic, visit, Finding.NO_CONCERN, Finding.NO_CONCERN)
    later = {"by": clinic.derm, "at": NOW + timedelta(minutes=5)}
    visit = intake.give_back(consultation_id=visit.pk, revision=visit.revision, **later)
    visit = intake.finish_intake(consultation_id=visit.pk, revision=visit.revision, **later | {"by": clinic.desk})

    assert visit.answers["person"][EXAM] == "unanswered"
    assert [flag.code for flag in flags.open_flags(visit)] == ["RF-01", "RF-02"]
    assert visit.suggestion["outcome"] == "examine_first"


@pytest.mark.parametrize("sent_on", [Finding.REFER, Finding.NOT_MILIA])
def test_what_has_to_be_sent_on_is_not_called_clear_in_another_box(clinic, visit, sent_on):
    visit = all_found(clinic, visit, Finding.NO_CONCERN, sent_on)

    with pytest.raises(Refused, match="Change that finding first"):
        corrected(clinic, visit, EXAM, "confirmed_milia")


def test_a_finding_and_an_examination_that_say_the_opposite_are_not_confirmed(clinic, visit):
    visit = all_found(clinic, visit, Finding.NO_CONCERN, Finding.REFER)
    visit.answers["person"][EXAM] = "confirmed_milia"

    assert "Change one of the two" in policies.why_not_unflagged(visit)


def test_who_found_no_concern_is_not_made_to_send_the_patient_on(clinic):
    visit = corrected(clinic, clinic.in_review(areas=2), "colour", "pink_red", 1)
    visit = corrected(clinic, visit, EXAM, "not_done")
    visit = all_found(clinic, visit, Finding.NO_CONCERN)
    visit = corrected(clinic, visit, EXAM, "not_done")
    assert visit.suggestion["areas"][0]["outcome"] == "examine_first"

    with pytest.raises(Refused, match="You found no concern"):
        review.agree_all(**own(clinic, visit), ticked={}, details={})


def test_where_no_flag_asks_to_examine_first_nothing_is_sent_on_by_agreeing(clinic):
    visit = clinic.in_review(active_infection_area="yes")
    [area] = visit.suggestion["areas"]
    assert (area["outcome"], area["fired"]) == ("examine_first", [])

    with pytest.raises(Refused, match="settled"):
        review.agree_all(**own(clinic, visit), ticked={}, details={})


def test_a_flag_that_no_examination_lifts_does_not_make_one_up(clinic):
    baby = clinic.patient(date_of_birth=NOW.date() - timedelta(days=90), family_name="Small")
    visit = corrected(clinic, clinic.in_review(baby), "infant_unwell", "yes")
    visit = all_found(clinic, visit, *[Finding.NO_CONCERN for _flag in flags.open_flags(visit)])

    assert visit.answers["person"].get(EXAM) != "confirmed_milia"


def test_a_finding_of_an_earlier_release_does_not_answer_for_the_next(clinic, visit):
    visit = all_found(clinic, visit, Finding.NO_CONCERN, Finding.NO_CONCERN)
    release_of(milia().model_copy(update={"rules": milia().rules[:-1]}))

    visit = recalculating.recalculate(**own(clinic, visit))

    assert [flag.code for flag in flags.open_flags(visit)] == ["RF-01", "RF-02"]

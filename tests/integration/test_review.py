from datetime import date, timedelta

import pytest

from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from clinic.audit.refusals import Refused, Stale
from consultations.deciding import OverrideReason, restrictions
from consultations.lifecycle import Status
from consultations.services import review
from tests.integration.clinic_factory import NOW, Clinic, person

pytestmark = pytest.mark.django_db
WHY = {"reasons": ["my_exam_differs"], "comment": "Seen under the lamp.", "confirmed_twice": True}


@pytest.fixture
def clinic():
    return Clinic()


def correct(clinic, visit, question, value, area_number=None, **more):
    given = {"revision": visit.revision, "by": clinic.derm, "at": NOW} | more
    return review.correct_answer(
        consultation_id=visit.pk, question=question, value=value, area_number=area_number, **given
    )


def suggested(visit, number=1):
    return visit.suggestion["areas"][number - 1]["method"]


def verdicts(visit, number=1):
    return {each["method"]: each["verdict"] for each in visit.suggestion["areas"][number - 1]["methods"]}


def with_verdict(visit, verdict):
    return next(method for method, found in verdicts(visit).items() if found == verdict)


def test_agreeing_needs_nothing_else(clinic):
    visit = clinic.in_review()
    line = clinic.decide(visit, method=suggested(visit)).plan_lines.get()

    assert (line.agrees, line.reasons, line.comment, line.decided_by) == (True, [], "", clinic.derm)
    assert Event.objects.filter(action="plan.decided").count() == 1


def test_another_method_needs_a_reason(clinic):
    visit = clinic.in_review(count="6_20", spread="wide")
    other = with_verdict(visit, "possible")
    with pytest.raises(Refused, match="at least one reason"):
        clinic.decide(visit, method=other)
    with pytest.raises(Refused, match="not one of the reasons"):
        clinic.decide(visit, method=other, reasons=["because"])
    with pytest.raises(Refused, match="what the other reason is"):
        clinic.decide(visit, method=other, reasons=[OverrideReason.OTHER])

    line = clinic.decide(visit, method=other, reasons=["patient_prefers"]).plan_lines.get()
    assert (line.agrees, line.reasons, line.confirmed_twice) == (False, ["patient_prefers"], False)


def test_no_method_where_one_was_suggested_is_an_override(clinic):
    visit = clinic.in_review()
    with pytest.raises(Refused, match="at least one reason"):
        clinic.decide(visit, method="")

    assert not clinic.decide(visit, method="", reasons=["patient_prefers"]).plan_lines.get().agrees


@pytest.mark.parametrize(
    ("differs", "outcome"),
    [
        ({"symptoms": ["bleeding"]}, "examine_first"),
        ({"symptoms": None}, "needs_answer"),
    ],
)
def test_where_no_method_is_suggested_any_method_is_stopped(clinic, differs, outcome):
    visit = clinic.in_review(**differs)

    assert visit.suggestion["outcome"] == outcome
    with pytest.raises(Refused, match="Confirm once more"):
        clinic.decide(visit, method="extraction", **WHY | {"confirmed_twice": False})
    assert not clinic.decide(visit, method="extraction", **WHY).plan_lines.get().agrees


def test_to_leave_an_area_alone_is_to_agree_only_where_no_treatment_was_suggested(clinic):
    visit = clinic.in_review(wants_treatment="no")

    assert clinic.decide(visit, method="").plan_lines.get().agrees


@pytest.mark.parametrize("symptoms", [["bleeding"], None])
def test_a_safety_question_left_open_cannot_be_agreed_with(clinic, symptoms):
    visit = clinic.in_review(symptoms=symptoms)
    with pytest.raises(Refused, match="nothing to agree with"):
        clinic.decide(visit, method="")
    with pytest.raises(Refused, match="Write in the comment"):
        clinic.decide(visit, method="", reasons=["combine_later"])
    assert not visit.plan_lines.exists()

    line = clinic.decide(visit, method="", reasons=["combine_later"], comment="Asked for next week.").plan_lines.get()
    assert (line.agrees, line.reasons, line.comment) == (False, ["combine_later"], "Asked for next week.")
    assert not line.confirmed_twice


@pytest.mark.parametrize("symptoms", [["bleeding"], None])
def test_a_line_that_agrees_with_an_open_question_is_neither_confirmed_nor_signed(clinic, symptoms):
    visit = clinic.decided(symptoms=symptoms)
    visit.plan_lines.update(agrees=True, reasons=[])
    with pytest.raises(Refused, match="no longer fits"):
        review.confirm(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)


def test_a_method_on_hold_is_stopped_too_while_another_is_suggested(clinic):
    visit = clinic.in_review(blood_thinner="unknown")
    held = visit.suggestion["areas"][0]["on_hold"][0]

    assert visit.suggestion["outcome"] == "suggest"
    assert with_verdict(visit, "on_hold") == held
    with pytest.raises(Refused, match="Write in the comment"):
        clinic.decide(visit, method=held, reasons=["patient_prefers"])
    assert not clinic.decide(visit, method=held, **WHY).plan_lines.get().agrees


def restricted_visit(clinic):
    """Salicylic acid gives a reaction, so of the peels only the other kind is left."""
    visit = clinic.in_review(count="21_plus", spread="wide", allergy_salicylate="yes")
    area = visit.suggestion["areas"][0]
    limit = next(found for method in clinic.protocol.methods for found in restrictions(clinic.protocol, area, method))
    why = {} if limit.method == area["method"] else WHY
    return visit, limit, why


def test_a_caution_that_restricts_the_method_must_be_ticked(clinic):
    visit, limit, why = restricted_visit(clinic)
    with pytest.raises(Refused, match="Tick that you keep"):
        clinic.decide(visit, method=limit.method, **why)
    with pytest.raises(Refused, match="does not belong"):
        clinic.decide(visit, method=limit.method, restrictions_ticked=[limit.code, "CA-99"], **why)

    line = clinic.decide(visit, method=limit.method, restrictions_ticked=[limit.code], **why).plan_lines.get()
    assert line.restrictions_ticked == [limit.code]
    assert (line.variant,) == limit.variants, "the only kind that is left is the one that is meant"


def test_a_variant_that_a_restriction_takes_away_is_refused(clinic):
    visit, limit, why = restricted_visit(clinic)
    ticked = why | {"restrictions_ticked": [limit.code]}
    variants = [variant.key for variant in clinic.protocol.methods[limit.method].variants]
    gone = next(key for key in variants if key not in limit.variants)
    with pytest.raises(Refused, match="rules this kind"):
        clinic.decide(visit, method=limit.method, variant=gone, **ticked)
    with pytest.raises(Refused, match="no such kind"):
        clinic.decide(visit, method=limit.method, variant="purple", **ticked)

    line = clinic.decide(visit, method=limit.method, variant=limit.variants[0], **ticked).plan_lines.get()
    assert line.variant == limit.variants[0]


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        ({"method": "magic"}, "no such method"),
        ({"method": "extraction", "add_on": "extraction"}, "the method itself"),
        ({"method": "", "add_on": "retinoid"}, "goes with a method"),
        ({"method": "extraction", "area_number": 2}, "no such area"),
        ({"method": "extraction", "area_number": 0}, "no such area"),
        ({"method": "extraction", "comment": "x" * 2001}, "at most 2000"),
        ({"method": "extraction", "follow_up_on": NOW.date() - timedelta(days=1)}, "in the past"),
        ({"method": "extraction", "follow_up_on": date(2099, 1, 1)}, "two years"),
        ({"method": "extraction", "by": None}, "Only a dermatologist"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(clinic, decision, said):
    visit = clinic.in_review()
    by = {"by": clinic.desk} if "by" in decision else {"by": clinic.derm}
    given = {"area_number": 1, "revision": visit.revision, "at": NOW} | decision | by
    with pytest.raises(Refused, match=said):
        review.decide(consultation_id=visit.pk, **given)

    assert visit.plan_lines.count() == 0


def test_a_new_decision_takes_the_place_of_the_earlier_one(clinic):
    visit = clinic.decide(clinic.in_review(), method="", reasons=["patient_prefers"], comment="Later.")
    visit = clinic.decide(visit, method=suggested(visit))

    line = visit.plan_lines.get()
    assert (line.agrees, line.reasons, line.comment) == (True, [], "")


def test_a_corrected_answer_is_the_dermatologists_and_gives_a_new_suggestion(clinic):
    visit = correct(clinic, clinic.in_review(), "symptoms", ["bleeding"], 1)

    assert visit.suggestion["outcome"] == "examine_first"
    row = visit.answer_changes.filter(question="symptoms").last()
    assert (row.given_by, row.old, row.new, row.by) == ("dermatologist", ["none"], ["bleeding"], clinic.derm)
    assert correct(clinic, visit, "exam", "confirmed_milia").suggestion["outcome"] == "suggest"


def test_a_correction_drops_the_decisions_it_touches_and_says_so(clinic):
    visit = clinic.decided(areas=2)
    visit = correct(clinic, visit, "symptoms", ["bleeding"], 2)

    assert [line.area_number for line in visit.plan_lines.all()] == [], "the visit is provisional now, so both go"
    assert Event.objects.filter(action="answer.corrected").latest("id").details["dropped"] == [1, 2]


def test_a_correction_that_changes_nothing_leaves_the_plan(clinic):
    visit = correct(clinic, clinic.decided(), "free_text", "Likes mornings.")

    assert visit.plan_lines.count() == 1


def test_the_desk_corrects_nothing_in_the_review(clinic):
    with pytest.raises(Refused, match="Only a dermatologist"):
        correct(clinic, clinic.in_review(), "sex", "male", by=clinic.desk)


def test_a_plan_is_confirmed_when_every_area_has_a_decision(clinic):
    visit = clinic.in_review(areas=2)
    visit = clinic.decide(visit, 1, method=suggested(visit))
    with pytest.raises(Refused, match="1 area has no decision"):
        review.confirm(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)
    visit = clinic.decide(visit, 2, method=suggested(visit, 2))
    visit = review.confirm(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)

    assert (visit.status, visit.confirmed_by) == (Status.CONFIRMED, clinic.derm)


def test_a_confirmed_plan_is_reopened_before_it_changes(clinic):
    visit = clinic.confirmed()
    with pytest.raises(Refused, match="Reopen it first"):
        clinic.decide(visit, method="", reasons=["patient_prefers"])
    visit = review.reopen(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)

    assert (visit.status, visit.confirmed_by) == (Status.REVIEW, None)
    assert visit.plan_lines.count() == 1
    with pytest.raises(Refused, match="open already"):
        review.reopen(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)


def test_a_visit_is_closed_with_a_reason_and_is_final(clinic):
    visit = clinic.in_review()
    close = {"consultation_id": visit.pk, "revision": visit.revision, "at": NOW}
    with pytest.raises(Refused, match="Your role"):
        review.close_unsigned(reason="Left.", by=clinic.desk, **close)
    with pytest.raises(Refused, match="Say why"):
        review.close_unsigned(reason=" \n", by=clinic.derm, **close)
    visit = review.close_unsigned(reason="Left.", by=clinic.derm, **close)

    assert (visit.status, visit.closed_reason) == (Status.CLOSED_UNSIGNED, "Left.")
    with pytest.raises(Refused, match="closed without a signature"):
        clinic.decide(visit, method="")


def test_every_change_asks_for_the_revision_that_was_seen(clinic):
    visit = clinic.confirmed()
    old = {"consultation_id": visit.pk, "revision": visit.revision - 1, "by": clinic.derm, "at": NOW}
    for change in (review.confirm, review.reopen):
        with pytest.raises(Stale):
            change(**old)
    with pytest.raises(Stale):
        review.close_unsigned(reason="Left.", **old)


def test_no_other_role_reviews_decides_or_closes(clinic):
    visit = clinic.in_review()
    for role in (Role.FRONT_DESK, Role.MANAGER, Role.CONTENT_ADMIN):
        clinic.derm = person(role, sites=[clinic.site])
        with pytest.raises(Refused):
            clinic.decide(visit, method="extraction")
        with pytest.raises(Refused):
            correct(clinic, visit, "sex", "male")

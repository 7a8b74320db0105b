"""Agreeing with everything and confirming is one step: all of it or nothing."""

import pytest

from clinic.audit.refusals import Refused, Stale
from consultations.deciding import restrictions
from consultations.models import Consultation
from consultations.models.consultation import WithoutMethod
from consultations.services import review
from tests.integration.clinic_factory import NOW, Clinic

pytestmark = pytest.mark.django_db
REASON = {"reasons": ["patient_prefers"]}


@pytest.fixture
def clinic():
    return Clinic()


def own(clinic, visit):
    return {"consultation_id": visit.pk, "revision": visit.revision, "by": clinic.derm, "at": NOW}


def agree(clinic, visit, ticked=None, details=None):
    return review.agree_all(**own(clinic, visit), ticked=ticked or {}, details=details or {})


def unchanged(visit):
    now = Consultation.objects.get(pk=visit.pk)
    return (now.status, now.revision, now.plan_lines.count()) == (visit.status, visit.revision, 0)


def test_one_step_decides_every_place_as_suggested_and_confirms(clinic):
    visit = clinic.in_review(areas=2)
    now = agree(clinic, visit)

    assert now.status == "confirmed"
    assert [line.agrees for line in now.plan_lines.all()] == [True, True]
    assert now.revision == visit.revision + 1, "one change of the visit"


def test_what_was_decided_otherwise_before_is_kept(clinic):
    visit = clinic.in_review(areas=2)
    visit = clinic.decide(visit, 2, method="", without_method=WithoutMethod.WATCH, **REASON)
    now = agree(clinic, visit)

    assert [line.agrees for line in now.plan_lines.all()] == [True, False]


def test_a_restriction_that_is_not_ticked_stops_all_of_it(clinic):
    visit = clinic.in_review(allergy_salicylate="yes", count="21_plus", spread="wide")
    area = visit.suggestion["areas"][0]
    codes = [limit.code for limit in restrictions(clinic.protocol, area, area["method"])]
    assert codes, "this patient's peel is limited"

    with pytest.raises(Refused, match="Tick that you keep"):
        agree(clinic, visit)
    assert unchanged(visit)
    assert agree(clinic, visit, ticked={1: codes}).status == "confirmed"


def test_with_a_question_open_there_is_nothing_to_agree_with(clinic):
    visit = clinic.in_review(isotretinoin="unknown", count="21_plus", spread="wide")
    assert visit.suggestion["outcome"] == "needs_answer"

    with pytest.raises(Refused, match="open"):
        agree(clinic, visit)
    assert unchanged(visit)


def test_two_who_agree_at_once_confirm_once(clinic):
    visit = clinic.in_review()
    agree(clinic, visit)

    with pytest.raises(Stale):
        agree(clinic, visit)


def test_the_last_decision_confirms_the_plan_and_an_earlier_one_does_not(clinic):
    visit = clinic.in_review(areas=2)
    chosen = {"method": "", "without_method": WithoutMethod.WATCH, **REASON}
    visit = review.decide_and_confirm(**own(clinic, visit), area_number=1, **chosen)
    assert visit.status == "review"

    visit = review.decide_and_confirm(**own(clinic, visit), area_number=2, **chosen)
    assert visit.status == "confirmed"


def test_something_else_is_said_in_own_words_and_a_method_is_not_something_instead(clinic):
    visit = clinic.in_review()
    with pytest.raises(Refused, match="own words"):
        clinic.decide(visit, method="", without_method=WithoutMethod.SOMETHING_ELSE, **REASON)
    with pytest.raises(Refused, match="Something else"):
        clinic.decide(visit, method="", own_words="Steam", **REASON)
    with pytest.raises(Refused, match="Choose a method, or"):
        clinic.decide(visit, method="retinoid", without_method=WithoutMethod.WATCH, **REASON)
    with pytest.raises(Refused, match="not one of the choices"):
        clinic.decide(visit, method="", without_method="wish", **REASON)

    now = clinic.decide(
        visit, method="", without_method=WithoutMethod.SOMETHING_ELSE, own_words=" Warm compress ", **REASON
    )
    assert now.plan_lines.get().own_words == "Warm compress"

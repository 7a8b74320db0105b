"""Going against a stop, as the service takes it: reason, comment, a second yes, or never."""

import pytest

from clinic.audit.refusals import Refused
from tests.integration.clinic_factory import Clinic
from tests.integration.plan_pages import another, forbidding

pytestmark = pytest.mark.django_db
WHY = {"reasons": ["my_exam_differs"], "comment": "Seen under the lamp.", "confirmed_twice": True}
GRAVE = "cryo"


@pytest.fixture
def clinic():
    return Clinic()


def test_a_method_whose_stop_keeps_from_grave_harm_needs_reason_comment_and_a_second_confirmation(clinic):
    visit = clinic.in_review(area="under_eye")
    for left_out in WHY:
        with pytest.raises(Refused, match="reason|comment|once more"):
            clinic.decide(visit, method=GRAVE, **{key: value for key, value in WHY.items() if key != left_out})

    line = clinic.decide(visit, method=GRAVE, **WHY).plan_lines.get()
    assert (line.method, line.confirmed_twice, line.comment) == (GRAVE, True, "Seen under the lamp.")


def test_any_other_stopped_method_needs_reason_and_comment(clinic):
    visit = clinic.in_review(keloid_history="yes")
    stopped = another(visit, "excluded")
    for left_out in ("reasons", "comment"):
        with pytest.raises(Refused, match="reason|comment"):
            clinic.decide(visit, method=stopped, **{key: value for key, value in WHY.items() if key != left_out})

    line = clinic.decide(visit, method=stopped, **WHY).plan_lines.get()
    assert (line.method, line.agrees, line.confirmed_twice) == (stopped, False, False)


def test_where_the_clinic_never_overrides_a_grave_stop_no_words_help(clinic):
    forbidding()
    visit = clinic.in_review(area="under_eye")
    assert visit.release.number == 2

    with pytest.raises(Refused, match="never overrides"):
        clinic.decide(visit, method=GRAVE, **WHY)
    with pytest.raises(Refused, match="never overrides"):
        clinic.decide(visit, method="extraction", add_on=GRAVE, **WHY)
    clinic.decide(visit, method="peel", **WHY)


def test_what_was_never_answered_is_not_a_no_where_grave_stops_are_never_overridden(clinic):
    forbidding()
    visit = clinic.in_review(cold_condition="unknown")

    with pytest.raises(Refused, match="never overrides"):
        clinic.decide(visit, method=GRAVE, **WHY)


def test_details_of_another_method_are_refused(clinic):
    visit = clinic.in_review()
    method = visit.suggestion["areas"][0]["method"]
    with pytest.raises(Refused, match="does not belong"):
        clinic.decide(visit, method=method, details={"freezes": 2})
    with pytest.raises(Refused, match="from 1 to 60"):
        clinic.decide(visit, method=method, details={"spots": 61})
    assert clinic.decide(visit, method=method, details={"spots": 6}).plan_lines.get().details == {"spots": 6}

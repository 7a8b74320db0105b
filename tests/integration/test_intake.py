import pytest

from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from clinic.audit.refusals import Refused, Stale
from consultations.intake.questions import is_asked_in_intake, next_open, path
from consultations.lifecycle import Status
from consultations.models import AnswerChange
from consultations.services import answer_log, intake
from tests.integration.clinic_factory import NOW, Clinic, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return Clinic()


def give(clinic, visit, question, value, area_number=None, **more):
    given = {"revision": visit.revision, "by": clinic.desk, "at": NOW} | more
    return intake.give_answer(
        consultation_id=visit.pk, question=question, value=value, area_number=area_number, **given
    )


def replayed(visit):
    """The document of answers as the log alone tells it."""
    answers = {"person": {}, "areas": [{} for _ in visit.answers["areas"]]}
    for (number, question), row in answer_log.last_changes(visit.answer_changes.all()).items():
        part = answers["person"] if number is None else answers["areas"][number - 1]
        part[question] = row.new
    return answers


def test_an_intake_begins_with_the_age_and_one_area(clinic):
    visit = clinic.in_intake()

    assert visit.answers == {"person": {"date_of_birth": "1992-01-05", "age_years": 34}, "areas": [{}]}
    assert (visit.status, visit.release, visit.suggestion) == (Status.INTAKE, clinic.release, None)


def test_a_second_intake_goes_on_with_the_one_that_is_open(clinic):
    patient = clinic.patient()

    assert clinic.in_intake(patient) == clinic.in_intake(patient)
    assert Event.objects.filter(action="consultation.started").count() == 1


def test_after_a_visit_has_ended_the_next_one_is_new(clinic):
    patient = clinic.patient()

    assert clinic.closed(patient).pk != clinic.in_intake(patient).pk


def test_without_a_published_protocol_nothing_is_started(clinic, monkeypatch):
    monkeypatch.setattr("consultations.services.intake.Release.objects", type(clinic.release).objects.none())
    with pytest.raises(Refused, match="No protocol is published"):
        clinic.in_intake()


def test_an_answer_is_in_the_document_the_log_and_the_audit(clinic):
    visit = give(clinic, clinic.in_intake(), "sex", "female")
    visit = give(clinic, visit, "sex", "male", given_by="patient")

    assert (visit.answers["person"]["sex"], visit.revision) == ("male", 3)
    rows = visit.answer_changes.filter(question="sex").values_list("old", "new", "given_by", "revision")
    assert list(rows) == [(None, "female", "desk", 2), ("female", "male", "patient", 3)]
    assert Event.objects.filter(action="answer.given", patient_id=str(visit.patient_id)).count() == 2


def test_a_skipped_question_is_not_a_no_and_is_not_asked_again(clinic):
    visit = clinic.in_intake()
    first = next_open(clinic.protocol, visit.answers)
    visit = give(clinic, visit, first.question.key, None)

    assert visit.answers["person"][first.question.key] == "unanswered"
    assert next_open(clinic.protocol, visit.answers) != first


@pytest.mark.parametrize(
    ("question", "value", "area", "said"),
    [
        ("nonsense", "yes", None, "no such question"),
        ("sex", "robot", None, "does not fit"),
        ("sex", "unknown", None, "not offered"),
        ("sex", "not_applicable", None, "not one of the answers"),
        ("sex", "male", 1, "does not belong"),
        ("count", "1", None, "does not belong"),
        ("count", "1", 2, "no such area"),
        ("count", "1", 0, "no such area"),
        ("symptoms", "itch", 1, "does not fit"),
        ("symptoms", [], 1, "Choose an answer"),
        ("symptoms", ["itch", "itch"], 1, "does not fit"),
        ("symptoms", {"itch": 1}, 1, "does not fit"),
        ("age_years", 3, None, "no such question"),
        ("date_of_birth", "2020-01-01", None, "patient's details"),
        ("exam", "confirmed_milia", None, "Only a dermatologist"),
        ("infant_unwell", "yes", None, "not asked any more"),
        ("isotretinoin_months", 3, None, None),
        ("isotretinoin_months", True, None, "does not fit"),
        ("isotretinoin_months", 10**30, None, "does not fit"),
        ("free_text", "x" * 501, None, "does not fit"),
        ("free_text", "turned \u202e around", None, "direction"),
    ],
)
def test_what_is_no_answer_to_a_question_of_this_visit_is_refused(clinic, question, value, area, said):
    visit = clinic.in_intake()
    if said is None:
        assert give(clinic, visit, question, value, area).revision == 2
        return
    with pytest.raises(Refused, match=said):
        give(clinic, visit, question, value, area)

    assert AnswerChange.objects.filter(consultation=visit).count() == 2


def test_a_stale_page_changes_nothing_and_is_told_so(clinic):
    visit = clinic.in_intake()
    give(clinic, visit, "sex", "female")
    with pytest.raises(Stale, match="Somebody else changed"):
        give(clinic, visit, "sex", "male")

    visit.refresh_from_db()
    assert visit.answers["person"]["sex"] == "female"


def test_an_answer_that_is_hidden_later_stays_in_the_log_and_comes_back(clinic):
    visit = give(clinic, clinic.in_intake(), "sex", "female")
    visit = give(clinic, visit, "breastfeeding", "yes")
    visit = give(clinic, visit, "sex", "male")

    keys = [asked.question.key for asked in path(clinic.protocol, visit.answers)]
    assert "breastfeeding" not in keys
    assert visit.answer_changes.filter(question="breastfeeding", new="yes").exists()


def test_the_log_alone_tells_every_answer(clinic):
    visit = clinic.answered(areas=2)

    assert replayed(visit) == visit.answers


def test_removing_an_area_moves_the_others_up_with_who_gave_each_answer(clinic):
    visit = clinic.in_intake()
    for _ in range(2):
        visit = intake.add_area(consultation_id=visit.pk, revision=visit.revision, by=clinic.desk, at=NOW)
    for number, value in ((1, "nose"), (2, "cheek"), (3, "ear")):
        visit = give(clinic, visit, "area", value, number, given_by="patient" if value == "ear" else "desk")
    visit = intake.remove_area(consultation_id=visit.pk, area_number=1, revision=visit.revision, by=clinic.derm, at=NOW)

    assert [area["area"] for area in visit.answers["areas"]] == ["cheek", "ear"]
    assert replayed(visit) == visit.answers
    last = answer_log.last_changes(visit.answer_changes.all())
    assert [last[(number, "area")].given_by for number in (1, 2)] == ["desk", "patient"]


def test_the_last_area_stays_and_there_are_at_most_thirty(clinic):
    visit = clinic.in_intake()
    with pytest.raises(Refused, match="at least one area"):
        intake.remove_area(consultation_id=visit.pk, area_number=1, revision=visit.revision, by=clinic.desk, at=NOW)
    visit.answers["areas"] = [{}] * 30
    visit.save()
    with pytest.raises(Refused, match="at most 30"):
        intake.add_area(consultation_id=visit.pk, revision=visit.revision, by=clinic.desk, at=NOW)


def test_an_intake_is_finished_when_every_question_was_met(clinic):
    visit = clinic.in_intake()
    with pytest.raises(Refused, match="questions were not asked yet"):
        intake.finish_intake(consultation_id=visit.pk, revision=visit.revision, by=clinic.desk, at=NOW)
    visit = clinic.in_review(visit.patient)

    assert (visit.status, visit.intake_finished_at) == (Status.REVIEW, NOW)
    assert visit.suggestion["outcome"] == "suggest"
    assert visit.suggestion["protocol"]["sha256"] == clinic.release.sha256


def test_after_the_intake_the_desk_changes_nothing_more(clinic):
    visit = clinic.in_review()
    with pytest.raises(Refused, match="with the dermatologist"):
        give(clinic, visit, "sex", "male")


def test_a_visit_given_back_can_be_answered_again_and_has_no_plan(clinic):
    visit = clinic.decided()
    with pytest.raises(Refused, match="Only a dermatologist"):
        intake.give_back(consultation_id=visit.pk, revision=visit.revision, by=clinic.desk, at=NOW)
    visit = intake.give_back(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)

    assert (visit.status, visit.suggestion, visit.plan_lines.count()) == (Status.INTAKE, None, 0)
    assert give(clinic, visit, "sex", "male").answers["person"]["sex"] == "male"


def test_people_who_take_no_intake_are_refused(clinic):
    visit = clinic.in_intake()
    for role in (Role.MANAGER, Role.CONTENT_ADMIN):
        with pytest.raises(Refused, match="does not take an intake"):
            give(clinic, visit, "sex", "male", by=person(role, sites=[clinic.site]))


def test_saving_an_answer_takes_six_queries(clinic, django_assert_max_num_queries):
    visit = give(clinic, clinic.in_intake(), "sex", "male")
    with django_assert_max_num_queries(6):
        give(clinic, visit, "sex", "female")


def test_the_way_leaves_out_what_only_a_dermatologist_answers(clinic):
    visit = clinic.answered(areas=2)
    way = path(clinic.protocol, visit.answers)

    assert all(is_asked_in_intake(asked.question) for asked in way)
    numbers = [asked.area_number for asked in way]
    first, last = numbers.index(1), len(numbers) - numbers[::-1].index(2)
    assert numbers[first:last] == sorted(numbers[first:last])

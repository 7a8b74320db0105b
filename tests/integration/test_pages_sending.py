"""Every page of the desk that is sent: once, for the right patient, from what it showed; nothing typed is lost."""

import re

import pytest
from django.urls import reverse

from consultations.models import AnswerChange, Consultation, Patient
from tests.integration.clinic_factory import Clinic
from tests.integration.pages_sent import form_of, new_patient, question, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def desk(clinic):
    return signed_in(clinic.desk)


def given(visit, key):
    return Consultation.objects.get(pk=visit.pk).answers["person"].get(key)


def test_an_answer_is_saved_and_the_next_question_comes(clinic, desk):
    visit = clinic.in_intake()

    answer = desk.post(question(visit, "visit_for"), form_of(visit, answer="self"))

    assert (answer.status_code, answer.url) == (302, question(visit, "sex"))
    assert given(visit, "visit_for") == "self"


def test_a_skipped_question_is_not_answered_and_not_unsure(clinic, desk):
    visit = clinic.in_intake()

    answer = desk.post(question(visit, "visit_for"), form_of(visit, skip="yes"))

    assert answer.status_code == 302
    assert given(visit, "visit_for") == "unanswered"


def test_not_sure_is_an_answer(clinic, desk):
    visit = clinic.in_intake()

    desk.post(question(visit, "wants_treatment"), form_of(visit, answer="unknown"))

    assert given(visit, "wants_treatment") == "unknown"


def test_going_on_without_an_answer_says_so_and_saves_nothing(clinic, desk):
    visit = clinic.in_intake()

    answer = desk.post(question(visit, "visit_for"), form_of(visit))
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "<title>Error:" in page
    assert 'href="#id_answer_0"' in page
    assert given(visit, "visit_for") is None


def test_none_of_these_beside_one_of_these_is_asked_again_with_both_ticked(clinic, desk):
    visit = clinic.in_intake()

    answer = desk.post(question(visit, "symptoms", 1), form_of(visit, answer=["none", "itch"]))

    assert answer.status_code == 422
    assert len(re.findall(r"<input[^>]*checked", answer.content.decode())) == 2


def test_a_tap_too_many_on_continue_saves_one_answer(clinic, desk):
    visit = clinic.in_intake()
    form = form_of(visit, answer="self")

    first, second = (desk.post(question(visit, "visit_for"), form) for _ in range(2))

    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert AnswerChange.objects.filter(question="visit_for").count() == 1


def test_an_old_page_is_refused_and_gives_back_what_was_chosen(clinic, desk):
    visit = clinic.in_intake()
    desk.post(question(visit, "sex"), form_of(visit, answer="female"))

    answer = desk.post(question(visit, "visit_for"), form_of(visit, answer="child"))
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Somebody else changed this" in page
    assert re.search(r'value="child"[^>]*checked', page)
    assert given(visit, "visit_for") is None


def test_the_form_of_one_patient_never_lands_in_the_record_of_another(clinic, desk):
    amy = clinic.in_intake(clinic.patient())
    omar = clinic.in_intake(clinic.patient(family_name="Khan", given_name="Omar"))

    answer = desk.post(question(omar, "visit_for"), form_of(amy, answer="child"))
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "opened for another patient" in page
    assert "KHAN, Omar" in page
    assert given(omar, "visit_for") is None
    assert given(amy, "visit_for") is None


def test_two_answers_to_one_question_are_refused(clinic, desk):
    visit = clinic.in_intake()

    answer = desk.post(question(visit, "sex"), form_of(visit, answer=["female", "male"]))

    assert answer.status_code == 409
    assert given(visit, "sex") is None


@pytest.mark.parametrize("key", ["no_such_question", "infant_unwell", "depth", "date_of_birth", "area"])
def test_a_question_that_is_not_due_is_not_there(clinic, desk, key):
    """Not in the protocol, hidden by an answer, for the doctor only, from the patient's details, about an area."""
    visit = clinic.in_intake()

    assert desk.get(question(visit, key)).status_code == 404
    assert desk.post(question(visit, key), form_of(visit, answer="yes")).status_code == 404


def test_fields_that_no_form_has_change_nothing(clinic, desk):
    visit = clinic.in_intake()

    desk.post(question(visit, "sex"), form_of(visit, answer="female", status="signed", site="2", is_staff="1"))

    visit.refresh_from_db()
    assert (visit.status, visit.site_id) == ("intake", clinic.site.pk)


def test_a_page_without_its_key_saves_nothing(clinic, desk):
    visit = clinic.in_intake()

    answer = desk.post(question(visit, "sex"), form_of(visit, answer="female", key=""))

    assert answer.status_code == 400
    assert given(visit, "sex") is None


def test_changing_an_answer_from_the_check_page_comes_back_to_it(clinic, desk):
    visit = clinic.answered()

    page = desk.get(reverse("intake_check", args=[visit.pk])).content.decode()
    assert question(visit, "sex") + "?from=check" in page
    answer = desk.post(question(visit, "sex") + "?from=check", form_of(visit, answer="male"))

    assert answer.url == reverse("intake_check", args=[visit.pk])


def test_after_the_last_question_about_a_place_another_place_is_offered(clinic, desk):
    visit = clinic.answered()

    answer = desk.post(question(visit, "area_healing_risk", 1), form_of(visit, answer="none"))
    assert answer.url == reverse("intake_areas", args=[visit.pk])

    visit.refresh_from_db()
    answer = desk.post(answer.url, form_of(visit, add="yes"))
    assert answer.url == question(visit, "area", 2)

    visit.refresh_from_db()
    answer = desk.post(reverse("intake_areas", args=[visit.pk]), form_of(visit, remove="2"))
    assert answer.status_code == 302
    visit.refresh_from_db()
    assert len(visit.answers["areas"]) == 1


def test_an_intake_is_finished_once_however_often_it_is_sent(clinic, desk):
    visit = clinic.answered()
    form = form_of(visit)

    answers = [desk.post(reverse("intake_finish", args=[visit.pk]), form) for _ in range(2)]

    assert {answer.url for answer in answers} == {reverse("intake_done", args=[visit.pk])}


def test_an_intake_with_open_questions_is_not_finished(clinic, desk):
    visit = clinic.in_intake()

    answer = desk.post(reverse("intake_finish", args=[visit.pk]), form_of(visit))

    assert answer.status_code == 409
    assert "not asked yet" in answer.content.decode()


def test_going_back_after_the_end_shows_the_thank_you_page(clinic, desk):
    visit = clinic.in_review()

    for page in ("intake", "intake_check", "intake_areas"):
        assert desk.get(reverse(page, args=[visit.pk])).url == reverse("intake_done", args=[visit.pk])
    assert desk.get(question(visit, "sex")).url == reverse("intake_done", args=[visit.pk])


def test_an_answer_sent_after_the_end_is_refused_in_words(clinic, desk):
    visit = clinic.in_review()

    answer = desk.post(question(visit, "sex"), form_of(visit, answer="male"))

    assert answer.status_code == 409
    assert "with the dermatologist" in answer.content.decode()


def test_a_patient_is_added_once_and_found(clinic, desk):
    form = new_patient()

    answers = [desk.post(reverse("patient_new"), form) for _ in range(2)]

    assert answers[0].url == answers[1].url
    assert Patient.objects.filter(family_name="O'Brien-Ng").count() == 1


def test_somebody_born_the_same_day_with_a_like_name_is_shown_once_before_saving(clinic, desk):
    clinic.patient(family_name="O'Brian", given_name="José")

    asked = desk.post(reverse("patient_new"), new_patient())
    assert asked.status_code == 409
    assert "Is it one of these?" in asked.content.decode()
    assert Patient.objects.count() == 1

    assert desk.post(reverse("patient_new"), new_patient(someone_else="yes")).status_code == 302
    assert Patient.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("family_name", " \u00a0\t"),
        ("family_name", "x" * 300),
        ("given_name", "evil\u202egnp"),
        ("date_of_birth_year", "2999"),
        ("date_of_birth_day", "31"),
        ("email", "a@example.org, b@example.org"),
        ("phone", "none"),
    ],
)
def test_a_patient_who_cannot_be_right_is_not_added_and_nothing_typed_is_lost(desk, field, typed):
    answer = desk.post(reverse("patient_new"), new_patient(date_of_birth_month="2") | {field: typed})

    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.content.decode()
    assert "020 7946 0132" in answer.content.decode() or field == "phone"
    assert not Patient.objects.exists()

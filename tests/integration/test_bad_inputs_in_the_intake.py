"""Bad inputs that have a meaning in the clinic: names, addresses, a child, contradictions, pages out of order."""

import re

import pytest
from django.urls import reverse
from django.utils.html import escape

from clinic.audit.refusals import Refused
from consultations.answering import suggestion_for
from consultations.models import AnswerChange, Consultation, Patient
from consultations.services import intake
from tests.integration.clinic_factory import NOW, Clinic
from tests.integration.pages_sent import form_of, new_patient, question, signed_in

pytestmark = pytest.mark.django_db
FINE = {"answer": "female"}


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def desk(clinic):
    return signed_in(clinic.desk)


def answers(visit):
    return Consultation.objects.get(pk=visit.pk).answers


def give(clinic, visit, key, value, area=None):
    return intake.give_answer(
        consultation_id=visit.pk,
        question=key,
        value=value,
        area_number=area,
        revision=Consultation.objects.get(pk=visit.pk).revision,
        by=clinic.desk,
        at=NOW,
    )


@pytest.mark.parametrize("name", ["O'Brien-Ng", "José", "李", "Nguyễn", "U", "प्रिया", "الخطيب"])
def test_1_a_name_of_any_people_is_kept_and_stands_on_the_sheet(clinic, desk, name):
    added = desk.post(reverse("patient_new"), new_patient(given_name=name))
    patient = Patient.objects.get()
    sheet = desk.get(reverse("aftercare", args=[clinic.signed(patient).pk])).content.decode()

    assert added.status_code == 302
    assert patient.given_name == name
    assert escape(name) in sheet


def test_2_a_name_of_three_hundred_letters_is_refused_with_the_limit_and_not_cut(desk):
    answer = desk.post(reverse("patient_new"), new_patient(family_name="x" * 300))
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "at most 120 characters" in page
    assert "x" * 300 in page
    assert not Patient.objects.exists()


ADDRESSES = {
    "no domain": "a@b",
    "two addresses": "a@example.org, b@example.org",
    "two with a semicolon": "a@example.org;b@example.org",
    "a display name": "Amy <amy@example.org>",
    "too long": "a" * 64 + "@" + "b" * 60 + ".example." * 20 + "org",
    "a second line": "a@example.org\r\nBcc: b@example.org",
    "blanks": "a b@example.org",
}


@pytest.mark.parametrize("case", ADDRESSES)
def test_36_what_is_not_one_address_is_refused(desk, case):
    answer = desk.post(reverse("patient_new"), new_patient(email=ADDRESSES[case]))

    assert answer.status_code == 422
    assert not Patient.objects.exists()


@pytest.mark.parametrize("address", ["amy@example.org", "amy@xn--bcher-kva.example", "o'brien+skin@example.co.uk"])
def test_36_one_address_is_kept_as_it_was_typed(desk, address):
    desk.post(reverse("patient_new"), new_patient(email=address))

    assert Patient.objects.get().email == address


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("+44 20 7946 0132", "2079460132"), ("020 7946 0132 ext. 12", "2079460132"), ("9" * 40, "9" * 40)],
)
def test_37_a_phone_is_kept_as_typed_and_as_phones_are_compared_beside_it(desk, typed, digits):
    desk.post(reverse("patient_new"), new_patient(phone=typed))

    assert (Patient.objects.get().phone, Patient.objects.get().phone_digits) == (typed, digits)


@pytest.mark.parametrize("typed", ["ring me", "9" * 41, "020\x007946"])
def test_37_what_nobody_can_call_is_refused(desk, typed):
    assert desk.post(reverse("patient_new"), new_patient(phone=typed)).status_code in (400, 422)
    assert not Patient.objects.exists()


def test_23_for_a_baby_somebody_must_be_there_and_no_treatment_is_suggested(clinic):
    baby = clinic.patient(date_of_birth=NOW.date())
    visit = clinic.in_review(baby)
    said = visit.answers["person"]

    assert "guardian_present" in said
    assert "downtime_ok" not in said
    assert {area["method"] for area in visit.suggestion["areas"]} == {None}


def test_24_none_beside_one_of_them_is_shown_as_it_was_ticked_and_nothing_is_kept(clinic, desk):
    visit = clinic.in_intake()

    answer = desk.post(question(visit, "symptoms", 1), form_of(visit, answer=["none", "itch"]))
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Take one of them away" in page
    assert len(re.findall(r"<input[^>]*checked", page)) == 2
    assert answers(visit)["areas"] == [{}]


def test_25_an_answer_that_is_hidden_by_another_does_not_count_and_stays_in_the_log(clinic):
    visit = clinic.answered(breastfeeding="yes")
    nursing = suggestion_for(clinic.protocol, answers(visit))
    visit = give(clinic, visit, "sex", "male")

    said = answers(visit)
    never_said = {**said, "person": {key: value for key, value in said["person"].items() if key != "breastfeeding"}}
    now = suggestion_for(clinic.protocol, said)

    assert now["areas"] == suggestion_for(clinic.protocol, never_said)["areas"] != nursing["areas"]
    assert AnswerChange.objects.filter(question="breastfeeding", new="yes").exists()


def test_24_25_two_answers_that_cannot_both_be_true_are_shown_and_clear_nothing(clinic):
    visit = give(clinic, clinic.answered(pregnancy="yes"), "sex", "male")

    area = suggestion_for(clinic.protocol, answers(visit))["areas"][0]

    assert area["conflicts"] == ["CF-03"]
    assert {"peel", "retinoid", "laser"} <= set(area["on_hold"])


def test_25_a_hidden_question_cannot_be_answered_by_its_address(clinic, desk):
    visit = give(clinic, clinic.in_intake(), "sex", "male")

    answer = desk.post(question(visit, "pregnancy"), form_of(visit, answer="yes"))

    assert answer.status_code == 404
    assert "pregnancy" not in answers(visit)["person"]


@pytest.mark.parametrize("key", ["of_another_release", "symptoms"])
def test_26_an_answer_to_a_question_that_this_visit_does_not_ask_is_refused(clinic, desk, key):
    visit = clinic.in_intake()

    assert desk.post(question(visit, key), form_of(visit, answer="yes")).status_code == 404
    with pytest.raises(Refused):
        give(clinic, visit, key, "yes")
    assert key not in answers(visit)["person"]


@pytest.mark.parametrize(
    ("key", "area", "typed"),
    [("sex", None, "robot"), ("sex", None, "unanswered"), ("symptoms", 1, ["itch", "fire"]), ("sex", None, "not_sure")],
)
def test_27_an_answer_that_is_not_offered_is_refused(clinic, desk, key, area, typed):
    visit = clinic.in_intake()

    assert desk.post(question(visit, key, area), form_of(visit, answer=typed)).status_code == 422
    assert key not in answers(visit)["person"] | answers(visit)["areas"][0]


def test_40_a_later_page_sent_first_is_kept_and_the_earlier_ones_are_still_asked(clinic, desk):
    visit = clinic.in_intake()

    later = desk.post(question(visit, "symptoms", 1), form_of(visit, answer=["itch"]))
    visit.refresh_from_db()
    end = desk.post(reverse("intake_finish", args=[visit.pk]), form_of(visit))

    assert (later.status_code, end.status_code) == (302, 409)
    assert "not asked yet" in end.content.decode()
    assert answers(visit)["areas"][0]["symptoms"] == ["itch"]
    assert desk.get(reverse("intake", args=[visit.pk])).url == question(visit, "visit_for")


def test_40_a_page_sent_after_the_session_ended_gives_back_what_was_typed_and_loses_nothing(clinic, desk):
    visit = give(clinic, clinic.in_intake(), "visit_for", "self")
    desk.session.flush()

    answer = desk.post(question(visit, "sex"), form_of(visit, **FINE))
    page = answer.content.decode()

    assert answer.status_code == 403
    assert "You are signed out" in page
    assert FINE["answer"] in page
    assert answers(visit)["person"]["visit_for"] == "self"
    assert signed_in(clinic.desk).post(question(visit, "sex"), form_of(visit, **FINE)).status_code == 302


@pytest.mark.parametrize("state", ["signed", "closed"])
def test_40_a_page_sent_after_the_end_is_answered_with_where_the_visit_is(clinic, desk, state):
    visit = getattr(clinic, state)()
    before = answers(visit)

    answer = desk.post(question(visit, "sex"), form_of(visit, answer="male"))

    assert answer.status_code == 409
    assert re.search("signed and final|closed without a signature", answer.content.decode())
    assert answers(visit) == before


@pytest.mark.parametrize(("key", "area"), [("wants_treatment", None), ("symptoms", 1), ("isotretinoin_months", None)])
def test_43_a_field_taken_out_of_the_page_is_no_answer_and_never_a_no(clinic, desk, key, area):
    visit = give(clinic, clinic.in_intake(), "isotretinoin", "stopped")

    answer = desk.post(question(visit, key, area), form_of(visit))

    assert answer.status_code == 422
    assert "Choose or write an answer" in answer.content.decode()
    assert key not in answers(visit)["person"] | answers(visit)["areas"][0]

"""Bad inputs that have a meaning in the clinic: names, addresses, a child, contradictions, pages out of order."""

import re

import pytest
from django.urls import reverse
from django.utils.html import escape

from clinic.audit.models import Event
from clinic.audit.refusals import Refused
from consultations.answering import suggestion_for
from consultations.models import AnswerChange, Consultation, Patient
from consultations.services import intake
from tests.integration.clinic_factory import NOW, Clinic
from tests.integration.pages_sent import form_of, new_patient, save_one, screen_of, signed_in, whole_screen

pytestmark = pytest.mark.django_db


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
    both = {"symptoms": ["none", "itch"]}

    alone = save_one(desk, visit, "symptoms", both["symptoms"], 1)
    answer = desk.post(screen_of(visit, "symptoms", 1), whole_screen(visit, "symptoms", 1) | both)
    page = answer.content.decode()

    assert (alone.status_code, answer.status_code) == (422, 422)
    assert "Take one of them away" in page
    assert len(re.findall(r'<input[^>]*name="symptoms"[^>]*checked', page)) == 2
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


def test_25_a_hidden_answer_in_a_screen_is_left_out_and_its_question_is_named_in_the_event(clinic, desk):
    visit = give(clinic, clinic.in_intake(), "sex", "male")
    form = whole_screen(visit, "isotretinoin") | {"pregnancy": "yes", "isotretinoin_months": "3"}

    answer = desk.post(screen_of(visit, "pregnancy"), form)

    assert answer.status_code == 302
    assert answers(visit)["person"]["isotretinoin"] == "never"
    assert not {"pregnancy", "isotretinoin_months"} & set(answers(visit)["person"])
    event = Event.objects.filter(action="answers.given").latest("id")
    assert {"pregnancy", "isotretinoin_months"} == set(event.details["hidden"])
    assert "yes" not in str(event.details)


def test_25_a_hidden_question_is_not_saved_by_itself(clinic, desk):
    visit = give(clinic, clinic.in_intake(), "sex", "male")

    answer = save_one(desk, visit, "pregnancy", "yes")

    assert answer.status_code == 409
    assert "because of another answer" in answer.json()["reason"]
    assert "pregnancy" not in answers(visit)["person"]


@pytest.mark.parametrize("key", ["of_another_release", "symptoms"])
def test_26_an_answer_to_a_question_that_this_visit_does_not_ask_is_refused(clinic, desk, key):
    visit = clinic.in_intake()
    alone = form_of(visit, screen="who", area="", question=key) | {key: "yes"}

    assert desk.post(reverse("intake_save", args=[visit.pk]), alone).status_code == 404
    assert desk.post(screen_of(visit, "sex"), whole_screen(visit, "sex") | {key: "yes"}).status_code == 302
    with pytest.raises(Refused):
        give(clinic, visit, key, "yes")
    assert key not in answers(visit)["person"]

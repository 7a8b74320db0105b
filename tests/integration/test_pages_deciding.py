"""Agreeing, deciding, signing, adding a note and closing, on the pages themselves."""

import re

import pytest
from django.urls import reverse

from consultations.deciding import restrictions
from consultations.models import Addendum, SignedRecord
from consultations.services import review, signing
from tests.integration.clinic_factory import NOW, PASSWORD, Clinic
from tests.integration.pages_sent import form_of, sign_form_of, signed_in

pytestmark = pytest.mark.django_db
AHA = "Fruit acid peel (AHA, such as glycolic or lactic acid)"


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def desk(clinic):
    return signed_in(clinic.desk)


@pytest.fixture
def doctor(clinic):
    return signed_in(clinic.derm)


def agree(doctor, visit, **typed):
    return doctor.post(reverse("agree_all", args=[visit.pk]), form_of(visit, **typed))


def test_a_whole_plan_is_agreed_confirmed_and_signed(clinic, doctor):
    visit = clinic.in_review()

    answer = agree(doctor, visit)
    assert answer.url == reverse("sign", args=[visit.pk])
    visit.refresh_from_db()
    answer = doctor.post(answer.url, sign_form_of(doctor, visit, username=clinic.derm.username, password=PASSWORD))
    assert answer.url == reverse("queue")

    record = doctor.get(reverse("record", args=[visit.pk])).content.decode()
    assert clinic.derm.name in record
    assert "I have examined the patient and I approve this plan." in record
    assert "As suggested" in record


def test_a_tap_too_many_on_sign_signs_once(clinic, doctor):
    visit = clinic.confirmed()
    form = sign_form_of(doctor, visit, username=clinic.derm.username, password=PASSWORD)

    answers = [doctor.post(reverse("sign", args=[visit.pk]), form) for _ in range(2)]

    assert {answer.url for answer in answers} == {reverse("queue")}
    assert SignedRecord.objects.count() == 1


def test_another_method_needs_a_reason_and_what_was_written_stays(clinic, doctor):
    visit = clinic.in_review()
    suggested = visit.suggestion["areas"][0]["method"]
    other = next(key for key in clinic.protocol.methods if key != suggested)

    answer = doctor.post(reverse("plan_line", args=[visit.pk, 1]), form_of(visit, method=other, comment="Seen it."))
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Choose at least one reason" in page
    assert "Seen it." in page
    assert f'name="method" value="{other}"' in page
    assert not visit.plan_lines.exists()


def test_a_correction_by_the_doctor_is_theirs_and_works_the_suggestion_out_again(clinic, doctor):
    visit = clinic.in_review()

    answer = doctor.post(
        reverse("answer_correct_area", args=[visit.pk, 1, "symptoms"]), form_of(visit, answer="bleeding")
    )

    assert answer.url == reverse("review", args=[visit.pk])
    page = doctor.get(answer.url).content.decode()
    assert "Examine first" in page
    assert "Dermatologist" in page


def test_a_note_added_later_stands_beside_the_record_once(clinic, doctor):
    visit = clinic.signed()
    form = form_of(visit, text="Phoned: <b>all</b> well.", reason="Phoned.")

    for _ in range(2):
        doctor.post(reverse("addendum", args=[visit.pk]), form)

    assert Addendum.objects.count() == 1
    assert "Phoned: &lt;b&gt;all&lt;/b&gt; well." in doctor.get(reverse("record", args=[visit.pk])).content.decode()


def test_a_visit_is_closed_with_a_reason_only(clinic, desk):
    visit = clinic.in_intake()
    address = reverse("close_unsigned", args=[visit.pk])

    assert desk.post(address, form_of(visit, reason=" ")).status_code == 422
    assert desk.post(address, form_of(visit, reason="Went home.")).status_code == 302

    visit.refresh_from_db()
    assert (visit.status, visit.closed_reason) == ("closed_unsigned", "Went home.")


def test_a_plan_that_says_nothing_is_not_taken_for_no_treatment(clinic, doctor):
    visit = clinic.in_review(symptoms=["bleeding"])
    address = reverse("plan_line", args=[visit.pk, 1])

    assert not re.search(r'name="method"[^>]*checked', doctor.get(address).content.decode())
    assert doctor.post(address, form_of(visit)).status_code == 422
    assert not visit.plan_lines.exists()


def test_no_treatment_is_chosen_like_a_method(clinic, doctor):
    visit = clinic.in_review()
    form = form_of(visit, method="no-treatment", reasons="patient_prefers")

    assert doctor.post(reverse("plan_line", args=[visit.pk, 1]), form).status_code == 302
    assert visit.plan_lines.get().method == ""


@pytest.mark.parametrize(
    ("symptoms", "said"), [(["bleeding"], "red flag waits for your finding"), (None, "A question is open")]
)
def test_what_is_open_cannot_be_agreed_with_by_sending_the_form(clinic, doctor, symptoms, said):
    visit = clinic.in_review(symptoms=symptoms)

    answer = agree(doctor, visit)

    assert answer.status_code == 409
    assert said in answer.content.decode()
    assert not visit.plan_lines.exists()


def test_what_a_caution_leaves_is_kept_when_the_doctor_agrees_and_is_read_on_record_and_sheet(clinic, doctor):
    visit = clinic.in_review(count="21_plus", spread="wide", allergy_salicylate="yes")
    assert agree(doctor, visit, **{"all-1-restrictions_ticked": "CA-14"}).status_code == 302
    visit.refresh_from_db()
    assert visit.plan_lines.get().variant == "aha"

    signing.put_signature(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)
    record, sheet = (doctor.get(reverse(page, args=[visit.pk])).content.decode() for page in ("record", "aftercare"))
    assert "salicylate allergy, AHA only" in record
    for page in (record, sheet):
        assert AHA in page
        assert "CA-14" not in page


def test_a_sheet_for_two_methods_says_for_each_line_which_place_it_is_for(clinic, doctor):
    why = {"reasons": ["my_exam_differs"], "comment": "Seen under the lamp.", "confirmed_twice": True}
    visit = clinic.in_review(areas=2)
    for number, (method, add_on) in enumerate([("peel", "retinoid"), ("cryo", "")], 1):
        area = visit.suggestion["areas"][number - 1]
        ticks = [limit.code for limit in restrictions(clinic.protocol, area, method, add_on)]
        visit = clinic.decide(visit, number, method=method, add_on=add_on, restrictions_ticked=ticks, **why)
    visit = review.confirm(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)
    signing.put_signature(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)

    sheet = doctor.get(reverse("aftercare", args=[visit.pk])).content.decode()
    name = {key: found.name["en"] for key, found in clinic.protocol.methods.items()}
    headings = re.findall(r"<h[34]>([^<]*)</h[34]>", sheet)
    for number, method in enumerate(("peel", "cryo"), 1):
        parts = [heading for heading in headings if f"(place {number}): {name[method]}" in heading]
        assert len(parts) >= 3, "to do, what is normal, when to call"
    later = f"(place 1): {name['retinoid']}, when we tell you to begin"
    assert sheet.count(later) >= 3

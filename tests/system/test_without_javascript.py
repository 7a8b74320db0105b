"""Scripts only make things quicker: the whole work of the clinic goes without them."""

import pytest

from consultations.demo.answering import answer
from tests.integration.clinic_factory import NOW, typical
from tests.system.desk import Desk, label_of
from tests.system.doctor import Doctor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def without_scripts(windows):
    return lambda who: windows.window(who, java_script_enabled=False)


def test_the_desk_signs_in_finds_a_patient_and_goes_on_with_the_intake(clinic, without_scripts):
    given = typical(isotretinoin="stopped", isotretinoin_months=8, free_text="Only on the left side.")
    visit = clinic.in_intake(clinic.patient(family_name="Okafor", given_name="Grace"))
    answer(visit, given, by=clinic.desk, at=NOW, share=0.25)
    desk = without_scripts(Desk).signs_in(clinic.desk)

    desk.finds("okafor").follows("OKAFOR, Grace").follows("Yes, this is the patient")
    desk.presses("Carry on: ask the patient")
    desk.presses("Continue").sees("There is a problem")
    desk.answers_everything(clinic.protocol, given)
    desk.presses("These are right, finish").sees("The answers are with the doctor.")

    visit.refresh_from_db()
    told = visit.answers["person"]
    assert (told["isotretinoin_months"], told["cold_condition"], told["free_text"]) == (
        8,
        ["none"],
        "Only on the left side.",
    )


def test_the_dermatologist_corrects_decides_and_signs(clinic, without_scripts):
    exam = clinic.protocol.questions["exam"]
    visit = clinic.in_review(clinic.patient(family_name="Okafor"))
    doctor = without_scripts(Doctor).signs_in(clinic.derm).opens_from_the_queue("Okafor")

    doctor.corrects(exam.wording["en"]).chooses(label_of(exam, "confirmed_milia")).presses("Save and work out again")
    doctor.agrees().signs("not my password").sees("There is a problem")
    doctor.signs().views_what_was_signed()

    assert doctor.heading == "Signed record"
    visit.refresh_from_db()
    assert visit.status == "signed"

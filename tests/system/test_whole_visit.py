"""One whole visit, from a patient nobody knows to the sheet in the patient's hand."""

import re
from datetime import timedelta

import pytest
from django.utils import formats, timezone
from playwright.sync_api import Page

from consultations.models import Patient
from tests.system.desk import Desk, in_places, label_of, wording
from tests.system.doctor import Doctor

pytestmark = pytest.mark.django_db(transaction=True)


def once_for_each_kind_of_page(check):
    """Questions differ in nothing but their words; each kind of page is looked over once a visit."""
    seen = set()

    def look_over(page: Page) -> None:
        kind = re.sub(r"[0-9a-f-]{36}|\d+|(part|area/\d+)/[\w-]+", "*", page.url.partition("?")[0])
        errors = page.locator("#error-summary").count()
        if (kind, page.locator("main .tiles").count(), errors) not in seen:
            seen.add((kind, page.locator("main .tiles").count(), errors))
            check(page)

    return look_over


def test_from_a_patient_nobody_knows_to_the_sheet_in_the_patients_hand(clinic, on_both, anybody_can_use):
    look_over = once_for_each_kind_of_page(anybody_can_use)
    clinic.patient(family_name="Okafor", given_name="Grace")
    desk = on_both.window(Desk, look_over=look_over)

    the_desk_adds_a_patient(desk, clinic)
    the_desk_takes_the_intake(desk, clinic)
    doctor = on_both.window(Doctor, look_over=look_over)
    the_dermatologist_reads_the_suggestion(doctor, clinic)
    the_dermatologist_decides_and_signs(doctor, clinic)
    the_record_says_who_signed_what_and_when(doctor, clinic)
    the_patient_gets_a_sheet_with_real_dates(desk)

    assert (desk.complaints, doctor.complaints) == ([], [])


def the_desk_adds_a_patient(desk, clinic):
    desk.signs_in(clinic.desk)
    assert desk.heading.startswith("Today")

    desk.finds("Okafor Gracie").sees("No patient found for “Okafor Gracie”. Near spellings:", "OKAFOR, Grace")
    desk.presses("New patient").presses("Save and confirm identity").is_told_of_an_error("Enter the date of birth.")
    desk.fills_in_the_new_patient(family="Okafor", given="Gracie", born=(5, 1, 1992))
    desk.presses("Save and confirm identity").sees("Possible match", "OKAFOR, Grace")
    desk.page.get_by_label("It is someone else, because…").fill("A cousin.")
    desk.presses("It is someone else: save")

    assert desk.heading == "Who will answer?"
    assert Patient.objects.filter(family_name="Okafor").count() == 2


def the_desk_takes_the_intake(desk, clinic):
    protocol, given = clinic.protocol, in_places("cheek", "under_eye")
    smoker, priority = wording(protocol, "smoker"), wording(protocol, "priority")

    desk.presses("Ask the patient and fill it in here")
    desk.presses("Continue").is_told_of_an_error("Choose an answer, or leave it blank below.")
    desk.answers_everything(protocol, given, unsure=["diabetes"], skipped=["smoker"])

    assert desk.heading == "Check the answers"
    assert desk.answer_shown(smoker) == "Not answered"
    assert desk.answer_shown(wording(protocol, "diabetes")) == "Not sure"
    desk.changes(priority).chooses(label_of(protocol.questions["priority"], "quick")).presses("Continue")
    assert desk.answer_shown(priority) == label_of(protocol.questions["priority"], "quick")
    desk.presses("These are right, finish").sees("The answers are with the doctor.")


def the_dermatologist_reads_the_suggestion(doctor, clinic):
    methods = {method.key: method.term for method in clinic.protocol.document.methods}
    doctor.signs_in(clinic.derm).opens_from_the_queue("Okafor")

    assert doctor.heading == "Review"
    assert [doctor.suggestion(1), doctor.suggestion(2)] == [methods["extraction"]] * 2
    assert {"IN-E1", "IN-E5", "IN-E7"} <= set(doctor.rules(1))
    doctor.sees("Release 1", "The direct way for single bumps.")


def the_dermatologist_decides_and_signs(doctor, clinic):
    methods = {method.key: method.term for method in clinic.protocol.document.methods}
    doctor.uses_instead(methods["retinoid"], 2).presses("Save this decision").is_told_of_an_error("reason")
    doctor.chooses("Patient prefers").writes(Comment="Afraid of needles.").presses("Save this decision")
    doctor.sees("Decided: not as suggested").agrees()

    doctor.sees("Suggestion was", methods["extraction"], "Afraid of needles.")
    doctor.signs("not my password").is_told_of_an_error("password")
    doctor.signs().views_what_was_signed()


def the_record_says_who_signed_what_and_when(doctor, clinic):
    now = timezone.now().astimezone(clinic.site.zone)
    assert doctor.heading == "Signed record"
    doctor.sees(f"Signed by {clinic.derm.name}", "Europe/London", "release 1", "Harbour Skin Clinic")
    doctor.sees(re.compile(rf"{now:%d-%b-%Y} \d\d:\d\d:\d\d"), re.compile(r"UTC[+-]"), "Afraid of needles.")
    assert doctor.page.locator(".meaning").inner_text().strip("“”")


def the_patient_gets_a_sheet_with_real_dates(desk):
    today = timezone.localdate()
    desk.follows("Back to today").finds("Okafor Gracie").follows(re.compile("OKAFOR, Gracie")).follows("Aftercare")

    desk.sees("After your treatment", "When to call us", "020 7946 0000", "020 7946 0999")
    desk.sees(formats.date_format(today, "l j F Y"))
    shown = " ".join(desk.page.locator(".timeline").all_inner_texts())
    assert any(formats.date_format(today + timedelta(days=days), "D j M") in shown for days in range(1, 8)), shown


def test_somebody_who_is_already_here_is_found_and_not_added_again(clinic, windows):
    known = clinic.patient(family_name="Okafor", given_name="Grace")
    desk = windows.window(Desk, clinic.desk).opens("/patients/new/")

    desk.fills_in_the_new_patient(family="Okafor", given="Grace", born=(5, 1, 1992))
    desk.presses("Save and confirm identity")
    desk.follows("Open that record")

    assert str(known.pk) in desk.page.url
    assert Patient.objects.count() == 1

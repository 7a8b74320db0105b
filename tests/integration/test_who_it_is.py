"""Making sure who it is, who answers, two tabs with two patients, and the list of the day that comes again."""

import re
from datetime import date

import pytest
from django.urls import reverse

from clinic.audit.models import Event
from consultations.models import Consultation, Patient
from tests.integration.clinic_factory import Clinic
from tests.integration.pages_sent import form_of, new_patient, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def desk(clinic):
    return signed_in(clinic.desk)


def details(patient, **differs):
    born = {"date_of_birth_day": "5", "date_of_birth_month": "1", "date_of_birth_year": "1992"}
    own = {"family_name": "Jones", "given_name": "Amy", "patient": str(patient.pk), "revision": patient.revision}
    return new_patient(**{**own, **born, **differs})


# Who it is, and who answers


def test_first_what_to_compare_then_who_answers(clinic, desk):
    patient = clinic.patient(phone="+44 7700 900132", needs="Interpreter")
    clinic.closed(patient)
    address = reverse("patient", args=[patient.pk])

    page = desk.get(address).content.decode()
    for words in (
        "Is this the patient in front of you?",
        "JONES, Amy",
        "05-Jan-1992",
        "0132",
        "01-Mar-2026",
        "Interpreter",
    ):
        assert words in page
    assert "Who will answer?" not in page
    assert 'href="?confirmed"' in page
    assert "Who will answer?" in desk.get(address + "?confirmed").content.decode()


def start(desk, patient, **differs):
    form = {"key": "k" * 36, "patient": str(patient.pk), "answered_by": "desk", "language": "en", "text_size": "normal"}
    return desk.post(reverse("consultation_start", args=[patient.pk]), form | differs)


def test_what_was_chosen_for_the_tablet_is_kept_in_the_record(clinic, desk):
    patient = clinic.patient()

    answer = start(desk, patient, text_size="largest")
    patient.refresh_from_db()

    assert answer.url == reverse("intake", args=[Consultation.objects.get().pk])
    assert (patient.text_size, patient.language, patient.revision) == ("largest", "en", 2)
    changed = Event.objects.get(action="patient.changed").details["changed"]
    assert changed == {"text_size": {"was": "normal", "is": "largest"}}


def test_a_language_that_the_questions_lack_stays_in_the_record(clinic, desk):
    patient = clinic.patient(language="fr")

    start(desk, patient)

    patient.refresh_from_db()
    assert patient.language == "fr"


@pytest.mark.parametrize("wrong", [{"language": "klingon"}, {"text_size": "huge"}])
def test_what_is_not_offered_starts_nothing(clinic, desk, wrong):
    answer = start(desk, clinic.patient(), **wrong)

    assert answer.status_code == 422
    assert not Consultation.objects.exists()


def test_an_intake_that_was_begun_is_offered_first_and_gone_on_with(clinic, desk):
    patient = clinic.patient()
    visit = clinic.in_intake(patient)
    page = desk.get(reverse("patient", args=[patient.pk]) + "?confirmed").content.decode()

    assert re.search(r"Amy started this intake on 1 March at \d\d:30\.\s+\d of \d parts\s+done\.", page)
    assert "Carry on" in page
    assert start(desk, patient).url == reverse("intake", args=[visit.pk])
    assert Consultation.objects.count() == 1


@pytest.mark.parametrize("name", ["consultation_start", "patient_edit"])
def test_a_form_of_one_tab_never_lands_in_the_record_of_the_other(clinic, desk, name):
    first, second = clinic.patient(), clinic.patient(family_name="Khan")

    form = details(first, answered_by="desk", text_size="normal", family_name="Smith")
    answer = desk.post(reverse(name, args=[second.pk]), form)

    assert answer.status_code == 409
    assert "opened for another patient" in answer.content.decode()
    assert "KHAN, Amy" in answer.content.decode()
    assert not Consultation.objects.exists()
    assert sorted(Patient.objects.values_list("family_name", flat=True)) == ["Jones", "Khan"]


def test_every_page_of_somebody_with_a_namesake_says_so(clinic, desk):
    visit = clinic.answered(clinic.patient())
    only = clinic.patient(family_name="Khan")
    clinic.patient(date_of_birth=date(1960, 1, 1))
    pages = [reverse("patient", args=[visit.patient_id]), reverse("intake_check", args=[visit.pk]), reverse("today")]

    for address in pages:
        assert "Another patient here has this name." in desk.get(address).content.decode(), address
    assert "Another patient" not in desk.get(reverse("patient", args=[only.pk])).content.decode()


# Today


def test_the_list_is_asked_for_again_and_answered_only_when_it_changed(clinic, desk):
    visit = clinic.in_intake()
    page = desk.get(reverse("today")).content.decode()
    version = re.search(r'data-version="(\w+)"', page)[1]
    events = Event.objects.count()

    same = desk.get(reverse("today"), headers={"Pearl-Seen": version})
    assert (same.status_code, same.content, Event.objects.count()) == (204, b"", events)

    form = form_of(visit, reason="Went home.")
    desk.post(reverse("close_unsigned", args=[visit.pk]), form)
    other = desk.get(reverse("today"), headers={"Pearl-Seen": version})
    assert other.status_code == 200
    assert "<html" not in other.content.decode()
    assert "Closed unsigned" in other.content.decode()


def test_asking_again_makes_no_session_longer(clinic, desk):
    desk.get(reverse("today"))
    before = desk.session.get_expiry_date()

    answer = desk.get(reverse("today"), headers={"Pearl-Seen": "nothing"})

    assert "session" not in answer.cookies
    assert abs((desk.session.get_expiry_date() - before).total_seconds()) < 5


def test_a_row_says_how_far_the_intake_is(clinic, desk):
    clinic.in_intake()
    clinic.answered(clinic.patient(family_name="Khan"))
    clinic.in_review(clinic.patient(family_name="Li"))
    page = desk.get(reverse("today")).content.decode()

    found = re.findall(r"(\d) of (\d) parts", page)
    assert len(found) == 2
    assert {done == total for done, total in found} == {True, False}

"""The page of the queue: what a row says, what is counted, and whose case it is."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clinic.accounts.permissions import Role
from consultations.models import Consultation
from consultations.services import queueing
from tests.integration.clinic_factory import Clinic, person, typical
from tests.integration.pages_sent import signed_in
from tests.integration.queue_seen import FLAGGED, names, queue, send, waits, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def doctor(clinic):
    return signed_in(clinic.derm)


# What it says


def test_a_row_says_who_how_old_where_how_many_and_how_long(clinic, doctor):
    waits(clinic, "Khan", minutes=75)
    area = typical().areas[0]
    asked = clinic.protocol.document.face_map
    place, count = (
        next(option.label["en"] for option in clinic.protocol.questions[key].options if option.value == area[key])
        for key in (asked.place, asked.count)
    )

    row = words(queue(doctor))

    assert "1 h 15 min" in row and "Ready for doctor" in row and " years ·" in row
    assert f"{place} ({count})" in row


def test_the_list_and_the_next_patient_have_one_order(clinic, doctor):
    waits(clinic, "Khan", 5), waits(clinic, "Li", 50), waits(clinic, "Moss", 1, **FLAGGED)
    skipped = waits(clinic, "Nash", 99)
    queueing.skip(consultation_id=skipped.pk, by=clinic.derm, at=timezone.now())

    assert names(queue(doctor)) == ["MOSS", "LI", "KHAN", "NASH"]
    assert doctor.post(reverse("queue_next")).url == reverse("review", args=[Consultation.objects.get(
        patient__family_name="Moss").pk])  # fmt: skip


def test_a_skipped_case_stays_in_sight_and_can_be_taken_back(clinic, doctor):
    first = waits(clinic, "Khan", 50)
    waits(clinic, "Li", 5)

    assert send(doctor, "case_skip", first).url == reverse("queue")
    page = queue(doctor)
    assert names(page) == ["LI", "KHAN"] and "Skipped by you" in words(page)
    assert send(doctor, "case_unskip", first).url == reverse("queue")
    assert names(queue(doctor)) == ["KHAN", "LI"]


def test_a_colleague_sees_with_whom_a_case_is_and_since_when(clinic, doctor):
    visit, colleague = waits(clinic, "Khan"), person(Role.DERMATOLOGIST, sites=[clinic.site], name="Dr Ada Shah")
    at = timezone.now()
    queueing.claim(consultation_id=visit.pk, by=colleague, at=at)

    assert f"Open with Dr Ada Shah since {at:%H:%M}" in words(queue(doctor))
    assert "Open with you since" in words(queue(signed_in(colleague)))
    assert "With Dr Ada Shah" in words(signed_in(clinic.desk).get(reverse("today")))


def test_nobody_is_named_once_a_claim_has_lapsed(clinic, doctor):
    visit, colleague = waits(clinic, "Khan"), person(Role.DERMATOLOGIST, sites=[clinic.site], name="Dr Ada Shah")
    queueing.claim(consultation_id=visit.pk, by=colleague, at=timezone.now() - timedelta(minutes=16))

    assert "Ada Shah" not in words(queue(doctor))
    assert "Ada Shah" not in words(signed_in(clinic.desk).get(reverse("today")))


def test_every_count_is_a_link_that_shows_as_many(clinic, doctor):
    waits(clinic, "Khan"), waits(clinic, "Li", **FLAGGED)
    queueing.skip(consultation_id=waits(clinic, "Moss").pk, by=clinic.derm, at=timezone.now())
    queueing.claim(consultation_id=waits(clinic, "Nash").pk, by=clinic.derm, at=timezone.now())
    clinic.confirmed(clinic.patient(family_name="Okafor"))

    shown = {name: len(names(queue(doctor, show=name))) for name in ("", "flagged", "to_sign", "mine", "skipped")}

    assert shown == {"": 5, "flagged": 1, "to_sign": 1, "mine": 1, "skipped": 1}
    said = words(queue(doctor))
    for words_of_it in ("All 5", "Red flags 1", "To be signed 1", "Open with you 1", "Skipped by you 1"):
        assert words_of_it in said


def test_an_empty_queue_says_how_many_are_coming_and_leads_to_them(clinic, doctor):
    clinic.in_intake()
    clinic.in_intake(clinic.patient(family_name="Khan"))

    page = queue(doctor)

    assert "No one is waiting. 2 in intake." in words(page)
    assert f'href="{reverse("today")}"' in page.content.decode()
    assert "No one in this list now." not in words(page)


def test_a_list_of_none_leads_to_all_who_wait(clinic, doctor):
    waits(clinic, "Khan")

    assert "No one in this list now." in words(queue(doctor, show="skipped"))


def test_where_colleagues_have_everybody_one_is_told(clinic, doctor):
    visit = waits(clinic, "Khan")
    colleague = person(Role.DERMATOLOGIST, sites=[clinic.site])
    queueing.claim(consultation_id=visit.pk, by=colleague, at=timezone.now())

    answer = doctor.post(reverse("queue_next"), follow=True)

    assert "No one is waiting whom a colleague does not have open." in words(answer)


# Whose case it is, in the review


def test_opening_the_review_is_opening_the_case(clinic, doctor):
    visit, colleague = waits(clinic, "Khan"), person(Role.DERMATOLOGIST, sites=[clinic.site])
    doctor.get(reverse("review", args=[visit.pk]))
    page = signed_in(colleague).get(reverse("review", args=[visit.pk]))

    assert Consultation.objects.get().claimed_by == clinic.derm
    assert f"{clinic.derm.name} has this case open since" in words(page)
    assert f'action="{reverse("case_take_over", args=[visit.pk])}"' in page.content.decode()


def test_taking_over_leads_back_to_the_review_that_is_now_ones_own(clinic, doctor):
    visit, colleague = waits(clinic, "Khan"), person(Role.DERMATOLOGIST, sites=[clinic.site])
    queueing.claim(consultation_id=visit.pk, by=colleague, at=timezone.now())

    answer = send(doctor, "case_take_over", visit)

    assert answer.url == reverse("review", args=[visit.pk])
    assert colleague.name not in words(doctor.get(answer.url))
    assert Consultation.objects.get().claimed_by == clinic.derm


@pytest.mark.parametrize("name", ["case_skip", "case_take_over", "case_let_go", "case_unskip"])
def test_a_step_of_another_patients_page_does_nothing(clinic, doctor, name):
    visit, other = waits(clinic, "Khan"), waits(clinic, "Li")

    assert send(doctor, name, visit, patient=str(other.patient_id)).status_code == 409


def test_a_case_that_was_signed_meanwhile_is_shown_as_that(clinic, doctor):
    signed = clinic.signed()

    answer = send(doctor, "case_skip", signed)

    assert answer.status_code == 409 and "signed" in words(answer)

"""The queue that stays open: looking for news leaves no trace, and a long list costs what a short one does."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from consultations.models import Consultation
from consultations.services import queueing
from consultations.views import queue_list
from tests.integration.clinic_factory import Clinic, person
from tests.integration.pages_sent import signed_in
from tests.integration.queue_seen import FLAGGED, again, names, queue, version, waits

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def doctor(clinic):
    return signed_in(clinic.derm)


# News


def test_asking_for_news_gets_nothing_and_leaves_no_trace_while_there_is_none(clinic, doctor):
    waits(clinic, "Khan")
    seen = version(queue(doctor))
    session = doctor.session
    before = (Event.objects.count(), session.get_expiry_date().replace(microsecond=0), dict(session.items()))

    answer = again(doctor, seen)

    assert (answer.status_code, answer.content) == (204, b"")
    assert not answer.cookies
    after = (Event.objects.count(), doctor.session.get_expiry_date().replace(microsecond=0), dict(doctor.session))
    assert after == before


def changes(clinic):
    colleague = person(Role.DERMATOLOGIST, sites=[clinic.site])
    now = timezone.now()
    return {
        "somebody came": lambda _visit: waits(clinic, "Li"),
        "an intake began": lambda _visit: clinic.in_intake(clinic.patient(family_name="Moss")),
        "a colleague opened it": lambda visit: queueing.claim(consultation_id=visit.pk, by=colleague, at=now),
        "it was skipped": lambda visit: queueing.skip(consultation_id=visit.pk, by=clinic.derm, at=now),
    }


@pytest.mark.parametrize("news", ["somebody came", "an intake began", "a colleague opened it", "it was skipped"])
def test_what_is_new_comes_as_the_list_alone(clinic, doctor, news):
    visit = waits(clinic, "Khan")
    seen = version(queue(doctor))
    changes(clinic)[news](visit)

    answer = again(doctor, seen)

    assert answer.status_code == 200
    assert "<html" not in answer.content.decode() and version(answer) != seen


def test_a_claim_that_lapses_is_news_without_anybody_doing_anything(clinic, doctor):
    visit, colleague = waits(clinic, "Khan"), person(Role.DERMATOLOGIST, sites=[clinic.site])
    queueing.claim(consultation_id=visit.pk, by=colleague, at=timezone.now())
    seen = version(queue(doctor))
    Consultation.objects.update(claim_seen_at=timezone.now() - timedelta(minutes=15))

    assert again(doctor, seen).status_code == 200


def test_who_signed_out_is_asked_to_sign_in_and_gets_no_list(clinic, doctor):
    waits(clinic, "Khan")
    seen = version(queue(doctor))
    doctor.logout()

    assert again(doctor, seen).status_code == 302


# Long lists


def test_a_long_queue_goes_on_where_its_page_ends_and_shows_everybody_once(clinic, doctor, monkeypatch):
    monkeypatch.setattr(queue_list, "A_PAGE", 3)
    for number in range(8):
        waits(clinic, f"Khan{number}", minutes=number, **(FLAGGED if number % 3 == 0 else {}))
    queueing.skip(consultation_id=waits(clinic, "Li").pk, by=clinic.derm, at=timezone.now())
    all_in_order, cursor = [], ""
    for _page in range(3):
        page = queue(doctor, cursor=cursor)
        all_in_order += names(page)
        cursor = (re.findall(r'href="\?cursor=([^"]+)"[^>]*>\s*Show more', page.content.decode()) or [""])[0]

    assert all_in_order == ["KHAN6", "KHAN3", "KHAN0", "KHAN7", "KHAN5", "KHAN4", "KHAN2", "KHAN1", "LI"]
    assert cursor == ""


@pytest.mark.parametrize("cursor", ["abc", "1.2", "9.99999999999999999999999." + "0" * 32, "x.1.1", "..", "1.1.1.1"])
def test_a_made_up_place_in_the_queue_shows_its_beginning(clinic, doctor, cursor):
    waits(clinic, "Khan")

    assert names(queue(doctor, cursor=cursor)) == ["KHAN"]


def many_waiting(clinic, number):
    """Copies of one visit for as many patients: the list reads nothing that would differ."""
    pattern = waits(clinic, "Pattern")
    for each in range(number):
        waiting = Consultation.objects.get(pk=pattern.pk)
        patient = clinic.patient(family_name=f"Row{each}")
        begun = clinic.in_intake(patient)
        Consultation.objects.filter(pk=begun.pk).update(
            status=waiting.status,
            answers=waiting.answers,
            suggestion=waiting.suggestion,
            glance=waiting.glance,
            intake_finished_at=timezone.now() - timedelta(seconds=each),
        )


def asked_of_the_database(client):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        queue(client)
    return len(asked)


def test_with_more_than_two_hundred_waiting_a_page_asks_no_more_than_with_one(clinic, doctor):
    waits(clinic, "Khan")
    few = asked_of_the_database(doctor)
    many_waiting(clinic, 210)

    assert asked_of_the_database(doctor) == few > 5
    assert len(names(queue(doctor))) == queue_list.A_PAGE

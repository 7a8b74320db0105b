"""A tablet in a patient's hand, as the desk gives it: a browser with a session of its own."""

from collections.abc import Iterator
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, reverse

from clinic.accounts.models import User
from consultations.models import Consultation, HandOver
from consultations.patient_mode import IN_HAND
from consultations.services import intake
from tests.integration.clinic_factory import NOW, PASSWORD, Clinic
from tests.integration.crawling import patterns
from tests.integration.pages_sent import form_of, signed_in

FOR_DESK = {"visit_for": "self", "sex": "female"}


def ready(clinic: Clinic, **details: object) -> Consultation:
    """A visit whose desk questions are answered."""
    visit = clinic.in_intake(clinic.patient(**details))
    for question, value in FOR_DESK.items():
        visit = intake.give_answer(
            consultation_id=visit.pk, question=question, value=value, revision=visit.revision, by=clinic.desk, at=NOW
        )
    return visit


def handed_over(clinic: Clinic, visit: Consultation | None = None, *, by: User | None = None) -> Client:
    """The browser after the hand-over; its former staff session is gone."""
    visit = visit or ready(clinic)
    tablet = signed_in(by or clinic.desk)
    answer = tablet.post(reverse("intake_hand_over", args=[visit.pk]), form_of(visit))
    assert (answer.status_code, answer["Location"]) == (302, reverse("tablet_start")), answer.content.decode()
    return tablet


def given(visit: Consultation) -> HandOver:
    return visit.hand_overs.latest("id")


def sent(visit: Consultation, **typed: object) -> dict[str, object]:
    """What a page in the patient's hand sends."""
    visit.refresh_from_db()
    return {"key": str(uuid4()), "revision": visit.revision, "patient": str(given(visit).token), **typed}


def unlocks(tablet: Client, user: User, password: str = PASSWORD) -> HttpResponse:
    return tablet.post(reverse("tablet_unlock"), {"login": user.username, "password": password})


def in_hand_pages() -> Iterator[URLPattern]:
    return (pattern for pattern in patterns() if getattr(pattern.callback, IN_HAND, False))


def answered(clinic: Clinic, **details: object) -> tuple[Consultation, Client]:
    """Every question of the visit answered, then handed over: the patient has only to say that it is right."""
    visit = clinic.answered(clinic.patient(given_name="Amy", **details))
    return visit, handed_over(clinic, visit)


def words(answer: HttpResponse) -> str:
    return answer.content.decode()

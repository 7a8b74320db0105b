"""Every page of a visit, with whose page it is; where a page changes with the state of a visit, in each state."""

from dataclasses import dataclass

from django.urls import reverse

from clinic.accounts.models import User
from consultations.models import Patient
from tests.integration.clinic_factory import Clinic


@dataclass(frozen=True)
class Place:
    name: str
    address: str
    person: User
    typed: str = ""
    """What is searched for on the page."""


def places(clinic: Clinic, *patients: Patient) -> list[Place]:
    """Seven patients, one for each state that a visit can have; their names are what the pages have to bear."""
    fresh, asked, checked, stopped, suggested, confirmed, signed = patients
    begun, whole = clinic.in_intake(asked), clinic.answered(checked, areas=2)
    desk = [
        _of(clinic.desk, "today"),
        _of(clinic.desk, "search", typed=fresh.family_name[:3]),
        _of(clinic.desk, "patient_new"),
        _of(clinic.desk, "patient", fresh.pk),
        _of(clinic.desk, "intake", begun.pk),
        _of(clinic.desk, "intake_places", whole.pk),
        _of(clinic.desk, "intake_area_screen", whole.pk, 2, "bumps"),
        _of(clinic.desk, "intake_screen", whole.pk, "health"),
        _of(clinic.desk, "intake_check", whole.pk),
        _of(clinic.desk, "close_unsigned", whole.pk),
    ]
    flagged = clinic.in_review(stopped, symptoms=["bleeding"], visit_for="dependent_adult", can_keep_still="unknown")
    return desk + _of_the_doctor(clinic, flagged.pk, suggested, confirmed, signed)


def _of_the_doctor(
    clinic: Clinic, flagged: object, suggested: Patient, confirmed: Patient, signed: Patient
) -> list[Place]:
    reviewed, decided, done = clinic.in_review(suggested), clinic.confirmed(confirmed), clinic.signed(signed)
    return [
        _of(clinic.desk, "intake_done", flagged),
        _of(clinic.derm, "queue"),
        _of(clinic.derm, "review", flagged),
        _of(clinic.derm, "review", reviewed.pk),
        _of(clinic.derm, "plan_line", reviewed.pk, 1),
        _of(clinic.derm, "answer_correct", reviewed.pk, "exam"),
        _of(clinic.derm, "review", decided.pk),
        _of(clinic.derm, "sign", decided.pk),
        _of(clinic.derm, "record", done.pk),
        _of(clinic.derm, "aftercare", done.pk),
        _of(clinic.derm, "patient_history", signed.pk),
    ]


def _of(person: User, name: str, *args: object, typed: str = "") -> Place:
    return Place(name, reverse(name, args=args), person, typed)

"""Every page of a visit, with whose page it is; where a page changes with the state of a visit, in each state."""

from collections.abc import Iterator

from consultations.models import Patient
from tests.integration.clinic_factory import Clinic
from tests.system.doctor_pages import pages_of_the_doctor
from tests.system.place import Place, place
from tests.system.sheet_pages import pages_of_a_sheet


def places(clinic: Clinic, patients: Iterator[Patient]) -> list[Place]:
    """`patients` never ends; their names are what the pages have to bear."""
    return [
        *pages_of_the_doctor(clinic, patients),
        *pages_of_a_sheet(clinic, patients),
        *_of_the_desk(clinic, patients),
    ]


def _of_the_desk(clinic: Clinic, patients: Iterator[Patient]) -> list[Place]:
    fresh, asked, checked = (next(patients) for _ in range(3))
    begun, whole = clinic.in_intake(asked), clinic.answered(checked, areas=2)
    done = clinic.in_review(next(patients), visit_for="dependent_adult", can_keep_still="unknown")
    return [
        place(clinic.desk, "today"),
        place(clinic.desk, "search", typed=fresh.family_name[:3]),
        place(clinic.desk, "patient_new"),
        place(clinic.desk, "patient", fresh.pk),
        place(clinic.desk, "intake", begun.pk),
        place(clinic.desk, "intake_places", whole.pk),
        place(clinic.desk, "intake_area_screen", whole.pk, 2, "bumps"),
        place(clinic.desk, "intake_screen", whole.pk, "health"),
        place(clinic.desk, "intake_check", whole.pk),
        place(clinic.desk, "intake_done", done.pk),
        place(clinic.desk, "close_unsigned", whole.pk),
    ]

"""A page with a patient's data is noted in the audit log, and built from one record read once."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from clinic.accounts.models import User
from clinic.audit.services import record_look
from consultations.models import Consultation, Patient
from consultations.presenters.people import PatientBanner
from consultations.services import patients


def note_view(request: HttpRequest, patient: Patient, *, by: User | None = None) -> None:
    patients.viewed(patient=patient, by=by or request.user, at=timezone.now())


def note_list(request: HttpRequest, name: str, seen: Iterable[object]) -> None:
    """One event for a list, with whom it showed; what was searched for can be a name and is not kept."""
    shown = [str(ident) for ident in seen]
    record_look(name, None, by=request.user, at=timezone.now(), site=request.site, patients=shown)


def note_nameless(request: HttpRequest, visit: Consultation) -> None:
    """The answers of one visit were read by somebody who is not told whose they are."""
    own = {"by": request.user, "at": timezone.now(), "site": visit.site}
    record_look("visit.read_nameless", visit, patient_id=visit.patient_id, **own)


def about_patient(patient: Patient) -> dict[str, Any]:
    """What the banner and every form about a patient need; `person` is who is written down as looked at."""
    return {"person": patient, "patient": PatientBanner.of(patient), "patient_id": patient.pk}


def about_visit(consultation: Consultation) -> dict[str, Any]:
    own = {"consultation": consultation, "revision": consultation.revision}
    return about_patient(consultation.patient) | own

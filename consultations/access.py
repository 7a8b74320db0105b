"""Who may touch which patient and visit: the only place that scopes by site. What is not theirs does not exist."""

from uuid import UUID

from django.http import Http404

from clinic.accounts.models import User
from consultations.lifecycle import Status
from consultations.models import Consultation, Patient
from consultations.models.consultation import ConsultationQuerySet

REVIEWED = (Status.REVIEW, Status.CONFIRMED)


def patient(user: User, patient_id: UUID) -> Patient:
    found = Patient.objects.for_user(user).select_related("site").filter(pk=patient_id).first()
    if found is None:
        raise Http404
    return found


def consultation(user: User, consultation_id: UUID, *statuses: Status) -> Consultation:
    """In any of these states, or in any at all when none is named."""
    found = _consultations(user).filter(pk=consultation_id).first()
    if found is None or (statuses and found.status not in statuses):
        raise Http404
    return found


def in_intake(user: User, consultation_id: UUID) -> Consultation:
    return consultation(user, consultation_id, Status.INTAKE)


def in_review(user: User, consultation_id: UUID) -> Consultation:
    return consultation(user, consultation_id, *REVIEWED)


def signed(user: User, consultation_id: UUID) -> Consultation:
    return consultation(user, consultation_id, Status.SIGNED)


def patient_to_change(user: User, patient_id: UUID) -> Patient:
    """Locked until the transaction ends."""
    rows = Patient.objects.for_user(user).select_related("site").select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=patient_id).first()
    if found is None:
        raise Http404
    return found


def consultation_to_change(user: User, consultation_id: UUID) -> Consultation:
    """Locked until the transaction ends, in whatever state it is: the policies say why not."""
    rows = _consultations(user).select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=consultation_id).first()
    if found is None:
        raise Http404
    return found


def _consultations(user: User) -> ConsultationQuerySet:
    """Without the document of the release, which is long and kept ready per process."""
    rows = Consultation.objects.for_user(user).select_related("site", "patient", "release")
    return rows.defer("release__document")

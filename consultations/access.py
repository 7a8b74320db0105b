"""Who may touch which patient and visit: the only place that scopes by site. What is not theirs does not exist."""

from functools import lru_cache
from typing import TypeVar
from uuid import UUID

from django.db import OperationalError
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from psycopg.errors import LockNotAvailable

from clinic.accounts.models import User
from clinic.audit.refusals import Refused
from consultations.lifecycle import Status
from consultations.models import Consultation, Patient
from treatments.models import Release

M = TypeVar("M", bound=Model)
REVIEWED = (Status.REVIEW, Status.CONFIRMED)


def patient(user: User, patient_id: UUID) -> Patient:
    return _only(Patient.objects.for_user(user).select_related("site"), patient_id)


def consultation(user: User, consultation_id: UUID, *statuses: Status) -> Consultation:
    """In any of these states, or in any at all when none is named."""
    # The document of a release is long and kept ready per process, so no row brings it along.
    rows = Consultation.objects.for_user(user).select_related("site", "patient", "release")
    found = _only(rows.defer("release__document"), consultation_id)
    if statuses and found.status not in statuses:
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
    rows = Patient.objects.for_user(user).select_related("site")
    return _only(rows.select_for_update(of=("self",), no_key=True), patient_id)


def consultation_to_change(user: User, consultation_id: UUID) -> Consultation:
    """Locked until the transaction ends, in whatever state it is: the policies say why not."""
    found = _only(Consultation.objects.for_user(user).select_for_update(of=("self",), no_key=True), consultation_id)
    found.release = _release(found.release_id)
    return found


@lru_cache(maxsize=64)
def _release(release_id: int) -> Release:
    """A release never changes, so saving an answer need not read it again."""
    return Release.objects.without_document().get(pk=release_id)


def _only(rows: QuerySet[M], pk: UUID) -> M:
    try:
        return rows.get(pk=pk)
    except rows.model.DoesNotExist:
        raise Http404 from None
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise Refused(_("Somebody else is saving this right now. Wait a moment, then save again.")) from error
        raise

"""What every change of a visit has in common: held, looked at in the state the person saw, counted, written down."""

from datetime import datetime
from uuid import UUID

from clinic.accounts.models import Site, User
from clinic.audit.refusals import Refused, Stale
from clinic.audit.services import record
from consultations import access, policies
from consultations.models import Consultation


def hold(consultation_id: UUID, revision: int, by: User) -> Consultation:
    """Locked until the transaction ends; Stale when somebody else changed it since."""
    consultation = access.consultation_to_change(by, consultation_id)
    if consultation.revision != revision:
        raise Stale
    return consultation


def hold_from(consultation_id: UUID, revision: int, by: User, client: str) -> Consultation:
    """As `hold`, from the one tablet that has the intake; a visit that no tablet has is taken by the first that writes.

    `client` is empty where no tablet is meant.
    """
    consultation = access.consultation_to_change(by, consultation_id)
    refuse(policies.why_not_from(consultation, client))
    if consultation.revision != revision:
        raise Stale
    return consultation


def refuse(reason: str | None) -> None:
    if reason:
        raise Refused(reason)


def save(consultation: Consultation, *fields: str) -> None:
    consultation.revision += 1
    consultation.save(update_fields=["revision", *fields])


def note(action: str, consultation: Consultation, *, by: User, at: datetime, **details: object) -> None:
    """No answers and no names in an event: what was said stands in the answer log."""
    record(
        action,
        consultation,
        by=by,
        at=at,
        # Only its key is written, so it need not be read.
        site=Site(pk=consultation.site_id),
        patient_id=consultation.patient_id,
        revision=consultation.revision,
        **details,
    )

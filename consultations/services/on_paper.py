"""Answers that were given on paper, while nothing worked, and are typed in later."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from clinic.accounts.models import User
from consultations.models import Consultation
from consultations.policies.on_paper import why_not_on_paper
from consultations.services.changing import hold, note, refuse, save


@transaction.atomic
def say_when_on_paper(
    *, consultation_id: UUID, on_paper_at: datetime, revision: int, by: User, at: datetime
) -> Consultation:
    """The intake keeps the times at which it was typed in; this is when the patient answered."""
    consultation = hold(consultation_id, revision, by)
    refuse(why_not_on_paper(consultation, by, on_paper_at, at))
    consultation.on_paper_at = on_paper_at
    save(consultation, "on_paper_at")
    note("intake.on_paper", consultation, by=by, at=at, on_paper_at=on_paper_at.isoformat())
    return consultation

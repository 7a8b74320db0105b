"""What the front desk compares with the person in front of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from consultations.forms.patients import language_name
from consultations.models import Consultation, Patient
from consultations.presenters.people import progress
from consultations.site_days import at_site

END_OF_A_PHONE = 4


@dataclass(frozen=True, slots=True)
class Identity:
    """`phone_ends` and `last_visit` are empty when nothing is known; `begun` is when the intake that runs was started."""

    phone_ends: str
    last_visit: datetime | None
    language: str
    begun: datetime | None
    progress: str

    @classmethod
    def of(cls, patient: Patient, visits: Sequence[Consultation], open_visit: Consultation | None) -> "Identity":
        """`visits` are the newest first."""
        earlier = [visit.started_at for visit in visits if open_visit is None or visit.pk != open_visit.pk]
        begun = open_visit and at_site(patient.site, open_visit.started_at)
        return cls(
            patient.phone_digits[-END_OF_A_PHONE:],
            at_site(patient.site, earlier[0]) if earlier else None,
            language_name(patient.language),
            begun,
            progress(open_visit) if open_visit else "",
        )

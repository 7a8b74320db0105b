"""What the front desk compares with the person in front of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultations.forms.patients import language_name
from consultations.models import Consultation, Patient
from consultations.presenters.people import progress
from consultations.site_days import at_site, day_at

END_OF_A_PHONE = 4


@dataclass(frozen=True, slots=True)
class Identity:
    """`phone_ends` and `last_visit` are empty when nothing is known; `begun` and `progress` when no intake runs."""

    phone_ends: str
    last_visit: datetime | None
    language: str
    begun: str
    progress: str

    @classmethod
    def of(cls, patient: Patient, visits: Sequence[Consultation], open_visit: Consultation | None) -> "Identity":
        """`visits` are the newest first."""
        earlier = [visit.started_at for visit in visits if open_visit is None or visit.pk != open_visit.pk]
        return cls(
            patient.phone_digits[-END_OF_A_PHONE:],
            at_site(patient.site, earlier[0]) if earlier else None,
            language_name(patient.language),
            _begun(patient, open_visit) if open_visit else "",
            progress(open_visit) if open_visit else "",
        )


def _begun(patient: Patient, visit: Consultation) -> str:
    at = at_site(patient.site, visit.started_at)
    values = {"name": patient.given_name, "day": date_format(at, "j F"), "time": date_format(at, "H:i")}
    if at.date() == day_at(patient.site, timezone.now()):
        return _("%(name)s started this intake at %(time)s.") % values
    return _("%(name)s started this intake on %(day)s at %(time)s.") % values

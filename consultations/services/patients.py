"""Patients: adding one, and noting that somebody looked."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from clinic.accounts.models import Site, User
from clinic.audit.refusals import Refused
from clinic.audit.services import record
from consultations import policies
from consultations.models import Patient
from consultations.names import tidy_line


@transaction.atomic
def register(
    *,
    site: Site,
    family_name: str,
    given_name: str,
    date_of_birth: date,
    title: str = "",
    phone: str = "",
    email: str = "",
    language: str = "en",
    needs: str = "",
    by: User,
    at: datetime,
) -> Patient:
    patient = Patient(
        site=site,
        family_name=tidy_line(family_name),
        given_name=tidy_line(given_name),
        title=tidy_line(title),
        date_of_birth=date_of_birth,
        phone=tidy_line(phone),
        email=email.strip(),
        language=language,
        needs=tidy_line(needs),
        registered_at=at,
        registered_by=by,
    )
    if reason := policies.why_not_register(patient, by, at):
        raise Refused(reason)
    patient.make_searchable()
    patient.clinic_number = _next_clinic_number(site)
    patient.save(force_insert=True)
    record("patient.registered", patient, by=by, at=at, site=site, patient_id=patient.pk)
    return patient


def viewed(*, patient: Patient, by: User, at: datetime) -> None:
    record("patient.viewed", patient, by=by, at=at, site=patient.site, patient_id=patient.pk)


def _next_clinic_number(site: Site) -> int:
    """One after the other: the site's row is held until the patient is saved."""
    Site.objects.select_for_update(no_key=True).get(pk=site.pk)
    latest = Patient.objects.filter(site=site).aggregate(latest=Max("clinic_number"))["latest"]
    return (latest or 0) + 1

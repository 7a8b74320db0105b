"""Patients: adding one, changing their details, and noting that somebody looked."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from clinic.accounts.models import Site, User
from clinic.audit.refusals import Refused, Stale
from clinic.audit.services import record, record_look
from consultations import access, policies
from consultations.finding import near
from consultations.models import Patient
from consultations.names import tidy_line

LINES = ("family_name", "given_name", "title", "pronouns", "phone", "needs")


@transaction.atomic
def register(
    *,
    site: Site,
    family_name: str,
    given_name: str,
    date_of_birth: date,
    by: User,
    at: datetime,
    not_the_same_as: tuple[list[str], str] | None = None,
    **details: str,
) -> Patient:
    """`details` are the other fields of the form. `not_the_same_as`: who looked alike, and why it is somebody else."""
    patient = Patient(site=site, registered_at=at, registered_by=by)
    _take(patient, {"family_name": family_name, "given_name": given_name, "date_of_birth": date_of_birth, **details})
    if reason := policies.why_not_register(patient, by, at):
        raise Refused(reason)
    patient.clinic_number = _next_clinic_number(site)
    patient.save(force_insert=True)
    _keep_names(patient)
    told = {"looked_like": not_the_same_as[0], "because": not_the_same_as[1]} if not_the_same_as else {}
    record("patient.registered", patient, by=by, at=at, site=site, patient_id=patient.pk, **told)
    return patient


def one_at_a_time(by: User) -> None:
    """Whoever adds somebody at one of these sites waits, so that who is here already is seen by the next. The caller's
    transaction holds it from looking until the patient is saved; always in this order, so that no two block each other.
    """
    list(by.sites_allowed().order_by("pk").select_for_update(no_key=True, of=("self",)))


@transaction.atomic
def change(*, patient_id: UUID, revision: int, by: User, at: datetime, **details: Any) -> Patient:
    """The event keeps what each changed detail was before and is now, so that a name that was married away is found."""
    patient = access.patient_to_change(by, patient_id)
    if patient.revision != revision:
        raise Stale
    before = {name: getattr(patient, name) for name in details}
    _take(patient, details)
    if reason := policies.why_not_register(patient, by, at) or policies.why_not_born_anew(patient, before):
        raise Refused(reason)
    changed = {
        name: {"was": old, "is": getattr(patient, name)}
        for name, old in before.items()
        if old != getattr(patient, name)
    }
    if changed:
        patient.revision += 1
        patient.save()
        _keep_names(patient)
        record("patient.changed", patient, by=by, at=at, site=patient.site, patient_id=patient.pk, changed=changed)
    return patient


@transaction.atomic
def prefer(*, patient_id: UUID, language: str, text_size: str, by: User, at: datetime) -> None:
    """How the patient wants to be asked, as chosen at the beginning of an intake; it needs no other's leave."""
    patient = access.patient_to_change(by, patient_id)
    wanted = {"language": language, "text_size": text_size}
    if any(getattr(patient, name) != value for name, value in wanted.items()):
        change(patient_id=patient_id, revision=patient.revision, by=by, at=at, **wanted)


def viewed(*, patient: Patient, by: User, at: datetime) -> None:
    record_look("patient.viewed", patient, by=by, at=at, site=patient.site, patient_id=patient.pk)


def _take(patient: Patient, details: dict[str, Any]) -> None:
    for name, value in details.items():
        setattr(patient, name, tidy_line(value) if name in LINES else value)
    patient.email = patient.email.strip()
    patient.make_searchable()


def _keep_names(patient: Patient) -> None:
    near.keep(patient.site_id, (patient.family_name, True), (patient.given_name, False))


def _next_clinic_number(site: Site) -> int:
    """One after the other: the site's row is held until the patient is saved."""
    Site.objects.select_for_update(no_key=True).get(pk=site.pk)
    latest = Patient.objects.filter(site=site).aggregate(latest=Max("clinic_number"))["latest"]
    return (latest or 0) + 1

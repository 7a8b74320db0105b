"""Many signed visits at once, made up and put in by the thousand; for what looks at all of them and opens none."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from hashlib import sha256
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Max

from benchmarks.past_visits import made_up
from consultations.lifecycle import Status
from consultations.models import Consultation, Patient, SignedRecord
from tests.integration.clinic_factory import NOW, Clinic
from treatments.engine.canonical import canonical_json
from treatments.models import Release

Answers = Mapping[str, Any]
# Quick enough for the time limits of the database on a busy machine.
AT_ONCE = 500


def many_signed(clinic: Clinic, visits: int, *, seed: int = 1, release: Release | None = None) -> list[Consultation]:
    return signed_with(clinic, made_up(clinic.protocol, visits, seed=seed), release=release)


def signed_with(clinic: Clinic, several: Iterable[Answers], *, release: Release | None = None) -> list[Consultation]:
    """One visit of its own patient for each."""
    left, found = iter(several), []
    while some := list(islice(left, AT_ONCE)):
        found += _signed(clinic, some, release or clinic.release)
    return found


@transaction.atomic
def _signed(clinic: Clinic, several: list[Answers], release: Release) -> list[Consultation]:
    """Through the states that the database asks for."""
    patients = Patient.objects.bulk_create(_patients(clinic, several))
    visits = [
        Consultation(
            site=clinic.site,
            patient=patient,
            release=release,
            answers=answers,
            started_at=(began := NOW - timedelta(days=number % 900)),
            started_by=clinic.desk,
            intake_finished_at=began,
        )
        for number, (patient, answers) in enumerate(zip(patients, several, strict=True))
    ]
    Consultation.objects.bulk_create(visits)
    ids = [visit.pk for visit in visits]
    for status in (Status.REVIEW, Status.CONFIRMED):
        Consultation.objects.filter(pk__in=ids).update(status=status)
    SignedRecord.objects.bulk_create([_record(clinic, visit) for visit in visits])
    Consultation.objects.filter(pk__in=ids).update(status=Status.SIGNED, signed_at=NOW, signed_by=clinic.derm)
    return visits


def _patients(clinic: Clinic, several: list[Answers]) -> list[Patient]:
    first = 1 + (Patient.objects.filter(site=clinic.site).aggregate(last=Max("clinic_number"))["last"] or 0)
    patients = [
        Patient(
            site=clinic.site,
            clinic_number=number,
            family_name=f"Madeup{number}",
            given_name="Visit",
            date_of_birth=_born(answers),
            registered_at=NOW,
            registered_by=clinic.desk,
        )
        for number, answers in enumerate(several, start=first)
    ]
    for patient in patients:
        patient.make_searchable()
    return patients


def _born(answers: Answers) -> date:
    if not isinstance(answers, Mapping) or not isinstance(answers["person"], Mapping):
        return date(1996, 1, 5)
    years = next((value for key, value in answers["person"].items() if key.startswith("age")), None)
    return date(2026 - int(years if isinstance(years, int | float) else 30), 1, 5)


def _record(clinic: Clinic, visit: Consultation) -> SignedRecord:
    """Says whose it is and nothing else: it cannot be read as a page."""
    document = canonical_json({"format": 0, "number": 1, "visit": {"id": str(visit.pk)}})
    return SignedRecord(
        site=clinic.site,
        consultation=visit,
        document=document,
        sha256=sha256(document.encode()).hexdigest(),
        signed_at=NOW,
        signed_by=clinic.derm,
        signed_name=clinic.derm.name,
        meaning="Made up.",
    )

"""Who may touch which patient and visit: the only place that scopes by site. What is not theirs does not exist."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import TypeVar
from uuid import UUID

from django.db import OperationalError
from django.db.models import DateField, DateTimeField, F, Func, Model, QuerySet, Subquery, Value
from django.db.models.functions import Cast
from django.http import Http404
from django.utils.translation import gettext as _
from psycopg.errors import LockNotAvailable

from clinic.accounts.models import Site, User
from clinic.audit.refusals import Busy
from consultations.finding import found as finding
from consultations.finding.found import Found
from consultations.lifecycle import Status
from consultations.models import Consultation, HandOver, Mail, Patient, Photo, PlanLine, SheetLink, SignedRecord
from consultations.models.consultation import ConsultationQuerySet
from consultations.models.patient import PatientQuerySet, has_namesake
from treatments.models import Release

M = TypeVar("M", bound=Model)


def patients(user: User) -> PatientQuerySet:
    return Patient.objects.for_user(user)


def patient(user: User, patient_id: UUID) -> Patient:
    return _only(patients(user).select_related("site").with_namesakes(), patient_id)


def find(user: User, text: str, place: str = "") -> Found:
    """Patients by what was typed, at the sites of this person."""
    return finding.find(list(user.sites_allowed().values_list("pk", flat=True)), text, place)


def visits_of_own_sites(user: User) -> ConsultationQuerySet:
    """At every site of theirs, for what is counted over all of them."""
    return Consultation.objects.for_user(user)


def visits_at(user: User, site: Site | None) -> ConsultationQuerySet:
    """Those of one site; none when the person does not work there."""
    return Consultation.objects.for_user(user).filter(site=site)


def consultation(user: User, consultation_id: UUID) -> Consultation:
    """In whatever state it is."""
    # The document of a release is long and kept ready per process, so no row brings it along.
    rows = Consultation.objects.for_user(user).select_related("site", "patient", "release")
    rows = rows.annotate(has_namesake=has_namesake("patient__"))
    found = _only(rows.defer("release__document"), consultation_id)
    found.patient.has_namesake = found.has_namesake
    return found


def last_signed(consultation: Consultation) -> Consultation | None:
    """The same patient's last signed visit for the same protocol, at the same site."""
    return _signed_of_the_patient(consultation).first()


def last_plan(consultation: Consultation) -> list[PlanLine]:
    """What was decided then. One query, however many visits there were."""
    last = _signed_of_the_patient(consultation).exclude(pk=consultation.pk).values("pk")[:1]
    lines = PlanLine.objects.filter(consultation=Subquery(last)).select_related(
        "decided_by", "consultation__release", "consultation__site"
    )
    return list(lines.defer("consultation__release__document", "consultation__suggestion", "consultation__face_map"))


def _signed_of_the_patient(consultation: Consultation) -> QuerySet[Consultation]:
    rows = Consultation.objects.filter(site=consultation.site_id, patient=consultation.patient_id, status=Status.SIGNED)
    return rows.filter(release__slug=consultation.release.slug).order_by("-signed_at")


def signed(user: User, consultation_id: UUID) -> Consultation:
    found = consultation(user, consultation_id)
    if found.status != Status.SIGNED:
        raise Http404
    return found


def signature(consultation: Consultation, record_id: int) -> SignedRecord:
    """Of a visit that is theirs, whether it stands or was undone."""
    return _only(consultation.records.all(), record_id)


def signatures_of(user: User, numbers: Iterable[int]) -> list[SignedRecord]:
    """Given by this person at their sites, the newest first, with whom each was for."""
    rows = SignedRecord.objects.filter(signed_by=user, site__in=user.sites_allowed(), pk__in=list(numbers))
    return list(rows.select_related("consultation__patient", "site", "withdrawal").defer("document").order_by("-id"))


def standing_record(consultation: Consultation) -> SignedRecord:
    """The signature that stands; gone where it was undone a moment ago."""
    try:
        return consultation.record
    except SignedRecord.DoesNotExist:
        raise Http404 from None


def mail(consultation: Consultation, mail_id: int) -> Mail:
    """Of a visit that is theirs."""
    return _only(Mail.objects.filter(record__consultation=consultation).select_related("record"), mail_id)


def sheet_link(token: str, at: datetime) -> SheetLink | None:
    """For whoever has its address, until it expires by the clock of its site. One query, whatever is wrong with it."""
    day_there = Cast(Func(F("site__timezone"), Value(at, DateTimeField()), function="timezone"), DateField())
    rows = SheetLink.objects.select_related("site", "record__consultation__release")
    rows = rows.defer("record__consultation__release__document", "record__consultation__answers")
    return rows.filter(token=token, expires_on__gte=day_there, record__withdrawal=None).first()


def patient_to_change(user: User, patient_id: UUID) -> Patient:
    """Locked until the transaction ends."""
    rows = patients(user).select_related("site")
    return _only(rows.select_for_update(of=("self",), no_key=True), patient_id)


def consultation_to_change(user: User, consultation_id: UUID) -> Consultation:
    """Locked until the transaction ends, in whatever state it is: the policies say why not."""
    found = _only(Consultation.objects.for_user(user).select_for_update(of=("self",), no_key=True), consultation_id)
    found.release = _release(found.release_id)
    return found


def photo(consultation: Consultation, photo_id: UUID) -> Photo:
    """Of a visit that is theirs; one that was taken away is gone."""
    return _only(consultation.photos.kept(), photo_id)


def photo_before(consultation: Consultation, photo: Photo) -> Photo | None:
    """The latest photo of the same thing from an earlier visit of this patient, at the same site."""
    rows = Photo.objects.kept().filter(kind=photo.kind, place=photo.place)
    earlier = rows.filter(
        consultation__patient=consultation.patient_id,
        consultation__site=consultation.site_id,
        consultation__started_at__lt=consultation.started_at,
    )
    return earlier.order_by("-consultation__started_at", "-taken_at").first()


def handed_over(hand_over_id: int, client: str) -> HandOver | None:
    """To this tablet, by somebody who still works there."""
    rows = HandOver.objects.select_related(
        "by", "site", "consultation__site", "consultation__patient__site", "consultation__release"
    )
    found = rows.defer("consultation__release__document").filter(pk=hand_over_id, client=client).first()
    return found if found and found.by.sites_allowed().filter(pk=found.site_id).exists() else None


@lru_cache(maxsize=64)
def _release(release_id: int) -> Release:
    """A release never changes, so saving an answer need not read it again."""
    return Release.objects.without_document().get(pk=release_id)


def _only(rows: QuerySet[M], pk: UUID | int) -> M:
    try:
        return rows.get(pk=pk)
    except rows.model.DoesNotExist:
        raise Http404 from None
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise Busy(_("Somebody else is saving this right now. Wait a moment, then save again.")) from error
        raise

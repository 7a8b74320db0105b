"""The queue: in which order cases wait for a dermatologist, and who has one open."""

from datetime import datetime, timedelta

from django.db.models import Case, DateTimeField, Exists, F, IntegerField, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from clinic.accounts.models import User
from consultations.lifecycle import Status
from consultations.models import Consultation, Skip
from consultations.models.consultation import ConsultationQuerySet

# After the last look.
CLAIM_LASTS = timedelta(minutes=15)
WAITING = (Status.REVIEW, Status.CONFIRMED)
ORDER = ("rank", "waiting_since", "pk")


def in_order(cases: ConsultationQuerySet, by: User) -> ConsultationQuerySet:
    """Red flags first, then who waits longest; what this person skipped comes after everything else."""
    since = Coalesce(F("intake_finished_at"), F("started_at"), output_field=DateTimeField())
    skipped = Exists(Skip.objects.filter(consultation=OuterRef("pk"), by=by))
    rank = Case(
        When(Q(is_skipped=False, glance__flags__gt=0), then=Value(0)),
        When(is_skipped=False, then=Value(1)),
        When(glance__flags__gt=0, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return cases.annotate(is_skipped=skipped).annotate(rank=rank, waiting_since=since).order_by(*ORDER)


def free_for(by: User, at: datetime) -> Q:
    """No colleague has it open, or they last looked at it too long ago."""
    lapsed = Q(claim_seen_at=None) | Q(claim_seen_at__lte=at - CLAIM_LASTS)
    return Q(claimed_by=None) | Q(claimed_by=by) | lapsed


def claimed_by(person: User, at: datetime) -> Q:
    return Q(claimed_by=person, claim_seen_at__gt=at - CLAIM_LASTS)


def is_claimed(consultation: Consultation, at: datetime) -> bool:
    seen = consultation.claim_seen_at
    is_open = consultation.claimed_by_id is not None and consultation.status in WAITING
    return is_open and seen is not None and seen > at - CLAIM_LASTS


def is_with_another(consultation: Consultation, by: User, at: datetime) -> bool:
    return is_claimed(consultation, at) and consultation.claimed_by_id != by.pk

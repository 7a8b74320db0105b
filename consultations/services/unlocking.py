"""What somebody does with a tablet that is not theirs to do. It counts for this tablet alone: who plays with it fills
no log and shuts nobody out elsewhere."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from clinic.audit.models import Event
from clinic.audit.services import record
from consultations.models import HandOver

TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
NOTED_EVERY = timedelta(minutes=1)
TRIED, LOCKED, LEAVING = "tablet.unlock_tried", "tablet.unlock_locked", "tablet.tried_to_leave"


@transaction.atomic
def may_try(*, hand_over: HandOver, at: datetime) -> bool:
    """Each try is written down before its password is looked at, so that many at once are as many."""
    _hold(hand_over)
    tries = list(_events(hand_over, TRIED).values_list("at", flat=True)[:TRIES])
    if len(tries) == TRIES and at - tries[0] < LOCKED_FOR and tries[0] - tries[-1] < LOCKED_FOR:
        _note_now_and_then(LOCKED, hand_over, at=at)
        return False
    _note(TRIED, hand_over, at=at)
    return True


@transaction.atomic
def tried_to_leave(*, hand_over: HandOver, page: str, at: datetime) -> None:
    """The page by its name: an address can name somebody."""
    _hold(hand_over)
    _note_now_and_then(LEAVING, hand_over, at=at, page=page)


def _note_now_and_then(action: str, hand_over: HandOver, *, at: datetime, **details: str) -> None:
    if not _events(hand_over, action).filter(at__gt=at - NOTED_EVERY).exists():
        _note(action, hand_over, at=at, **details)


def _note(action: str, hand_over: HandOver, *, at: datetime, **details: str) -> None:
    by = hand_over.by if action == LEAVING else None
    patient_id = hand_over.consultation.patient_id
    record(action, hand_over, by=by, at=at, site=hand_over.site, patient_id=patient_id, **details)


def _events(hand_over: HandOver, action: str) -> QuerySet[Event]:
    return Event.objects.filter(subject=hand_over._meta.label_lower, subject_id=str(hand_over.pk), action=action)


def _hold(hand_over: HandOver) -> None:
    HandOver.objects.select_for_update(no_key=True).get(pk=hand_over.pk)

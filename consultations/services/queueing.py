"""Whose case it is: opened, taken over, let go or passed over in the queue.

None of this changes the visit, so its revision stays and nobody's page grows old.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from clinic.accounts.models import Site, User
from consultations import access
from consultations.models import Consultation, Skip
from consultations.policies.queueing import why_not_open, why_not_pass_over
from consultations.services.changing import note, refuse
from consultations.waiting import free_for, in_order, is_claimed, is_with_another

# A look is written down again after a while, and not at every press.
LOOK_COUNTS = timedelta(minutes=1)
CLAIM = ("claimed_by", "claimed_at", "claim_seen_at")


@transaction.atomic
def claim(*, consultation_id: UUID, by: User, at: datetime) -> Consultation:
    """Whoever opens a case that nobody has open gets it; who has it already keeps it for another while.

    The case as it is then: with somebody else, if they were first. A case that does not wait is nobody's.
    """
    case = access.consultation_to_change(by, consultation_id)
    if why_not_open(case, by) or is_with_another(case, by, at):
        return case
    if not is_claimed(case, at):
        _give(case, by, at)
        note("case.claimed", case, by=by, at=at)
    elif at - case.claim_seen_at > LOOK_COUNTS:
        case.claim_seen_at = at
        case.save(update_fields=["claim_seen_at"])
    return case


@transaction.atomic
def take_over_case(*, consultation_id: UUID, by: User, at: datetime) -> Consultation:
    """From a colleague, whose page then says so."""
    case = access.consultation_to_change(by, consultation_id)
    refuse(why_not_open(case, by))
    if is_with_another(case, by, at):
        earlier = case.claimed_by_id
        _give(case, by, at)
        note("case.taken_over", case, by=by, at=at, earlier=earlier)
        return case
    return claim(consultation_id=consultation_id, by=by, at=at)


@transaction.atomic
def let_go(*, consultation_id: UUID, by: User, at: datetime) -> Consultation:
    """Back to the queue for whoever is free; somebody else's case stays theirs."""
    case = access.consultation_to_change(by, consultation_id)
    if why_not_open(case, by) is None and case.claimed_by_id == by.pk:
        case.claimed_by = case.claimed_at = case.claim_seen_at = None
        case.save(update_fields=CLAIM)
        note("case.let_go", case, by=by, at=at)
    return case


@transaction.atomic
def skip(*, consultation_id: UUID, by: User, at: datetime) -> Consultation:
    """It stays in the list, after all others, until this person opens it or wants it back."""
    case = access.consultation_to_change(by, consultation_id)
    refuse(why_not_pass_over(case, by, at))
    _skip, is_new = Skip.objects.get_or_create(consultation=case, by=by, defaults={"site_id": case.site_id, "at": at})
    if is_new:
        note("case.skipped", case, by=by, at=at)
    return let_go(consultation_id=consultation_id, by=by, at=at)


@transaction.atomic
def unskip(*, consultation_id: UUID, by: User, at: datetime) -> Consultation:
    case = access.consultation_to_change(by, consultation_id)
    refuse(why_not_open(case, by))
    if Skip.objects.filter(consultation=case, by=by).delete()[0]:
        note("case.unskipped", case, by=by, at=at)
    return case


@transaction.atomic
def next_case(*, site: Site | None, by: User, at: datetime) -> Consultation | None:
    """The first in the order of the list that no colleague has open; it is theirs when this returns.

    A case that somebody is taking at this moment is passed over, so two who ask together never get the same one.
    """
    waiting = access.visits_at(by, site).waiting_for_doctor().filter(free_for(by, at))
    case = in_order(waiting, by).select_for_update(of=("self",), no_key=True, skip_locked=True).first()
    return claim(consultation_id=case.pk, by=by, at=at) if case else None


def _give(case: Consultation, by: User, at: datetime) -> None:
    case.claimed_by, case.claimed_at, case.claim_seen_at = by, at, at
    case.save(update_fields=CLAIM)
    Skip.objects.filter(consultation=case, by=by).delete()

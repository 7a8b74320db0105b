"""A newer release went live while a visit was open: the dermatologist follows it, or says that they stay."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from clinic.accounts.models import User
from consultations import policies
from consultations.answering import suggestion_for
from consultations.lifecycle import Status
from consultations.models import Consultation
from consultations.models.answers import GivenBy
from consultations.newer_release import carried_over, not_carried
from consultations.services import answer_log
from consultations.services.changing import hold, note, refuse, save
from treatments.compiled_releases import compiled
from treatments.engine.protocol import Protocol
from treatments.models import live_release


@transaction.atomic
def recalculate(*, consultation_id: UUID, revision: int, by: User, at: datetime) -> Consultation:
    """Back to the review with nothing decided: a decision was made under the rules of its release."""
    consultation = hold(consultation_id, revision, by)
    refuse(policies.why_not_recalculate(consultation, by))
    was = consultation.release.number
    consultation.release = live_release(consultation.release.slug)
    protocol = compiled(consultation.release)
    dropped = _carry_answers_over(consultation, protocol, by, at)
    consultation.take_suggestion(suggestion_for(protocol, consultation.answers))
    _undecide(consultation)
    save(consultation, "release", "answers", "suggestion", "glance", "sheet_edits", "release_kept")
    note("release.followed", consultation, by=by, at=at, was=was, now=consultation.release.number, dropped=dropped)
    return consultation


@transaction.atomic
def keep_release(*, consultation_id: UUID, number: int, revision: int, by: User, at: datetime) -> Consultation:
    """`number` is that of the newer release that is not followed."""
    consultation = hold(consultation_id, revision, by)
    refuse(policies.why_not_keep(consultation, by, number))
    consultation.release_kept = number
    save(consultation, "release_kept")
    note("release.kept", consultation, by=by, at=at, own=consultation.release.number, newer=number)
    return consultation


def _undecide(consultation: Consultation) -> None:
    """The database lets go of a plan only in the review, so that is where the visit is first."""
    if consultation.status == Status.CONFIRMED:
        consultation.move_to(Status.REVIEW)
        consultation.confirmed_at, consultation.confirmed_by = None, None
        consultation.save(update_fields=["status", "confirmed_at", "confirmed_by"])
    consultation.plan_lines.all().delete()
    consultation.sheet_edits, consultation.release_kept = [], None


def _carry_answers_over(consultation: Consultation, protocol: Protocol, by: User, at: datetime) -> list[str]:
    """What the new release does not ask for leaves the answers and stays in the log."""
    before, after = consultation.answers, carried_over(protocol, consultation)
    lost = not_carried(protocol, before)
    added = [(None, key) for key in after["person"] if key not in before["person"]]
    for number, key in [*lost, *added]:
        old, new = answer_log.given(before, key, number), answer_log.given(after, key, number)
        answer_log.add(consultation, key, old, new, number, given_by=GivenBy.DERMATOLOGIST, by=by, at=at)
    consultation.answers = after
    return [key for _number, key in lost]

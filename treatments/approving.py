"""A draft on its way to becoming a release: sent by those who wrote it, answered by somebody else."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.audit.refusals import Busy, Refused, Stale
from clinic.audit.services import record
from treatments import policies
from treatments.checklist import refuse_what_is_not_ready
from treatments.editing.parts import Draft
from treatments.engine.canonical import sha256_of
from treatments.locks import hold_protocol
from treatments.models import Protocol, Release, Submission
from treatments.models.submissions import Ending
from treatments.publishing import publish


@transaction.atomic
def send_for_approval(*, protocol_id: int, revision: int, note: str, by: User, at: datetime) -> Submission:
    """`revision` is the draft the page showed. What was sent before, and changed since, is sent anew by this."""
    draft = _held(protocol_id)
    protocol = draft.protocol
    _refuse(policies.why_not_send(protocol, by, note))
    if revision != protocol.revision:
        raise Stale
    if earlier := open_submission(protocol):
        if earlier.revision == revision:
            words = _("%(name)s sent this draft for approval already.")
            raise Refused(words % {"name": earlier.sent_by_name})
        _end(earlier, Ending.TAKEN_BACK, by=by, at=at, comment=_("Changed after it was sent, and sent anew."))
    refuse_what_is_not_ready(draft, by, at)
    _answer_for(protocol, by)
    sent = Submission.objects.create(
        protocol=protocol,
        revision=revision,
        sha256=sha256_of(draft.raw),
        note=note.strip(),
        sent_by=by,
        sent_by_name=by.name,
        sent_at=at,
    )
    record("draft.sent", sent, by=by, at=at, slug=protocol.slug, revision=revision, sha256=sent.sha256)
    return sent


@transaction.atomic
def take_back(*, submission_id: int, by: User, at: datetime) -> Submission:
    _draft, submission = _open(submission_id)
    _refuse(policies.why_not_take_back(submission, by))
    return _end(submission, Ending.TAKEN_BACK, by=by, at=at)


@transaction.atomic
def send_back(*, submission_id: int, comment: str, by: User, at: datetime) -> Submission:
    _draft, submission = _open(submission_id)
    _refuse(policies.why_not_send_back(submission, by, comment))
    return _end(submission, Ending.SENT_BACK, by=by, at=at, comment=comment.strip())


@transaction.atomic
def approve(*, submission_id: int, revision: int, publish_at: datetime | None, by: User, at: datetime) -> Submission:
    """Published at once, or when its time has come. The caller has made sure that `by` is at the keyboard.

    `revision` is the draft the page showed. Everything is looked at again under the lock.
    """
    draft, submission = _open(submission_id)
    _refuse(policies.why_not_approve(draft.protocol, submission, by))
    _refuse_what_changed(draft, submission, revision)
    refuse_what_is_not_ready(draft, submission.sent_by, at, reader=by)
    submission.approved_by, submission.approved_at, submission.publish_at = by, at, publish_at
    if publish_at is None:
        return _published(draft.protocol, submission, at)
    _refuse(policies.why_not_publish_at(publish_at, at))
    submission.save(update_fields=["approved_by", "approved_at", "publish_at"])
    details = {"slug": draft.protocol.slug, "sha256": submission.sha256, "publish_at": publish_at}
    record("draft.approved", submission, by=by, at=at, **details)
    return submission


def publish_due(*, at: datetime) -> list[Release]:
    """What was approved for a time that has come. What cannot be published any more says why, and is over; what
    somebody is writing at this moment has its turn the next time.
    """
    due = Submission.objects.filter(ending="", approved_by__isnull=False, publish_at__lte=at).order_by("publish_at")
    found = []
    for number in due.values_list("pk", flat=True):
        with suppress(Busy):
            found.append(_publish_one(number, at))
    return [submission.release for submission in found if submission and submission.release]


def open_submission(protocol: Protocol) -> Submission | None:
    return Submission.objects.filter(protocol=protocol, ending="").select_related("sent_by", "approved_by").first()


@transaction.atomic
def _publish_one(submission_id: int, at: datetime) -> Submission | None:
    """None where somebody else was quicker."""
    draft, submission = _held_with(submission_id)
    if submission.ending or submission.approved_by is None or submission.publish_at is None:
        return None
    try:
        with transaction.atomic():
            _refuse(policies.why_not_approve(draft.protocol, submission, submission.approved_by))
            _refuse_what_changed(draft, submission, submission.revision)
            refuse_what_is_not_ready(draft, submission.sent_by, at)
            return _published(draft.protocol, submission, at)
    except Refused as refusal:
        submission.release = None
        return _end(submission, Ending.FAILED, by=None, at=at, comment=str(refusal.reason)[:2000])


def _published(protocol: Protocol, submission: Submission, at: datetime) -> Submission:
    release = publish(protocol=protocol, by=submission.approved_by, at=at, notes=submission.note)
    submission.release = release
    submission.ending, submission.ended_by, submission.ended_at = Ending.PUBLISHED, submission.approved_by, at
    submission.save()
    return submission


def _end(submission: Submission, ending: Ending, *, by: User | None, at: datetime, comment: str = "") -> Submission:
    submission.ending, submission.ended_by, submission.ended_at, submission.comment = ending, by, at, comment
    submission.save(update_fields=["ending", "ended_by", "ended_at", "comment"])
    slug = submission.protocol.slug
    record(f"draft.{ending}", submission, by=by, at=at, slug=slug, revision=submission.revision, comment=comment)
    return submission


def _answer_for(protocol: Protocol, by: User) -> None:
    """A draft that came from a file has no author: whoever sends it answers for it."""
    if protocol.changed_by is None:
        protocol.changed_by = by
        protocol.save(update_fields=["changed_by"])
        protocol.authors.add(by)


def _refuse_what_changed(draft: Draft, submission: Submission, revision: int) -> None:
    now = draft.protocol.revision
    if (submission.revision, submission.sha256) != (now, sha256_of(draft.raw)):
        raise Stale(_("The draft was changed after it was sent. It has to be sent for approval anew."))
    if revision != now:
        raise Stale(_("This page showed an older version of the draft. Look at it again."))


def _open(submission_id: int) -> tuple[Draft, Submission]:
    draft, submission = _held_with(submission_id)
    if submission.ending:
        words = _("This was answered already: %(ending)s.")
        raise Refused(words % {"ending": submission.get_ending_display().lower()})
    return draft, submission


def _held_with(submission_id: int) -> tuple[Draft, Submission]:
    draft = _held(Submission.objects.values_list("protocol_id", flat=True).get(pk=submission_id))
    rows = Submission.objects.select_for_update(of=("self",)).select_related("sent_by", "approved_by", "protocol")
    return draft, rows.get(pk=submission_id)


def _held(protocol_id: int) -> Draft:
    hold_protocol(Protocol.objects.values_list("slug", flat=True).get(pk=protocol_id))
    return Draft.read(Protocol.objects.select_for_update(of=("self",)).get(pk=protocol_id))


def _refuse(reason: str | None) -> None:
    if reason:
        raise Refused(reason)

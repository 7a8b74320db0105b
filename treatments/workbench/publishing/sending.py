"""A draft that was sent for approval, as pages show it: what would happen, and what became of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.accounts.models import User
from clinic.accounts.permissions import Permission
from treatments import policies
from treatments.models import Protocol, Submission, live_release
from treatments.models.submissions import Ending
from treatments.open_visits import open_visits
from treatments.publishing import next_number
from treatments.publishing_times import in_words


@dataclass(frozen=True, slots=True)
class Sent:
    """`why_not` is why this reader cannot approve; `publish_at` the time it was approved for, in words."""

    submission: Submission
    is_stale: bool
    is_mine: bool
    why_not: str | None
    publish_at: str

    @classmethod
    def of(cls, submission: Submission, protocol: Protocol, by: User, zone: ZoneInfo) -> "Sent":
        return cls(
            submission=submission,
            is_stale=not submission.ending and submission.revision != protocol.revision,
            is_mine=submission.sent_by_id == by.pk,
            why_not=policies.why_not_approve(protocol, submission, by),
            publish_at=in_words(submission.publish_at, zone) if submission.publish_at else "",
        )


def what_happens(slug: str) -> Iterator[str]:
    """When it is published: said exactly, before anybody agrees to it."""
    yield _("Release %(number)d becomes live for new visits.") % {"number": next_number(slug)}
    for release, n in open_visits(slug).items():
        words = ngettext(
            "%(n)d open visit stays on release %(release)d until a doctor recalculates.",
            "%(n)d open visits stay on release %(release)d until a doctor recalculates.",
            n,
        )
        yield words % {"n": n, "release": release}
    if live_release(slug):
        yield _("Signed visits stay as they are.")


def waiting_for(by: User) -> list[Submission]:
    """What this person could approve or send back; the oldest first."""
    if not by.may(Permission.PUBLISH):
        return []
    rows = Submission.objects.filter(ending="", approved_by=None).select_related("protocol", "sent_by")
    return [sent for sent in rows.order_by("id") if policies.why_not_approve(sent.protocol, sent, by) is None]


def last_answer(protocol: Protocol) -> Submission | None:
    """The last submission that is over, if it was sent back or failed and nothing was sent since."""
    last = Submission.objects.filter(protocol=protocol).select_related("ended_by").first()
    return last if last and last.ending in (Ending.SENT_BACK, Ending.FAILED) else None


def note_to_send_again(protocol: Protocol) -> str:
    """What was written for the approver stands there again until it was published."""
    last = Submission.objects.filter(protocol=protocol).first()
    return last.note if last and last.ending != Ending.PUBLISHED else ""

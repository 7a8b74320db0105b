"""Who may change and publish a protocol. Each function gives the sentence to show, or None when it is allowed."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.accounts.permissions import Permission
from treatments.models import Protocol, Release, RuleReport, Submission

LONGEST_ANSWER = 2000
LATEST = timedelta(days=366)


def why_not_load(by: User | None) -> str | None:
    if by is not None and not by.may(Permission.EDIT_PROTOCOL):
        return _("Only a content admin can change a protocol.")
    return None


def why_not_publish(draft: Protocol, by: User) -> str | None:
    """Whoever publishes approves, so it cannot be one of the people who wrote it."""
    if not by.may(Permission.PUBLISH):
        return _("Only a content admin or a dermatologist can approve and publish a protocol.")
    if draft.changed_by is None:
        return _("Nobody is named as the author of this draft. Load it again in the name of the person who wrote it.")
    if draft.changed_by == by or draft.authors.filter(pk=by.pk).exists():
        return _("You changed this draft yourself. Somebody else has to approve and publish it.")
    return None


def why_not_publish_from_file(slug: str) -> str | None:
    """Setting up a clinic needs a first release before it has people; everything after that has two names on it."""
    if Release.objects.of(slug).exists():
        return _("This protocol already has a release. The next one needs an author and somebody else who approves it.")
    return None


def why_not_withdraw(release: Release, by: User, reason: str) -> str | None:
    if not by.may(Permission.PUBLISH):
        return _("Only a content admin or a dermatologist can withdraw a release.")
    if not reason.strip():
        return _("Say why the release is withdrawn.")
    if hasattr(release, "withdrawal"):
        return _("This release was already withdrawn.")
    return None


def why_not_close_report(report: RuleReport, by: User, answer: str) -> str | None:
    if not by.may(Permission.EDIT_PROTOCOL):
        return _("Only a content admin answers a report about a rule.")
    if report.closed_at is not None:
        return _("Somebody has answered this report already.")
    if not answer.strip():
        return _("Write what comes of it.")
    if len(answer) > LONGEST_ANSWER:
        return _("Use at most %(most)d characters.") % {"most": LONGEST_ANSWER}
    return None


def why_not_send(draft: Protocol, by: User, note: str) -> str | None:
    if not by.may(Permission.EDIT_PROTOCOL):
        return _("Only a content admin sends a draft for approval.")
    return _too_long(note)


def why_not_approve(draft: Protocol, submission: Submission, by: User) -> str | None:
    """A second person: not who sent it, and nobody who changed it."""
    if submission.sent_by_id == by.pk:
        return _("You sent this draft yourself. Somebody else has to approve it.")
    return why_not_publish(draft, by)


def why_not_send_back(submission: Submission, by: User, comment: str) -> str | None:
    if not by.may(Permission.PUBLISH):
        return _("Only a content admin or a dermatologist can send a draft back.")
    if submission.sent_by_id == by.pk:
        return _("You sent this draft yourself. Take it back instead.")
    if not comment.strip():
        return _("Say what should be changed.")
    return _too_long(comment)


def why_not_take_back(submission: Submission, by: User) -> str | None:
    if submission.sent_by_id != by.pk or not by.may(Permission.EDIT_PROTOCOL):
        return _("Only %(name)s, who sent it, can take it back.") % {"name": submission.sent_by_name}
    return None


def why_not_publish_at(publish_at: datetime, at: datetime) -> str | None:
    if publish_at <= at:
        return _("This time has passed. Choose a later one, or publish now.")
    if publish_at > at + LATEST:
        return _("Choose a time within a year from now.")
    return None


def _too_long(text: str) -> str | None:
    return _("Use at most %(most)d characters.") % {"most": LONGEST_ANSWER} if len(text) > LONGEST_ANSWER else None

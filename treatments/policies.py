"""Who may change and publish a protocol. Each function gives the sentence to show, or None when it is allowed."""

from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.accounts.permissions import Permission
from treatments.models import Protocol, Release, RuleReport

LONGEST_ANSWER = 2000


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

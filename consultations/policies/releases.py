"""Why a visit cannot be signed on its release, or go on to another."""

from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.accounts.permissions import Permission
from consultations.lifecycle import Status
from consultations.models import Consultation
from consultations.newer_release import is_withdrawn, newer_number
from consultations.policies.states import why_not_in


def why_not_this_release(consultation: Consultation) -> str | None:
    """The dermatologist says whether a newer release is followed; one that was withdrawn is not signed any more."""
    newer = newer_number(consultation)
    if is_withdrawn(consultation):
        if newer:
            return _("The rules of this visit were withdrawn. Recalculate with release %(number)d before signing.") % {
                "number": newer
            }
        return _("The rules of this visit were withdrawn and there are no others yet. It cannot be signed now.")
    if newer and consultation.release_kept != newer:
        return _("The rules changed: release %(number)d went live. Recalculate, or say that you stay on yours.") % {
            "number": newer
        }
    return None


def why_not_recalculate(consultation: Consultation, by: User) -> str | None:
    if reason := _why_not_choose(consultation, by):
        return reason
    return None if newer_number(consultation) else _("This visit follows the newest release already.")


def why_not_keep(consultation: Consultation, by: User, number: int) -> str | None:
    """`number` is that of the newer release the page showed."""
    if reason := _why_not_choose(consultation, by):
        return reason
    if is_withdrawn(consultation):
        return _("The rules of this visit were withdrawn. It cannot stay on them.")
    if newer_number(consultation) != number:
        return _("Another release went live in the meantime. Look at what it changes.")
    return None


def _why_not_choose(consultation: Consultation, by: User) -> str | None:
    if not by.may(Permission.DECIDE):
        return _("Only a dermatologist chooses the release of a visit.")
    return why_not_in(consultation, Status.REVIEW, Status.CONFIRMED)

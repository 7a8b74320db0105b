"""Why a visit cannot be signed, closed without a signature, or added to."""

from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.accounts.permissions import Permission
from consultations.lifecycle import Status
from consultations.models import Consultation
from consultations.names import tidy_text, why_not_text
from consultations.policies.consent import why_not_without_consent
from consultations.policies.flags import why_not_unflagged
from consultations.policies.plan import why_not_whole
from consultations.policies.releases import why_not_this_release
from consultations.policies.states import why_not_in

LONGEST_REASON = 500
LONGEST_ADDENDUM = 4000
OPEN = (Status.INTAKE, Status.REVIEW, Status.CONFIRMED)


def why_not_sign(consultation: Consultation, by: User) -> str | None:
    if not by.may(Permission.SIGN):
        return _("Only a dermatologist can sign a visit.")
    if consultation.status == Status.REVIEW:
        return _("Confirm the plan before signing.")
    if reason := why_not_in(consultation, Status.CONFIRMED):
        return reason
    if consultation.confirmed_by_id != by.pk:
        return _("Only the dermatologist who confirmed this plan can sign it.")
    return (
        why_not_whole(consultation)
        or why_not_unflagged(consultation)
        or why_not_this_release(consultation)
        or why_not_without_consent(consultation)
    )


def why_not_close(consultation: Consultation, by: User, reason: str) -> str | None:
    """The desk closes what it still holds; once a dermatologist has it, a dermatologist closes it."""
    if refusal := why_not_in(consultation, *OPEN):
        return refusal
    needed = Permission.TAKE_INTAKE if consultation.status == Status.INTAKE else Permission.DECIDE
    if not by.may(needed):
        return _("Your role does not close this visit.")
    if not tidy_text(reason):
        return _("Say why the visit is closed without a signature.")
    return why_not_text(reason, longest=LONGEST_REASON)


def why_not_add(consultation: Consultation, by: User, text: str, reason: str) -> str | None:
    if not by.may(Permission.SIGN):
        return _("Only a dermatologist adds to a signed visit.")
    if consultation.status != Status.SIGNED:
        return _("This visit is not signed. Change it instead of adding to it.")
    if not tidy_text(text):
        return _("Write what you want to add.")
    if not tidy_text(reason):
        return _("Say why the record is amended.")
    return why_not_text(text, longest=LONGEST_ADDENDUM) or why_not_text(reason, longest=LONGEST_REASON)

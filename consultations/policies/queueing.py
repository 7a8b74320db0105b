"""Why a case in the queue cannot be opened or passed over."""

from datetime import datetime

from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.accounts.permissions import Permission
from consultations.models import Consultation
from consultations.policies.states import why_not_in
from consultations.waiting import WAITING, is_with_another


def why_not_open(consultation: Consultation, by: User) -> str | None:
    if not by.may(Permission.REVIEW):
        return _("Your role does not review visits.")
    return why_not_in(consultation, *WAITING)


def why_not_pass_over(consultation: Consultation, by: User, at: datetime) -> str | None:
    if reason := why_not_open(consultation, by):
        return reason
    if is_with_another(consultation, by, at):
        return _("A colleague has this case open, so it does not come to you.")
    return None

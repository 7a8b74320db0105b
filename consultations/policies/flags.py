"""Why a finding about a red flag is refused, and why a plan waits for one."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.accounts.models import User
from clinic.accounts.permissions import Permission
from consultations.flags import flags_of, open_flags
from consultations.lifecycle import Status
from consultations.models import Consultation
from consultations.models.red_flag import Finding
from consultations.names import why_not_text
from consultations.policies.states import why_not_in

LONGEST_NOTE = 1000


def why_not_find(
    consultation: Consultation, by: User, code: str, area_number: int | None, finding: str, note: str
) -> str | None:
    if not by.may(Permission.REVIEW):
        return _("Only a dermatologist answers a red flag.")
    if reason := why_not_in(consultation, Status.REVIEW):
        return reason
    if finding not in Finding.values:
        return _("Choose what you found.")
    if (code, area_number) not in {(flag.code, flag.area_number) for flag in flags_of(consultation)}:
        return _("This red flag is not raised any more, because an answer was changed.")
    return why_not_text(note, longest=LONGEST_NOTE)


def why_not_unflagged(consultation: Consultation) -> str | None:
    """A red flag without a finding lets nothing pass, whatever was decided."""
    waiting = len(open_flags(consultation))
    if not waiting:
        return None
    sentence = ngettext(
        "%(number)d red flag waits for your finding.", "%(number)d red flags wait for your finding.", waiting
    )
    return sentence % {"number": waiting}

"""Why a line of the patient's sheet stays as it is."""

from typing import Any

from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.accounts.permissions import Permission
from consultations.aftercare import may_be_left_out
from consultations.lifecycle import Status
from consultations.models import Consultation, Patient
from consultations.nameless import names_somebody
from consultations.names import tidy_line, why_not_line
from consultations.policies.states import why_not_in

LONGEST_LINE = 400


def why_not_open_sheet(consultation: Consultation, by: User) -> str | None:
    if not by.may(Permission.DECIDE):
        return _("Only a dermatologist changes the patient's sheet.")
    return why_not_in(consultation, Status.REVIEW, Status.CONFIRMED)


def why_not_change_line(step: dict[str, Any] | None, text: str | None, patient: Patient) -> str | None:
    """`text` None puts it back as it was, an empty one leaves it out."""
    if step is None:
        return _("This line is not on the sheet any more, because the plan was changed.")
    if text is None:
        return None
    if not tidy_line(text) and not may_be_left_out(step):
        return _("When to call at once stands on every sheet. Say it in other words.")
    return why_not_line(text, longest=LONGEST_LINE) or why_not_named(text, patient)


def why_not_named(text: str, patient: Patient) -> str | None:
    """The sheet also has a page that is read without signing in, which promises to name nobody."""
    if names_somebody(tidy_line(text), patient):
        return _("This names the patient. The sheet can also be read without signing in, so say it without the name.")
    return None

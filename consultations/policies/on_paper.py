"""Why answers cannot have been put on paper at this moment."""

from datetime import datetime

from django.utils.translation import gettext as _

from clinic.accounts.models import User
from consultations.lifecycle import Status
from consultations.models import Consultation
from consultations.policies.intake import why_not_start
from consultations.policies.states import why_not_in


def why_not_on_paper(consultation: Consultation, by: User, on_paper_at: datetime, now: datetime) -> str | None:
    if reason := why_not_start(by) or why_not_in(consultation, Status.INTAKE):
        return reason
    if on_paper_at > now:
        return _("This time has not come yet.")
    if on_paper_at.astimezone(consultation.site.zone).date() < consultation.patient.date_of_birth:
        return _("This is before the patient was born.")
    return None

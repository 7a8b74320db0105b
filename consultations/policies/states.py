"""The sentence for a visit that is not, or no longer, where somebody thought it was."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consultations.lifecycle import Status
from consultations.models import Consultation

WHERE_IT_IS: dict[str, Promise] = {
    Status.INTAKE: _("The intake of this visit is still running."),
    Status.REVIEW: _("This visit is with the dermatologist for review."),
    Status.CONFIRMED: _("The plan of this visit is confirmed. Reopen it first to change something."),
    Status.SIGNED: _("This visit is signed and final. Write an addendum to correct it."),
    Status.CLOSED_UNSIGNED: _("This visit was closed without a signature and cannot be changed."),
}


def why_not_in(consultation: Consultation, *statuses: Status) -> str | None:
    return None if consultation.status in statuses else str(WHERE_IT_IS[consultation.status])

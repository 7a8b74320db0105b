"""Why a sheet cannot be handed out: only the one that stands is given to anybody."""

from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.accounts.permissions import Permission
from consultations.lifecycle import Status
from consultations.models import Consultation, Mail, SignedRecord
from consultations.models.sheet import MailState


def why_not_hand_out(consultation: Consultation, record: SignedRecord, by: User) -> str | None:
    if not by.may(Permission.SEE_AFTERCARE):
        return _("Your role does not hand out sheets.")
    if consultation.status != Status.SIGNED or not consultation.records.standing().filter(pk=record.pk).exists():
        return _("This signature was undone, so there is no sheet of it any more. Nothing was printed or sent.")
    return None


def why_not_send_again(mail: Mail) -> str | None:
    if mail.state in (MailState.UNSURE, MailState.FAILED):
        return None
    return _("This e-mail was sent, or is on its way. Look again before sending another one.")

"""Why a sheet cannot be handed out: only the one that stands is given to anybody."""

from datetime import datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.accounts.permissions import Permission
from consultations import mail_addresses
from consultations.lifecycle import Status
from consultations.models import Consultation, Mail, SheetLink, SignedRecord
from consultations.models.sheet import MailState
from consultations.site_days import day_at


def why_not_hand_out(consultation: Consultation, record: SignedRecord, by: User) -> str | None:
    if not by.may(Permission.SEE_AFTERCARE):
        return _("Your role does not hand out sheets.")
    if consultation.status != Status.SIGNED or not consultation.records.standing().filter(pk=record.pk).exists():
        return _("This signature was undone, so there is no sheet of it any more. Nothing was printed or sent.")
    return None


def why_not_send_mail() -> str | None:
    if settings.SENDS_MAIL:
        return None
    return _("E-mail is not set up for this clinic. Print the sheet, or ask whoever looks after Pearl to set it up.")


def why_not_mail(to: str, link: SheetLink, at: datetime) -> str | None:
    return why_not_send_mail() or mail_addresses.why_not_address(to) or _why_not_readable(link, at)


def is_readable(link: SheetLink, at: datetime) -> bool:
    return day_at(link.site, at) <= link.expires_on


def _why_not_readable(link: SheetLink, at: datetime) -> str | None:
    if is_readable(link, at):
        return None
    words = _("The page of this sheet could be read until %(day)s. Print the sheet instead.")
    return words % {"day": date_format(link.expires_on, "j F Y")}


def why_not_send_again(mail: Mail) -> str | None:
    if mail.state in (MailState.UNSURE, MailState.FAILED):
        return None
    return _("This e-mail was sent, or is on its way. Look again before sending another one.")

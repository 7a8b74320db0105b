"""The patient's sheet leaves the clinic: printed, opened as a PDF, owed as an e-mail, readable at its own address.

Handing out and undoing a signature both hold the visit's row, so only one of them wins; the database's own guards
say the same. What is handed in belongs to a visit of one of the person's sites, or does not exist.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.audit import services as audit
from clinic.audit.models import Event
from clinic.audit.refusals import KeyReused, Refused
from consultations import access, letters, mail_addresses, sheet_tokens
from consultations.models import Consultation, Mail, SheetHandedOut, SheetLink, SignedRecord
from consultations.models.sheet import HandedOutAs, MailState
from consultations.policies.sheets import why_not_hand_out, why_not_mail, why_not_send_again
from consultations.services.changing import note, refuse
from consultations.site_days import midnight_at

READABLE_AFTER_THE_LAST_STEP = timedelta(days=30)
READ = "sheet.read"


@transaction.atomic
def hand_out(*, record: SignedRecord, how: HandedOutAs, large: bool, by: User, at: datetime) -> SheetHandedOut:
    """Each print, each opened PDF and each e-mail is a row; from the first one on the signature stays."""
    consultation = access.consultation_to_change(by, record.consultation_id)
    refuse(why_not_hand_out(consultation, record, by))
    return _handed_out(consultation, record, how, by, at, large=large)


def address_of(record: SignedRecord, at: datetime) -> SheetLink:
    """Made once, when it is first asked for."""
    if known := SheetLink.objects.filter(record=record).first():
        return known
    link = SheetLink(
        site_id=record.site_id,
        record=record,
        token=sheet_tokens.new(),
        expires_on=sheet_tokens.last_step(record) + READABLE_AFTER_THE_LAST_STEP,
        created_at=at,
    )
    try:
        with transaction.atomic():
            # Of two who ask at once, the second reads what the first has made.
            SheetLink.objects.bulk_create([link], ignore_conflicts=True)
    except IntegrityError as error:
        raise Refused(_("This signature was undone, so there is no sheet of it any more.")) from error
    return SheetLink.objects.get(record=record)


@transaction.atomic
def owe_mail(*, record: SignedRecord, to: str, key: str, by: User, at: datetime) -> Mail:
    """One e-mail per key, however often it is asked for. The row is the debt; consultations/outbox.py pays it."""
    consultation = access.consultation_to_change(by, record.consultation_id)
    refuse(why_not_hand_out(consultation, record, by))
    link = address_of(record, at)
    refuse(why_not_mail(to, link, at))
    to = mail_addresses.tidied(to)
    if earlier := Mail.objects.filter(key=key).first():
        if (earlier.record_id, earlier.to, earlier.by_id) != (record.pk, to, by.pk):
            raise KeyReused
        return earlier
    letter = letters.about_the_sheet(record, link)
    mail = Mail.objects.create(
        site_id=record.site_id,
        record=record,
        key=key,
        to=to,
        subject=letter.subject,
        body=letter.body,
        message_id=letters.new_message_id(),
        try_at=at,
        by=by,
        at=at,
    )
    _handed_out(consultation, record, HandedOutAs.EMAIL, by, at, mail=mail.pk)
    return mail


@transaction.atomic
def send_again(*, mail: Mail, by: User, at: datetime) -> Mail:
    """Somebody decided it: the same e-mail, under the same id, goes back among those that are due."""
    consultation = access.consultation_to_change(by, mail.record.consultation_id)
    held = Mail.objects.select_for_update(no_key=True, of=("self",)).select_related("record").get(pk=mail.pk)
    refuse(why_not_hand_out(consultation, held.record, by) or why_not_send_again(held))
    held.state, held.tries, held.try_at, held.trouble = MailState.DUE, 0, at, ""
    held.save(update_fields=["state", "tries", "try_at", "trouble"])
    _handed_out(consultation, held.record, HandedOutAs.EMAIL, by, at, mail=held.pk, again=True)
    return held


def was_read(link: SheetLink, *, at: datetime) -> None:
    """By whom, nobody knows; the event does not hold the token. Once a day: whoever has the address could otherwise
    fill the log with it.
    """
    record, site = link.record, link.site
    known = Event.objects.filter(subject=record._meta.label_lower, subject_id=str(record.pk), action=READ)
    if not known.filter(at__gte=midnight_at(site, at)).exists():
        audit.record_look(READ, record, by=None, at=at, site=site, patient_id=record.consultation.patient_id)


def _handed_out(
    consultation: Consultation,
    record: SignedRecord,
    how: HandedOutAs,
    by: User,
    at: datetime,
    *,
    large: bool = False,
    **details: Any,
) -> SheetHandedOut:
    row = SheetHandedOut.objects.create(site_id=record.site_id, record=record, how=how, large=large, by=by, at=at)
    known: Mapping[str, Any] = {"record": record.pk, "large": large} | details
    note(f"sheet.{how.value}", consultation, by=by, at=at, **known)
    return row

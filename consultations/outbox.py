"""Pays the e-mails that are owed: none twice, none silently lost.

`sending` is committed before the mail server is spoken to, and what came of it afterwards. So an e-mail that is found
`sending` when its time is over belongs to a process that died on the way: nobody knows whether it went out. It becomes
`unsure` and a person decides; docs/decisions/0038 has the whole table.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from clinic.accounts.models import Site
from clinic.audit.services import record
from clinic.mail import NoAnswer, NotTaken, deliver
from consultations.models import Mail
from consultations.models.sheet import MailState

log = logging.getLogger("pearl.outbox")

# Eight tries more within a day; after that somebody has to look.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 480, 510))
# Longer than any conversation with the server can take: each of its steps has ten seconds.
LONGEST_SENDING = timedelta(minutes=5)
STOPPED = "stopped"

Clock = Callable[[], datetime]
Deliver = Callable[[EmailMessage], None]


def send_due(*, clock: Clock = timezone.now, deliver: Deliver = deliver) -> int:
    """How many were tried. Several processes may do this at once: each takes e-mails that no other holds."""
    give_up_on_the_lost(clock())
    if not settings.SENDS_MAIL:
        # They stay due until there is a mail server to take them.
        return 0
    tried = 0
    while mail := take_next(clock()):
        send_one(mail, clock=clock, deliver=deliver)
        tried += 1
    return tried


@transaction.atomic
def take_next(at: datetime) -> Mail | None:
    """Committed as `sending`, with the time after which nobody will know any more."""
    due = Mail.objects.filter(state=MailState.DUE, try_at__lte=at).order_by("try_at", "id")
    mail = due.select_for_update(skip_locked=True, no_key=True, of=("self",)).first()
    if mail:
        mail.state, mail.tries, mail.try_at = MailState.SENDING, mail.tries + 1, at + LONGEST_SENDING
        mail.save(update_fields=["state", "tries", "try_at"])
    return mail


def send_one(mail: Mail, *, clock: Clock = timezone.now, deliver: Deliver = deliver) -> None:
    """Between taking it and writing down what came of it no transaction is open."""
    try:
        deliver(message_of(mail))
    except NotTaken as refusal:
        _not_taken(mail, refusal, clock())
    except NoAnswer as silence:
        _conclude(mail, MailState.UNSURE, clock(), trouble=str(silence))
    else:
        _conclude(mail, MailState.SENT, clock())


@transaction.atomic
def give_up_on_the_lost(at: datetime) -> int:
    """Whoever was sending these is gone."""
    rows = Mail.objects.filter(state=MailState.SENDING, try_at__lt=at)
    lost = list(rows.select_for_update(skip_locked=True, no_key=True, of=("self",)))
    for mail in lost:
        _conclude(mail, MailState.UNSURE, at, trouble=STOPPED)
    return len(lost)


def message_of(mail: Mail) -> EmailMessage:
    """The same on every try: the date is that of the debt, and the id is kept."""
    headers = {
        "Message-ID": mail.message_id,
        "Date": format_datetime(mail.at),
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(mail.subject, mail.body, settings.DEFAULT_FROM_EMAIL, [mail.to], headers=headers)


def _not_taken(mail: Mail, refusal: NotTaken, at: datetime) -> None:
    if refusal.for_good or mail.tries > len(WAITS):
        _conclude(mail, MailState.FAILED, at, trouble=refusal.trouble)
    else:
        _conclude(mail, MailState.DUE, at, trouble=refusal.trouble, try_at=at + WAITS[mail.tries - 1])


@transaction.atomic
def _conclude(mail: Mail, state: MailState, at: datetime, *, trouble: str = "", try_at: datetime | None = None) -> None:
    """Of this try alone: what a person or another process decided meanwhile stands.

    Who comes back late still knows better than the clock that gave up on them.
    """
    sent_at = at if state == MailState.SENT else None
    known = {"state": state, "trouble": trouble[:200], "try_at": try_at or mail.try_at, "sent_at": sent_at}
    if not _own_try(mail).update(**known):
        log.warning("mail %s: try %s came too late to say %s", mail.pk, mail.tries, state)
        return
    if state != MailState.DUE:
        site, patient_id = Site(pk=mail.site_id), mail.record.consultation.patient_id
        record(f"mail.{state.value}", mail, by=None, at=at, site=site, patient_id=patient_id, tries=mail.tries)


def _own_try(mail: Mail) -> QuerySet[Mail]:
    """A try is known by the time it was given; counting starts anew when somebody sends it again."""
    open_still = (MailState.SENDING, MailState.UNSURE)
    return Mail.objects.filter(pk=mail.pk, try_at=mail.try_at, state__in=open_still)

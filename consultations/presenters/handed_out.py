"""What became of a sheet so far: how often it was printed, opened and sent, and where each e-mail is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consultations.models import Mail, SheetHandedOut
from consultations.models.sheet import HandedOutAs, MailState
from consultations.outbox import STOPPED
from consultations.policies.sheets import why_not_send_again

PILLS: Mapping[str, tuple[str | Promise, str, str]] = {
    MailState.DUE: (gettext_lazy("Waiting to be sent"), "half", "wait"),
    MailState.SENDING: (gettext_lazy("Being sent"), "half", "wait"),
    MailState.SENT: (gettext_lazy("Sent"), "tick", "done"),
    MailState.UNSURE: (gettext_lazy("May not have arrived"), "ring-dot", "unknown"),
    MailState.FAILED: (gettext_lazy("Could not be sent"), "ring", "stop"),
}


@dataclass(frozen=True, slots=True)
class HandedOutRow:
    """As one sentence: "Printed 2 times, last 10:58 by Amy Desk"."""

    words: str


@dataclass(frozen=True, slots=True)
class MailRow:
    ident: int
    to: str
    text: str
    shape: str
    tone: str
    at: str
    trouble: str
    may_send_again: bool


def handed_out_rows(handed_out: Iterable[SheetHandedOut], zone: ZoneInfo, now: datetime) -> list[HandedOutRow]:
    """`handed_out` in the order in which it happened."""
    alike: dict[tuple[str, bool], list[SheetHandedOut]] = {}
    for row in handed_out:
        alike.setdefault((row.how, row.large), []).append(row)
    return [HandedOutRow(_sentence(how, large, rows, zone, now)) for (how, large), rows in alike.items()]


def mail_rows(mails: Iterable[Mail], zone: ZoneInfo, now: datetime) -> list[MailRow]:
    return [_mail_row(mail, zone, now) for mail in mails]


def sent_there_before(mails: Iterable[Mail], zone: ZoneInfo, now: datetime) -> str:
    """`mails` are those of one sheet to one address. One that was refused reached nobody."""
    went = [mail for mail in mails if mail.state != MailState.FAILED]
    if not went:
        return ""
    last = went[-1]
    words = {"at": clock(last.sent_at or last.at, zone, now)}
    if last.state == MailState.SENT:
        return _("This sheet was already sent there at %(at)s.") % words
    if last.state == MailState.UNSURE:
        return _("This sheet was already sent there at %(at)s; it may not have arrived.") % words
    return _("This sheet is already on its way there since %(at)s.") % words


def _mail_row(mail: Mail, zone: ZoneInfo, now: datetime) -> MailRow:
    text, shape, tone = PILLS[mail.state]
    at = clock(mail.sent_at or mail.at, zone, now)
    may_send_again = why_not_send_again(mail) is None
    return MailRow(mail.pk, mail.to, str(text), shape, tone, at, _trouble(mail, zone, now), may_send_again)


def _sentence(how: str, large: bool, rows: list[SheetHandedOut], zone: ZoneInfo, now: datetime) -> str:
    last, times = rows[-1], len(rows)
    words = {"n": times, "what": _what(how, large), "at": clock(last.at, zone, now), "name": last.by.name}
    one, several = _("%(what)s once, %(at)s by %(name)s"), _("%(what)s %(n)d times, last %(at)s by %(name)s")
    return ngettext(one, several, times) % words


def _what(how: str, large: bool) -> str:
    """An e-mail waits before it goes; whether it went stands with its address."""
    if how == HandedOutAs.EMAIL:
        return _("Given to be e-mailed")
    if not large:
        return str(HandedOutAs(how).label)
    return _("Printed in large print") if how == HandedOutAs.PRINT else _("Opened as PDF in large print")


def _trouble(mail: Mail, zone: ZoneInfo, now: datetime) -> str:
    if mail.state == MailState.DUE and mail.tries:
        return _("The mail server did not take it. The next try is at %(at)s.") % {"at": clock(mail.try_at, zone, now)}
    if mail.state == MailState.UNSURE:
        if mail.trouble == STOPPED:
            return _("Pearl was stopped while it was being sent. Ask the patient whether it came, then send it again.")
        return _("The mail server gave no answer. Ask the patient whether it came, then send it again.")
    if mail.state == MailState.FAILED:
        return _("The mail server refused it. Check the address with the patient.")
    return ""


def clock(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """The time alone on the same day."""
    there = at.astimezone(zone)
    is_today = there.date() == now.astimezone(zone).date()
    return date_format(there, "H:i" if is_today else "j M Y, H:i")

"""One e-mail handed to the mail server, and what is known of it when that fails.

Up to the server's "go ahead" nothing was handed over, and trying again is safe. After it a missing answer may mean
either, and only a person can decide what to do.
"""

import contextlib
import smtplib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.filebased import EmailBackend as FileBackend
from django.core.mail.backends.smtp import EmailBackend

GO_AHEAD = 354
REFUSALS = range(400, 600)
FOR_GOOD = range(500, 600)


class NotTaken(Exception):
    """The server certainly does not have it. `for_good`: it would not take it later either."""

    def __init__(self, trouble: str, *, for_good: bool = False) -> None:
        super().__init__(trouble)
        self.trouble, self.for_good = trouble, for_good


class NoAnswer(Exception):
    """The server may have it."""


class _Heard:
    """Remembers the server's go-ahead. What it says afterwards does not undo that: it may be half an answer."""

    was_told_to_go_ahead = False

    def getreply(self) -> tuple[int, bytes]:
        reply = super().getreply()
        self.was_told_to_go_ahead |= reply[0] == GO_AHEAD
        return reply


class _Conversation(_Heard, smtplib.SMTP):
    pass


class _EncryptedConversation(_Heard, smtplib.SMTP_SSL):
    pass


class Carrier(EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _EncryptedConversation if self.use_ssl else _Conversation

    @property
    def is_handing_over(self) -> bool:
        return self.connection is not None and self.connection.was_told_to_go_ahead


class Folder(FileBackend):
    """The demo's e-mails, which name addresses and links: for nobody else on this machine."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        folder = Path(options.get("file_path") or settings.EMAIL_FILE_PATH)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        super().__init__(*arguments, **options)


def deliver(message: EmailMessage, connection: BaseEmailBackend | None = None) -> None:
    """Returns when the server took it; else NotTaken or NoAnswer."""
    try:
        # Where mails go can be set up wrongly too, and that is no reason to stop for all others.
        carrier = connection or get_connection()
        carrier.open()
    except Exception as fault:
        raise NotTaken(_named(fault)) from fault
    try:
        carrier.send_messages([message])
    except Exception as fault:
        raise _meaning(fault, carrier) from fault
    finally:
        # It was taken, or not, whatever happens while saying goodbye.
        with contextlib.suppress(Exception):
            carrier.close()


def _meaning(fault: Exception, carrier: BaseEmailBackend) -> Exception:
    code = _code(fault)
    if code in REFUSALS:
        # Of one address; who sends and what is sent can be put right here.
        return NotTaken(_named(fault), for_good=isinstance(fault, smtplib.SMTPRecipientsRefused) and code in FOR_GOOD)
    return NoAnswer(_named(fault)) if getattr(carrier, "is_handing_over", True) else NotTaken(_named(fault))


def _code(fault: Exception) -> int:
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return next(iter(fault.recipients.values()))[0]
    return fault.smtp_code if isinstance(fault, smtplib.SMTPResponseException) else 0


def _named(fault: Exception) -> str:
    """The kind of fault and the server's number; its words can quote the address."""
    return f"{type(fault).__name__} {_code(fault) or ''}".strip()

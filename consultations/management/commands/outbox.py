"""`manage.py outbox`: sends the e-mails that are due and ends; with --watch it goes on until it is told to stop."""

import logging
import os
import signal
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError, connection

from clinic.environment import REFUSED
from consultations.outbox import send_due
from consultations.policies.sheets import why_not_send_mail

log = logging.getLogger("pearl.outbox")
EVERY_SECONDS = 2.0


class Command(BaseCommand):
    help = "Send the e-mails that are due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--watch", action="store_true", help="go on until stopped")
        parser.add_argument(
            "--beside", type=int, help="stop when the process with this number, which began it, has gone"
        )

    def handle(self, *, watch: bool, beside: int | None, **_options: Any) -> None:
        if reason := why_not_send_mail():
            words = f"EMAIL_HOST is not set, so no e-mail leaves and what is owed stays due. {reason}"
            raise CommandError(words, returncode=REFUSED)
        if not watch:
            self.stdout.write(f"{send_due()} tried")
            return
        is_over = threading.Event()

        def stop(_signal: int, _frame: FrameType | None) -> None:
            is_over.set()

        # The e-mail on its way is finished first.
        for sent in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sent, stop)
        while not is_over.is_set() and (beside is None or os.getppid() == beside):
            send_what_is_due()
            is_over.wait(EVERY_SECONDS)


def send_what_is_due() -> None:
    """A database that is away comes back; what was being sent meanwhile shows as unsure."""
    try:
        send_due()
    except (DatabaseError, InterfaceError) as fault:
        log.error("outbox: the database cannot be reached or is busy (%s)", type(fault).__name__)
    finally:
        connection.close()

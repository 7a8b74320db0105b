"""`manage.py impact`: works out what drafts would change for past visits, and ends; with --watch it goes on."""

import logging
import os
import signal
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from clinic.audit.refusals import Refused
from consultations.impact.working import work_off
from treatments.approving import publish_due

log = logging.getLogger("pearl.impact")
EVERY_SECONDS = 1.0


class Command(BaseCommand):
    help = "Work out what drafts would change for past visits, and publish what is due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--watch", action="store_true", help="go on until stopped")
        parser.add_argument(
            "--beside", type=int, help="stop when the process with this number, which began it, has gone"
        )

    def handle(self, *, watch: bool, beside: int | None, **_options: Any) -> None:
        if not watch:
            publish_due(at=timezone.now())
            self.stdout.write(f"{work_off()} worked off")
            return
        told = threading.Event()

        def stop(_signal: int, _frame: FrameType | None) -> None:
            told.set()

        # The portion at hand is finished first; the rest is taken up by the next worker.
        for sent in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sent, stop)

        def is_over() -> bool:
            return told.is_set() or (beside is not None and os.getppid() != beside)

        while not is_over():
            attempt(lambda: publish_due(at=timezone.now()), lambda: work_off(is_over=is_over))
            told.wait(EVERY_SECONDS)


def attempt(*works: Any) -> None:
    """A database that is away comes back; nothing that was counted is lost meanwhile. What was refused may do later."""
    try:
        for work in works:
            work()
    except (DatabaseError, InterfaceError) as fault:
        log.error("impact: the database cannot be reached or is busy (%s)", type(fault).__name__)
    except Refused as refusal:
        log.warning("impact: refused for now (%s)", refusal.reason)
    finally:
        connection.close()

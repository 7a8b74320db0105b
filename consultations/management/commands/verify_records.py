"""`manage.py verify_records`: finds any changed byte in what was signed or published."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _

from consultations import verifying


class Command(BaseCommand):
    help = "Recompute the suggestion and the hash of every signed record. One line for each bad one; exit 1 if any is."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        bad = 0
        for what, fault in verifying.faults():
            bad += 1
            self.stdout.write(f"BAD {what}: {fault}")
        self.stdout.write(_("%(all)d checked, %(bad)d bad") % {"all": verifying.count(), "bad": bad})
        if bad:
            raise SystemExit(1)

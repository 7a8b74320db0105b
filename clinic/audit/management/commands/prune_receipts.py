"""Forget the receipts of pages sent more than thirty days ago."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from clinic.audit import receipts


class Command(BaseCommand):
    help = "Remove receipts older than thirty days. Events are never removed."

    def handle(self, **_options: object) -> None:
        self.stdout.write(f"{receipts.prune(at=timezone.now())} receipts removed.")

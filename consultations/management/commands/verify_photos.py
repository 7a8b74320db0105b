"""`manage.py verify_photos`: every photo has its file, byte for byte, and every file its photo."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.photos import keeping, verifying


class Command(BaseCommand):
    help = "Compare photos with their files, both ways. One line for each that is wrong; exit 1 if any is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tidy", action="store_true", help="delete files that belong to no photo")

    def handle(self, *args: Any, **options: Any) -> None:
        bad = 0
        for what, fault in verifying.faults():
            bad += 1
            self.stdout.write(f"BAD {what}: {fault}")
        for name, fault in list(verifying.left_over(timezone.now())):
            bad += not options["tidy"]
            self.stdout.write(f"{'DELETED' if options['tidy'] else 'BAD'} file {name}: {fault}")
            if options["tidy"]:
                keeping.remove(name)
        self.stdout.write(_("%(all)d photos checked, %(bad)d bad") % {"all": verifying.count(), "bad": bad})
        if bad:
            raise SystemExit(1)

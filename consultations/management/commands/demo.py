"""`manage.py demo`: a made-up clinic to try Pearl with. May be run again at any time and adds only what is missing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.audit.refusals import Refused
from consultations.demo import accounts, clinic


class Command(BaseCommand):
    help = "Make two made-up sites with accounts, patients and visits. Needs a published protocol."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--i-know", action="store_true", help="even though this is a production installation")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ENV.production and not options["i_know"]:
            raise CommandError(
                _("This is a production installation, and everybody knows the demo's password. --i-know overrides.")
            )
        try:
            added = [self._say(name) for name in clinic.make(at=timezone.now())]
        except Refused as refusal:
            raise CommandError(str(refusal.reason)) from refusal
        self.stdout.write(_("%(number)d patients added.") % {"number": len(added)})
        self._print_accounts()

    def _say(self, name: str) -> str:
        self.stdout.write(f"  {name}")
        return name

    def _print_accounts(self) -> None:
        self.stdout.write(_("Sign in with the password %(password)s as:") % {"password": accounts.SIGN_IN_WITH})
        for person in accounts.PEOPLE:
            sites = ", ".join(site.name for site in accounts.SITES if site.slug in person.sites)
            self.stdout.write(f"  {person.username:<9} {person.role.label}, {sites}")

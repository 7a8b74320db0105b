"""`manage.py lifecycle`: draws docs/lifecycle.md from the table of moves; `--check` says whether it is up to date."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultations.lifecycle import as_page

PAGE = Path(settings.ROOT) / "docs" / "lifecycle.md"


class Command(BaseCommand):
    help = "Write docs/lifecycle.md from consultations/lifecycle.py."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if the page is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        page = as_page()
        if not options["check"]:
            PAGE.parent.mkdir(exist_ok=True)
            PAGE.write_text(page)
            return
        if not PAGE.is_file() or PAGE.read_text() != page:
            raise CommandError("docs/lifecycle.md is out of date. Run: python manage.py lifecycle")

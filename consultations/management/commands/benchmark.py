"""`manage.py benchmark`: our engine and its replay beside others, our pages beside an empty one.

Prints figures, never a verdict.
"""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from benchmarks import engine, machine, replay, report
from benchmarks.pages import measuring

DOCUMENT = settings.ROOT / "docs" / "benchmarks.md"
ROUNDS, REQUESTS = 7, 300
VISITS, QUICK_VISITS = 10_000, 2_000
QUICK_ROUNDS, QUICK_REQUESTS, QUICK_SIZES = 3, 60, (2_000,)


class Command(BaseCommand):
    help = "Time the engine beside its peers and the pages beside an empty one."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "what", nargs="?", default="all", choices=["all", "engine", "replay", "pages", "search", "report"]
        )
        parser.add_argument("--rounds", type=int, help=f"interleaved rounds ({ROUNDS})")
        parser.add_argument("--rows", help="numbers of patients, for example 10000,100000,1000000")
        parser.add_argument("--quick", action="store_true", help="fewer answers, requests, rounds and patients")
        parser.add_argument("--json", type=Path, help="keep the figures here; `report` reads them from here")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "report":
            self._write_document(options["json"])
            return
        figures = self._figures(options)
        if options["json"]:
            _keep(figures, options["json"])
        for line in report.in_words(figures):
            self.stdout.write(line)

    def _figures(self, options: dict[str, Any]) -> dict[str, Any]:
        what, quick = options["what"], options["quick"]
        rounds = options["rounds"] or (QUICK_ROUNDS if quick else ROUNDS)
        figures: dict[str, Any] = {}
        if what in ("all", "engine"):
            figures["engine"] = machine.noted(lambda: engine.measured(rounds=rounds, quick=quick))
        if what in ("all", "replay"):
            visits = QUICK_VISITS if quick else VISITS
            figures["replay"] = machine.noted(lambda: replay.measured(rounds=rounds, visits=visits))
        if what in ("all", "pages", "search"):
            figures["pages"] = machine.noted(
                lambda: measuring.measured(
                    settings.DATABASES["default"],
                    rounds=rounds,
                    requests=QUICK_REQUESTS if quick else REQUESTS,
                    sizes=_sizes(options["rows"]) or (QUICK_SIZES if quick else measuring.SIZES),
                    only_search=what == "search",
                )
            )
        return figures

    def _write_document(self, source: Path | None) -> None:
        if source is None or not source.exists():
            raise CommandError("`report` needs --json with a file that an earlier run wrote.")
        DOCUMENT.write_text(report.document(json.loads(source.read_text())))
        self.stdout.write(f"{DOCUMENT.relative_to(settings.ROOT)} written")


def _sizes(rows: str | None) -> tuple[int, ...]:
    if not rows:
        return ()
    numbers = rows.split(",")
    if not all(number.isdigit() and int(number) >= 1000 for number in numbers):
        raise CommandError("--rows are whole numbers from 1000, with commas between them.")
    return tuple(sorted(int(number) for number in numbers))


def _keep(figures: dict[str, Any], file: Path) -> None:
    """A part that was not measured now stays as it was."""
    earlier = json.loads(file.read_text()) if file.exists() else {}
    file.write_text(json.dumps(earlier | figures, indent=1) + "\n")

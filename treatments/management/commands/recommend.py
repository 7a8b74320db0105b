"""What the service says for patients given as JSON, one a line."""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from django.core.management.base import BaseCommand, CommandError

from treatments.choosing import NoSuchProtocol, chosen_release
from treatments.compiled_releases import compiled
from treatments.engine.answers import BadAnswers, read_answers
from treatments.engine.form import visit_as_json
from treatments.engine.protocol import Protocol
from treatments.engine.strict_json import LONGEST, BadJson, loads
from treatments.engine.suggest import suggest
from treatments.protocol_file import BadProtocol, read_protocol

BOM = b"\xef\xbb\xbf"
WRONG_INPUT = 2


class Command(BaseCommand):
    help = (
        'Read one JSON object a line, {"person": {…}, "areas": [{…}, …]}, and print the suggestion for each. '
        "A line that cannot be used is named on standard error, and the exit code is then 2."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default="-", help="the patients; standard input if left out")
        source = parser.add_mutually_exclusive_group()
        source.add_argument("--release", type=int, help="number of a release; the live one if left out")
        source.add_argument("--protocol", help="a protocol file instead of a release; needs no database")
        parser.add_argument("--slug", default="", help="which protocol, where there is more than one")

    def handle(self, **options: object) -> None:
        protocol = _protocol(options)
        with ExitStack() as stack:
            refused = self._answer(protocol, _opened(str(options["file"]), stack))
        if refused:
            raise CommandError(f"{refused} of the lines had no answer.", returncode=WRONG_INPUT)

    def _answer(self, protocol: Protocol, lines: BinaryIO) -> int:
        refused = 0
        try:
            for number, line in _numbered(lines):
                try:
                    answer = recommendation(protocol, line)
                except (BadJson, BadAnswers) as error:
                    refused += 1
                    self.stderr.write(f"line {number}: {_in_words(error)}")
                else:
                    self.stdout.write(answer)
            self.stdout.flush()
        except BrokenPipeError:
            # Whoever reads has seen enough (`| head`); Python must not complain about it when it leaves either.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return refused


def recommendation(protocol: Protocol, line: bytes) -> str:
    answers = read_answers(protocol, loads(line))
    return json.dumps(visit_as_json(suggest(protocol, answers)), ensure_ascii=False, separators=(",", ":"))


def _protocol(options: dict[str, object]) -> Protocol:
    try:
        if options["protocol"]:
            return read_protocol(str(options["protocol"]))
        return compiled(chosen_release(slug=str(options["slug"]), number=options["release"]))
    except (BadProtocol, NoSuchProtocol) as error:
        raise CommandError(str(error)) from error


def _opened(name: str, stack: ExitStack) -> BinaryIO:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if name == "-":
        return sys.stdin.buffer
    try:
        return stack.enter_context(Path(name).open("rb"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{name}: cannot be opened: {error}", returncode=WRONG_INPUT) from error


def _numbered(lines: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Lines with their numbers; blank ones count and are left out. Of an endless line only the beginning is kept."""
    number = 0
    while line := lines.readline(LONGEST + 2):
        number += 1
        if number == 1:
            line = line.removeprefix(BOM)
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = lines.readline(LONGEST)
        if line.strip():
            yield number, line.rstrip(b"\r\n") if line.endswith(b"\n") else line


def _in_words(error: BadJson | BadAnswers) -> str:
    if isinstance(error, BadAnswers):
        return "; ".join(f"{place}: {reason}" if place else reason for place, reason in error.faults)
    return str(error)

"""Protocol files: check one, load it into the draft, write the draft or a release to a file."""

import os
import tempfile
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from clinic.accounts.models import User
from clinic.audit.refusals import Refused
from treatments.choosing import NoSuchProtocol, chosen_draft, chosen_release
from treatments.compiled_releases import compiled
from treatments.drafting import document_of
from treatments.engine.cases import CaseResult, failing_cases
from treatments.engine.documents import BadDocument, Document
from treatments.engine.protocol import Protocol
from treatments.fewest import savings_of, table
from treatments.loading import Loaded, load_document
from treatments.models import Protocol as Draft
from treatments.protocol_file import BadProtocol, read_protocol, text_of
from treatments.publishing import CasesFail, NothingChanged, publish, publish_from_file


class Command(BaseCommand):
    help = "Check, load or export a protocol file."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="check|tidy|fewest|load|export")
        check = actions.add_parser("check", help="say everything that is wrong with a file; needs no database")
        check.add_argument("file")
        tidy = actions.add_parser("tidy", help="write a file in its canonical form; comments are lost")
        tidy.add_argument("file")
        fewest = actions.add_parser("fewest", help="print how many questions each case needs; needs no database")
        fewest.add_argument("file")
        load = actions.add_parser("load", help="replace the draft by what the file says, all or nothing")
        load.add_argument("file")
        load.add_argument("--publish", action="store_true", help="publish it at once")
        load.add_argument("--by", metavar="USER", help="the account of the person who wrote it")
        load.add_argument("--approved-by", metavar="USER", help="the account of somebody else, who approves it")
        export = actions.add_parser("export", help="write the draft, or a release, to a file (- prints it)")
        export.add_argument("file")
        export.add_argument("--slug", default="", help="which protocol, where there is more than one")
        export.add_argument("--release", type=int, help="the release with this number instead of the draft")

    def handle(self, *, action: str, file: str, **options: object) -> None:
        try:
            getattr(self, f"{action}_file")(file, options)
        except (BadProtocol, NoSuchProtocol) as error:
            raise CommandError(str(error)) from error
        except CasesFail as error:
            raise CommandError(_failing(error.results, "Nothing was changed.")) from error
        except Refused as error:
            raise CommandError(f"Nothing was changed. {error.reason}") from error

    def check_file(self, file: str, _options: dict[str, object]) -> None:
        protocol = read_protocol(file)
        if failing := failing_cases(protocol):
            raise CommandError(_failing(failing, file))
        self.stdout.write(f"{file}: {_counts(protocol.document)}; every case comes out as expected.")
        if text_of(protocol.document).encode() != Path(file).read_bytes():
            self.stdout.write(f"It would be exported in another form; `protocol tidy {file}` writes that one.")

    def tidy_file(self, file: str, _options: dict[str, object]) -> None:
        _write(file, text_of(read_protocol(file).document))
        self.stdout.write(f"{file} is in its canonical form.")

    def fewest_file(self, file: str, _options: dict[str, object]) -> None:
        self.stdout.write(table(savings_of(read_protocol(file))))

    def load_file(self, file: str, options: dict[str, object]) -> None:
        protocol, at = read_protocol(file), timezone.now()
        author, approver = _person(options["by"]), _person(options["approved_by"])
        with transaction.atomic():
            loaded = load_document(document=protocol.document, by=author, at=at)
            lines = [_what_was_loaded(loaded, protocol)]
            if options["publish"]:
                lines.append(_publish(loaded.protocol, approver, at, notes=Path(file).name))
        self.stdout.write("\n".join(lines))

    def export_file(self, file: str, options: dict[str, object]) -> None:
        slug, number = str(options["slug"]), options["release"]
        try:
            release = None if number is None else chosen_release(slug=slug, number=number)
            text = text_of(compiled(release).document if release else document_of(chosen_draft(slug)))
        except BadDocument as error:
            raise CommandError(f"The draft is not a whole protocol at the moment: {error}") from error
        if file == "-":
            self.stdout.write(text, ending="")
            return
        _write(file, text)
        self.stdout.write(f"{file} written.")


def _publish(draft: Draft, approver: User | None, at: datetime, *, notes: str) -> str:
    try:
        if approver is None:
            release = publish_from_file(protocol=draft, at=at, notes=notes)
        else:
            release = publish(protocol=draft, by=approver, at=at, notes=notes)
    except NothingChanged:
        return "Nothing to publish: the live release says the same."
    return f"Published as release {release.number} of {release.slug}, SHA-256 {release.sha256}."


def _what_was_loaded(loaded: Loaded, protocol: Protocol) -> str:
    slug = loaded.protocol.slug
    if not loaded.changed:
        return f"Nothing to do: the draft of {slug} says the same."
    failing = failing_cases(protocol)
    note = "\n" + _failing(failing, "It cannot be published like this.") if failing else ""
    return f"Loaded the draft of {slug}: {_counts(protocol.document)}.{note}"


def _counts(document: Document) -> str:
    lists = ("methods", "questions", "rules", "aftercare", "cases", "sources")
    return f"{document.slug}, " + ", ".join(f"{len(getattr(document, name))} {name}" for name in lists)


def _failing(results: Sequence[CaseResult], end: str) -> str:
    lines = [f"case {result.id} ({result.title}): {'; '.join(result.differences)}" for result in results]
    return "\n".join([*lines, f"{len(lines)} of the cases do not come out as expected. {end}"])


def _person(username: object) -> User | None:
    if not username:
        return None
    try:
        return User.objects.get(username=str(username).casefold(), is_active=True)
    except User.DoesNotExist as error:
        raise CommandError(f"Nobody here has the user name {username}.") from error


def _write(file: str, text: str) -> None:
    """The whole file or none of it: a reader never sees half, and a full disk leaves the old one."""
    target = Path(file)
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as new:
            new.write(text.encode())
            new.flush()
            os.fsync(new.fileno())
        Path(new.name).chmod(0o644)
        Path(new.name).replace(target)
    except (OSError, ValueError) as error:
        raise CommandError(f"{file}: cannot be written: {error}") from error

"""From draft to release. What cannot be read back, or disagrees with one of its cases, is not published."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.audit.refusals import Refused, Stale
from clinic.audit.services import record
from treatments import policies
from treatments.compiled_releases import read_to_publish
from treatments.drafting import raw_document_of
from treatments.engine.canonical import canonical_json, sha256_of
from treatments.engine.cases import CaseResult, failing_cases
from treatments.engine.documents import BadDocument, plain, read_document
from treatments.locks import hold_protocol
from treatments.models import Edit, Protocol, Release, Withdrawal, live_release
from treatments.models.releases import Origin
from treatments.protocol_file import faults_in_words, in_words


class DraftHasFaults(Refused):
    """`faults` are lines with place and reason."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(_("The draft has faults: %(faults)s") % {"faults": "; ".join(self.faults)})


class CasesFail(Refused):
    """`results` are the cases that no longer come out as expected."""

    def __init__(self, results: Sequence[CaseResult]) -> None:
        self.results = tuple(results)
        lines = "; ".join(f"{result.id} {result.title}: {', '.join(result.differences)}" for result in results)
        super().__init__(_("These cases do not come out as expected: %(cases)s") % {"cases": lines})


class NothingChanged(Refused):
    def __init__(self) -> None:
        super().__init__(_("Nothing changed since the live release."))


@transaction.atomic
def publish(*, protocol: Protocol, by: User, at: datetime, notes: str = "", revision: int | None = None) -> Release:
    """`by` approves and publishes what others wrote. `revision` is the draft they looked at."""
    draft = _held(protocol)
    if revision is not None and revision != draft.revision:
        raise Stale
    if reason := policies.why_not_publish(draft, by):
        raise Refused(reason)
    authors = sorted({draft.changed_by, *draft.authors.all()}, key=lambda author: author.pk)
    people = {
        "written_by": draft.changed_by,
        "written_by_name": ", ".join(author.name for author in authors),
        "approved_by": by,
        "approved_by_name": by.name,
        "published_by": by,
        "published_by_name": by.name,
    }
    release = _insert(draft, origin=Origin.DRAFT, by=by, at=at, notes=notes, **people)
    draft.authors.clear()
    return release


@transaction.atomic
def publish_from_file(*, protocol: Protocol, at: datetime, notes: str = "") -> Release:
    """The first release of a new clinic, made by the command before anybody has an account."""
    draft = _held(protocol)
    if reason := policies.why_not_publish_from_file(draft.slug):
        raise NothingChanged if _says_the_same_as_live(draft) else Refused(reason)
    return _insert(draft, origin=Origin.FILE, by=None, at=at, notes=notes)


@transaction.atomic
def withdraw(*, release: Release, by: User, reason: str, at: datetime) -> Withdrawal:
    """New visits use the newest release that is left."""
    hold_protocol(release.slug)
    release = Release.objects.without_document().get(pk=release.pk)
    if refusal := policies.why_not_withdraw(release, by, reason):
        raise Refused(refusal)
    withdrawal = Withdrawal.objects.create(
        release=release, reason=reason.strip(), withdrawn_by=by, withdrawn_by_name=by.name, withdrawn_at=at
    )
    _remember_who_wrote_what_is_open_again(release.slug)
    record("release.withdrawn", release, by=by, at=at, slug=release.slug, number=release.number, reason=reason.strip())
    return withdrawal


def _remember_who_wrote_what_is_open_again(slug: str) -> None:
    """What was published is a draft's words again: whoever wrote them since the release that is live now still may not
    approve them.
    """
    draft, live = Protocol.objects.filter(slug=slug).first(), live_release(slug)
    if draft is None:
        return
    edits, gone = Edit.objects.filter(protocol=draft), Release.objects.of(slug)
    if live is not None:
        edits, gone = edits.filter(at__gte=live.published_at), gone.filter(number__gt=live.number)
    wrote = {*edits.values_list("by", flat=True), *gone.values_list("written_by", flat=True)} - {None}
    draft.authors.add(*wrote)


def _held(protocol: Protocol) -> Protocol:
    hold_protocol(protocol.slug)
    return Protocol.objects.select_for_update(of=("self",)).get(pk=protocol.pk)


def _insert(draft: Protocol, *, origin: Origin, by: User | None, at: datetime, notes: str, **people: Any) -> Release:
    if _says_the_same_as_live(draft):
        raise NothingChanged
    document = _document(draft)
    release = Release(
        slug=draft.slug,
        number=next_number(draft.slug),
        format=document["format"],
        document=canonical_json(document),
        sha256=sha256_of(document),
        origin=origin,
        published_at=at,
        notes=notes,
        **people,
    )
    _refuse_what_does_not_hold(release)
    release.save(force_insert=True)
    details = {"slug": release.slug, "number": release.number, "sha256": release.sha256, "origin": origin.value}
    record("release.published", release, by=by, at=at, **details)
    return release


def _document(draft: Protocol) -> dict[str, Any]:
    raw = raw_document_of(draft)
    try:
        return plain(read_document(raw))
    except BadDocument as error:
        raise _faults(error, raw) from error


def _says_the_same_as_live(draft: Protocol) -> bool:
    live = live_release(draft.slug)
    return live is not None and live.sha256 == sha256_of(_document(draft))


def next_number(slug: str) -> int:
    latest = Release.objects.of(slug).order_by("-number").values_list("number", flat=True).first()
    return (latest or 0) + 1


def _refuse_what_does_not_hold(release: Release) -> None:
    """Reads the text that will be stored, as every later reader will, and runs every case on it."""
    try:
        ready = read_to_publish(release.document, number=release.number, sha256=release.sha256)
    except BadDocument as error:
        raise _faults(error, json.loads(release.document)) from error
    if failing := failing_cases(ready):
        raise CasesFail(failing)


def _faults(error: BadDocument, values: dict[str, Any]) -> DraftHasFaults:
    return DraftHasFaults([f"{in_words(place, values)}: {reason}" for place, reason in faults_in_words(error, values)])

"""Is every signed record still what was signed? Everything that can be worked out again is worked out again."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from consultations import policies, records, signed_parts
from consultations.answering import suggestion_for
from consultations.models import Addendum, Consultation, SignedRecord
from consultations.services.signing import sha256_of_addendum
from consultations.verifying_rows import VISIT_PARTS
from treatments.compiled_releases import read_back
from treatments.engine.canonical import canonical_json, sha256_of
from treatments.engine.documents import BadDocument
from treatments.engine.protocol import Protocol
from treatments.models import Release

Document = dict[str, Any]
BATCH = 200
# A row can even point to somebody who is not there, once somebody with all rights has been at it.
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, ObjectDoesNotExist)


def faults() -> Iterator[tuple[str, str]]:
    """(what it is, what is wrong with it), one for each bad record, addendum, release or visit without its record."""
    protocols: dict[int, Protocol | str] = {release.pk: _read(release) for release in Release.objects.iterator()}
    for pk, found in protocols.items():
        if isinstance(found, str):
            yield f"release {pk}", found
    known = [protocol for protocol in protocols.values() if isinstance(protocol, Protocol)]
    by_name = {(each.document.slug, each.release): each for each in known}
    rows = SignedRecord.objects.select_related("consultation__patient", "consultation__site", "site", "withdrawal")
    read = set()
    for record in rows.order_by("id").iterator(chunk_size=BATCH):
        read.add(record.pk)
        if fault := fault_of(record, by_name):
            yield f"record {record.pk} of visit {record.consultation_id}", fault
    for pk in sorted(set(SignedRecord.objects.values_list("pk", flat=True)) - read):
        yield f"record {pk}", "its visit, its patient or its site is not there"
    for addendum in Addendum.objects.order_by("id").iterator(chunk_size=BATCH):
        if sha256_of_addendum(addendum) != addendum.sha256:
            yield f"addendum {addendum.pk} of visit {addendum.consultation_id}", "its SHA-256 does not fit its text"
    standing = SignedRecord.objects.standing().values("consultation_id")
    for visit in Consultation.objects.filter(status="signed").exclude(pk__in=standing).iterator():
        yield f"visit {visit.pk}", "is signed but has no record"


def count() -> int:
    return SignedRecord.objects.count() + Addendum.objects.count() + Release.objects.count()


def fault_of(record: SignedRecord, protocols: Mapping[tuple[str, int], Protocol]) -> str | None:
    """The first thing that is wrong, or None. `protocols` by their slug and the number of their release."""
    if hashlib.sha256(record.document.encode()).hexdigest() != record.sha256:
        return "its SHA-256 does not fit its document"
    try:
        document = json.loads(record.document)
        named = document["protocol"]
        protocol = protocols.get((named["slug"], named["release"]))
        if protocol is None:
            return "its release cannot be read"
        checks = ALWAYS + (UNDONE if _was_undone(record) else STANDING)
        return next((name for name, holds in checks if not holds(record, document, protocol)), None)
    except UNREADABLE as error:
        return f"its document or its rows cannot be read ({type(error).__name__})"


def _was_undone(record: SignedRecord) -> bool:
    return hasattr(record, "withdrawal")


def _read(release: Release) -> Protocol | str:
    try:
        return read_back(release.document, number=release.number, sha256=release.sha256)
    except (ValueError, BadDocument) as error:
        return str(error)


def _is_canonical(record: SignedRecord, document: Document, protocol: Protocol) -> bool:
    return canonical_json(document) == record.document


def _names_its_release(record: SignedRecord, document: Document, protocol: Protocol) -> bool:
    known = {"slug": protocol.document.slug, "release": protocol.release, "sha256": protocol.sha256}
    return document["protocol"] == known


def _is_of_the_release(record: SignedRecord, document: Document, protocol: Protocol) -> bool:
    release = record.consultation.release
    return (release.slug, release.number) == (protocol.document.slug, protocol.release)


def _is_counted(record: SignedRecord, document: Document, protocol: Protocol) -> bool:
    """Records before format 3 are the first of their visit."""
    before = record.consultation.records.filter(number__lt=record.number).order_by("number")
    undone = [each.sha256 for each in before if hasattr(each, "withdrawal")]
    told = (document.get("number", 1), document.get("unsigned_before", []))
    return told == (record.number, undone) and len(undone) == record.number - 1


def _was_undone_at_once(record: SignedRecord, document: Document, protocol: Protocol) -> bool:
    row = record.withdrawal
    same = (row.by_id, row.site_id) == (record.signed_by_id, record.site_id)
    return same and record.signed_at <= row.at <= policies.undo_until(record)


def _gives_the_suggestion(record: SignedRecord, document: Document, protocol: Protocol) -> bool:
    again = suggestion_for(protocol, records.answers_of(document))
    return canonical_json(again) == canonical_json(document["suggestion"])


def _row_has_the_answers(record: SignedRecord, document: Document, protocol: Protocol) -> bool:
    visit = record.consultation
    return canonical_json(visit.answers) == canonical_json(records.answers_of(document)) and canonical_json(
        visit.suggestion
    ) == canonical_json(document["suggestion"])


def _row_is_the_visit(record: SignedRecord, document: Document, protocol: Protocol) -> bool:
    visit = record.consultation
    same_visit = records.visit_part(visit) == document["visit"] and visit.status == "signed"
    whose = str(visit.patient_id) == document["patient"]["id"] and visit.site_id == document["site"]["id"]
    return same_visit and whose and (visit.closed_at, visit.closed_reason) == (None, "")


def _log_is_whole(record: SignedRecord, document: Document, protocol: Protocol) -> bool:
    log = [records.log_row(row) for row in record.consultation.answer_changes.all()]
    return sha256_of(log) == document["answer_log_sha256"]


def _rows_are_the_plan(record: SignedRecord, document: Document, protocol: Protocol) -> bool:
    lines = list(record.consultation.plan_lines.select_related("decided_by"))
    rows = [(signed_parts.decision_part(line), line.details) for line in lines]
    return rows == [
        (signed_parts.signed_decision(line), signed_parts.signed_details(line)) for line in document["plan"]
    ]


def _row_is_the_signature(record: SignedRecord, document: Document, protocol: Protocol) -> bool:
    signature, visit = document["signature"], record.consultation
    return (
        (record.signed_name, record.meaning) == (signature["name"], signature["meaning"])
        and signed_parts.local(record.signed_at, visit.site) == signature["at"]
        and record.signed_by.username == signature["username"]
        and record.site_id == visit.site_id
    )


def _visit_has_the_signature(record: SignedRecord, document: Document, protocol: Protocol) -> bool:
    visit = record.consultation
    return (visit.signed_at, visit.signed_by_id) == (record.signed_at, record.signed_by_id)


Check = Callable[[SignedRecord, Document, Protocol], bool]
Checks = tuple[tuple[str, Check], ...]
ALWAYS: Checks = (
    ("its document is not in canonical form", _is_canonical),
    ("it names another release than the one of this number", _names_its_release),
    ("its suggestion does not follow from its answers and its release", _gives_the_suggestion),
    ("the signatures taken back before it are not those that it names", _is_counted),
    ("name, time or meaning of the signature are not those that were signed", _row_is_the_signature),
)
# A visit whose signature was taken back goes on and changes, so its rows are compared with the one that stands.
UNDONE: Checks = (("it was undone by somebody else or too late", _was_undone_at_once),)
STANDING: Checks = (
    ("it names another release than its visit has", _is_of_the_release),
    ("the answers or the suggestion of the visit are not those that were signed", _row_has_the_answers),
    ("the visit is not the one that was signed", _row_is_the_visit),
    ("the log of answers is not the one that was signed", _log_is_whole),
    ("the plan is not the one that was signed", _rows_are_the_plan),
    ("the visit has another signature than this one", _visit_has_the_signature),
    *VISIT_PARTS,
)

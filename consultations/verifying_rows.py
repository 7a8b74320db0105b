"""Are the rows around a visit still those that were signed with it? Documents before format 3 do not name them."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from consultations.aftercare import is_on_every_sheet, written
from consultations.consenting import plan_sha256
from consultations.flags import flags_of
from consultations.models import SignedRecord
from consultations.signed_parts import consent_part, flags_part, local, photo_part
from consultations.strokes import fingerprint
from treatments.engine.protocol import Protocol

Document = dict[str, Any]
SINCE = 3


def _face_map_is_the_same(record: SignedRecord, document: Document, protocol: Protocol) -> bool:
    return _is_older(document) or document["face_map"] == record.consultation.face_map


def _circumstances_are_the_same(record: SignedRecord, document: Document, protocol: Protocol) -> bool:
    """When it was put on paper, and which newer release was not followed."""
    if _is_older(document):
        return True
    visit = record.consultation
    on_paper_at = local(visit.on_paper_at, visit.site) if visit.on_paper_at else None
    return (document["on_paper_at"], document["release_kept"]) == (on_paper_at, visit.release_kept)


def _photos_are_the_same(record: SignedRecord, document: Document, protocol: Protocol) -> bool:
    """One taken away later is still known by its row; one that was never taken away was signed."""
    if _is_older(document):
        return True
    visit = record.consultation
    rows = {str(photo.pk): photo for photo in visit.photos.select_related("withdrawal")}
    signed = {photo["id"]: photo for photo in document["photos"]}
    same = all(ident in rows and photo_part(rows[ident], visit.site) == photo for ident, photo in signed.items())
    return same and all(ident in signed or hasattr(photo, "withdrawal") for ident, photo in rows.items())


def _findings_are_the_same(record: SignedRecord, document: Document, protocol: Protocol) -> bool:
    visit = record.consultation
    return _is_older(document) or document["flags"] == flags_part(flags_of(visit), visit.site)


def _consent_is_the_same(record: SignedRecord, document: Document, protocol: Protocol) -> bool:
    """Taken back later, its row is still there; one of before the signature that nobody took back was signed."""
    if _is_older(document):
        return True
    visit, signed = record.consultation, document["consent"]
    given = list(visit.consents.filter(plan_sha256=plan_sha256(visit)).select_related("withdrawal"))
    if signed is None:
        return all(row.at >= record.signed_at or hasattr(row, "withdrawal") for row in given)
    return any(consent_part(row, visit.site) == signed and _is_whole(row) for row in given)


def _is_whole(row: Any) -> bool:
    """The wording that was shown, and the signature as it was drawn."""
    drawn = fingerprint(row.strokes) if row.strokes else ""
    return (hashlib.sha256(row.wording.encode()).hexdigest(), drawn) == (row.wording_sha256, row.strokes_sha256)


def _rows_are_of_the_site(record: SignedRecord, document: Document, protocol: Protocol) -> bool:
    """The site decides who may see a row, so each has it once more."""
    visit = record.consultation
    rows = (visit.answer_changes, visit.flag_findings, visit.consents, visit.photos, visit.addenda)
    return not any(each.exclude(site=visit.site_id).exists() for each in rows)


def _edits_are_the_same(record: SignedRecord, document: Document, protocol: Protocol) -> bool:
    """A line of the sheet reads otherwise than the release has it, or is left out, where the visit says so."""
    if _is_older(document):
        return True
    edits = dict(_edits(record, document, protocol))
    calls = [step for step in document["aftercare"] if step["kind"] == "call"]
    # Of lines on when to call that were all left out, the first is said after all.
    said = calls[:1] if all(_said(step, edits) == "" for step in calls) else []
    return all(_reads(step, edits, step in said) for step in document["aftercare"])


def _edits(record: SignedRecord, document: Document, protocol: Protocol) -> Iterator[tuple[tuple[str, str, str], str]]:
    """By the line and what it was, with the clinic's numbers of the day it was signed."""
    signed = {(step["code"], step["add_on"]): _original(step) for step in document["aftercare"]}
    for edit in record.consultation.sheet_edits:
        place, original = (edit["code"], edit["add_on"]), edit["original"]
        if original == written(protocol, edit["code"], document["language"]):
            original = signed.get(place, original)
        yield (*place, original), edit["text"]


def _original(step: Mapping[str, Any]) -> str:
    return str(step["edited"]["original"] if "edited" in step else step["text"])


def _said(step: dict[str, Any], edits: Mapping[tuple[str, str, str], str]) -> str | None:
    return edits.get((step["code"], step["add_on"], _original(step)))


def _reads(step: dict[str, Any], edits: Mapping[tuple[str, str, str], str], may_be_said: bool) -> bool:
    text, is_left_out = _said(step, edits), step.get("left_out", False)
    if text:
        return "edited" in step and step["text"] == text
    expected = text == "" and not is_on_every_sheet(step)
    return "edited" not in step and (is_left_out == expected or (may_be_said and not is_left_out))


def _is_older(document: Document) -> bool:
    return bool(document["format"] < SINCE)


VISIT_PARTS = (
    ("the map of the face is not the one that was signed", _face_map_is_the_same),
    ("its paper or the release it stayed on are not those that were signed", _circumstances_are_the_same),
    ("the photos are not those that were signed", _photos_are_the_same),
    ("the findings about red flags are not those that were signed", _findings_are_the_same),
    ("the consent is not the one that was signed", _consent_is_the_same),
    ("the lines of the sheet are not those that were signed", _edits_are_the_same),
    ("something about the visit belongs to another site", _rows_are_of_the_site),
)

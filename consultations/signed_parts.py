"""The parts of a signed document that stand in rows of their own: findings, photos, consent, details of the plan.

The document is built from them, and they are compared with it afterwards.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import translation

from clinic.accounts.models import Site
from consultations.flags import FlagState
from consultations.models import Consent, Photo, PlanLine
from consultations.models.consultation import WithoutMethod
from consultations.presenters.plan import details
from treatments.engine.protocol import Protocol


def local(at: datetime, site: Site) -> str:
    """With the zone's offset, so that the clock on the wall can be read from it."""
    return at.astimezone(site.zone).isoformat()


def flags_part(flags: Iterable[FlagState], site: Site) -> list[dict[str, Any]]:
    return [
        {
            "code": flag.code,
            "area_number": flag.area_number,
            "because": flag.because,
            "finding": flag.finding,
            "note": flag.note,
            "by": flag.by,
            "at": local(flag.at, site) if flag.at else "",
        }
        for flag in flags
    ]


def photo_part(photo: Photo, site: Site) -> dict[str, Any]:
    return {
        "id": str(photo.pk),
        "kind": photo.kind,
        "place": photo.place,
        "area_number": photo.area_number,
        "sha256": photo.sha256,
        "taken_at": local(photo.taken_at, site),
    }


def consent_part(consent: Consent | None, site: Site) -> dict[str, Any] | None:
    """What was agreed to is in its own row, which never changes; its hash binds the two."""
    if consent is None:
        return None
    return {
        "way": consent.way,
        "at": local(consent.at, site),
        "signed_name": consent.signed_name,
        "relation": consent.relation,
        "wording_sha256": consent.wording_sha256,
        "language": consent.language,
    }


def decision_part(line: PlanLine) -> dict[str, Any]:
    """What stands in the row, for the document and for comparing the two; its details are in `details_part`."""
    return {
        "area_number": line.area_number,
        "method": line.method,
        "variant": line.variant,
        "add_on": line.add_on,
        "without_method": line.without_method,
        "own_words": line.own_words,
        "agrees": line.agrees,
        "reasons": line.reasons,
        "doubted": line.doubted,
        "comment": line.comment,
        "confirmed_twice": line.confirmed_twice,
        "restrictions_ticked": line.restrictions_ticked,
        "follow_up_on": line.follow_up_on.isoformat() if line.follow_up_on else None,
        "decided_at": line.decided_at.isoformat(),
        "decided_by": line.decided_by.name,
    }


def details_part(protocol: Protocol, line: PlanLine) -> list[dict[str, Any]]:
    told = details(protocol, line.method, line.details)
    return [{"key": each.key, "label": each.label, "value": each.value, "words": each.words} for each in told]


def instead_of_a_method(line: PlanLine, language: str) -> str:
    """In words, for whoever reads the record when these words are no longer in the program."""
    if not line.without_method:
        return ""
    with translation.override(language):
        return line.own_words or str(WithoutMethod(line.without_method).label)


def signed_decision(line: Mapping[str, Any]) -> dict[str, Any]:
    """As `decision_part` gives it; documents before format 3 know only a method or none."""
    told = {"without_method": "", "own_words": "", "doubted": []} | line
    return {key: told[key] for key in DECISION}


def signed_details(line: Mapping[str, Any]) -> dict[str, Any]:
    return {detail["key"]: detail["value"] for detail in line.get("details", ())}


DECISION = (
    *("area_number", "method", "variant", "add_on", "without_method", "own_words", "agrees", "reasons", "doubted"),
    *("comment", "confirmed_twice", "restrictions_ticked", "follow_up_on", "decided_at", "decided_by"),
)

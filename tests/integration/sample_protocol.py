"""The small made-up protocol of tests/unit/samples, and what tests change about it."""

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clinic.accounts.models import User
from clinic.accounts.permissions import Role
from tests.integration.clinic_factory import person
from treatments.engine.canonical import canonical_json, sha256_of
from treatments.engine.documents import Document, plain, read_document
from treatments.loading import load_document
from treatments.models import Protocol, Release
from treatments.publishing import publish, publish_from_file
from treatments.yaml_form import read_file

FILE = Path(__file__).parent.parent / "unit" / "samples" / "format_1.yaml"
NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)

Change = Callable[[dict[str, Any]], object]


def values(change: Change | None = None) -> dict[str, Any]:
    found = deepcopy(read_file(FILE).values)
    if change:
        change(found)
    return found


def document(change: Change | None = None) -> Document:
    return read_document(values(change))


def with_name(name: str) -> Change:
    return lambda values: values["name"].update(en=name)


def draft(change: Change | None = None, *, by: User | None = None) -> Protocol:
    return load_document(document=document(change), by=by, at=NOW).protocol


def first_release(change: Change | None = None) -> Release:
    return publish_from_file(protocol=draft(change), at=NOW)


def stored_release(change: Change) -> Release:
    """As one was published before a check that would refuse it today."""
    raw = plain(document(change))
    kept = {"document": canonical_json(raw), "sha256": sha256_of(raw), "format": raw["format"]}
    return Release.objects.create(slug=raw["slug"], number=1, origin="file", published_at=NOW, **kept)


def next_release(change: Change) -> Release:
    """Written by one content admin, approved by another."""
    changed = draft(change, by=person(Role.CONTENT_ADMIN))
    return publish(protocol=changed, by=person(Role.CONTENT_ADMIN), at=NOW)

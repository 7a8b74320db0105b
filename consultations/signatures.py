"""The signatures of one visit: the one that stands and those that were taken back."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from consultations.models import Consultation, SignedRecord
from treatments.models import Release

LONGEST = 10


def number(text: str) -> int:
    """As it stands in an address or a form; 0, which nothing has, for what is no number."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST else 0


def numbered(consultation: Consultation, text: str) -> SignedRecord:
    found = consultation.records.filter(number=number(text)).first()
    if found is None:
        raise Http404
    return found


def undone(consultation: Consultation) -> QuerySet[SignedRecord]:
    return consultation.records.filter(withdrawal__isnull=False).select_related("withdrawal").defer("document")


def release_of(document: Mapping[str, Any]) -> Release:
    named = document["protocol"]
    return Release.objects.without_document().get(slug=named["slug"], number=named["release"])

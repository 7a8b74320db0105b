"""Who changed what in a draft since the last release."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from treatments.models import Edit, Protocol, Release


@dataclass(frozen=True, slots=True)
class Author:
    """`parts` counts the parts of the draft that this person changed."""

    name: str
    parts: int


def authors_of(protocol: Protocol) -> list[Author]:
    """Whoever changed most stands first."""
    touched: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for name, parts, code in edits_since_release(protocol).order_by().values_list("by_name", "parts", "code"):
        touched[name].add((parts, code))
    found = [Author(name, len(parts)) for name, parts in touched.items()]
    return sorted(found, key=lambda author: (-author.parts, author.name))


def edits_since_release(protocol: Protocol) -> QuerySet[Edit]:
    newest = Release.objects.of(protocol.slug).order_by("-number").values_list("published_at", flat=True).first()
    edits = Edit.objects.filter(protocol=protocol)
    return edits.filter(at__gt=newest) if newest else edits

"""What differs between two versions, as a page shows it: first in a few words, then change by change."""

from collections.abc import Sequence
from dataclasses import dataclass

from treatments.comparing import Change, changes_between, summary_of
from treatments.compiled_releases import compiled
from treatments.engine.documents import Document
from treatments.models import Release
from treatments.workbench.places import page_of


@dataclass(frozen=True, slots=True)
class Row:
    """`number` counts from one; the page has an anchor for each."""

    number: int
    change: Change
    href: str

    @property
    def previous(self) -> int:
        return self.number - 1

    @property
    def next(self) -> int:
        return self.number + 1


@dataclass(frozen=True, slots=True)
class Diff:
    """`rows` are empty where nothing differs; `is_first` where there is nothing to compare with."""

    rows: tuple[Row, ...]
    summary: str
    is_first: bool = False

    @classmethod
    def of(cls, before: Document | None, after: Document, *, slug: str = "") -> "Diff":
        """With `slug`, each change leads to where it is edited."""
        if before is None:
            return cls((), "", is_first=True)
        return cls.of_changes(changes_between(before, after), slug=slug)

    @classmethod
    def of_changes(cls, changes: Sequence[Change], *, slug: str = "") -> "Diff":
        rows = tuple(
            Row(number, change, page_of(slug, change.parts, change.code) if slug and change.kind != "removed" else "")
            for number, change in enumerate(changes, 1)
        )
        return cls(rows, ", ".join(summary_of(changes)))

    @property
    def count(self) -> int:
        return len(self.rows)


def document_of_release(release: Release | None) -> Document | None:
    return compiled(release).document if release else None

"""The first page of a protocol's workbench: what is live, what is being changed, and what stands in the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from clinic.accounts.models import User
from treatments import access, approving
from treatments.models import Release
from treatments.workbench.cases.casing import standing_of
from treatments.workbench.checks.findings import open_findings
from treatments.workbench.frame import Frame
from treatments.workbench.places import address, list_of, page_of
from treatments.workbench.publishing.authors import authors_of
from treatments.workbench.publishing.diffs import Diff, document_of_release
from treatments.workbench.publishing.impact import impact_standing
from treatments.workbench.publishing.sending import Sent, last_answer, waiting_for


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """`before` is the number of the release before it."""

    release: Release
    is_live: bool
    before: int | None


def front(here: Frame, by: User, zone: ZoneInfo) -> dict[str, Any]:
    rows = release_rows(here.slug)
    live = next((row.release for row in rows if row.is_live), None)
    sent = approving.open_submission(here.protocol)
    return {
        "live": live,
        "zone": zone,
        "rows": rows,
        "versions": [("draft", _("Draft")), *((str(row.release.number), release_name(row.release)) for row in rows)],
        "compare_a": str(live.number) if live else "draft",
        "clinical_review": _("Needs clinical review"),
        "diff": Diff.of(document_of_release(live), here.draft.document),
        "authors": authors_of(here.protocol),
        "counts": standing_of(here.draft).counts,
        "findings": len(open_findings(here.draft)),
        "checks_href": address("draft_checks", slug=here.slug),
        "impact": impact_standing(here.draft, by),
        "impact_href": address("impact", slug=here.slug),
        "methods": list(_methods(here)),
        "lists": list(_lists(here)),
        "sent": Sent.of(sent, here.protocol, by, zone) if sent else None,
        "answer": last_answer(here.protocol),
        "waiting": waiting_for(by),
        "open_reports": access.reports(is_open=True).count(),
    }


def release_rows(slug: str) -> list[ReleaseRow]:
    """The newest first."""
    found = access.releases(slug)
    live = next((each.pk for each in found if not hasattr(each, "withdrawal")), None)
    earlier = [each.number for each in found[1:]]
    return [ReleaseRow(each, each.pk == live, before) for each, before in zip_longest(found, earlier)]


def release_name(release: Release) -> str:
    return _("Release %(number)d") % {"number": release.number}


def _methods(here: Frame) -> Iterator[tuple[str, str, str]]:
    """(Name, the field's own word, page): one press from here to each."""
    for method in here.draft.document.methods:
        yield here.wording.text(method.name), method.term, page_of(here.slug, "methods", method.key)


def _lists(here: Frame) -> Iterator[tuple[str, int, str]]:
    document = here.draft.document
    words = {
        "rules": _("Rules"),
        "questions": _("Questions"),
        "aftercare": _("Aftercare steps"),
        "cases": _("Cases"),
        "conflicts": _("Contradictions"),
        "policies": _("Policies"),
        "sources": _("Sources"),
    }
    for parts, name in words.items():
        yield name, len(getattr(document, parts)), list_of(here.slug, parts)
    yield (
        _("Texts of the protocol"),
        len(document.about) + len(document.notices),
        address("draft_texts", slug=here.slug),
    )

"""The visits that would come out differently, a page at a time: where, when, about how old; never who."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from clinic.accounts.permissions import Permission
from consultations import access
from consultations.site_days import day_at
from consultations.views.paging import cursor_href
from treatments.models import ImpactChange, ImpactRun
from treatments.workbench.publishing.impact_page import KIND_WORDS, Found

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class ChangedVisit:
    """`site` and `age` are empty where too few visits share them. `href` only for those who may read the record."""

    site: str
    month: datetime
    age: str
    area_number: int
    kind: str
    before: str
    after: str
    rules: tuple[tuple[str, str], ...]
    href: str


@dataclass(frozen=True, slots=True)
class ChangedVisits:
    rows: list[ChangedVisit]
    next_href: str
    first_href: str

    @classmethod
    def of(cls, request: HttpRequest, run: ImpactRun, found: Found, kind: str) -> "ChangedVisits":
        place = _place(request.GET.get("cursor", ""))
        changes = run.changes.filter(kind=kind) if kind else run.changes.all()
        ordered = changes.filter(_after(*place) if place else Q()).order_by("visit", "area_number")
        shown = list(ordered[: A_PAGE + 1])
        return cls(
            _rows(request, run, found, shown[:A_PAGE]),
            cursor_href(request, f"{shown[A_PAGE - 1].visit}.{shown[A_PAGE - 1].area_number}")
            if len(shown) > A_PAGE
            else "",
            cursor_href(request, "") if place else "",
        )


def _rows(request: HttpRequest, run: ImpactRun, found: Found, changes: Sequence[ImpactChange]) -> list[ChangedVisit]:
    own = access.visits_of_own_sites(request.user).filter(pk__in={change.visit for change in changes})
    known = {visit.pk: visit for visit in own.select_related("site").only("started_at", "site")}
    may_edit, may_read = (request.user.may(each) for each in (Permission.EDIT_PROTOCOL, Permission.REVIEW))
    draft = {rule.code for rule in found.documents[0].rules}
    return [
        ChangedVisit(
            site=found.site(change.site_id),
            month=day_at(known[change.visit].site, known[change.visit].started_at),
            age=found.age(change.age_band),
            area_number=change.area_number,
            kind=str(KIND_WORDS[change.kind]),
            before=found.word(change.before),
            after=found.word(change.after),
            rules=tuple((code, _rule(run, code) if may_edit and code in draft else "") for code in change.rules),
            href=reverse("record", args=[change.visit]) if may_read else "",
        )
        for change in changes
        if change.visit in known
    ]


def _rule(run: ImpactRun, code: str) -> str:
    return reverse("draft_rule", args=[run.release.slug, code])


def _after(visit: UUID, area_number: int) -> Q:
    return Q(visit__gt=visit) | Q(visit=visit, area_number__gt=area_number)


def _place(cursor: str) -> tuple[UUID, int] | None:
    """A cursor that is none of ours shows the first page."""
    visit, _dot, number = cursor.partition(".")
    try:
        return UUID(visit), int(number) % 1000
    except ValueError:
        return None

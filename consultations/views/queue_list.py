"""What the queue lists: which cases, how many of each kind, one page of them, and whether any of that has changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q
from django.http import HttpRequest

from consultations import access
from consultations.lifecycle import Status
from consultations.models import Consultation
from consultations.models.consultation import ConsultationQuerySet
from consultations.models.patient import has_namesake
from consultations.views.paging import cursor_href
from consultations.waiting import claimed_by, in_order, is_claimed
from treatments.models import Withdrawal

A_PAGE = 50
NOT_IN_LISTS = ("answers", "suggestion", "face_map", "unfinished", "sheet_edits", "release__document")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class QueueList:
    """`counts` by kind, of which "" is all that wait; `version` changes with whatever is listed but for the minutes."""

    chosen: str
    cases: list[Consultation]
    counts: dict[str, int]
    in_intake: int
    hrefs: dict[str, str]
    version: str

    @classmethod
    def of(cls, request: HttpRequest, now: datetime) -> "QueueList":
        here = access.visits_at(request.user, request.site)
        waiting, kinds = in_order(here.waiting_for_doctor(), request.user), _kinds(request, now)
        chosen = request.GET.get("show", "")
        chosen = chosen if chosen in kinds else ""
        cases, hrefs = _page(request, waiting.filter(kinds[chosen]))
        counts = waiting.aggregate(**{name or "all": Count("pk", filter=kind) for name, kind in kinds.items()})
        counts[""] = counts.pop("all")
        in_intake = here.filter(status=Status.INTAKE).count()
        version = _version(cases, (*counts.values(), in_intake, bool(hrefs["next_href"])), now)
        return cls(chosen, cases, counts, in_intake, hrefs, version)


def _kinds(request: HttpRequest, now: datetime) -> Mapping[str, Q]:
    return {
        "": Q(),
        "flagged": Q(glance__flags__gt=0),
        "to_sign": Q(status=Status.CONFIRMED),
        "mine": claimed_by(request.user, now),
        "skipped": Q(is_skipped=True),
    }


def _page(request: HttpRequest, cases: ConsultationQuerySet) -> tuple[list[Consultation], dict[str, str]]:
    """From the last row shown on, as every long list."""
    place = _place(request.GET.get("cursor", ""))
    found = list(_with_what_is_shown(cases.filter(_after(*place)) if place else cases)[: A_PAGE + 1])
    for case in found:
        case.patient.has_namesake = case.has_namesake
    return found[:A_PAGE], {
        "next_href": cursor_href(request, _cursor(found[A_PAGE - 1])) if len(found) > A_PAGE else "",
        "first_href": cursor_href(request, "") if place else "",
    }


def _with_what_is_shown(cases: ConsultationQuerySet) -> ConsultationQuerySet:
    rows = cases.select_related("patient", "release", "site", "claimed_by").defer(*NOT_IN_LISTS)
    withdrawn = Exists(Withdrawal.objects.filter(release=OuterRef("release")))
    return rows.annotate(
        has_namesake=has_namesake("patient__"), areas=F("answers__areas"), release_is_withdrawn=withdrawn
    )


def _after(rank: int, since: datetime, ident: UUID) -> Q:
    here = Q(rank=rank)
    return Q(rank__gt=rank) | here & Q(waiting_since__gt=since) | here & Q(waiting_since=since, pk__gt=ident)


def _cursor(case: Any) -> str:
    return f"{case.rank}.{(case.waiting_since - EPOCH) // timedelta(microseconds=1)}.{case.pk}"


def _place(cursor: str) -> tuple[int, datetime, UUID] | None:
    """A cursor that is none of ours shows the first page."""
    try:
        rank, since, ident = cursor.split(".")
        return int(rank) % 10, EPOCH + timedelta(microseconds=int(since)), UUID(ident)
    except (ValueError, OverflowError):
        return None


def _version(cases: Sequence[Any], counts: Sequence[object], now: datetime) -> str:
    shown = [
        (
            case.pk,
            case.revision,
            case.patient.revision,
            case.is_skipped,
            case.release_is_withdrawn,
            *_open_with(case, now),
        )
        for case in cases
    ]
    return sha256(repr((shown, counts)).encode()).hexdigest()[:16]


def _open_with(case: Consultation, now: datetime) -> tuple[object, ...]:
    return (case.claimed_by_id, case.claimed_at) if is_claimed(case, now) else ()

"""Long lists go on from the last row shown, so that the thousandth page costs what the first does."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.http import urlencode

A_PAGE = 30
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def page_of(request: HttpRequest, visits: QuerySet[Any], *, newest_first: bool) -> tuple[list[Any], dict[str, str]]:
    """One page of visits in the order they began, and the addresses of the next and the first page."""
    sign, beyond = ("-", "lt") if newest_first else ("", "gt")
    ordered = visits.order_by(f"{sign}started_at", f"{sign}id")
    place = _place(request.GET.get("cursor", ""))
    if place:
        at, ident = place
        later = Q(**{f"started_at__{beyond}": at}) | Q(started_at=at, **{f"id__{beyond}": ident})
        ordered = ordered.filter(later)
    found = list(ordered[: A_PAGE + 1])
    return found[:A_PAGE], {
        "next_href": cursor_href(request, _cursor(found)) if len(found) > A_PAGE else "",
        "first_href": cursor_href(request, "") if place else "",
    }


def _cursor(found: Sequence[Any]) -> str:
    last = found[A_PAGE - 1]
    return f"{(last.started_at - EPOCH) // timedelta(microseconds=1)}.{last.pk}"


def _place(cursor: str) -> tuple[datetime, UUID] | None:
    """A cursor that is none of ours shows the first page."""
    at, _dot, ident = cursor.partition(".")
    try:
        return EPOCH + timedelta(microseconds=int(at)), UUID(ident)
    except (ValueError, OverflowError):
        return None


def cursor_href(request: HttpRequest, cursor: str) -> str:
    kept = {name: value for name, value in request.GET.items() if name != "cursor"}
    return "?" + urlencode(kept | ({"cursor": cursor} if cursor else {}))

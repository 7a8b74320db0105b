"""Which release a page shows. Releases belong to every site; who may see them is the permission of the view."""

from django.db.models import QuerySet
from django.http import Http404

from treatments.engine.documents import Method, Rule
from treatments.engine.protocol import Protocol
from treatments.models import Release, RuleReport, live_release

LARGEST_NUMBER = 2**31 - 1


def live_releases() -> list[Release]:
    """One for each protocol that has one, by name."""
    slugs = Release.objects.order_by("slug").values_list("slug", flat=True).distinct()
    return [release for release in map(live_release, slugs) if release]


def release(slug: str, number: int) -> Release:
    if number > LARGEST_NUMBER:
        raise Http404
    found = Release.objects.of(slug).filter(number=number).without_document().select_related("withdrawal").first()
    if found is None:
        raise Http404
    return found


def releases(slug: str) -> list[Release]:
    return list(Release.objects.of(slug).without_document().select_related("withdrawal").order_by("-number"))


def method(protocol: Protocol, key: str) -> Method:
    if key not in protocol.methods:
        raise Http404
    return protocol.methods[key]


def rule(protocol: Protocol, code: str) -> Rule:
    if code not in protocol.rules_by_code:
        raise Http404
    return protocol.rules_by_code[code]


def reports(*, is_open: bool | None = None) -> QuerySet[RuleReport]:
    """The newest first, without what only its own page shows."""
    rows = RuleReport.objects.select_related("release").defer("release__document", "answers", "suggestion")
    rows = rows if is_open is None else rows.filter(closed_at__isnull=is_open)
    return rows.order_by("-id")


def report(number: int) -> RuleReport:
    if number > LARGEST_NUMBER:
        raise Http404
    rows = RuleReport.objects.select_related("release", "closed_by").defer("release__document")
    found = rows.filter(pk=number).first()
    if found is None:
        raise Http404
    return found

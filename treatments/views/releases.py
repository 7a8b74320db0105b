"""Reading what is published: the protocol in force, any release, one method, one rule."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clinic.accounts.permissions import Permission, needs
from treatments import access
from treatments.compiled_releases import compiled
from treatments.models import Release
from treatments.presenters import MethodPage, ReleasePage, RulePage
from treatments.workbench.publishing.sending import waiting_for


@require_safe
@needs(Permission.SEE_PROTOCOL)
def protocol(request: HttpRequest) -> HttpResponse:
    live = access.live_releases()
    if len(live) == 1:
        return _release_page(request, live[0])
    names = [(release, ReleasePage.of(release, compiled(release)).name) for release in live]
    return render(
        request,
        "treatments/protocols.html",
        {
            "protocols": names,
            "open_reports": _open_reports(request),
            "waiting": waiting_for(request.user),
            "section": "protocol",
        },
    )


@require_safe
@needs(Permission.SEE_PROTOCOL)
def release(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    return _release_page(request, access.release(slug, number))


@require_safe
@needs(Permission.SEE_PROTOCOL)
def method(request: HttpRequest, slug: str, number: int, key: str) -> HttpResponse:
    shown = access.release(slug, number)
    ready = compiled(shown)
    page = MethodPage.of(shown, ready, access.method(ready, key))
    return render(request, "treatments/method.html", {"page": page, "release": shown, "section": "protocol"})


@require_safe
@needs(Permission.SEE_PROTOCOL)
def rule(request: HttpRequest, slug: str, number: int, code: str) -> HttpResponse:
    shown = access.release(slug, number)
    ready = compiled(shown)
    page = RulePage.of(shown, ready, access.rule(ready, code))
    return render(request, "treatments/rule.html", {"page": page, "release": shown, "section": "protocol"})


def _release_page(request: HttpRequest, shown: Release) -> HttpResponse:
    others = access.releases(shown.slug)
    is_live = shown.pk == next((each.pk for each in others if not hasattr(each, "withdrawal")), None)
    context = {
        "page": ReleasePage.of(shown, compiled(shown)),
        "release": shown,
        "releases": others,
        "open_reports": _open_reports(request),
        "waiting": waiting_for(request.user),
        "is_live": is_live,
        "is_published_now": is_live and shown.approved_by_id == request.user.pk and "published" in request.GET,
        "section": "protocol",
    }
    return render(request, "treatments/release.html", context)


def _open_reports(request: HttpRequest) -> int | None:
    """For whoever answers them."""
    return access.reports(is_open=True).count() if request.user.may(Permission.EDIT_PROTOCOL) else None

"""The impact of a draft on past visits: what was found, which visits, and the run that finds it. Nobody is named."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clinic.accounts.permissions import Permission, needs
from consultations.impact.listing import ChangedVisits
from consultations.impact.visits import are_elsewhere, visits_of
from treatments import impact_running
from treatments.compiled_releases import compiled
from treatments.editing.current import ready_document
from treatments.models import ImpactRun
from treatments.models.impact import RunState
from treatments.publishing_times import zone_of
from treatments.views.draft import answered
from treatments.workbench.frame import Frame, frame
from treatments.workbench.places import address
from treatments.workbench.publishing.impact import Standing, impact_standing
from treatments.workbench.publishing.impact_page import KIND_WORDS, Found

CHANGES = "changes"


@require_safe
@needs(Permission.PUBLISH)
def impact(request: HttpRequest, slug: str) -> HttpResponse:
    here = frame(request, slug, "impact")
    standing, back = impact_standing(here.draft, request.user), _back(request.GET.get("back"))
    if back and standing.is_fresh:
        return redirect("draft_changes", slug)
    run = _shown(here, standing, request)
    context = {
        "standing": standing,
        "run": run,
        "found": _found(run, request) if run else None,
        "is_stale": bool(run and run != standing.run),
        "may_start": request.user.may(Permission.EDIT_PROTOCOL) and standing.state != "nothing_live",
        "back": back,
        "progress": reverse("impact_progress", args=[slug]),
        "zone": zone_of(request.site),
    }
    return render(request, "consultations/impact.html", _around(request, here, context))


@require_safe
@needs(Permission.PUBLISH)
def impact_progress(request: HttpRequest, slug: str) -> HttpResponse:
    """How far the run has come; asked for by a script while it goes on. `data-over` once it does not."""
    here = frame(request, slug, "impact")
    standing = impact_standing(here.draft, request.user)
    return render(request, "consultations/parts/impact_progress.html", {"standing": standing})


@require_safe
@needs(Permission.PUBLISH)
def impact_changes(request: HttpRequest, slug: str) -> HttpResponse:
    here = frame(request, slug, "impact")
    run = _shown(here, impact_standing(here.draft, request.user), request)
    if run is None:
        return redirect("impact", slug)
    found, kind = _found(run, request), request.GET.get("kind", "")
    kind = kind if kind in KIND_WORDS else ""
    context = {
        "found": found,
        "page": ChangedVisits.of(request, run, found, kind),
        "filters": [(row.kind, row.words, row.areas, row.kind == kind) for row in found.kinds[1:] if row.areas],
        "kind": kind,
        "all_areas": sum(row.areas for row in found.kinds[1:]),
    }
    return render(request, "consultations/impact_changes.html", _around(request, here, context))


@require_POST
@needs(Permission.EDIT_PROTOCOL)
def impact_start(request: HttpRequest, slug: str) -> HttpResponse:
    here, back = frame(request, slug, "impact"), _back(request.POST.get("back"))

    def perform() -> str:
        impact_running.start(
            protocol_id=here.protocol.pk,
            total=visits_of(request.user, slug).count(),
            are_elsewhere=are_elsewhere(request.user, slug),
            by=request.user,
            at=timezone.now(),
        )
        return reverse("impact", args=[slug]) + (f"?back={back}" if back else "")

    return answered(request, here, perform)


@require_POST
@needs(Permission.EDIT_PROTOCOL)
def impact_cancel(request: HttpRequest, slug: str) -> HttpResponse:
    here = frame(request, slug, "impact")

    def perform() -> str:
        for run in impact_running.runs_of(here.protocol, request.user).filter(state__in=impact_running.OPEN):
            impact_running.cancel(run=run, by=request.user, at=timezone.now())
        return reverse("impact", args=[slug])

    return answered(request, here, perform)


def _shown(here: Frame, standing: Standing, request: HttpRequest) -> ImpactRun | None:
    """The run for this very draft, else the last one, which is shown as out of date."""
    done = impact_running.runs_of(here.protocol, request.user).filter(state=RunState.DONE)
    own = done.filter(pk=standing.run.pk).first() if standing.run else None
    return own or done.first()


def _found(run: ImpactRun, request: HttpRequest) -> Found:
    draft = ready_document(ImpactRun.objects.values_list("document", flat=True).get(pk=run.pk))
    sites = dict(request.user.sites_allowed().values_list("pk", "name"))
    return Found(run, compiled(run.release).document, draft.document, sites)


def _around(request: HttpRequest, here: Frame, context: dict[str, Any]) -> dict[str, Any]:
    """Who may only approve reads the same without the editor around it."""
    if request.user.may(Permission.EDIT_PROTOCOL):
        return here.context(around="treatments/draft_base.html", is_editor=True, **context)
    own = {"around": "consultations/impact_base.html", "slug": here.slug, "section": "protocol"}
    return own | {"protocol_href": address("protocol")} | context


def _back(said: str | None) -> str:
    return CHANGES if said == CHANGES else ""

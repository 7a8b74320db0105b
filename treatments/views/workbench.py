"""Where content admins start: what is live, what is being changed, and what stands in the way of publishing it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from clinic.accounts.permissions import Permission, needs
from treatments import access
from treatments.models import Protocol, live_release
from treatments.publishing_times import zone_of
from treatments.wording import named
from treatments.workbench.frame import frame
from treatments.workbench.publishing.front import front
from treatments.workbench.publishing.sending import waiting_for


@require_safe
@needs(Permission.EDIT_PROTOCOL)
def workbench(request: HttpRequest) -> HttpResponse:
    drafts = list(Protocol.objects.only("slug", "name", "languages"))
    if len(drafts) == 1:
        return redirect("draft", slug=drafts[0].slug)
    context = {
        "drafts": [(draft.slug, named(draft.name, draft.languages), live_release(draft.slug)) for draft in drafts],
        "waiting": waiting_for(request.user),
        "open_reports": access.reports(is_open=True).count(),
        "section": "content",
    }
    return render(request, "treatments/workbench.html", context)


@require_safe
@needs(Permission.EDIT_PROTOCOL)
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    here = frame(request, slug, "draft")
    return render(request, "treatments/draft.html", here.context(**front(here, request.user, zone_of(request.site))))

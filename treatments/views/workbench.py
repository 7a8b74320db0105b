"""Where content admins start: what is live, what is being changed, and what stands in the way of publishing it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from clinic.accounts.permissions import Permission, needs
from treatments import access
from treatments.models import Protocol, live_release
from treatments.workbench.frame import frame


@require_safe
@needs(Permission.EDIT_PROTOCOL)
def workbench(request: HttpRequest) -> HttpResponse:
    drafts = list(Protocol.objects.only("slug", "name"))
    if len(drafts) == 1:
        return redirect("draft", slug=drafts[0].slug)
    return render(request, "treatments/workbench.html", {"drafts": drafts, "section": "content"})


@require_safe
@needs(Permission.EDIT_PROTOCOL)
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    here = frame(request, slug, "draft")
    methods = [(here.wording.text(method.name), method.term, method.key) for method in here.draft.document.methods]
    more = {"live": live_release(slug), "methods": methods, "open_reports": access.reports(is_open=True).count()}
    return render(request, "treatments/draft.html", here.context(**more))

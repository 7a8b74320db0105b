"""Answers that contradict each other: the list, one contradiction, a new one."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from clinic.accounts.permissions import Permission, needs
from treatments.models import Edit
from treatments.views.draft_questions import LONGEST_SEARCH, pressed_page
from treatments.views.saving_parts import part_page, with_edit
from treatments.workbench.conditions.condition_buttons import is_sent_repeatedly, pressed
from treatments.workbench.conditions.vocabulary import Vocabulary
from treatments.workbench.frame import Frame, frame
from treatments.workbench.places import page_of
from treatments.workbench.questions import questions
from treatments.workbench.questions.conflict_form import ConflictForm

TEMPLATE = "treatments/draft_conflict.html"


@require_safe
@needs(Permission.EDIT_PROTOCOL)
def listed(request: HttpRequest, slug: str) -> HttpResponse:
    here = frame(request, slug, "draft_questions")
    search = request.GET.get("q", "")[:LONGEST_SEARCH].strip()
    rows = questions.conflicts_of(here, search)
    more = {"rows": rows, "search": search, "found": sum(row.is_found for row in rows)}
    return render(request, "treatments/draft_conflicts.html", here.context(**more))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PROTOCOL)
def conflict(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    here = frame(request, slug, "draft_questions")
    before = here.draft.part("conflicts", code)
    if before is None:
        raise Http404
    return _page(request, here, code, before)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PROTOCOL)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, frame(request, slug, "draft_questions"), "", None)


def _page(request: HttpRequest, here: Frame, code: str, before: Mapping[str, Any] | None) -> HttpResponse:
    button = pressed(request.POST, Vocabulary(here.draft.document))
    sent = button.data if button else request.POST if request.method == "POST" else None
    form = ConflictForm(sent, draft=here.draft, before=before)
    if button:
        return pressed_page(request, here, "conflicts", code, form, button, TEMPLATE)

    def to(edit: Edit) -> str:
        return with_edit(page_of(here.slug, "conflicts", edit.code), edit)

    repeated = set(filter(is_sent_repeatedly, request.POST))
    return part_page(request, here, "conflicts", code, form, TEMPLATE, to, may_repeat=repeated)

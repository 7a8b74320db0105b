"""What a draft stands on: its sources, and the questions on which experts disagree with the position taken here."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from clinic.accounts.permissions import Permission, needs
from treatments.models import Edit
from treatments.views.saving_parts import PartPage, To, with_edit
from treatments.workbench.frame import Frame, frame
from treatments.workbench.part_lists import searched
from treatments.workbench.texts.source_forms import PolicyForm, SourceForm
from treatments.workbench.texts.text_lists import policy_rows, source_rows, users_of

SECTION = "draft_texts"
SOURCES, POLICIES = "sources", "policies"


@require_safe
@needs(Permission.EDIT_PROTOCOL)
def sources(request: HttpRequest, slug: str) -> HttpResponse:
    here, sought = frame(request, slug, SECTION), searched(request.GET)
    rows = source_rows(here.draft.document, slug, sought)
    return render(request, "treatments/draft_sources.html", here.context(rows=rows, sought=sought, parts=SOURCES))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PROTOCOL)
def source(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    here = frame(request, slug, SECTION)
    if here.draft.part(SOURCES, code) is None:
        raise Http404
    return _source_page(request, here, code)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PROTOCOL)
def source_new(request: HttpRequest, slug: str) -> HttpResponse:
    return _source_page(request, frame(request, slug, SECTION), "")


@require_safe
@needs(Permission.EDIT_PROTOCOL)
def policies(request: HttpRequest, slug: str) -> HttpResponse:
    here, sought = frame(request, slug, SECTION), searched(request.GET)
    rows = policy_rows(here.draft.document, slug, sought)
    return render(request, "treatments/draft_policies.html", here.context(rows=rows, sought=sought, parts=POLICIES))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PROTOCOL)
def policy(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    here = frame(request, slug, SECTION)
    before = here.draft.part(POLICIES, key)
    if before is None:
        raise Http404
    form = PolicyForm(request.POST or None, draft=here.draft, before=before)
    page = PartPage(here, POLICIES, key, form, "treatments/draft_policy.html", _back_to(here, "draft_policy"))
    users = users_of(here.draft.document, slug, POLICIES, key)
    return page.answer(request, title=before["name"], users=users)


def _source_page(request: HttpRequest, here: Frame, code: str) -> HttpResponse:
    before = here.draft.part(SOURCES, code) if code else None
    form = SourceForm(request.POST or None, draft=here.draft, before=before)
    page = PartPage(here, SOURCES, code, form, "treatments/draft_source.html", _back_to(here, "draft_source"))
    return page.answer(request, users=users_of(here.draft.document, here.slug, SOURCES, code) if code else [])


def _back_to(here: Frame, page: str) -> To:
    def to(edit: Edit) -> str:
        return with_edit(reverse(page, args=[here.slug, edit.code]), edit)

    return to

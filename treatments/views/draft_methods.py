"""The methods of a draft: their list, and the form of one with what patients and doctors will see of it."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clinic.accounts.permissions import Permission, needs
from treatments.models import Edit
from treatments.views.previewing import answer_with_preview, language_to_show
from treatments.views.saving_parts import PartPage, with_edit
from treatments.workbench.frame import Frame, frame
from treatments.workbench.part_lists import method_list, searched
from treatments.workbench.texts.method_form import MethodForm
from treatments.workbench.texts.preview import MethodPreview

METHODS = "methods"


@require_safe
@needs(Permission.EDIT_PROTOCOL)
def methods(request: HttpRequest, slug: str) -> HttpResponse:
    here = frame(request, slug, "draft_methods")
    sought = searched(request.GET)
    rows = method_list(here.draft.document, slug, sought, timezone.localdate())
    return render(request, "treatments/draft_methods.html", here.context(rows=rows, sought=sought, parts=METHODS))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PROTOCOL)
def method(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    here = frame(request, slug, "draft_methods")
    if here.draft.part(METHODS, key) is None:
        raise Http404
    return _form_page(request, here, key)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PROTOCOL)
def method_new(request: HttpRequest, slug: str) -> HttpResponse:
    return _form_page(request, frame(request, slug, "draft_methods"), "")


def _form_page(request: HttpRequest, here: Frame, key: str) -> HttpResponse:
    today: date = timezone.localdate()
    before = here.draft.part(METHODS, key) if key else None
    form = MethodForm(request.POST or None, draft=here.draft, before=before, today=today)

    def to(edit: Edit) -> str:
        return with_edit(reverse("draft_method", args=[here.slug, edit.code]), edit)

    page = PartPage(here, METHODS, key, form, "treatments/draft_method.html", to)
    shown = MethodPreview.of(form, language_to_show(request, form.languages), request.user, today)
    return answer_with_preview(request, page, "treatments/parts/method_preview.html", shown)

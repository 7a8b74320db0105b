"""The aftercare of a draft: its list, and the form of one step with how it will stand on a patient's sheet."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.accounts.permissions import Permission, needs
from treatments.editing.changing import move_part
from treatments.models import Edit
from treatments.views.draft import answered
from treatments.views.previewing import answer_with_preview, language_to_show
from treatments.views.saving_parts import PartPage, with_edit
from treatments.workbench.conditions.condition_buttons import pressed
from treatments.workbench.conditions.vocabulary import Vocabulary
from treatments.workbench.frame import Frame, frame
from treatments.workbench.part_form import Values
from treatments.workbench.texts.aftercare_form import AftercareForm
from treatments.workbench.texts.aftercare_list import NO_METHOD, Asked, groups, neighbour
from treatments.workbench.texts.preview import StepPreview

AFTERCARE = "aftercare"
SECTION = "draft_aftercare"


@require_safe
@needs(Permission.EDIT_PROTOCOL)
def aftercare(request: HttpRequest, slug: str) -> HttpResponse:
    here, asked = frame(request, slug, SECTION), Asked.of(request.GET)
    methods = [(method.key, method.term or here.wording.text(method.name)) for method in here.draft.document.methods]
    context = {
        "groups": groups(here.draft.document, slug, asked, timezone.localdate()),
        "asked": asked,
        "methods": methods,
        "no_method": NO_METHOD,
    }
    return render(request, "treatments/draft_aftercare.html", here.context(**context))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PROTOCOL)
def step(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    here = frame(request, slug, SECTION)
    if here.draft.part(AFTERCARE, code) is None:
        raise Http404
    return _form_page(request, here, code)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PROTOCOL)
def step_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Empty, for one method, or like another step."""
    here = frame(request, slug, SECTION)
    like = here.draft.part(AFTERCARE, request.GET.get("copy", "")[:20])
    method = request.GET.get("method", "")[:60]
    if like is None and here.draft.part("methods", method):
        like = {"methods": [method]}
    return _form_page(request, here, "", like)


@require_POST
@needs(Permission.EDIT_PROTOCOL)
def move(request: HttpRequest, slug: str) -> HttpResponse:
    """Before or after its neighbour among the steps of the same method."""
    here = frame(request, slug, SECTION)
    by = {"up": -1, "down": 1}.get(request.POST.get("to", ""))
    method, _dot, code = request.POST.get("part", "")[:100].partition(".")
    place = neighbour(here.draft.document.aftercare, code, method, by) if by else None
    if place is None:
        raise Http404

    def perform() -> str:
        where = {"protocol_id": here.protocol.pk, "parts": AFTERCARE, "code": code, "place": place}
        edit = move_part(**where, by=request.user, at=timezone.now())
        href = reverse("draft_aftercare", args=[slug])
        return f"{with_edit(href, edit) if edit else href}#part-{method}-{code}"

    return answered(request, here, perform)


def _form_page(request: HttpRequest, here: Frame, code: str, like: Values | None = None) -> HttpResponse:
    today = timezone.localdate()
    before = here.draft.part(AFTERCARE, code) if code else None
    given: dict[str, Any] = {"draft": here.draft, "before": before, "today": today, "like": like}
    button = pressed(request.POST, Vocabulary(here.draft.document)) if request.method == "POST" else None
    form = AftercareForm(button.data if button else request.POST or None, **given)
    if button:
        button.show(form)

    def to(edit: Edit) -> str:
        return with_edit(reverse("draft_aftercare_step", args=[here.slug, edit.code]), edit)

    repeated = frozenset(form.names_sent_repeatedly())
    page = PartPage(here, AFTERCARE, code, form, "treatments/draft_aftercare_step.html", to, repeated)
    shown = StepPreview.of(form, language_to_show(request, form.languages), request.user, today)
    template = "treatments/parts/step_preview.html"
    return answer_with_preview(request, page, template, shown, is_pressed=bool(button), like=like)

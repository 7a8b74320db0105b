"""What a draft says of itself: name, the condition, notices, consent, languages; and what is missing in a language."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from clinic.accounts.permissions import Permission, needs
from treatments.editing.parts import PROTOCOL
from treatments.models import Edit
from treatments.views.previewing import answer_with_preview, language_to_show
from treatments.views.saving_parts import PartPage, with_edit
from treatments.workbench.conditions.condition_buttons import pressed
from treatments.workbench.conditions.vocabulary import Vocabulary
from treatments.workbench.frame import frame
from treatments.workbench.texts.preview import TextPreview
from treatments.workbench.texts.text_lists import TEXTS, missing, text_rows

SECTION = "draft_texts"


@require_safe
@needs(Permission.EDIT_PROTOCOL)
def texts(request: HttpRequest, slug: str) -> HttpResponse:
    here = frame(request, slug, SECTION)
    document = here.draft.document
    context = {"rows": text_rows(document, slug), "missing": missing(document, slug), "languages": document.languages}
    return render(request, "treatments/draft_texts.html", here.context(**context))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PROTOCOL)
def text(request: HttpRequest, slug: str, field: str) -> HttpResponse:
    here = frame(request, slug, SECTION)
    if field not in TEXTS or not here.draft.raw.get(field):
        raise Http404
    name, line, kind = TEXTS[field]
    button = pressed(request.POST, Vocabulary(here.draft.document)) if request.method == "POST" else None
    before = here.draft.part(PROTOCOL, field)
    form = kind(button.data if button else request.POST or None, draft=here.draft, before=before)
    if button:
        button.show(form)

    def to(edit: Edit) -> str:
        return with_edit(reverse("draft_texts", args=[slug]), edit)

    repeated = frozenset(form.names_sent_repeatedly())
    page = PartPage(here, PROTOCOL, field, form, "treatments/draft_text.html", to, repeated)
    shown = TextPreview.of(form, language_to_show(request, form.languages))
    template = "treatments/parts/text_preview.html"
    more = {"title": name, "line": line, "conditions": field == "consent"}
    return answer_with_preview(request, page, template, shown, is_pressed=bool(button), **more)

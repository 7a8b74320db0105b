"""The page of a part that shows a preview beside its form: saved as every other, or only shown anew."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from treatments.editing.parts import stamp_of
from treatments.views.saving_parts import LONGEST_STAMP, PartPage

PREVIEW = "preview"
BY_SCRIPT = "fetch"


def is_preview(request: HttpRequest) -> bool:
    return request.method == "POST" and request.POST.get("show") == PREVIEW


def language_to_show(request: HttpRequest, languages: tuple[str, ...]) -> str:
    wanted = request.POST.get("show_in", "")
    return wanted if wanted in languages else languages[0]


def answer_with_preview(
    request: HttpRequest,
    page: PartPage,
    preview_template: str,
    preview: Any,
    *,
    is_pressed: bool = False,
    **more: Any,
) -> HttpResponse:
    """A preview saves nothing and refuses nothing: what is typed may be half done. So does a button inside the form
    that was pressed; the form shows already what it did.
    """
    context = more | {
        "hints": page.form.hints(),
        "preview": preview,
        "preview_template": preview_template,
        "languages": page.form.languages,
        "is_preview": is_preview(request),
    }
    if not is_preview(request) and not is_pressed:
        return page.answer(request, **context)
    if request.headers.get("X-Requested-With") == BY_SCRIPT:
        return render(request, "treatments/parts/preview_news.html", context)
    form = page.form if is_pressed else page.form.as_typed()
    own: dict[str, Any] = {"form": form, "parts": page.parts, "code": page.code, "section": "content"}
    own["stamp"] = request.POST.get("stamp", "")[:LONGEST_STAMP] or stamp_of(page.form.before)
    return render(request, page.template, page.frame.context(**(own | context)))

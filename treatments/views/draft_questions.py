"""The questions of a draft: the list, one question, a new one."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from clinic.accounts.permissions import Permission, needs
from treatments.models import Edit
from treatments.uses import uses_in, uses_of
from treatments.views.saving_parts import LONGEST_STAMP, part_page, with_edit
from treatments.workbench.conditions.condition_buttons import Pressed, is_sent_repeatedly, pressed
from treatments.workbench.conditions.vocabulary import Vocabulary
from treatments.workbench.frame import Frame, frame
from treatments.workbench.part_form import PartForm
from treatments.workbench.places import address, page_of
from treatments.workbench.questions import questions
from treatments.workbench.questions.option_rows import COUNT, moved_rows, renumbered
from treatments.workbench.questions.question_form import TYPES, QuestionForm, rows_of

QUESTIONS = "draft_questions"
TEMPLATE = "treatments/draft_question.html"
LONGEST_SEARCH = 100


@require_safe
@needs(Permission.EDIT_PROTOCOL)
def listed(request: HttpRequest, slug: str) -> HttpResponse:
    here, search = frame(request, slug, QUESTIONS), _search(request)
    parts = questions.parts_of(here, search)
    more = {"groups": parts, "search": search, "found": sum(row.is_found for part in parts for row in part.rows)}
    more["conflicts"] = len(here.draft.document.conflicts)
    return render(request, "treatments/draft_questions.html", here.context(**more))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PROTOCOL)
def question(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    here = frame(request, slug, QUESTIONS)
    before = here.draft.part("questions", key)
    if before is None:
        raise Http404
    asked = questions.asked_by_releases(slug, key)
    own = {"draft": here.draft, "before": before, "kind": before["type"], "is_released": asked.is_released}
    return _page(request, here, key, own, _about(here, key, asked))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PROTOCOL)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """First the type of the answer is picked: it never changes."""
    here, kind = frame(request, slug, QUESTIONS), request.GET.get("type", "")
    if kind not in TYPES:
        return render(request, "treatments/draft_question_kind.html", here.context(kinds=TYPES.items()))
    own = {"draft": here.draft, "before": None, "kind": kind}
    return _page(request, here, "", own, {"kind": TYPES[kind]})


def _page(request: HttpRequest, here: Frame, key: str, own: Mapping[str, Any], more: Mapping[str, Any]) -> HttpResponse:
    button = _pressed(request, here)
    sent = button.data if button else request.POST if request.method == "POST" else None
    form = QuestionForm(sent, **own)
    more = {**more, "rows": rows_of(form, more.get("used", {}), more.get("bound", ()))}

    def to(edit: Edit) -> str:
        return with_edit(page_of(here.slug, "questions", edit.code), edit)

    if button:
        return pressed_page(request, here, "questions", key, form, button, TEMPLATE, **more)
    repeated = set(filter(is_sent_repeatedly, request.POST))
    return part_page(request, here, "questions", key, form, TEMPLATE, to, may_repeat=repeated, **more)


def pressed_page(
    request: HttpRequest,
    here: Frame,
    parts: str,
    code: str,
    form: PartForm,
    button: Pressed,
    template: str,
    **more: Any,
) -> HttpResponse:
    """A button inside the form was pressed: the same page with what was typed, and nothing saved."""
    button.show(form)
    own = {"form": form, "parts": parts, "code": code, "stamp": request.POST.get("stamp", "")[:LONGEST_STAMP]}
    return render(request, template, here.context(**own, **more), status=422 if form.errors else 200)


def _pressed(request: HttpRequest, here: Frame) -> Pressed | None:
    """A button of the condition or of the answers, such as `options:up:3`; None for Save."""
    about, _, button = request.POST.get("do", "")[:40].partition(":")
    if about != COUNT:
        return pressed(request.POST, Vocabulary(here.draft.document))
    button, _, number = button.partition(":")
    order = moved_rows(request.POST, button, int(number) if number.isascii() and number.isdecimal() else -1)
    return Pressed(renumbered(request.POST, order), COUNT, None)


def _about(here: Frame, key: str, asked: questions.Asked) -> dict[str, Any]:
    document, uses = here.draft.document, uses_in(here.draft.document)
    known = next(question for question in document.questions if question.key == key)
    used = {
        value: [f"{one.title}: {', '.join(words for words, _href in one.links)}" for one in questions.used_by(here, of)]
        for value, of in questions.uses_of_options(uses, known).items()
    }
    return {
        "known": known,
        "kind": TYPES[known.type],
        "used_by": questions.used_by(here, uses_of(document, "questions", key)),
        "asked": asked,
        "used": used,
        "bound": {value for value, of in used.items() if of} | asked.values,
        "preview_href": address("draft_question_preview", slug=here.slug, key=key),
    }


def _search(request: HttpRequest) -> str:
    return request.GET.get("q", "")[:LONGEST_SEARCH].strip()

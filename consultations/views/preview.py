"""A question of a draft as patients will see it. Nothing here can be saved: there is no visit."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from clinic.accounts.permissions import Permission, needs
from clinic.web.preferences import Look, look_of
from consultations.intake.preview import QuestionPreview
from consultations.presenters.words import Words
from treatments.workbench.by_language import language_name
from treatments.workbench.frame import frame
from treatments.workbench.places import page_of
from treatments.workbench.questions.question_form import WHO

TURNS = {"portrait": gettext_lazy("Upright"), "landscape": gettext_lazy("On its side")}
THEMES = {"light": gettext_lazy("Light"), "dark": gettext_lazy("Dark")}


@require_safe
@needs(Permission.EDIT_PROTOCOL)
def question_preview(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    here = frame(request, slug, "draft_questions")
    found = here.ready.questions.get(key)
    if found is None:
        raise Http404
    languages = {code: language_name(code) for code in here.draft.document.languages}
    chosen = {
        "language": _picked(request, "language", languages),
        "turn": _picked(request, "turn", TURNS),
        "theme": _picked(request, "theme", THEMES),
    }
    preview = QuestionPreview(Words.of(here.ready, chosen["language"]), found)
    bar = {
        "back_href": page_of(slug, "questions", key),
        "choices": [
            (_("Language"), _links(chosen, "language", languages)),
            (_("Tablet"), _links(chosen, "turn", TURNS)),
            (_("Colours"), _links(chosen, "theme", THEMES)),
        ],
        "who": ", ".join(str(WHO[who]) for who in found.asked_by),
        "language_missing": chosen["language"] not in found.wording and languages[chosen["language"]],
    }
    request.look = Look(chosen["theme"], look_of(request).size)
    with translation.override(_interface(chosen["language"])):
        context = bar | {"preview": preview, "turn": chosen["turn"], "question": found} | _shown(preview)
        return render(request, "consultations/question_preview.html", context)


def _shown(preview: QuestionPreview) -> dict[str, Any]:
    current, total = preview.part
    own: dict[str, Any] = {"heading": preview.heading, "current": current, "total": total, "face": preview.face}
    if preview.is_asked and own["face"] is None:
        own["form"] = preview.form(timezone.localdate())
    if own["face"]:
        own["hint"] = preview.words.say(own["face"].form.asked.place.help)
    return own


def _picked(request: HttpRequest, name: str, offered: dict[str, Any]) -> str:
    asked = request.GET.get(name, "")
    return asked if asked in offered else next(iter(offered))


def _links(chosen: dict[str, str], name: str, offered: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """(Words, address, is it shown now)."""
    return [
        (str(words), f"?{urlencode(chosen | {name: value})}", chosen[name] == value) for value, words in offered.items()
    ]


def _interface(language: str) -> str:
    """The buttons speak the patient's language where the app does."""
    return language if language in dict(settings.LANGUAGES) else translation.get_language() or settings.LANGUAGE_CODE

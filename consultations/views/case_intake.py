"""The intake of a draft, played for a new case: the screens of the desk, with nobody's visit behind them.

What is answered stays in the session of whoever plays it, until a case is made of it.
"""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from clinic.accounts.permissions import Permission, needs
from clinic.forms import DecimalField, PearlForm
from consultations.face_map.forms import FaceMapForm
from consultations.face_map.places import OnTheMap
from consultations.intake import playing
from consultations.intake.forms import ScreenForm
from consultations.intake.playing import Played
from consultations.intake.screens import Screen
from consultations.presenters.face_map import FaceMapPage
from treatments.engine.facts import OLDEST
from treatments.workbench.cases.case_start import keep_answers, kept_document
from treatments.workbench.cases.case_traces import traces
from treatments.workbench.cases.case_words import CaseWords
from treatments.workbench.frame import Frame, frame

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
CHECK = "check"


class AgeForm(PearlForm, forms.Form):
    age = DecimalField(
        least=0,
        most=OLDEST,
        step=0.01,
        label=_("How old is the patient you play?"),
        help_text=_("In years. 0.25 is a baby of three months."),
    )


@GET_OR_POST
@needs(Permission.EDIT_PROTOCOL)
def case_intake(request: HttpRequest, slug: str) -> HttpResponse:
    """Beginning anew forgets what was answered before."""
    here = frame(request, slug, "draft_cases")
    form = AgeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        age = float(form.cleaned_data["age"])
        keep_answers(request.session, slug, playing.begun(here.ready, int(age) if age == int(age) else age))
        played = _played(request, here)
        return redirect(played.href(played.next_open()))
    status = 422 if form.errors else 200
    more = {"form": form, "is_begun": kept_document(request.session, slug) is not None}
    return render(request, "consultations/case_intake.html", here.context(**more), status=status)


@GET_OR_POST
@needs(Permission.EDIT_PROTOCOL)
def case_intake_screen(request: HttpRequest, slug: str, screen: str, area_number: int | None = None) -> HttpResponse:
    here = frame(request, slug, "draft_cases")
    played = _played(request, here)
    if played is None:
        return redirect("case_intake", slug)
    found = played.find(screen, area_number)
    if found is None or found.is_map:
        raise Http404
    form = ScreenForm(
        request.POST if request.method == "POST" else None,
        intake=played,
        screen=found,
        today=timezone.localdate(),
        typed={},
        leave_blank="leave_blank" in request.POST,
    )
    if form.is_valid():
        return redirect(_onwards(request, _keep(request, slug, playing.given(played, form.given)), found))
    context = _place(request, played, found) | {"form": form, "screen": found, "area": played.area_of(found)}
    return _screen_page(request, here, "consultations/case_intake_screen.html", form, context)


@GET_OR_POST
@needs(Permission.EDIT_PROTOCOL)
def case_intake_places(request: HttpRequest, slug: str) -> HttpResponse:
    here = frame(request, slug, "draft_cases")
    played, asked = _played(request, here), OnTheMap.of(here.ready.document)
    if played is None:
        return redirect("case_intake", slug)
    found = next((screen for screen in played.screens if screen.is_map), None)
    if asked is None or found is None:
        raise Http404
    form = FaceMapForm(
        request.POST if request.method == "POST" else None,
        asked=asked,
        words=played.words,
        marks=playing.marks(played, asked),
        asks_size=playing.asks_size(played, asked),
        needs_a_place="leave_blank" not in request.POST,
    )
    if form.is_valid():
        return redirect(_onwards(request, _keep(request, slug, playing.marked(played, asked, form.marks)), found))
    words = {"heading": played.words.say(asked.place.wording), "hint": played.words.say(asked.place.help)}
    face = FaceMapPage(form, playing.marks(played, asked), False)
    context = _place(request, played, found) | words | {"form": form, "face": face}
    return _screen_page(request, here, "consultations/case_intake_places.html", form, context)


@GET_OR_POST
@needs(Permission.EDIT_PROTOCOL)
def case_intake_areas(request: HttpRequest, slug: str) -> HttpResponse:
    """Where there is no map of the face, places are added one by one."""
    here = frame(request, slug, "draft_cases")
    played = _played(request, here)
    if played is None:
        return redirect("case_intake", slug)
    if here.ready.document.face_map:
        raise Http404
    if request.method == "POST":
        number = request.POST.get("remove", "")
        if number.isascii() and number.isdecimal() and len(number) < 4:
            _keep(request, slug, playing.without_place(played, int(number)))
            return redirect("case_intake_areas", slug)
        more = _keep(request, slug, playing.another_place(played))
        return redirect(more.first_of_area(len(more.answers["areas"])))
    context = {
        "names": list(enumerate(played.area_names(), start=1)),
        "back_href": played.last_of_areas(),
        "on_href": played.after_areas(),
    }
    return _screen_page(request, here, "consultations/case_intake_areas.html", None, context)


@require_safe
@needs(Permission.EDIT_PROTOCOL)
def case_intake_check(request: HttpRequest, slug: str) -> HttpResponse:
    """What was answered, what this draft says to it, and the way to a case."""
    here = frame(request, slug, "draft_cases")
    played = _played(request, here)
    if played is None:
        return redirect("case_intake", slug)
    words = CaseWords.of(here.ready.document)
    suggestion = playing.result(played)
    context = {
        "groups": played.to_check(),
        "headline": words.headlines(suggestion),
        "traces": traces(words, suggestion),
        "save_href": f"{reverse('draft_case_new', args=[slug])}?{urlencode({'from': 'intake'})}",
    }
    return _screen_page(request, here, "consultations/case_intake_check.html", None, context)


def _played(request: HttpRequest, here: Frame) -> Played | None:
    kept = kept_document(request.session, here.slug)
    if kept is None:
        return None

    def address(name: str, *args: object) -> str:
        return reverse("case_intake" if name == "begin" else f"case_intake_{name}", args=[here.slug, *args])

    return Played.of(here.ready, kept, address)


def _keep(request: HttpRequest, slug: str, played: Played) -> Played:
    keep_answers(request.session, slug, played.kept)
    return played


def _onwards(request: HttpRequest, played: Played, screen: Screen) -> str:
    """The same screen again while an answer has opened a question on it."""
    now = played.find(*screen.address)
    to_check = request.GET.get("from") == CHECK
    if now and not now.is_met(played.answers):
        return played.href(now, to_check=to_check)
    return played.href(None) if to_check else played.next_href(screen)


def _place(request: HttpRequest, played: Played, screen: Screen) -> dict[str, Any]:
    current, total = played.part(screen)
    back = played.href(None) if request.GET.get("from") == CHECK else played.back_href(screen)
    return {"heading": played.title(screen), "current": current, "total": total, "back_href": back}


def _screen_page(request: HttpRequest, here: Frame, template: str, form: Any, context: dict[str, Any]) -> HttpResponse:
    status = 422 if form is not None and form.errors else 200
    return render(request, template, here.context(**context), status=status)

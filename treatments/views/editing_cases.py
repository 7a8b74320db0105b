"""One case written: added, changed, or given the new result it comes to."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from clinic.accounts.permissions import Permission, needs
from treatments.editing.parts import Draft, stamp_of
from treatments.engine.answers import Answers
from treatments.engine.canonical import sha256_of
from treatments.models import Edit
from treatments.views.draft_cases import CASES, standing
from treatments.views.saving_parts import LONGEST_STAMP, part_page, with_edit
from treatments.workbench.cases.case_expectation import expectation_of
from treatments.workbench.cases.case_form import LONGEST_WHY, AcceptForm, AnswersForm, CaseForm, case_from
from treatments.workbench.cases.case_pages import compared_areas, next_id
from treatments.workbench.cases.case_rows import answer_places, expected_places
from treatments.workbench.cases.case_start import kept_answers
from treatments.workbench.cases.case_words import CaseWords
from treatments.workbench.cases.casing import State
from treatments.workbench.frame import Frame, frame
from treatments.workbench.places import address

TEMPLATE = "treatments/draft_case_form.html"


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PROTOCOL)
def edit(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    here = frame(request, slug, "draft_cases")
    before = here.draft.part(CASES, code)
    if before is None:
        raise Http404
    if request.POST.get("go"):
        return _begun_anew(request, here, before)
    form = CaseForm(_data(request), draft=here.draft, before=before)
    return part_page(request, here, CASES, code, form, TEMPLATE, _to(slug), **_shown(form, before))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PROTOCOL)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """From nothing, like another case, from what was tried, or from what was answered in an intake."""
    here = frame(request, slug, "draft_cases")
    if request.POST.get("go"):
        return _begun_anew(request, here, None)
    start = _start(request, here)
    form = CaseForm(_data(request), draft=here.draft, before=None, start=start)
    shown = _shown(form, start) | {"is_bare": request.method != "POST" and not request.GET}
    shown |= {"intake_href": address("case_intake", slug=slug), "visits_href": address("case_visits", slug=slug)}
    return part_page(request, here, CASES, "", form, TEMPLATE, _to(slug), **shown)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PROTOCOL)
def accept(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    here = frame(request, slug, "draft_cases")
    now = standing(here, code)
    if now.state != State.FAIL and request.method != "POST":
        return redirect("draft_case", slug=slug, code=code)
    seen = sha256_of([expectation_of(area) for area in now.draft])
    before = here.draft.part(CASES, code) or {}
    form = AcceptForm(_data(request), draft=here.draft, before=before, found=now.draft, stamp=seen)
    shown: dict[str, Any] = {
        "areas": compared_areas(CaseWords.of(here.draft.document), now),
        "case": now.case,
        "seen": seen,
    }
    return part_page(request, here, CASES, code, form, "treatments/draft_case_accept.html", _to(slug), **shown)


def _start(request: HttpRequest, here: Frame) -> dict[str, Any]:
    own = {"id": next_id(here.draft.document.cases)}
    if like := here.draft.part(CASES, request.GET.get("like", "")):
        return dict(like) | own
    kept = kept_answers(request.session, here.draft) if request.GET.get("from") == "intake" else None
    return case_from(here.draft, kept or typical(here.draft)) | own


def typical(draft: Draft) -> Answers:
    usual = draft.document.typical_patient
    return Answers(dict(usual.person), (dict(usual.area),))


def _begun_anew(request: HttpRequest, here: Frame, before: dict[str, Any] | None) -> HttpResponse:
    """The same page with another number of places, or with what comes out now as what is expected. Nothing is saved."""
    go, status = request.POST["go"], 422
    form = CaseForm(request.POST, draft=here.draft, before=before)
    answered = AnswersForm(request.POST, draft=here.draft, start=typical(here.draft), places=form.places)
    if answered.is_valid():
        typed = {name: request.POST.get(name, "")[:LONGEST_WHY] for name in ("id", "title", "why")}
        if go == "from_try":
            typed["id"] = next_id(here.draft.document.cases)
        start = typed | case_from(here.draft, _with_places(answered.answers, go))
        form, status = CaseForm(None, draft=here.draft, before=before, start=start), 200
    stamp = request.POST.get("stamp", stamp_of(before))[:LONGEST_STAMP]
    own = {"form": form, "parts": CASES, "code": before["id"] if before else "", "stamp": stamp}
    return render(request, TEMPLATE, here.context(**(own | _shown(form, before or {}))), status=status)


def _with_places(answers: Answers, go: str) -> Answers:
    what, _colon, number = go.partition(":")
    areas = list(answers.areas)
    if what == "add_place":
        areas.append(dict(areas[-1]))
    if what == "remove_place" and len(areas) > 1 and number.isdecimal() and 1 <= int(number) <= len(areas):
        areas.pop(int(number) - 1)
    return Answers(answers.person, tuple(areas))


def _shown(form: CaseForm, values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "places": answer_places(form, form.draft.document, form.answers_now, frozenset()),
        "expected": expected_places(form, form.places),
        "number_of_places": form.places,
        "title": values.get("title", ""),
    }


def _data(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _to(slug: str) -> Any:
    def to(edit: Edit) -> str:
        return with_edit(reverse("draft_case", args=[slug, edit.code]), edit)

    return to

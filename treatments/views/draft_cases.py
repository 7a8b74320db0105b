"""The cases of a draft: how they stand, and one of them with its trace."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clinic.accounts.permissions import Permission, needs
from treatments.editing.parts import stamp_of
from treatments.workbench.cases.case_pages import CasePage, case_list
from treatments.workbench.cases.case_words import CaseWords
from treatments.workbench.cases.casing import CaseStanding, standing_of
from treatments.workbench.frame import Frame, frame

LONGEST_SEARCH = 100
CASES = "cases"


@require_safe
@needs(Permission.EDIT_PROTOCOL)
def cases(request: HttpRequest, slug: str) -> HttpResponse:
    here = frame(request, slug, "draft_cases")
    words, searched = CaseWords.of(here.draft.document), request.GET.get("q", "")[:LONGEST_SEARCH]
    page = case_list(slug, words, standing_of(here.draft), request.GET.get("state", ""), searched)
    return render(request, "treatments/draft_cases.html", here.context(page=page, state=request.GET.get("state", "")))


@require_safe
@needs(Permission.EDIT_PROTOCOL)
def case(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    here = frame(request, slug, "draft_cases")
    page = CasePage.of(CaseWords.of(here.draft.document), standing(here, code))
    context = here.context(page=page, parts=CASES, code=code, stamp=stamp_of(here.draft.part(CASES, code)))
    return render(request, "treatments/draft_case.html", context)


def standing(here: Frame, code: str) -> CaseStanding:
    """How this case stands; 404 where the draft has none of that name."""
    found = standing_of(here.draft).by_id.get(code)
    if found is None:
        raise Http404
    return found

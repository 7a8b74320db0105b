"""Change an answer of a case and see at once what comes out. Nothing is saved."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from clinic.accounts.permissions import Permission, needs
from treatments.views.draft_cases import CASES, standing
from treatments.workbench.cases.case_form import AnswersForm, answers_of_values, result_of
from treatments.workbench.cases.case_rows import answer_places, tried
from treatments.workbench.cases.case_traces import AreaTrace, traces
from treatments.workbench.cases.case_words import CaseWords
from treatments.workbench.frame import frame


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PROTOCOL)
def try_out(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Sent, the page has what comes out for the answers that were sent; the fields stay where they were."""
    here = frame(request, slug, "draft_cases")
    case, document = standing(here, code), here.draft.document
    words, start = CaseWords.of(document), answers_of_values(document, here.draft.part(CASES, code) or {})
    data = request.POST if request.method == "POST" else None
    form = AnswersForm(data, draft=here.draft, start=start, places=len(start.areas))
    is_wrong = form.is_bound and not form.is_valid()
    answers = form.answers if form.is_bound and not is_wrong else start
    after = result_of(here.draft, answers)
    shown = traces(words, after)
    context = {
        "form": form,
        "case": case.case,
        "code": code,
        "places": answer_places(form, document, start, _matters(shown)),
        "number_of_places": form.places,
        "tried": tried(words, case.draft, after),
        "traces": shown,
        "headline": words.headlines(after),
        "is_as_before": words.headlines(case.draft) == words.headlines(after),
        "is_wrong": is_wrong,
    }
    return render(request, "treatments/draft_case_try.html", here.context(**context), status=422 if is_wrong else 200)


def _matters(shown: list[AreaTrace]) -> frozenset[str]:
    return frozenset().union(*(area.matters for area in shown))

"""A case from a signed visit: a list of visits in which nobody is named, and what would be copied of one."""

import json
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from clinic.accounts.permissions import Permission, needs
from consultations import access
from consultations.case_from_visit import without_names
from consultations.forms.cases import CaseFromVisitForm
from consultations.impact.visits import visits_of
from consultations.presenters.case_visits import VisitPage, VisitRow
from consultations.views.paging import page_of
from consultations.views.seeing import note_list, note_nameless
from treatments.models import Edit
from treatments.views.saving_parts import part_page, with_edit
from treatments.workbench.cases.case_pages import next_id
from treatments.workbench.cases.case_words import CaseWords
from treatments.workbench.frame import frame


@require_safe
@needs(Permission.EDIT_PROTOCOL)
def case_visits(request: HttpRequest, slug: str) -> HttpResponse:
    here = frame(request, slug, "draft_cases")
    visits = visits_of(request.user, slug).select_related("site").prefetch_related("plan_lines")
    visits = visits.defer("suggestion", "glance", "face_map", "unfinished", "sheet_edits")
    found, hrefs = page_of(request, visits, newest_first=True)
    note_list(request, "visits.read_nameless", (visit.patient_id for visit in found))
    words = CaseWords.of(here.draft.document)
    rows = [VisitRow.of(slug, words, visit) for visit in found]
    return render(request, "consultations/case_visits.html", here.context(rows=rows, **hrefs))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PROTOCOL)
def case_from_visit(request: HttpRequest, slug: str, consultation_id: UUID) -> HttpResponse:
    """What would be copied and what stays behind, to be confirmed; then it is a case like any other."""
    here = frame(request, slug, "draft_cases")
    signed = access.signed(request.user, consultation_id)
    if signed.release.slug != slug:
        raise Http404
    visit = without_names(here.ready, json.loads(access.standing_record(signed).document))
    note_nameless(request, signed)
    shown = VisitPage.of(CaseWords.of(here.draft.document), visit)
    form = CaseFromVisitForm(
        request.POST if request.method == "POST" else None,
        draft=here.draft,
        visit=visit,
        number=next_id(here.draft.document.cases),
        choices=shown.choices,
        title=shown.title,
    )

    def to(edit: Edit) -> str:
        return with_edit(reverse("draft_case", args=[slug, edit.code]), edit)

    return part_page(request, here, "cases", "", form, "consultations/case_from_visit.html", to, page=shown)

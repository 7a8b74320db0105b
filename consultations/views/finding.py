"""Finding a patient. What is typed can be a name, so it stands in no address and in no event."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from clinic.accounts.permissions import Permission, needs
from consultations import access
from consultations.presenters.people import found_rows
from consultations.search_terms import LONGEST_SEARCH
from consultations.views.seeing import note_list

LAST_SEARCH = "last_search"


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.SEE_PATIENT)
def search(request: HttpRequest) -> HttpResponse:
    """The words stay in the session until signing out, so that going back from a patient shows the list again."""
    if request.method == "POST":
        request.session[LAST_SEARCH] = typed_in(request)
        return redirect("search")
    place = request.GET.get("cursor", "")
    context = _found(request, request.session.get(LAST_SEARCH, ""), place)
    return render(request, "consultations/search.html", context | {"first_href": "?" if place else ""})


@require_POST
@needs(Permission.SEE_PATIENT)
def search_live(request: HttpRequest) -> HttpResponse:
    """The first page for what is in the box so far, without a page around it; nothing is kept."""
    return render(request, "consultations/parts/found.html", _found(request, typed_in(request), "") | {"live": True})


def _found(request: HttpRequest, typed: str, place: str) -> dict[str, Any]:
    found = access.find(request.user, typed, place)
    if shown := [*found.patients, *found.near]:
        note_list(request, "patients.found", (patient.pk for patient in shown))
    rows = found_rows(shown)
    return {
        "q": typed,
        "rows": rows[: len(found.patients)],
        "near": rows[len(found.patients) :],
        "next_href": f"?cursor={found.next}" if found.next else "",
        "section": "today",
    }


def typed_in(request: HttpRequest) -> str:
    """Of two searches at once none is taken: nobody can know which was meant."""
    sent = request.POST.getlist("q")
    return sent[0].strip()[:LONGEST_SEARCH] if len(sent) == 1 else ""

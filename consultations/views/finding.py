"""Finding a patient. What is typed can be a name, so it stands in no address and in no event."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from clinic.accounts.permissions import Permission, needs
from consultations import access
from consultations.models.patient import MOST_FOUND
from consultations.presenters.people import PatientBanner
from consultations.search_terms import LONGEST_SEARCH
from consultations.views.seeing import note_list

LAST_SEARCH = "last_search"


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.SEE_PATIENT)
def search(request: HttpRequest) -> HttpResponse:
    """The words stay in the session until signing out, so that going back from a patient shows the list again."""
    if request.method == "POST":
        request.session[LAST_SEARCH] = _typed(request)
        return redirect("search")
    typed, place = request.session.get(LAST_SEARCH, ""), _place(request.GET.get("cursor", ""))
    shown = list(access.patients(request.user).search(typed, after=place))
    if shown:
        note_list(request, "patients.found", (patient.pk for patient in shown))
    context = {
        "q": typed,
        "rows": [(PatientBanner.of(patient), patient.pk) for patient in shown],
        "next_href": f"?cursor={shown[-1].pk}" if len(shown) == MOST_FOUND else "",
        "first_href": "?" if place else "",
        "section": "today",
    }
    return render(request, "consultations/search.html", context)


def _typed(request: HttpRequest) -> str:
    """Of two searches at once none is taken: nobody can know which was meant."""
    sent = request.POST.getlist("q")
    return sent[0].strip()[:LONGEST_SEARCH] if len(sent) == 1 else ""


def _place(cursor: str) -> UUID | None:
    """A cursor that is none of ours shows the first page."""
    try:
        return UUID(cursor)
    except ValueError:
        return None

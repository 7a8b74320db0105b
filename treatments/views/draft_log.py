"""Who changed what: one entry for each sitting, which opens to its single edits."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from clinic.accounts.permissions import Permission, needs
from treatments.publishing_times import zone_of
from treatments.workbench.frame import frame
from treatments.workbench.places import PLACES
from treatments.workbench.publishing.sittings import A_PAGE, EDITS_OF_A_PAGE, people_of, sittings, steps_of

LONGEST_FILTER = 120
LONGEST_NUMBER = 18


@require_safe
@needs(Permission.EDIT_PROTOCOL)
def log(request: HttpRequest, slug: str) -> HttpResponse:
    here = frame(request, slug, "draft_log")
    wanted = {name: request.GET.get(name, "").strip()[:LONGEST_FILTER] for name in ("person", "parts", "code")}
    below = _number(request, "below")
    found = sittings(here.protocol, **wanted, **({"below": below} if below else {}))
    first = "?" + urlencode({name: value for name, value in wanted.items() if value})
    context = {
        "sittings": found[:A_PAGE],
        "people": people_of(here.protocol),
        "lists": [(parts, place[3]) for parts, place in PLACES.items()],
        "wanted": wanted,
        "next_href": f"{first}&below={found[A_PAGE - 1].last}" if len(found) > A_PAGE else "",
        "first_href": first if below else "",
        "zone": zone_of(request.site),
    }
    return render(request, "treatments/draft_log.html", here.context(**context))


@require_safe
@needs(Permission.EDIT_PROTOCOL)
def sitting(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    here = frame(request, slug, "draft_log")
    steps = steps_of(here.draft, min(pk, 10**LONGEST_NUMBER), after=_number(request, "after"))
    if not steps:
        raise Http404
    context = {
        "steps": steps[:EDITS_OF_A_PAGE],
        "name": steps[0].edit.by_name,
        "next_href": f"?after={steps[EDITS_OF_A_PAGE - 1].edit.pk}" if len(steps) > EDITS_OF_A_PAGE else "",
        "zone": zone_of(request.site),
    }
    return render(request, "treatments/draft_sitting.html", here.context(**context))


def _number(request: HttpRequest, name: str) -> int:
    said = request.GET.get(name, "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= LONGEST_NUMBER else 0

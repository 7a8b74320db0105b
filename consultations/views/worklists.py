"""Who is here today."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clinic.accounts.permissions import Permission, needs
from consultations import access
from consultations.lifecycle import Status
from consultations.models import Consultation
from consultations.models.consultation import ConsultationQuerySet
from consultations.models.patient import has_namesake
from consultations.presenters.people import TodayRow
from consultations.site_days import at_site
from consultations.today import of_today
from consultations.views.paging import page_of
from consultations.views.seeing import note_list
from consultations.waiting import is_claimed

SEEN = "Pearl-Seen"
GROUPS = {
    "": None,
    "intake": (Status.INTAKE,),
    "ready": (Status.REVIEW,),
    "to_sign": (Status.CONFIRMED,),
    "done": (Status.SIGNED, Status.CLOSED_UNSIGNED),
}


@require_safe
@needs(Permission.SEE_TODAY)
def today(request: HttpRequest) -> HttpResponse:
    """A page that already shows the list asks again from time to time, and gets nothing while nothing has changed."""
    now = timezone.now()
    here = of_today(_at_site(request), request.site, now)
    chosen = request.GET.get("show", "")
    chosen = chosen if chosen in GROUPS else ""
    shown = here.filter(status__in=GROUPS[chosen]) if chosen else here
    rows = shown.select_related("patient", "release", "claimed_by").defer("suggestion", "release__document")
    found, hrefs = page_of(request, rows.annotate(has_namesake=has_namesake("patient__")), newest_first=True)
    filters = _filters(here, chosen)
    version = _version(found, filters, now)
    if request.headers.get(SEEN) == version:
        return HttpResponse(status=204)
    note_list(request, "today.viewed", (visit.patient_id for visit in found))
    for visit in found:
        visit.patient.has_namesake = visit.has_namesake
    empty = _("Nobody is here yet today. Find a patient or add one.") if not chosen else _("Nobody in this list now.")
    context = {
        "rows": [TodayRow.of(visit, now) for visit in found],
        "filters": filters,
        "empty": empty,
        "today": at_site(request.site, now),
        "version": version,
        "section": "today",
    }
    template = "consultations/parts/today_list.html" if SEEN in request.headers else "consultations/today.html"
    return render(request, template, context | hrefs)


def _version(found: Sequence[Consultation], filters: Sequence[dict[str, object]], now: datetime) -> str:
    """Changes with whatever the list shows but for the minutes."""
    shown = [f"{visit.pk}.{visit.revision}.{visit.patient.revision}.{_open_with(visit, now)}" for visit in found]
    counts = [str(filter_["count"]) for filter_ in filters]
    return sha256(" ".join(shown + counts).encode()).hexdigest()[:16]


def _open_with(visit: Consultation, now: datetime) -> int | None:
    return visit.claimed_by_id if is_claimed(visit, now) else None


def _at_site(request: HttpRequest) -> ConsultationQuerySet:
    return access.visits_at(request.user, request.site)


def _filters(visits: ConsultationQuerySet, chosen: str) -> list[dict[str, object]]:
    groups = {name: statuses for name, statuses in GROUPS.items() if statuses}
    counted = visits.aggregate(
        all=Count("pk"), **{name: Count("pk", filter=Q(status__in=statuses)) for name, statuses in groups.items()}
    )
    names = {
        "": _("All"),
        "intake": _("In intake"),
        "ready": _("Ready for doctor"),
        "to_sign": _("To be signed"),
        "done": _("Done"),
    }
    return [
        {
            "href": reverse("today") + (f"?show={name}" if name else ""),
            "text": text,
            "count": counted[name or "all"],
            "current": name == chosen,
        }
        for name, text in names.items()
    ]

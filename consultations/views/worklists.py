"""Who is here today, who waits for the doctor, and finding a patient."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clinic.accounts.models import Site
from clinic.accounts.permissions import Permission, needs
from consultations.lifecycle import Status
from consultations.models import Consultation, Patient
from consultations.models.consultation import ConsultationQuerySet
from consultations.models.patient import MOST_FOUND
from consultations.presenters.people import PatientBanner, QueueRow, VisitRow
from consultations.presenters.words import Words
from consultations.search_terms import LONGEST_SEARCH
from consultations.views.paging import page_of
from consultations.views.seeing import note_list
from treatments.compiled_releases import compiled

MOST_WAITING = 200
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
    now = timezone.now()
    here = _today(request, now)
    chosen = request.GET.get("show", "")
    chosen = chosen if chosen in GROUPS else ""
    shown = here.filter(status__in=GROUPS[chosen]) if chosen else here
    found, hrefs = page_of(request, shown.select_related("patient").defer("answers", "suggestion"), newest_first=True)
    note_list(request, "today.viewed", (visit.patient_id for visit in found))
    rows = [VisitRow.of(visit, now) for visit in found]
    empty = _("Nobody is here yet today. Find a patient or add one.") if not chosen else _("Nobody in this list now.")
    local = now.astimezone(request.site.zone) if request.site else now
    context = {"rows": rows, "filters": _filters(here, chosen), "empty": empty, "today": local, "section": "today"}
    return render(request, "consultations/today.html", context | hrefs)


@require_safe
@needs(Permission.SEE_QUEUE)
def queue(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    waiting = _at_site(request).waiting_for_doctor().select_related("patient", "release").defer("release__document")
    found = list(waiting.order_by("intake_finished_at", "id")[:MOST_WAITING])
    note_list(request, "queue.viewed", (visit.patient_id for visit in found))
    rows = [QueueRow.of(visit, Words.of(compiled(visit.release), request.LANGUAGE_CODE), now) for visit in found]
    in_intake = _at_site(request).filter(status=Status.INTAKE).count()
    context = {"rows": sorted(rows, key=lambda row: row.order), "in_intake": in_intake, "section": "queue"}
    return render(request, "consultations/queue.html", context)


def _at_site(request: HttpRequest) -> ConsultationQuerySet:
    return Consultation.objects.for_user(request.user).filter(site=request.site)


def _today(request: HttpRequest, now: datetime) -> ConsultationQuerySet:
    """Open visits whenever they began, and those that ended since midnight at the site."""
    since = _midnight(request.site, now)
    ended = Q(signed_at__gte=since) | Q(closed_at__gte=since)
    return _at_site(request).filter(Q(status__in=[Status.INTAKE, Status.REVIEW, Status.CONFIRMED]) | ended)


def _midnight(site: Site | None, now: datetime) -> datetime:
    local = now.astimezone(site.zone) if site else now
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


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


@require_safe
@needs(Permission.SEE_PATIENT)
def search(request: HttpRequest) -> HttpResponse:
    """The words searched for are not kept anywhere: they can be somebody's name."""
    typed = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    place = _place(request.GET.get("cursor", ""))
    shown = list(Patient.objects.search(request.user, typed, after=place)) if typed else []
    if shown:
        note_list(request, "patients.found", (patient.pk for patient in shown))
    context = {
        "q": typed,
        "rows": [(PatientBanner.of(patient), patient.pk) for patient in shown],
        "next_href": _search_href(typed, shown[-1]) if len(shown) == MOST_FOUND else "",
        "first_href": _search_href(typed, None) if place else "",
        "section": "today",
    }
    return render(request, "consultations/search.html", context)


def _search_href(typed: str, last: Patient | None) -> str:
    place = {"cursor": f"{last.pk}.{last.search_name}"} if last else {}
    return "?" + urlencode({"q": typed} | place)


def _place(cursor: str) -> tuple[str, str] | None:
    """A cursor that is none of ours shows the first page."""
    ident, _dot, name = cursor.partition(".")
    try:
        return name, str(UUID(ident))
    except ValueError:
        return None

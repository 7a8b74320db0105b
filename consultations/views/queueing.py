"""The queue: who waits for a dermatologist, the next of them, and whose case it is."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clinic.accounts.permissions import Permission, needs
from consultations import access
from consultations.models import Consultation
from consultations.presenters.queue import QueueRow
from consultations.presenters.words import Words
from consultations.services import queueing
from consultations.site_days import at_site, day_at
from consultations.views.queue_list import QueueList
from consultations.views.review import refused_page
from consultations.views.seeing import note_list
from consultations.views.sending import sent
from consultations.views.worklists import SEEN
from treatments.compiled_releases import compiled


@require_safe
@needs(Permission.SEE_QUEUE)
def queue(request: HttpRequest) -> HttpResponse:
    """A page that already shows the list asks again from time to time, and gets nothing while nothing has changed."""
    now = timezone.now()
    shown = QueueList.of(request, now)
    if request.headers.get(SEEN) == shown.version:
        return HttpResponse(status=204)
    note_list(request, "queue.viewed", (case.patient_id for case in shown.cases))
    today, language = day_at(request.site, now), request.LANGUAGE_CODE
    context = {
        "rows": [
            QueueRow.of(case, Words.of(compiled(case.release), language), request.user, now, today)
            for case in shown.cases
        ],
        "filters": _filters(shown),
        "waiting": shown.counts[""],
        "in_intake": shown.in_intake,
        "version": shown.version,
        "as_of": at_site(request.site, now),
        "section": "queue",
    }
    template = "consultations/parts/queue_list.html" if SEEN in request.headers else "consultations/queue.html"
    return render(request, template, context | shown.hrefs)


@require_POST
@needs(Permission.REVIEW)
def next_patient(request: HttpRequest) -> HttpResponse:
    """Pressed twice it is the same case: the one that is theirs already."""
    case = queueing.next_case(site=request.site, by=request.user, at=timezone.now())
    if case is None:
        messages.info(request, _("No one is waiting whom a colleague does not have open."))
        return redirect("queue")
    return redirect("review", case.pk)


@require_POST
@needs(Permission.REVIEW)
def skip(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    return _stepped(request, consultation_id, queueing.skip, reverse("queue"))


@require_POST
@needs(Permission.REVIEW)
def unskip(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    return _stepped(request, consultation_id, queueing.unskip, reverse("queue"))


@require_POST
@needs(Permission.REVIEW)
def take_over(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    return _stepped(request, consultation_id, queueing.take_over_case, reverse("review", args=[consultation_id]))


@require_POST
@needs(Permission.REVIEW)
def let_go(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    return _stepped(request, consultation_id, queueing.let_go, reverse("queue"))


def _stepped(
    request: HttpRequest, consultation_id: UUID, service: Callable[..., Consultation], onwards: str
) -> HttpResponse:
    """Needs no receipt: done twice it is as done once."""
    case = access.consultation(request.user, consultation_id)

    def perform() -> str:
        service(consultation_id=case.pk, by=request.user, at=timezone.now())
        return onwards

    answer, reasons = sent(request, None, case.patient, perform, receipt=False)
    return answer or refused_page(request, case, reasons)


def _filters(shown: QueueList) -> list[dict[str, object]]:
    names = {
        "": _("All"),
        "flagged": _("Red flags"),
        "to_sign": _("To be signed"),
        "mine": _("Open with you"),
        "skipped": _("Skipped by you"),
    }
    return [
        {
            "href": reverse("queue") + (f"?show={name}" if name else ""),
            "text": text,
            "count": shown.counts[name],
            "current": name == shown.chosen,
        }
        for name, text in names.items()
    ]

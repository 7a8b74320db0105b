"""A step of a visit as its pages send it, and the plain page for a visit that is not where somebody thought it was."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.forms import BaseForm, Textarea
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from consultations.lifecycle import Status
from consultations.models import Consultation
from consultations.policies.states import why_not_in
from consultations.presenters.people import Pill
from consultations.views.seeing import about_visit
from consultations.views.sending import page, revision, sent


def own(request: HttpRequest, consultation: Consultation) -> dict[str, Any]:
    """What every service of a visit is told: which visit, as it was seen, by whom, when."""
    return {
        "consultation_id": consultation.pk,
        "revision": revision(request),
        "by": request.user,
        "at": timezone.now(),
    }


def moved(
    request: HttpRequest, consultation: Consultation, service: Callable[..., object], onwards: str
) -> tuple[HttpResponse | None, list[str]]:
    """A step that asks for nothing but a press of a button."""

    def perform() -> str:
        service(**own(request, consultation))
        return onwards

    return sent(request, None, consultation.patient, perform)


def elsewhere(
    request: HttpRequest,
    consultation: Consultation,
    reasons: Sequence[str],
    *statuses: Status,
    form: BaseForm | None = None,
    around: Mapping[str, Any] | None = None,
) -> HttpResponse | None:
    """What was sent to a visit that is not, or no longer, in one of these states: no answer of it is shown."""
    if request.method != "POST":
        return None
    # It may have moved on after it was read for this request.
    consultation.refresh_from_db(fields=["status"])
    why_not = why_not_in(consultation, *statuses)
    if why_not is None:
        return None
    context = (around or about_visit(consultation)) | {
        "pill": Pill.of(consultation.status),
        "typed": _long_texts(form),
        "section": "today" if Status.INTAKE in statuses else "queue",
    }
    return page(request, "consultations/not_here.html", context, reasons=reasons or [why_not])


def _long_texts(form: BaseForm | None) -> list[str]:
    """What somebody wrote is given back, so that it can be put where it belongs now."""
    if form is None or not form.is_bound:
        return []
    texts = (form[name].value() for name, field in form.fields.items() if isinstance(field.widget, Textarea))
    return [text for text in texts if text]

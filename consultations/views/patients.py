"""A patient: making sure who it is, starting an intake, who looked and who changed."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clinic.accounts.permissions import Permission, needs
from clinic.audit.history import events_about
from clinic.audit.refusals import Refused
from consultations import access
from consultations.forms import StartForm
from consultations.models import Patient
from consultations.presenters.history import history_rows
from consultations.presenters.identity import Identity
from consultations.presenters.people import VisitRow
from consultations.services import intake as intake_services
from consultations.services import patients as services
from consultations.views.paging import page_of
from consultations.views.seeing import about_patient
from consultations.views.sending import page, sent
from treatments.compiled_releases import compiled

HANDED_OVER = "patient"


@require_safe
@needs(Permission.SEE_PATIENT)
def patient(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    found = access.patient(request.user, patient_id)
    return _patient_page(request, found, confirmed="confirmed" in request.GET)


@require_POST
@needs(Permission.TAKE_INTAKE)
def start(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    found = access.patient(request.user, patient_id)
    # A page without these fields leaves the record as it is.
    form = StartForm(request.POST, languages=_languages()) if "language" in request.POST else None

    def perform() -> str:
        if form:
            _keep_what_was_chosen(request, found, form)
        consultation = intake_services.start(patient_id=found.pk, by=request.user, at=timezone.now())
        return reverse("intake", args=[consultation.pk])

    answer, reasons = sent(request, form, found, perform)
    if answer and request.POST.get("answered_by") == HANDED_OVER and _can_be_handed_over():
        from consultations.views.handing_over import hand_over_after_start

        return hand_over_after_start(request, found.consultations.open().get())
    return answer or _patient_page(request, found, reasons, confirmed=True, form=form)


@require_safe
@needs(Permission.SEE_HISTORY)
def history(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    found = access.patient(request.user, patient_id)
    before = request.GET.get("before", "")
    shown = events_about(found.pk, before=int(before) if before.isascii() and before.isdecimal() else None)
    context = about_patient(found) | {
        "rows": history_rows(shown.events, found.site.zone),
        "next_href": f"?before={shown.before}" if shown.before else "",
        "first_href": "?" if before else "",
        "section": "today",
    }
    return page(request, "consultations/patient_history.html", context)


def _patient_page(
    request: HttpRequest,
    found: Patient,
    reasons: Sequence[str] = (),
    *,
    confirmed: bool,
    form: StartForm | None = None,
) -> HttpResponse:
    visits = found.consultations.select_related("patient", "release").defer(
        "answers", "suggestion", "release__document"
    )
    shown, hrefs = page_of(request, visits, newest_first=True)
    open_visit = found.consultations.open().select_related("release").defer("suggestion", "release__document").first()
    now = timezone.now()
    context = about_patient(found) | {
        "rows": [VisitRow.of(visit, now) for visit in shown],
        "open_visit": open_visit,
        "identity": Identity.of(found, shown, open_visit),
        "confirmed": confirmed,
        "start_form": form or _start_form(found),
        "can_be_handed_over": _can_be_handed_over(),
        "section": "today",
    }
    return page(request, "consultations/patient.html", context | hrefs, form=form, reasons=reasons)


def _start_form(found: Patient) -> StartForm:
    languages = _languages()
    return StartForm(
        initial={"language": _offered(found, languages), "text_size": found.text_size}, languages=languages
    )


def _offered(found: Patient, languages: Sequence[str]) -> str:
    return found.language if found.language in languages else languages[0]


def _keep_what_was_chosen(request: HttpRequest, found: Patient, form: StartForm) -> None:
    """A language that the protocol lacks stays in the record unless another one was chosen instead."""
    chosen = form.cleaned_data["language"]
    language = found.language if chosen == _offered(found, _languages()) else chosen
    size = form.cleaned_data["text_size"]
    services.prefer(patient_id=found.pk, language=language, text_size=size, by=request.user, at=timezone.now())


def _languages() -> Sequence[str]:
    """In which the questions can be asked."""
    try:
        return compiled(intake_services.newest_release()).document.languages
    except Refused:
        return [code for code, _name in settings.LANGUAGES]


def _can_be_handed_over() -> bool:
    try:
        return bool(reverse("tablet_start"))
    except NoReverseMatch:
        return False

"""A patient: adding one, their visits, starting an intake, who looked and who changed."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clinic.accounts.permissions import Permission, needs
from clinic.audit.history import events_about
from clinic.audit.refusals import Refused
from consultations import access
from consultations.forms import PatientForm
from consultations.likeness import who_may_be
from consultations.models import Patient
from consultations.presenters.history import history_rows
from consultations.presenters.people import PatientBanner, VisitRow
from consultations.services import intake as intake_services
from consultations.services import patients as services
from consultations.site_days import day_at
from consultations.views.paging import page_of
from consultations.views.seeing import about_patient, note_list
from consultations.views.sending import page, sent


@needs(Permission.REGISTER_PATIENT)
def new(request: HttpRequest) -> HttpResponse:
    sent_form = request.POST if request.method == "POST" else None
    today = day_at(request.site, timezone.now())
    form = PatientForm(sent_form, initial={"language": request.LANGUAGE_CODE}, today=today)
    alike: list[Patient] = []

    def perform() -> str:
        if "someone_else" not in request.POST:
            told = {name: form.cleaned_data[name] for name in ("family_name", "given_name", "date_of_birth")}
            alike.extend(who_may_be(access.patients(request.user), **told))
        if alike:
            raise Refused(_("Somebody born on the same day has a similar name. Nothing was saved yet."))
        patient = services.register(site=request.site, **form.cleaned_data, by=request.user, at=timezone.now())
        return reverse("patient", args=[patient.pk])

    # Looked for only when this page was not saved before: sent twice, the patient would resemble themselves.
    answer, reasons = sent(request, form, None, perform)
    if alike and answer is None:
        note_list(request, "patients.found", (found.pk for found in alike))
    context = {"look_alikes": [(PatientBanner.of(found), found.pk) for found in alike], "section": "today"}
    return answer or page(request, "consultations/patient_new.html", context, form=form, reasons=reasons)


@require_safe
@needs(Permission.SEE_PATIENT)
def patient(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    found = access.patient(request.user, patient_id)
    return _patient_page(request, found)


@require_POST
@needs(Permission.TAKE_INTAKE)
def start(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    found = access.patient(request.user, patient_id)

    def perform() -> str:
        consultation = intake_services.start(patient_id=found.pk, by=request.user, at=timezone.now())
        return reverse("intake", args=[consultation.pk])

    answer, reasons = sent(request, None, found, perform)
    return answer or _patient_page(request, found, reasons)


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


def _patient_page(request: HttpRequest, found: Patient, reasons: list[str] = ()) -> HttpResponse:
    visits = found.consultations.select_related("patient", "release").defer(
        "answers", "suggestion", "release__document"
    )
    shown, hrefs = page_of(request, visits, newest_first=True)
    now = timezone.now()
    context = about_patient(found) | {
        "rows": [VisitRow.of(visit, now) for visit in shown],
        "open_visit": found.consultations.open().defer("answers", "suggestion").first(),
        "section": "today",
    }
    return page(request, "consultations/patient.html", context | hrefs, reasons=reasons)

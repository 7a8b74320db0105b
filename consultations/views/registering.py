"""Adding a patient, and correcting one."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.accounts.permissions import Permission, needs
from clinic.audit.refusals import Refused
from consultations import access
from consultations.forms import PatientForm, SomeoneElseForm
from consultations.likeness import who_may_be
from consultations.models import Patient
from consultations.presenters.people import FoundRow, PatientBanner
from consultations.search_terms import details_in
from consultations.services import patients as services
from consultations.site_days import day_at
from consultations.views.finding import LAST_SEARCH, typed_in
from consultations.views.seeing import about_patient, note_list
from consultations.views.sending import page, revision, sent

COMPARED = ("family_name", "given_name", "date_of_birth")


@needs(Permission.REGISTER_PATIENT)
def new(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and "q" in request.POST:
        request.session[LAST_SEARCH] = typed_in(request)
        return redirect(reverse("patient_new") + "?typed")
    adding = Adding(request, _new_form(request))
    # Looked for only when this page was not saved before: sent twice, the patient would resemble themselves.
    answer, reasons = sent(request, adding.form, None, adding.perform)
    if adding.alike and answer is None:
        note_list(request, "patients.found", (found.pk for found in adding.alike))
    context = {
        "look_alikes": [FoundRow(found.pk, PatientBanner.of(found)) for found in adding.alike],
        "someone_else": adding.someone_else,
        "section": "today",
    }
    return answer or page(request, "consultations/patient_new.html", context, form=adding.form, reasons=reasons)


@dataclass
class Adding:
    request: HttpRequest
    form: PatientForm
    alike: list[Patient] = field(default_factory=list)
    someone_else: SomeoneElseForm | None = None

    @transaction.atomic
    def perform(self) -> str:
        by, at = self.request.user, timezone.now()
        services.one_at_a_time(by)
        self.alike = who_may_be(access.patients(by), **{name: self.form.cleaned_data[name] for name in COMPARED})
        told = ([str(found.pk) for found in self.alike], self._because()) if self.alike else None
        patient = services.register(
            site=self.request.site, **self.form.cleaned_data, not_the_same_as=told, by=by, at=at
        )
        return reverse("patient", args=[patient.pk]) + "?confirmed"

    def _because(self) -> str:
        """Why none of those who look alike is meant; asked for once they were shown."""
        if "someone_else" in self.request.POST:
            self.someone_else = SomeoneElseForm(self.request.POST)
            if self.someone_else.is_about(found.pk for found in self.alike) and self.someone_else.is_valid():
                return str(self.someone_else.cleaned_data["because"])
        self.someone_else = self.someone_else or SomeoneElseForm()
        raise Refused(_("Somebody with a similar name and date of birth is here already. Nothing was saved yet."))


def _new_form(request: HttpRequest) -> PatientForm:
    today = day_at(request.site, timezone.now())
    if request.method == "POST":
        return PatientForm(request.POST, today=today)
    known = {"language": request.LANGUAGE_CODE, "text_size": "normal"}
    typed = request.session.get(LAST_SEARCH, "") if "typed" in request.GET else ""
    return PatientForm(initial=known | details_in(typed, today), today=today)


@needs(Permission.REGISTER_PATIENT)
def edit(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Every detail at once: what was changed, from what, is in the event."""
    found = access.patient(request.user, patient_id)
    today = day_at(found.site, timezone.now())
    form = PatientForm(request.POST if request.method == "POST" else None, initial=_details(found), today=today)

    def perform() -> str:
        services.change(
            patient_id=found.pk,
            revision=revision(request),
            by=request.user,
            at=timezone.now(),
            **form.cleaned_data,
        )
        return reverse("patient", args=[found.pk])

    answer, reasons = sent(request, form, found, perform)
    context = about_patient(found) | {"revision": found.revision, "section": "today"}
    return answer or page(request, "consultations/patient_edit.html", context, form=form, reasons=reasons)


def _details(patient: Patient) -> dict[str, Any]:
    return {name: getattr(patient, name) for name in PatientForm.base_fields}

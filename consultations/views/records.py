"""Signing, the signed record, what is added to it, and the patient's sheet."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from clinic.accounts.permissions import Permission, needs
from consultations import access, policies
from consultations.forms import AddendumForm, SignForm
from consultations.glance import flags
from consultations.lifecycle import Status
from consultations.models import Consultation
from consultations.presenters.aftercare import AftercareSheet
from consultations.presenters.people import Pill
from consultations.presenters.plan import PlanCard
from consultations.presenters.record import SignedPage
from consultations.presenters.suggestions import headline
from consultations.presenters.words import Words, area_name
from consultations.services import signing
from consultations.views.review import REVIEWED
from consultations.views.seeing import about_patient, about_visit
from consultations.views.sending import page, sent
from consultations.views.stepping import elsewhere, own
from treatments.compiled_releases import compiled


@sensitive_post_parameters("password")
@needs(Permission.SIGN)
def sign(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    consultation = access.consultation(request.user, consultation_id)
    if request.method != "POST" and consultation.status != Status.CONFIRMED:
        return redirect("record" if consultation.status == Status.SIGNED else "review", consultation.pk)
    form = SignForm(request.POST if request.method == "POST" else None)

    def perform() -> str:
        signing.sign(**own(request, consultation), password=form.cleaned_data["password"])
        return reverse("record", args=[consultation.pk])

    # A wrong password must be counted even though nothing is signed, so no transaction stands around it.
    answer, reasons = sent(request, form, consultation.patient, perform, receipt=False)
    if not_here := answer or elsewhere(request, consultation, reasons, *REVIEWED):
        return not_here
    context = about_visit(consultation) | _to_sign(request, consultation)
    return page(request, "consultations/sign.html", context, form=form, reasons=reasons)


@require_safe
@needs(Permission.REVIEW)
def record(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    consultation = access.signed(request.user, consultation_id)
    return _record_page(request, consultation, AddendumForm())


@require_POST
@needs(Permission.SIGN)
def addendum(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    consultation = access.signed(request.user, consultation_id)
    form = AddendumForm(request.POST)

    def perform() -> str:
        said = {"text": form.cleaned_data["text"], "reason": form.cleaned_data["reason"]}
        signing.add_addendum(consultation_id=consultation.pk, **said, by=request.user, at=timezone.now())
        return reverse("record", args=[consultation.pk]) + "#addenda"

    answer, reasons = sent(request, form, consultation.patient, perform)
    return answer or _record_page(request, consultation, form, reasons)


@require_safe
@needs(Permission.SEE_AFTERCARE)
def aftercare(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    consultation = access.signed(request.user, consultation_id)
    document = json.loads(consultation.record.document)
    with translation.override(document["language"]):
        own_words = {"sheet": AftercareSheet.of(document), "consultation": consultation, "section": "today"}
        return page(request, "consultations/aftercare.html", about_patient(consultation.patient) | own_words)


def _record_page(
    request: HttpRequest, consultation: Consultation, form: AddendumForm, reasons: list[str] = ()
) -> HttpResponse:
    document = json.loads(consultation.record.document)
    words = Words.of(compiled(consultation.release), document["language"])
    signed = SignedPage.of(document, words)
    context = about_patient(consultation.patient) | {
        "patient": signed.patient,
        "signed": signed,
        "record": consultation.record,
        "addenda": consultation.addenda.all(),
        "zone": consultation.site.zone,
        "consultation": consultation,
        "may_add": policies.why_not_add(consultation, request.user, "-", "-") is None,
        "section": "queue",
    }
    return page(request, "consultations/record.html", context, form=form, reasons=reasons)


def _to_sign(request: HttpRequest, consultation: Consultation) -> dict[str, Any]:
    """Everything that the signature will stand for, in full view."""
    words = Words.of(compiled(consultation.release), request.LANGUAGE_CODE)
    areas = (consultation.suggestion or {"areas": []})["areas"]
    given = consultation.answers["areas"]
    lines = consultation.plan_lines.select_related("decided_by")
    return {
        "lines": [
            {
                "area": area_name(words, given[line.area_number - 1], line.area_number),
                "plan": PlanCard.of(words, line),
                "suggested": headline(words, areas[line.area_number - 1]),
            }
            for line in lines
            if line.area_number <= len(areas)
        ],
        "flags": flags(consultation.suggestion or {"areas": []}),
        "meaning": signing.MEANING,
        "release": consultation.release.number,
        "pill": Pill.of(consultation.status),
        "why_not": policies.why_not_sign(consultation, request.user),
        "section": "queue",
    }

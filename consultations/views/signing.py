"""The signature: what it stands for in full view, whoever gives it asked again, and undoing it at once."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from clinic.accounts.permissions import Permission, needs
from consultations import access, policies, records
from consultations.forms import SignForm
from consultations.lifecycle import Status
from consultations.models import Consultation, SignedRecord
from consultations.models.sheet import HandedOutAs
from consultations.newer_release import newer_release
from consultations.presenters.newer import NewerBar
from consultations.presenters.record import SignedPage
from consultations.presenters.signing import ticks
from consultations.presenters.words import Words
from consultations.services import queueing, sheets, signing
from consultations.signatures import number
from consultations.views import just_signed
from consultations.views.records import record_page
from consultations.views.seeing import about_visit
from consultations.views.sending import page, sent
from consultations.views.stepping import elsewhere, own
from treatments.compiled_releases import compiled
from treatments.engine.canonical import canonical_json

PRINT = "print"


@sensitive_post_parameters("password")
@needs(Permission.SIGN)
def sign(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    consultation = access.consultation(request.user, consultation_id)
    if request.method != "POST" and consultation.status != Status.CONFIRMED:
        return redirect("record" if consultation.status == Status.SIGNED else "review", consultation.pk)
    form = SignForm(request.POST or None, is_first=not just_signed.has_signed_here(request))

    def perform() -> str:
        asked = {name: form.cleaned_data[name] for name in form.fields}
        record = signing.sign(**own(request, consultation), **asked, shown=request.POST.get("shown", ""))
        just_signed.remember(request, record)
        return _onwards(request, record)

    # A wrong password must be counted even though nothing is signed, so no transaction stands around it.
    answer, reasons = sent(request, form, consultation.patient, perform, receipt=False)
    if not_here := answer or elsewhere(request, consultation, reasons, Status.CONFIRMED):
        return not_here
    context = about_visit(consultation) | _to_sign(request, consultation)
    return page(request, "consultations/sign.html", context, form=form, reasons=reasons)


@require_POST
@needs(Permission.SIGN)
def unsign(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Back to the review with its plan; why not stands on the record."""
    consultation = access.consultation(request.user, consultation_id)
    record_id = number(request.POST.get("record", ""))

    def perform() -> str:
        signing.withdraw_signature(
            consultation_id=consultation.pk, record_id=record_id, by=request.user, at=timezone.now()
        )
        return reverse("review", args=[consultation.pk])

    answer, reasons = sent(request, None, consultation.patient, perform, receipt=False)
    not_here = answer or elsewhere(request, consultation, reasons, Status.SIGNED)
    return not_here or record_page(request, consultation, reasons=reasons)


def _onwards(request: HttpRequest, record: SignedRecord) -> str:
    if request.POST.get("then") == PRINT:
        return _to_the_printer(request, record)
    case = queueing.next_case(site=request.site, by=request.user, at=timezone.now())
    return reverse("review", args=[case.pk]) if case else reverse("queue")


def _to_the_printer(request: HttpRequest, record: SignedRecord) -> str:
    """Written down as printed, once; that page opens the printer's own window."""
    if not record.handed_out.exists():
        sheets.hand_out(record=record, how=HandedOutAs.PRINT, large=False, by=request.user, at=timezone.now())
    return reverse("aftercare", args=[record.consultation_id]) + "?print=yes"


def _to_sign(request: HttpRequest, consultation: Consultation) -> dict[str, Any]:
    """Made from the very document that would be signed now, so that nothing is signed that was not shown."""
    undone = list(consultation.records.values_list("sha256", flat=True))
    words = Words.of(compiled(consultation.release), request.LANGUAGE_CODE)
    document = records.build(
        consultation, by=request.user, at=timezone.now(), meaning=str(signing.MEANING), undone=undone
    )
    # As it would be read back.
    document = json.loads(canonical_json(document))
    return {
        "signed": SignedPage.of(document, words),
        "shown": records.shown_sha256(document),
        "ticks": ticks(words, consultation, document),
        "why_not": policies.why_not_sign(consultation, request.user),
        "newer": NewerBar.of(consultation, newer_release(consultation), words.language),
        "section": "queue",
    }

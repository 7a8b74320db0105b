"""The signed record, those taken back before it, and what is added to it."""

import json
from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clinic.accounts.permissions import Permission, needs
from consultations import access, policies, signatures
from consultations.forms import AddendumForm
from consultations.models import Consultation, SignedRecord
from consultations.policies.undoing import withdrawal_of
from consultations.presenters.record import SignedPage
from consultations.presenters.words import Words
from consultations.services import signing
from consultations.views.seeing import about_patient
from consultations.views.sending import page, sent
from treatments.compiled_releases import compiled


@require_safe
@needs(Permission.REVIEW)
def record(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """`?number=` shows one that was taken back; without it, the signature that stands."""
    consultation = access.consultation(request.user, consultation_id)
    named = request.GET.get("number", "")
    chosen = signatures.numbered(consultation, named) if named else None
    return record_page(request, consultation, chosen)


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
    return answer or record_page(request, consultation, form=form, reasons=reasons)


def record_page(
    request: HttpRequest,
    consultation: Consultation,
    chosen: SignedRecord | None = None,
    *,
    form: AddendumForm | None = None,
    reasons: Sequence[str] = (),
) -> HttpResponse:
    """Read in the words of the release it was made with, which may be another one than the visit has now."""
    shown = chosen or access.standing_record(consultation)
    document = json.loads(shown.document)
    release = signatures.release_of(document)
    signed = SignedPage.of(document, Words.of(compiled(release), document["language"]))
    undone, now = withdrawal_of(shown), timezone.now()
    context = about_patient(consultation.patient) | {
        "patient": signed.patient,
        "signed": signed,
        "record": shown,
        "undone": undone,
        "others": signatures.undone(consultation).exclude(pk=shown.pk),
        "addenda": () if undone else consultation.addenda.all(),
        "zone": consultation.site.zone,
        "consultation": consultation,
        "may_undo": policies.why_not_unsign(consultation, shown, request.user, now) is None,
        "undo_until": policies.undo_until(shown),
        "may_add": not undone and policies.why_not_add(consultation, request.user, "-", "-") is None,
        "section": "queue",
    }
    return page(request, "consultations/record.html", context, form=form or AddendumForm(), reasons=reasons)

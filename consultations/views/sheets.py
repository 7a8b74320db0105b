"""The patient's sheet in the clinic: shown, printed, e-mailed, and what became of it so far."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_POST, require_safe

from clinic.accounts.permissions import Permission, needs
from consultations import access, mail_addresses, sheet_tokens
from consultations.face_map.places import OnTheMap
from consultations.forms.sheets import MailForm
from consultations.lifecycle import Status
from consultations.models import Consultation, SignedRecord
from consultations.models.sheet import HandedOutAs
from consultations.policies.sheets import is_readable, why_not_send_mail
from consultations.presenters.aftercare import AftercareSheet
from consultations.presenters.handed_out import handed_out_rows, mail_rows, sent_there_before
from consultations.services import sheets
from consultations.sheet.qr import qr_svg
from consultations.views.seeing import about_patient, about_visit
from consultations.views.sending import page, sent
from consultations.views.stepping import elsewhere
from treatments.compiled_releases import compiled

# How an address asks for the printer's window, and how long after the button it may.
PRINTS = ("yes", "large")
JUST_PRINTED = timedelta(minutes=5)


@require_safe
@needs(Permission.SEE_AFTERCARE)
def aftercare(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    return _sheet_page(request, access.signed(request.user, consultation_id))


@require_POST
@needs(Permission.SEE_AFTERCARE)
def aftercare_print(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Written down first; the page that follows opens the printer's own window."""
    consultation = access.signed(request.user, consultation_id)
    record = access.standing_record(consultation)
    large = request.POST.get("large") == "yes"

    def perform() -> str:
        sheets.hand_out(record=record, how=HandedOutAs.PRINT, large=large, by=request.user, at=timezone.now())
        return _sheet_address(consultation) + ("?print=large" if large else "?print=yes")

    answer, reasons = sent(request, None, consultation.patient, perform)
    return (
        answer
        or elsewhere(request, consultation, reasons, Status.SIGNED)
        or _sheet_page(request, consultation, reasons)
    )


@needs(Permission.SEE_AFTERCARE)
def aftercare_mail(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Two steps: the address is typed, then read back large. Only what was read back is written to."""
    consultation = access.signed(request.user, consultation_id)
    record = access.standing_record(consultation)
    is_sent = request.method == "POST"
    form = MailForm(request.POST if is_sent else None, initial={"to": consultation.patient.email})
    to = form.cleaned_data["to"] if is_sent and form.is_valid() else ""
    if to and request.POST.get("read_back") != to:
        return _mail_page(request, consultation, form, to="" if "change" in request.POST else to)

    def perform() -> str:
        sheets.owe_mail(record=record, to=to, key=request.POST["key"], by=request.user, at=timezone.now())
        return _sheet_address(consultation) + "#handed-out"

    answer, reasons = sent(request, form, consultation.patient, perform)
    if not_here := answer or (reasons and elsewhere(request, consultation, reasons, Status.SIGNED)):
        return not_here
    return _mail_page(request, consultation, form, reasons=reasons)


@require_POST
@needs(Permission.SEE_AFTERCARE)
def aftercare_mail_again(request: HttpRequest, consultation_id: UUID, mail_id: int) -> HttpResponse:
    consultation = access.signed(request.user, consultation_id)
    mail = access.mail(consultation, mail_id)

    def perform() -> str:
        sheets.send_again(mail=mail, by=request.user, at=timezone.now())
        return _sheet_address(consultation) + "#handed-out"

    answer, reasons = sent(request, None, consultation.patient, perform)
    return (
        answer
        or elsewhere(request, consultation, reasons, Status.SIGNED)
        or _sheet_page(request, consultation, reasons)
    )


def _sheet_page(request: HttpRequest, consultation: Consultation, reasons: list[str] = ()) -> HttpResponse:
    record = access.standing_record(consultation)
    document = json.loads(record.document)
    with translation.override(document["language"]):
        context = about_patient(consultation.patient) | {
            "sheet": AftercareSheet.of(document, OnTheMap.of(compiled(consultation.release).document)),
            "consultation": consultation,
            "printing": _printing(request, record),
            "section": "today",
        }
        return page(request, "consultations/aftercare.html", context | _bar(consultation, record), reasons=reasons)


def _printing(request: HttpRequest, record: SignedRecord) -> str:
    """What the address says was printed just now, where that is so: anybody can write an address."""
    asked = request.GET.get("print", "")
    since = timezone.now() - JUST_PRINTED
    own = record.handed_out.filter(how=HandedOutAs.PRINT, large=asked == "large", by=request.user, at__gte=since)
    return asked if asked in PRINTS and own.exists() else ""


def _bar(consultation: Consultation, record: SignedRecord) -> dict[str, Any]:
    """What can be done with the sheet, and what was."""
    now, zone = timezone.now(), consultation.site.zone
    link = sheets.address_of(record, now)
    return {
        "address": sheet_tokens.short_address(link) if is_readable(link, now) else "",
        "qr": qr_svg(sheet_tokens.whole_address(link)),
        "readable_until": link.expires_on,
        "why_no_mail": why_not_send_mail(),
        "handed_out": handed_out_rows(record.handed_out.select_related("by"), zone, now),
        "mails": mail_rows(record.mails.all(), zone, now),
    }


def _mail_page(
    request: HttpRequest, consultation: Consultation, form: MailForm, *, to: str = "", reasons: list[str] = ()
) -> HttpResponse:
    """With `to`, the page that reads it back."""
    context = about_visit(consultation) | {
        "to": to,
        "meant": mail_addresses.meant(to) if to else "",
        "in_letters": mail_addresses.in_its_own_letters(to),
        "is_of_patient": bool(to) and mail_addresses.is_the_same(to, consultation.patient.email),
        "earlier": _sent_there_before(consultation, to) if to else "",
        "why_no_mail": why_not_send_mail(),
        "section": "today",
    }
    return page(request, "consultations/aftercare_mail.html", context, form=form, reasons=reasons)


def _sent_there_before(consultation: Consultation, to: str) -> str:
    mails = access.standing_record(consultation).mails.filter(to=to)
    return sent_there_before(mails, consultation.site.zone, timezone.now())


def _sheet_address(consultation: Consultation) -> str:
    return reverse("aftercare", args=[consultation.pk])

"""Sheets of signed visits with an address that can be read on any day the tests run."""

import re
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from consultations import sheet_tokens
from consultations.models import Consultation, Mail, SheetLink
from consultations.models.sheet import MailState
from consultations.services import sheets
from tests.integration.clinic_factory import Clinic
from tests.integration.pages_sent import form_of

LATE = date(2999, 12, 31)


def readable(visit: Consultation, **differs: Any) -> SheetLink:
    """The visits of tests were long ago, and their sheets would be over."""
    known = {"token": sheet_tokens.new(), "expires_on": LATE, "created_at": timezone.now()} | differs
    return SheetLink.objects.create(site=visit.site, record=visit.record, **known)


def owed(clinic: Clinic, visit: Consultation, *, to: str = "amy@example.org", key: str = "", **differs: Any) -> Mail:
    """`differs` is what became of it since."""
    if not SheetLink.objects.filter(record=visit.record).exists():
        readable(visit)
    at = timezone.now()
    mail = sheets.owe_mail(record=visit.record, to=to, key=key or str(visit.pk), by=clinic.desk, at=at)
    if differs:
        Mail.objects.filter(pk=mail.pk).update(**differs)
        mail.refresh_from_db()
    return mail


def of_the_sheet(clinic: Clinic) -> dict[str, dict[str, Any]]:
    """For each page about a sheet: the arguments of its address."""
    visit, with_mail = clinic.signed(), clinic.signed()
    about, token = {"consultation_id": visit.pk}, {"token": readable(visit).token}
    again = {"consultation_id": with_mail.pk, "mail_id": owed(clinic, with_mail, state=MailState.FAILED).pk}
    return {
        **dict.fromkeys(["aftercare_print", "aftercare_mail"], about),
        **dict.fromkeys(["sheet_public", "sheet_dates"], token),
        "aftercare_mail_again": again,
    }


def send(client, page, visit, *arguments, **typed):
    return client.post(reverse(page, args=[visit.pk, *arguments]), form_of(visit, **typed))


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))

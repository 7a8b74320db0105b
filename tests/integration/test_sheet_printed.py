"""The sheet on paper: written down before the printer opens, counted, and never after the signature was undone."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clinic.audit.models import Event
from clinic.audit.refusals import Refused
from consultations.models import Mail, SheetHandedOut
from consultations.models.sheet import HandedOutAs
from consultations.presenters.handed_out import clock, handed_out_rows
from consultations.services import sheets, signing
from tests.integration.clinic_factory import Clinic, as_committed
from tests.integration.pages_sent import form_of, signed_in
from tests.integration.sheets_given import readable, send, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def visit(clinic):
    patient = clinic.patient(family_name="Featherstonehaugh", given_name="Wilhelmina", email="willa@example.org")
    visit = clinic.signed(patient)
    readable(visit)
    return visit


@pytest.fixture
def desk(clinic):
    return signed_in(clinic.desk)


def test_printing_is_written_down_before_the_page_opens_the_printer(visit, desk):
    answer = send(desk, "aftercare_print", visit)
    row = SheetHandedOut.objects.get()
    assert (answer.status_code, answer.url) == (302, f"{reverse('aftercare', args=[visit.pk])}?print=yes")
    assert (row.how, row.large) == (HandedOutAs.PRINT, False)
    assert Event.objects.get(action="sheet.print").patient_id == str(visit.patient_id)
    assert "data-print-now" in desk.get(answer.url).content.decode()
    assert "data-print-now" not in desk.get(reverse("aftercare", args=[visit.pk])).content.decode()


def test_an_address_that_nobody_printed_opens_no_printer_and_says_nothing_of_paper(clinic, visit, desk):
    page = reverse("aftercare", args=[visit.pk])

    def opens(query):
        html = desk.get(page + query).content.decode()
        return "data-print-now" in html or "Written down as printed" in html or "for-patient--large" in html

    assert not any(opens(query) for query in ("?print=yes", "?print=large", "?print=<b>"))
    at = timezone.now()
    printed = {"record": visit.record, "how": HandedOutAs.PRINT, "large": False}
    sheets.hand_out(**printed, by=clinic.derm, at=at)
    sheets.hand_out(**printed | {"how": HandedOutAs.PDF}, by=clinic.desk, at=at)
    sheets.hand_out(**printed, by=clinic.desk, at=at - timedelta(hours=1))
    assert not opens("?print=yes"), "somebody else's, a file, and an old one"
    sheets.hand_out(**printed, by=clinic.desk, at=at)
    assert opens("?print=yes") and not opens("?print=large")


def test_large_print_is_told_apart(visit, desk):
    answer = send(desk, "aftercare_print", visit, large="yes")
    assert SheetHandedOut.objects.get().large
    html = desk.get(answer.url).content.decode()
    assert "for-patient--large" in html and "Printed in large print once" in html


def test_a_double_tap_prints_once_and_printing_again_is_counted_and_shown(clinic, visit, desk):
    form = form_of(visit)
    for _ in range(2):
        desk.post(reverse("aftercare_print", args=[visit.pk]), form)
    assert SheetHandedOut.objects.count() == 1
    send(desk, "aftercare_print", visit)
    last = SheetHandedOut.objects.latest("id")
    at = clock(last.at, clinic.site.zone, timezone.now())
    assert f"Printed 2 times, last {at} by {clinic.desk.name}" in words(desk.get(reverse("aftercare", args=[visit.pk])))


def test_yesterday_has_its_date(clinic, visit):
    at = timezone.now() - timedelta(days=1)
    sheets.hand_out(record=visit.record, how=HandedOutAs.PDF, large=False, by=clinic.desk, at=at)
    [row] = handed_out_rows(visit.record.handed_out.all(), clinic.site.zone, timezone.now())
    assert re.fullmatch(rf"Opened as PDF once, \d+ \w+ \d{{4}}, \d\d:\d\d by {clinic.desk.name}", row.words)


def test_nothing_is_printed_or_sent_after_the_signature_was_undone_and_the_page_says_so(clinic, desk):
    visit, at = clinic.confirmed(), timezone.now()
    record = signing.put_signature(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=at)
    as_committed()
    signing.withdraw_signature(consultation_id=visit.pk, record_id=record.pk, by=clinic.derm, at=at)
    for give in (
        lambda: sheets.hand_out(record=record, how=HandedOutAs.PRINT, large=False, by=clinic.desk, at=at),
        lambda: sheets.owe_mail(record=record, to="amy@example.org", key="k", by=clinic.desk, at=at),
    ):
        with pytest.raises(Refused, match="undone"):
            give()
    assert send(desk, "aftercare_print", visit).status_code == 404
    assert not SheetHandedOut.objects.exists() and not Mail.objects.exists()


def test_a_signature_is_not_undone_after_printing(clinic):
    visit, at = clinic.confirmed(), timezone.now()
    record = signing.put_signature(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=at)
    sheets.hand_out(record=record, how=HandedOutAs.PRINT, large=False, by=clinic.desk, at=at)
    with pytest.raises(Refused):
        signing.withdraw_signature(consultation_id=visit.pk, record_id=record.pk, by=clinic.derm, at=at)

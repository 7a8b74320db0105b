"""The aftercare sheet on paper: A4, readable without the page around it."""

import re
from datetime import timedelta

import pytest
from django.utils import formats, timezone
from playwright.sync_api import expect

from consultations.models import Consultation
from consultations.services import signing
from tests.system.doctor import Doctor

pytestmark = pytest.mark.django_db(transaction=True)
A4 = re.compile(rb"/MediaBox\s*\[\s*0 0 59[45](?:\.\d+)? 84[12](?:\.\d+)?\s*\]")


@pytest.fixture
def sheet(clinic, windows):
    visit = clinic.confirmed()
    now = timezone.now()
    signing.put_signature(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=now)
    return windows.window(Doctor, clinic.derm, color_scheme="dark").opens(f"/consultations/{visit.pk}/aftercare/")


def test_fits_on_few_sheets_of_a4(sheet):
    paper = sheet.page.pdf(prefer_css_page_size=True, print_background=True)

    pages = A4.findall(paper)
    assert 1 <= len(pages) <= 3
    assert len(pages) == len(re.findall(rb"/Type\s*/Page\b(?!s)", paper))


def test_says_whom_to_call_and_until_when_and_leaves_out_what_cannot_be_pressed(sheet, clinic):
    sheet.page.emulate_media(media="print")

    for gone in (".site-header", ".site-footer", ".actions", ".look-form"):
        for part in sheet.page.locator(gone).all():
            expect(part).to_be_hidden()
    expect(sheet.page.locator(".call-box")).to_be_visible()
    expect(sheet.page.locator(".call-box")).to_contain_text("020 7946 0000")
    expect(sheet.page.locator(".call-box")).to_contain_text("020 7946 0999")
    today = timezone.now().astimezone(clinic.site.zone).date()
    shown = sheet.page.locator("main").inner_text()
    assert formats.date_format(today, "l j F Y") in shown
    assert any(formats.date_format(today + timedelta(days=days), "D j M") in shown for days in range(1, 15))


def test_is_dark_on_white_even_for_who_reads_light_on_dark(sheet):
    sheet.page.emulate_media(media="print")

    expect(sheet.page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(sheet.page.locator("h1")).to_have_css("color", "rgb(0, 0, 0)")


def test_is_made_of_the_signed_record_and_not_of_what_the_clinic_says_today(sheet, clinic):
    clinic.site.phone = "000"
    clinic.site.save()
    sheet.page.reload()

    sheet.sees("020 7946 0000")
    assert Consultation.objects.get().status == "signed"

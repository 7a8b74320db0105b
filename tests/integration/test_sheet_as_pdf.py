"""The sheet as a PDF from its address: for whom, from which record, and that each time is written down."""

import io
import re
from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
import zxingcpp
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone
from pypdf import PdfReader

from clinic.audit.models import Event
from clinic.audit.refusals import Refused
from consultations import sheet_tokens
from consultations.face_map.marks import Number, mark
from consultations.face_map.places import no_marks
from consultations.models import Consultation, SheetHandedOut, SheetLink
from consultations.services import sheets, signing
from tests.integration.clinic_factory import NOW, PASSWORD, Clinic, person, site
from tests.unit.sheets_read import letters, pages, picture, tags, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def visit(clinic):
    return clinic.signed()


def signed_in(user):
    client = Client()
    assert client.login(username=user.username, password=PASSWORD)
    return client


def opened(user, visit, **query):
    return signed_in(user).get(reverse("aftercare_pdf", args=[visit.pk]), query)


def test_the_front_desk_and_the_dermatologist_open_it(clinic, visit):
    for user in (clinic.desk, clinic.derm):
        answer = opened(user, visit)

        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert pages(answer.content) == 1


def test_large_print_is_asked_for_by_its_address(clinic, visit):
    assert pages(opened(clinic.desk, visit, print="large").content) == 2


def test_nothing_keeps_a_copy_and_the_file_is_not_named_after_the_patient(clinic, visit):
    answer = opened(clinic.desk, visit)

    assert answer["Cache-Control"] == "no-store"
    assert re.fullmatch(r'inline; filename="aftercare-\d{4}-\d\d-\d\d\.pdf"', answer["Content-Disposition"])
    assert visit.patient.family_name.lower() not in answer["Content-Disposition"].lower()


def test_others_get_nothing_and_nothing_is_written_down(clinic, visit):
    elsewhere = person(role="front_desk", sites=[site()])
    content_admin = person(role="content_admin", sites=[clinic.site])

    assert opened(elsewhere, visit).status_code == 404
    assert opened(content_admin, visit).status_code == 403
    assert opened(clinic.desk, clinic.confirmed()).status_code == 404
    assert SheetHandedOut.objects.count() == 0


def test_each_time_is_written_down_with_whom_it_was_for(clinic, visit):
    opened(clinic.desk, visit)
    opened(clinic.derm, visit, print="large")

    rows = SheetHandedOut.objects.values_list("record__consultation", "how", "large", "by")
    assert list(rows) == [(visit.pk, "pdf", False, clinic.desk.pk), (visit.pk, "pdf", True, clinic.derm.pk)]
    events = Event.objects.filter(action="sheet.pdf")
    assert {event.patient_id for event in events} == {str(visit.patient_id)}
    assert len(events) == 2


def test_asking_for_the_headers_alone_hands_nothing_out(clinic, visit):
    assert signed_in(clinic.desk).head(reverse("aftercare_pdf", args=[visit.pk])).status_code == 200
    assert SheetHandedOut.objects.count() == 0


def test_what_could_not_be_made_was_not_handed_out(clinic, visit, monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError

    monkeypatch.setattr("consultations.views.sheet_pdf.sheet_pdf", broken)
    client = signed_in(clinic.desk)
    client.raise_request_exception = False

    assert client.get(reverse("aftercare_pdf", args=[visit.pk])).status_code == 500
    assert SheetHandedOut.objects.count() == 0


def test_after_it_was_opened_the_signature_stays(clinic):
    visit = clinic.signed()
    record = visit.record
    opened(clinic.derm, visit)

    with pytest.raises(Refused):
        signing.withdraw_signature(
            consultation_id=visit.pk, record_id=record.pk, by=clinic.derm, at=record.signed_at + timedelta(minutes=1)
        )


def test_a_signature_undone_in_the_meantime_has_no_sheet(clinic, visit, monkeypatch):
    def refused(**_more):
        raise Refused("It was undone.")

    monkeypatch.setattr(sheets, "hand_out", refused)
    answer = opened(clinic.desk, visit)

    assert answer.status_code == 409
    assert "It was undone." in answer.content.decode()


def test_it_says_what_the_page_says(clinic, visit):
    page = signed_in(clinic.desk).get(reverse("aftercare", args=[visit.pk])).content.decode()
    body = page[page.index('<article class="sheet"') : page.index("</article>")]
    on_the_page = [unescape(words).strip() for words in re.findall(r">([^<]+)<", body)]
    on_paper = letters(text(opened(clinic.desk, visit).content))

    assert len(on_the_page) > 30
    assert [words for words in on_the_page if letters(words) not in on_paper] == []


def test_a_phone_reads_the_unlisted_address_of_this_record(clinic, visit):
    (code,) = zxingcpp.read_barcodes(picture(opened(clinic.desk, visit).content))

    assert code.text == sheet_tokens.whole_address(SheetLink.objects.get(record=visit.record))
    assert resolve(urlsplit(code.text).path).url_name == "sheet_public"
    assert visit.patient.family_name.lower() not in code.text.lower()


def test_the_same_record_prints_the_same_bytes(clinic, visit):
    assert opened(clinic.desk, visit).content == opened(clinic.derm, visit).content


def test_treated_places_marked_on_the_face_stand_on_the_sheet_with_their_picture(clinic):
    visit = clinic.confirmed(area="cheek")
    marked = {"ICL": mark(Number(4, 4)), "ICR": mark(Number(2, 2)), "LLL": mark(), "NST": {"state": "none"}}
    Consultation.objects.filter(pk=visit.pk).update(face_map=no_marks() | {"regions": marked})
    signing.put_signature(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)
    pdf = opened(clinic.desk, visit).content

    assert "Where: 1 Cheek near the nose, your right (2); 2 Cheek near the nose, your left (4)." in text(pdf)
    assert [alt for name, alt in tags(pdf) if name == "/Figure"][0].startswith(
        "A face with the treated places: 1 Cheek"
    )


def test_the_file_names_no_program_of_the_clinic(clinic, visit):
    about = PdfReader(io.BytesIO(opened(clinic.desk, visit).content)).metadata

    assert about.author == clinic.site.name
    assert visit.patient.family_name not in str(dict(about))
    assert about.creation_date <= timezone.now()
    assert tags(opened(clinic.desk, visit).content)

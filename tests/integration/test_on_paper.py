"""When nothing works the intake is on paper, and keeps its own time when it is typed in."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from clinic.audit.models import Event
from clinic.audit.refusals import Refused
from consultations.services.on_paper import say_when_on_paper
from tests.integration.clinic_factory import NOW, Clinic, milia
from tests.integration.pages_sent import form_of, signed_in

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 3, 1, 9, 10, tzinfo=UTC)


@pytest.fixture
def clinic():
    return Clinic()


def said(clinic, visit, at, now=NOW):
    return say_when_on_paper(consultation_id=visit.pk, on_paper_at=at, revision=visit.revision, by=clinic.desk, at=now)


def test_the_blank_intake_has_every_question_and_every_answer_of_the_protocol_and_no_patient(clinic):
    clinic.in_intake()
    page = signed_in(clinic.desk).get(reverse("blank_intake"))
    words = page.content.decode()
    for question in milia().questions:
        if question.derives or set(question.asked_by) == {"dermatologist"}:
            continue
        assert str(question.wording["en"]).replace("'", "&#x27;") in words, question.key
    assert words.count("I am not sure") > 20
    assert "Jones" not in words


def test_a_paper_form_keeps_its_own_time_and_the_event_says_who_typed_it_in(clinic):
    visit = said(clinic, clinic.answered(), MORNING)
    assert visit.on_paper_at == MORNING
    assert Event.objects.get(action="intake.on_paper").actor_id == str(clinic.desk.pk)


@pytest.mark.parametrize(
    ("at", "why"),
    [(NOW + timedelta(minutes=1), "not come yet"), (datetime(1991, 12, 31, tzinfo=UTC), "before the patient was born")],
)
def test_a_time_that_cannot_be_is_refused(clinic, at, why):
    with pytest.raises(Refused, match=why):
        said(clinic, clinic.in_intake(), at)


def test_an_intake_that_is_over_takes_no_time_of_paper_any_more(clinic):
    with pytest.raises(Refused):
        said(clinic, clinic.in_review(), MORNING)


def test_the_desk_says_it_on_a_page_of_its_own_and_the_doctor_reads_it(clinic):
    visit, desk = clinic.answered(), signed_in(clinic.desk)
    address = reverse("intake_on_paper", args=[visit.pk])
    assert desk.get(address).status_code == 200
    day = {"on_paper_date_day": "3", "on_paper_date_month": "3", "on_paper_date_year": "2026"}
    wrong = desk.post(address, form_of(visit, **day, on_paper_time="half past"))
    assert wrong.status_code == 422 and "hours and minutes" in wrong.content.decode()

    sent = desk.post(address, form_of(visit, **day, on_paper_time="09:10"))

    assert sent["Location"] == reverse("intake_check", args=[visit.pk])
    words = "Filled in on paper 3 Mar 2026 09:10, typed in by"
    assert words in desk.get(sent["Location"]).content.decode()
    visit.refresh_from_db()
    desk.post(reverse("intake_finish", args=[visit.pk]), form_of(visit, key=str(uuid4())))
    assert words in signed_in(clinic.derm).get(reverse("review", args=[visit.pk])).content.decode()

"""What a page sent too late shows: the reason, and nothing of a visit that the sender may no longer read."""

import pytest
from django.urls import reverse

from clinic.audit.models import Event
from tests.integration.clinic_factory import Clinic
from tests.integration.pages_sent import form_of, question, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def desk(clinic):
    return signed_in(clinic.desk)


def addresses(visit):
    """Every page of the desk that is sent, with what a late browser sends."""
    own = [visit.pk]
    return {
        "finish": (reverse("intake_finish", args=own), {}),
        "areas": (reverse("intake_areas", args=own), {"add": "yes"}),
        "take an area away": (reverse("intake_areas", args=own), {"remove": "1"}),
        "an answer": (question(visit, "sex"), {"answer": "male"}),
        "a skipped question": (question(visit, "sex"), {"skip": "yes"}),
        "an empty question": (question(visit, "sex"), {}),
        "a question about an area": (question(visit, "symptoms", 1), {"answer": ["itch"]}),
    }


SENT = ["finish", "areas", "take an area away", "an answer", "a skipped question", "an empty question"]


@pytest.mark.parametrize("revision", ["as it is", "from before"])
@pytest.mark.parametrize("state", ["in_review", "signed", "closed"])
@pytest.mark.parametrize("name", [*SENT, "a question about an area"])
def test_the_desk_reads_no_answers_of_a_visit_that_left_the_intake(clinic, desk, name, state, revision):
    visit = getattr(clinic, state)()
    address, typed = addresses(visit)[name]
    form = form_of(visit, **typed) | ({"revision": 1} if revision == "from before" else {})
    last = Event.objects.latest("id").pk

    answer = desk.post(address, form)
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Nothing was saved" in page
    assert "summary-list" not in page
    assert 'name="answer"' not in page
    seen = [(event.action, event.patient_id) for event in Event.objects.filter(id__gt=last)]
    assert seen == [("patient.viewed", str(visit.patient_id))]


def test_a_long_text_that_comes_too_late_is_given_back(clinic, desk):
    visit = clinic.in_review()

    page = desk.post(question(visit, "free_text"), form_of(visit, answer="Only on the left.")).content.decode()

    assert "Nothing was saved" in page
    assert "Only on the left." in page


def test_the_doctor_sees_where_a_visit_went_and_no_form_of_what_it_was(clinic):
    visit = clinic.signed()
    doctor = signed_in(clinic.derm)
    pages = [reverse("answer_correct", args=[visit.pk, "sex"]), reverse("plan_line", args=[visit.pk, 1])]

    for address in [*pages, reverse("sign", args=[visit.pk])]:
        answer = doctor.post(address, form_of(visit))
        assert answer.status_code == 409
        assert "signed and final" in answer.content.decode()
        assert '<h1 tabindex="-1">Nothing was saved</h1>' in answer.content.decode()

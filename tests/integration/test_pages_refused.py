"""What a page sent too late shows: the reason, and nothing of a visit that the sender may no longer read."""

import pytest
from django.urls import reverse

from clinic.audit.models import Event
from consultations.models import Consultation
from consultations.services import review
from tests.integration.clinic_factory import NOW, Clinic, release_without_a_map
from tests.integration.pages_sent import form_of, save_one, screen_of, signed_in, whole_screen

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
        "a screen": (screen_of(visit, "sex"), whole_screen(visit, "sex", sex="male")),
        "a screen left blank": (screen_of(visit, "sex"), {"leave_blank": "yes"}),
        "an empty screen": (screen_of(visit, "sex"), {}),
        "a screen about an area": (
            screen_of(visit, "symptoms", 1),
            whole_screen(visit, "symptoms", 1, symptoms=["itch"]),
        ),
        "take over": (reverse("intake_held", args=own), {}),
        "areas": (reverse("intake_areas", args=own), {"add": "yes"}),
        "take an area away": (reverse("intake_areas", args=own), {"remove": "1"}),
    }


WITHOUT_A_MAP = ["areas", "take an area away"]
SENT = ["finish", "a screen", "a screen left blank", "an empty screen", "a screen about an area", "take over"]


@pytest.mark.parametrize("revision", ["as it is", "from before"])
@pytest.mark.parametrize("state", ["in_review", "signed", "closed"])
@pytest.mark.parametrize("name", [*SENT, *WITHOUT_A_MAP])
def test_the_desk_reads_no_answers_of_a_visit_that_left_the_intake(clinic, desk, name, state, revision):
    if name in WITHOUT_A_MAP:
        release_without_a_map()
    visit = getattr(clinic, state)()
    address, typed = addresses(visit)[name]
    form = form_of(visit) | typed | ({"revision": 1} if revision == "from before" else {})
    last = Event.objects.latest("id").pk

    answer = desk.post(address, form)
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Nothing was saved" in page
    assert "summary-list" not in page
    assert 'name="sex"' not in page and 'name="symptoms"' not in page
    seen = [(event.action, event.patient_id) for event in Event.objects.filter(id__gt=last)]
    assert seen == [("patient.viewed", str(visit.patient_id))]


def test_what_another_tablet_has_is_not_read_once_the_visit_is_over(clinic, desk):
    visit = clinic.answered()
    Consultation.objects.filter(pk=visit.pk).update(holder="another tablet", held_by=clinic.derm)
    review.close_unsigned(
        consultation_id=visit.pk, reason="Went home.", revision=visit.revision, by=clinic.desk, at=NOW
    )

    answer = desk.get(reverse("intake_held", args=[visit.pk]), follow=True)

    assert answer.redirect_chain[-1][0] == reverse("intake_done", args=[visit.pk])


@pytest.mark.parametrize("state", ["in_review", "signed", "closed"])
@pytest.mark.parametrize("button", ["last time", "the same as at the first place", "a screen as it was"])
def test_what_would_change_nothing_leads_to_where_the_visit_is_and_changes_nothing(clinic, desk, button, state):
    visit = getattr(clinic, state)()
    address = {
        "last time": reverse("intake_carried", args=[visit.pk]),
        "the same as at the first place": screen_of(visit, "symptoms", 1) + "same/",
        "a screen as it was": screen_of(visit, "blistering_history"),
    }[button]
    form = whole_screen(visit, "blistering_history") if button == "a screen as it was" else form_of(visit)
    answer = desk.post(address, form, follow=True)

    assert answer.status_code == 409 or answer.redirect_chain[-1][0] == reverse("intake_done", args=[visit.pk])
    assert "summary-list" not in answer.content.decode()
    revision, answers = visit.revision, visit.answers
    visit.refresh_from_db()
    assert (visit.revision, visit.answers) == (revision, answers)


@pytest.mark.parametrize("state", ["in_review", "signed", "closed"])
def test_an_answer_saved_by_itself_too_late_hears_why_and_no_answer(clinic, desk, state):
    visit = getattr(clinic, state)(sex="intersex") if state != "closed" else clinic.closed()

    said = save_one(desk, visit, "sex", "male")

    assert said.status_code == 409
    assert set(said.json()) == {"kind", "reason", "revision"}
    assert said.json()["kind"] == "refused"


def test_a_long_text_that_comes_too_late_is_given_back(clinic, desk):
    visit = clinic.in_review()

    typed = {"free_text": "Only on the left."}
    page = desk.post(screen_of(visit, "free_text"), whole_screen(visit, "free_text") | typed).content.decode()

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

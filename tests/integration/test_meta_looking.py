"""Whoever looks is written down: every page that shows patients leaves one event that names them."""

import pytest

from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from consultations.models import Consultation, Patient
from tests.integration.crawling import Page, client_of, pages, signing_out_last

pytestmark = pytest.mark.django_db
LISTS = {"today": "today.viewed", "queue": "queue.viewed", "search": "patients.found"}
SEARCHED = {"search": "?q=jones"}
A_NAME = "JONES"


def patient_of(page: Page) -> str:
    if "consultation_id" in page.example:
        return str(Consultation.objects.get(pk=page.example["consultation_id"]).patient_id)
    return str(page.example.get("patient_id", ""))


def look(client, page):
    """The answer, and the events of somebody having looked."""
    last = Event.objects.latest("id").pk
    answer = client.get(page.address + SEARCHED.get(page.name, ""))
    events = Event.objects.filter(id__gt=last)
    return answer, [event for event in events if event.action.endswith((".viewed", ".found"))]


def shown_in(html):
    """The patients a list leads to, by their own address or by a visit's."""
    ways = Patient.objects.values_list("pk", "consultations")
    return {str(patient) for patient, visit in ways if str(patient) in html or str(visit) in html}


def what_is_missing(page, answer, events):
    """Why the events do not say what this page showed, or nothing."""
    shows_somebody = answer.status_code == 200 and A_NAME in answer.content.decode().upper()
    if not shows_somebody:
        return "nobody was shown, yet an event says so" if [e for e in events if e.patient_id] else ""
    if len(events) != 1:
        return f"{len(events)} events"
    event = events[0]
    if page.name in LISTS:
        on_page = shown_in(answer.content.decode())
        named = set(event.details["patients"])
        return "" if event.action == LISTS[page.name] and named == on_page != set() else "the list names others"
    return "" if (event.action, event.patient_id) == ("patient.viewed", patient_of(page)) else "another patient"


def crawl(standing, role):
    """(pages that showed a patient, what was wrong)"""
    user = next(user for user in standing.people if user.role == role)
    client, shown, wrong = client_of(user), set(), []
    for page in signing_out_last(pages(standing.examples)):
        answer, events = look(client, page)
        if answer.status_code == 200 and (page.name in LISTS or patient_of(page)):
            shown.add(page.name)
        if missing := what_is_missing(page, answer, events):
            wrong.append((page.name, missing))
    return shown, wrong


@pytest.mark.parametrize("role", Role)
def test_every_page_that_shows_patients_writes_down_who_looked_at_whom(standing, role):
    assert crawl(standing, role)[1] == []


@pytest.mark.parametrize(
    ("role", "at_least"),
    [
        (Role.FRONT_DESK, {"today", "search", "patient", "intake_question", "intake_check", "aftercare"}),
        (Role.DERMATOLOGIST, {"today", "queue", "patient_history", "review", "plan_line", "sign", "record"}),
    ],
)
def test_the_pages_that_were_looked_at_are_the_ones_with_patients(standing, role, at_least):
    """So that nothing above holds only because nobody was shown."""
    assert at_least <= crawl(standing, role)[0]


def test_a_page_that_forgets_to_write_it_down_is_noticed(standing, monkeypatch):
    monkeypatch.setattr("consultations.views.records.note_view", lambda request, patient: None)
    _shown, wrong = crawl(standing, Role.DERMATOLOGIST)

    assert {name for name, _why in wrong} >= {"record", "sign", "aftercare"}


def test_a_page_that_writes_down_somebody_else_is_noticed(standing, monkeypatch):
    from consultations.views import seeing

    other = Patient.objects.latest("registered_at", "clinic_number")
    monkeypatch.setattr(
        "consultations.views.review.note_view", lambda request, patient: seeing.note_view(request, other)
    )
    _shown, wrong = crawl(standing, Role.DERMATOLOGIST)

    assert ("review", "another patient") in wrong

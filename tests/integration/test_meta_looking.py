"""Whoever looks is written down: every page that shows patients leaves one event that names them."""

from functools import partial
from uuid import uuid4

import pytest

from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from consultations.models import Consultation, Patient
from consultations.views import seeing
from tests.integration.crawling import Page, client_of, pages, signing_out_last
from tests.integration.pages_sent import new_patient

pytestmark = pytest.mark.django_db
LISTS = {
    "today": "today.viewed",
    "queue": "queue.viewed",
    "search": "patients.found",
    "search_live": "patients.found",
}
# What is no page: photos, and the sheet on paper.
FILES = {"intake_photo": "photo.viewed", "aftercare_pdf": "sheet.pdf"}
# Part of a page that was written down when it was opened.
PARTS_OF_A_PAGE = {"intake_photo_thumbnail"}
A_NAME = "JONES"
# A page, a page that was refused, and a page with something wrong on it.
SHOWN = (200, 409, 422)


def patient_of(page: Page) -> str:
    if "consultation_id" in page.example:
        return str(Consultation.objects.get(pk=page.example["consultation_id"]).patient_id)
    return str(page.example.get("patient_id", ""))


def look(client, page):
    if page.name == "search":
        client.post(page.address, {"q": A_NAME})
    if page.name == "search_live":
        return looked(lambda: client.post(page.address, {"q": A_NAME}))
    return looked(lambda: client.get(page.address))


def looked(ask):
    """The answer, and the events of somebody having looked."""
    last = Event.objects.latest("id").pk
    answer = ask()
    events = Event.objects.filter(id__gt=last)
    return answer, [event for event in events if event.action.endswith((".viewed", ".found", ".pdf"))]


def shown_in(html):
    """The patients a list leads to, by their own address or by a visit's."""
    ways = Patient.objects.values_list("pk", "consultations")
    return {str(patient) for patient, visit in ways if str(patient) in html or str(visit) in html}


def what_is_missing(page, answer, events):
    """Why the events do not say what this page showed, or nothing."""
    if answer["Content-Type"].startswith(("image/", "application/pdf")):
        wanted = [] if page.name in PARTS_OF_A_PAGE else [(FILES[page.name], patient_of(page))]
        return "" if [(event.action, event.patient_id) for event in events] == wanted else "another file"
    shows_somebody = answer.status_code in SHOWN and A_NAME in answer.content.decode().upper()
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


def send_late(standing, role):
    """{status: names of the pages that answered with it and showed a patient}, what was wrong"""
    user = next(user for user in standing.people if user.role == role)
    shown, wrong = {}, []
    for page in pages(standing.examples):
        # Handing the tablet over ends the session.
        client = client_of(user)
        for typed in ({}, {"skip": "yes"}, {"leave_blank": "yes"}) if patient_of(page) else ():
            form = {"key": str(uuid4()), "revision": "0", "patient": patient_of(page), **typed}
            answer, events = looked(partial(client.post, page.address, form))
            if answer.status_code in SHOWN:
                shown.setdefault(answer.status_code, set()).add(page.name)
            if missing := what_is_missing(page, answer, events):
                wrong.append((page.name, answer.status_code, missing))
    return shown, wrong


@pytest.mark.parametrize(
    ("role", "refused", "wrong_on_it"),
    [
        (Role.FRONT_DESK, {"intake_finish", "intake_areas", "intake_screen"}, {"intake_screen", "close_unsigned"}),
        (Role.DERMATOLOGIST, {"agree_all", "reopen", "intake_give_back"}, {"addendum", "sign"}),
    ],
)
def test_a_page_shown_because_it_was_refused_is_written_down_too(standing, role, refused, wrong_on_it):
    shown, wrong = send_late(standing, role)

    assert wrong == []
    assert shown[409] >= refused
    assert shown[422] >= wrong_on_it


def test_people_who_look_alike_are_written_down_once_with_their_ids(standing):
    user = next(user for user in standing.people if user.role == Role.FRONT_DESK)
    form = new_patient(family_name="Jones", given_name="Amy")

    answer, events = looked(lambda: client_of(user).post("/patients/new/", form))

    assert answer.status_code == 409
    named = [(event.action, set(event.details["patients"])) for event in events]
    assert named == [("patients.found", shown_in(answer.content.decode()))]
    assert named[0][1]


@pytest.mark.parametrize("role", Role)
def test_every_page_that_shows_patients_writes_down_who_looked_at_whom(standing, role):
    assert crawl(standing, role)[1] == []


@pytest.mark.parametrize(
    ("role", "at_least"),
    [
        (Role.FRONT_DESK, {"today", "search", "search_live", "patient", "intake_screen", "intake_check", "aftercare"}),
        (Role.DERMATOLOGIST, {"today", "queue", "patient_history", "review", "plan_line", "sign", "record"}),
    ],
)
def test_the_pages_that_were_looked_at_are_the_ones_with_patients(standing, role, at_least):
    """So that nothing above holds only because nobody was shown."""
    assert at_least <= crawl(standing, role)[0]


def test_a_page_that_forgets_to_write_it_down_is_noticed(standing, monkeypatch):
    monkeypatch.setattr("consultations.views.sending.note_view", lambda request, patient, **_by: None)
    _shown, wrong = crawl(standing, Role.DERMATOLOGIST)

    assert {name for name, _why in wrong} >= {"record", "sign", "aftercare"}


def test_a_page_that_writes_down_somebody_else_is_noticed(standing, monkeypatch):
    other = Patient.objects.latest("registered_at", "clinic_number")
    monkeypatch.setattr(
        "consultations.views.sending.note_view", lambda request, patient, **_by: seeing.note_view(request, other)
    )
    _shown, wrong = crawl(standing, Role.DERMATOLOGIST)

    assert ("review", "another patient") in wrong

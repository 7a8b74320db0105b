"""Finding a patient: the list comes back, goes on, and leaves no name in an address; a history knows who saw whom."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from clinic.accounts.permissions import Role
from clinic.audit.history import events_about
from clinic.audit.models import Event
from tests.integration.clinic_factory import Clinic, person, site
from tests.integration.pages_sent import new_patient, signed_in

pytestmark = pytest.mark.django_db
SEARCH = "/patients/"


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def desk(clinic):
    return signed_in(clinic.desk)


def found(client, address=SEARCH):
    return client.get(address).content.decode()


def search(client, typed):
    answer = client.post(SEARCH, {"q": typed})
    assert (answer.status_code, answer.url) == (302, SEARCH)
    return found(client)


def names(page):
    return re.findall(r"<bdi>([A-Z]+, \w+)</bdi></a>", page)


def test_what_was_searched_for_stands_in_no_address(clinic, desk):
    for letter in "abcdefghijklmnopqrstuvwxyz":
        clinic.patient(family_name=f"Jones{letter}")

    first = search(desk, "jones")
    following = re.search(r'href="(\?cursor=[^"]+)"', first).group(1)
    second = found(desk, SEARCH + following)

    assert "jones" not in following.lower()
    assert sorted(names(first) + names(second)) == [f"JONES{letter}, Amy" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    assert 'method="get"' not in first
    assert "jones" not in re.search("<title>(.*?)</title>", first, re.S).group(1).lower()


def test_words_in_the_address_are_not_searched_for(clinic, desk):
    clinic.patient()

    assert names(found(desk, SEARCH + "?q=jones")) == []


def test_going_back_from_a_patient_shows_the_list_again_until_signing_out(clinic, desk):
    patient = clinic.patient()
    search(desk, "jones")
    desk.get(reverse("patient", args=[patient.pk]))

    assert names(found(desk)) == ["JONES, Amy"]
    desk.post(reverse("account_logout"))
    desk.force_login(clinic.desk)
    assert names(found(desk)) == []
    assert "Type a name" in found(desk)


@pytest.mark.parametrize("sent", [{}, {"q": ["jones", "khan"]}, {"q": "  "}])
def test_no_search_or_two_at_once_find_nobody(clinic, desk, sent):
    clinic.patient()

    desk.post(SEARCH, sent)

    assert "Type a name" in found(desk)


def test_somebody_of_another_site_is_no_place_in_a_list(clinic, desk):
    other = Clinic().patient(family_name="Joneszzz")
    clinic.patient()
    search(desk, "jones")

    assert names(found(desk, f"{SEARCH}?cursor={other.pk}")) == ["JONES, Amy"]


def test_nobody_of_another_site_is_taken_for_the_same_person(clinic):
    clinic.patient()
    other = signed_in(person(Role.FRONT_DESK, sites=[site()]))
    answer = other.post(reverse("patient_new"), new_patient(family_name="Jones", given_name="Amy"))

    assert answer.status_code == 302


def test_a_history_says_who_saw_the_patient_in_a_list(clinic, desk):
    patient = clinic.patient()
    khan = clinic.patient(family_name="Khan")
    clinic.in_review(patient)
    doctor = signed_in(clinic.derm)
    search(desk, "jones")
    desk.get(reverse("today"))
    doctor.get(reverse("queue"))

    page = doctor.get(reverse("patient_history", args=[patient.pk])).content.decode()

    for words in ("saw this patient in a search", "in the list of the day", "in the queue"):
        assert words in page
    assert "saw this patient" not in doctor.get(reverse("patient_history", args=[khan.pk])).content.decode()
    shown = [event for event in Event.objects.all() if str(patient.pk) in event.details.get("patients", [])]
    about = [event.pk for event in events_about(patient.pk).events]
    assert {event.pk for event in shown} <= set(about)
    assert about == sorted(about, reverse=True)


def test_a_history_goes_on_without_losing_or_repeating_an_event(clinic, desk, django_assert_num_queries):
    patient = clinic.patient()
    search(desk, "jones")
    for _each in range(4):
        found(desk)
        desk.get(reverse("patient", args=[patient.pk]))

    pages, before = [], None
    while not pages or before:
        with django_assert_num_queries(1):
            page = events_about(patient.pk, before=before, size=3)
        pages.append([event.pk for event in page.events])
        before = page.before
    every = [pk for page in pages for pk in page]
    assert every == sorted(set(every), reverse=True)
    assert len(every) == 1 + 1 + 4 * 2


def test_only_one_file_says_what_belongs_to_whose_site():
    sources = [path for path in Path("consultations").rglob("*.py") if ".for_user(" in path.read_text()]

    assert sources == [Path("consultations/access.py")]

"""What the pages of a visit show, to whom, how much the database is asked for it, and that looking is written down."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.audit.models import Event
from consultations.models import Consultation
from tests.integration.clinic_factory import NOW, PASSWORD, Clinic
from tests.integration.pages_sent import save_one, screen_of, whole_screen

pytestmark = pytest.mark.django_db
MANY = 30
ENOUGH = 26
TO_SAVE_ONE = 11


@pytest.fixture
def clinic():
    return Clinic()


def signed_in(user):
    client = Client()
    assert client.login(username=user.username, password=PASSWORD)
    return client


@pytest.fixture
def desk(clinic):
    return signed_in(clinic.desk)


@pytest.fixture
def doctor(clinic):
    return signed_in(clinic.derm)


def seen(client, name, *args, **query):
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def words_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def patients(clinic, number):
    return [clinic.patient(family_name=f"Jones{chr(97 + each)}") for each in range(number)]


@pytest.mark.parametrize("name", ["today", "queue"])
def test_a_longer_list_asks_the_database_no_more(clinic, doctor, name):
    clinic.in_review(clinic.patient())
    few = queries(doctor, reverse(name))
    for patient in patients(clinic, MANY):
        clinic.in_review(patient)

    assert queries(doctor, reverse(name)) == few


def test_a_longer_search_asks_the_database_no_more(clinic, desk):
    """Where little is found it is looked for in more ways, so the shorter list is one that is long enough."""
    patients(clinic, ENOUGH)
    desk.post(reverse("search"), {"q": "jones"})
    few = queries(desk, reverse("search"))
    patients(clinic, MANY)

    assert queries(desk, reverse("search")) <= few


def test_a_patient_with_many_visits_asks_the_database_no_more(clinic, desk):
    patient = clinic.patient()
    clinic.closed(patient)
    few = queries(desk, reverse("patient", args=[patient.pk]))
    for _each in range(MANY):
        clinic.closed(patient)

    assert queries(desk, reverse("patient", args=[patient.pk])) == few


def test_a_review_of_many_areas_asks_the_database_no_more(clinic, doctor):
    small = clinic.in_review(clinic.patient())
    large = clinic.in_review(clinic.patient(family_name="Khan"), areas=6)

    few = queries(doctor, reverse("review", args=[small.pk]))
    assert queries(doctor, reverse("review", args=[large.pk])) == few


def test_saving_an_answer_asks_the_database_as_much_for_one_place_as_for_three(clinic, desk):
    """Who it is (4), the receipt (3), the visit held and written (2), the log, the event."""
    counted = []
    for areas in (1, 3):
        visit = clinic.answered(clinic.patient(), areas=areas)
        save_one(desk, visit, "symptoms", ["itch"], 1)
        visit.refresh_from_db()
        assert visit.release
        with CaptureQueriesContext(connection) as asked:
            assert save_one(desk, visit, "symptoms", ["pain"], 1).status_code == 200
        counted.append(sum("SAVEPOINT" not in query["sql"] for query in asked))

    assert counted == [TO_SAVE_ONE, TO_SAVE_ONE]


def test_today_goes_on_where_its_page_ends_and_shows_everybody_once(clinic, desk):
    for patient in patients(clinic, 26) + [clinic.patient(family_name=f"Khan{each}") for each in "abcdefghij"]:
        clinic.in_intake(patient)

    first = seen(desk, "today")
    following = re.search(r'href="(\?cursor=[^"]+)"', first).group(1).replace("&amp;", "&")
    second = desk.get(reverse("today") + following).content.decode()
    shown = re.findall(r"/patients/([0-9a-f-]{36})/", first) + re.findall(r"/patients/([0-9a-f-]{36})/", second)

    assert (len(shown), len(set(shown))) == (36, 36)


@pytest.mark.parametrize("cursor", ["abc", "1.2", "99999999999999999999999." + "0" * 32, "-5.x", "."])
def test_a_made_up_place_in_a_list_shows_its_beginning(clinic, desk, cursor):
    visit = clinic.in_intake()

    assert str(visit.patient_id) in seen(desk, "today", cursor=cursor)
    desk.post(reverse("search"), {"q": "jones"})
    assert str(visit.patient_id) in seen(desk, "search", cursor=cursor)


def test_the_counts_of_today_are_links_that_show_those_visits_only(clinic, desk):
    waiting = clinic.in_review(clinic.patient(family_name="Khan"))
    filling = clinic.in_intake(clinic.patient(family_name="Li"))

    page = seen(desk, "today", show="ready")

    assert str(waiting.patient_id) in page
    assert str(filling.patient_id) not in page
    assert "Ready for doctor 1" in words_of(page)


def test_red_flags_come_first_in_the_queue_however_short_they_wait(clinic, doctor):
    calm = clinic.in_review(clinic.patient(family_name="Khan"))
    flagged = clinic.in_review(clinic.patient(family_name="Li"), symptoms=["bleeding"])
    Consultation.objects.filter(pk=calm.pk).update(intake_finished_at=NOW - timedelta(hours=1))

    page = seen(doctor, "queue")

    assert page.index(str(flagged.pk)) < page.index(str(calm.pk))
    assert "1 red flag" in words_of(page)


def test_an_empty_queue_says_so(doctor):
    assert "No one is waiting. 0 in intake." in words_of(seen(doctor, "queue"))


def test_the_desk_hears_that_the_doctor_should_know_and_not_why(clinic, desk):
    visit = clinic.in_review(symptoms=["bleeding"])

    page = words_of(seen(desk, "intake_done", visit.pk))

    assert "Tell the doctor before the patient waits." in page
    assert "leed" not in page


def test_no_title_names_a_patient(clinic, doctor):
    visit = clinic.signed()
    pages = [seen(doctor, name, visit.pk) for name in ("record", "aftercare", "intake_done")]
    pages += [seen(doctor, name, visit.patient_id) for name in ("patient", "patient_history")]

    for page in pages:
        assert "Jones" not in re.search("<title>(.*?)</title>", page, re.S).group(1)
        assert "JONES, Amy" in page


def test_whoever_looks_at_a_patient_is_in_the_history(clinic, desk, doctor):
    visit = clinic.in_review()
    seen(desk, "patient", visit.patient_id)
    seen(doctor, "review", visit.pk)

    looked = Event.objects.filter(action="patient.viewed", patient_id=str(visit.patient_id))
    assert {(event.actor_id, bool(event.session)) for event in looked} == {
        (str(clinic.desk.pk), True),
        (str(clinic.derm.pk), True),
    }
    page = words_of(seen(doctor, "patient_history", visit.patient_id))
    assert f"{clinic.desk.name} ({clinic.desk.username}) Front desk looked at this record" in page
    assert "finished the intake" in page


def test_a_list_writes_down_whom_it_showed_and_never_what_was_typed(clinic, desk):
    patient = clinic.patient(family_name="Jones")

    desk.post(reverse("search"), {"q": "jones"})
    seen(desk, "search")

    event = Event.objects.get(action="patients.found")
    assert event.details == {"patients": [str(patient.pk)]}


def test_going_back_shows_the_answer_that_was_given(clinic, desk):
    visit = clinic.answered()
    page = seen(desk, "intake_screen", visit.pk, "who")

    assert re.search(rf'value="{visit.answers["person"]["sex"]}"[^>]*checked', page)


def test_the_check_page_says_what_was_not_answered_and_where_to_answer_it(clinic, desk):
    visit = clinic.answered()
    form = whole_screen(visit, "sex", sex=None) | {"leave_blank": "yes"}
    desk.post(screen_of(visit, "sex"), form)

    page = seen(desk, "intake_check", visit.pk)
    row = page[page.index("Which sex") :]

    assert (
        words_of(row[: row.index("</div>")]).split()
        == words_of("Which sex was put down at birth? Not answered Answer : Which sex was put down at birth?").split()
    )


def test_the_review_gives_for_every_reason_its_rule_its_source_and_the_answer(clinic, doctor):
    visit = clinic.in_review()
    rules = [
        reason["rule"]
        for area in visit.suggestion["areas"]
        for method in area["methods"]
        for reason in method["reasons"]
    ]

    page = seen(doctor, "review", visit.pk)

    for rule in rules:
        assert reverse("rule", args=["milia", 1, rule]) in page
    assert "Release 1" in page


def test_the_record_is_read_from_what_was_signed_and_not_from_what_changed_since(clinic, doctor):
    visit = clinic.signed()
    patient = visit.patient
    patient.family_name = "Changed"
    patient.save()

    page = seen(doctor, "record", visit.pk)

    assert "JONES, Amy" in page
    assert "CHANGED" not in page


def test_the_sheet_says_what_was_done_when_to_call_and_real_dates(clinic, desk):
    clinic.site.phone, clinic.site.out_of_hours_phone = "020 7946 0000", "020 7946 0999"
    clinic.site.save()
    visit = clinic.signed()

    page = words_of(seen(desk, "aftercare", visit.pk))

    for expected in (
        "Sunday 1 March 2026",
        "What was done:",
        "What to do",
        "020 7946 0000",
        "020 7946 0999",
        "Today, Sun 1 Mar",
    ):
        assert expected in page


def test_a_patient_in_one_language_reads_the_first_the_protocol_has(clinic, desk):
    visit = clinic.in_intake(clinic.patient(language="ar"))

    assert "Which sex was put down at birth?" in seen(desk, "intake_screen", visit.pk, "who")

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from clinic.audit.refusals import Refused
from consultations import access
from consultations.finding.found import Found
from consultations.models import Patient
from tests.integration.clinic_factory import NOW, Clinic, person, site
from tests.integration.pages_sent import form_of, new_patient, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return Clinic()


def found(clinic, text, place=""):
    return [patient.full_name for patient in access.find(clinic.desk, text, place).patients]


def test_patients_are_numbered_one_after_the_other_at_each_site(clinic):
    here, other = [clinic.patient().clinic_number for _ in range(3)], Clinic().patient().clinic_number

    assert (here, other) == ([1, 2, 3], 1)
    assert Event.objects.filter(action="patient.registered").count() == 4


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"family_name": " "}, "Enter the name"),
        ({"given_name": "Amy\u202eseno"}, "direction"),
        ({"date_of_birth": NOW.date() + timedelta(days=2)}, "in the future"),
        ({"date_of_birth": date(1899, 1, 1)}, "120 years"),
        ({"phone": "ring me"}, "digits"),
        ({"email": "amy@example.org\nBcc: all@example.org"}, "one e-mail address"),
        ({"email": "a@b"}, "one e-mail address"),
        ({"language": "<script>"}, "not a language"),
        ({"needs": "x" * 201}, "at most 200"),
    ],
)
def test_details_that_will_not_do_are_refused_in_words(clinic, wrong, said):
    with pytest.raises(Refused, match=said):
        clinic.patient(**wrong)

    assert not Patient.objects.exists()


NOON = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "status"),
    [
        ("Pacific/Auckland", 2, 302),
        ("Pacific/Auckland", 3, 422),
        ("Europe/London", 1, 302),
        ("Europe/London", 2, 422),
        ("Pacific/Pago_Pago", 1, 302),
        ("Pacific/Pago_Pago", 2, 422),
    ],
)
def test_a_baby_born_today_is_added_where_it_is_already_today(monkeypatch, zone, day, status):
    east = Clinic(site(timezone=zone))
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    desk = signed_in(east.desk)
    born = {"date_of_birth_day": str(day), "date_of_birth_month": "3", "date_of_birth_year": "2026"}

    answer = desk.post(reverse("patient_new"), new_patient(**born))

    assert answer.status_code == status
    assert [patient.date_of_birth.day for patient in Patient.objects.all()] == ([day] if status == 302 else [])
    if status == 302:
        assert "(0y)" in desk.get(answer.url).content.decode()


@pytest.mark.parametrize(("day", "status"), [(1, 422), (2, 302)])
def test_the_next_visit_is_not_before_today_at_the_site(monkeypatch, day, status):
    east = Clinic(site(timezone="Pacific/Auckland"))
    visit = east.in_review()
    area = visit.suggestion["areas"][0]
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    doctor = signed_in(east.derm)
    on = {"follow_up_on_day": str(day), "follow_up_on_month": "3", "follow_up_on_year": "2026"}

    form = form_of(visit, method=area["method"], add_on=area["add_on"] or "", **on)
    answer = doctor.post(reverse("plan_line", args=[visit.pk, 1]), form)

    assert answer.status_code == status


@pytest.mark.parametrize(
    "typed", ["jones", "AMY", "amy jones", "jones amy", "jon am", "am jon", "Jones, Amy", "jones 5/1/1992", "5.1.92"]
)
def test_a_patient_is_found_by_name_in_any_order_and_by_birth_date(clinic, typed):
    clinic.patient()
    clinic.patient(family_name="Kowalski", given_name="Ewa", date_of_birth=date(1970, 2, 2))

    assert found(clinic, typed) == ["Amy Jones"]


@pytest.mark.parametrize("typed", ["", " ", "%", "_", "%%%", "*", "jonesy", "my", "amy ewa", "jones 6/1/1992"])
def test_blank_wildcards_and_what_does_not_fit_find_nobody(clinic, typed):
    clinic.patient()

    assert found(clinic, typed) == []


def test_a_patient_is_found_by_phone_and_clinic_number(clinic):
    clinic.patient(phone="020 7946 0018")

    assert [found(clinic, typed) for typed in ("0207946", "020 7946 0018", "001", "1", "9999")] == [
        ["Amy Jones"],
        ["Amy Jones"],
        ["Amy Jones"],
        ["Amy Jones"],
        [],
    ]


@pytest.mark.parametrize("family", ["O'Brien-Ng", "Nguyễn", "王", "Παπαδοπούλου", "الخطيب", "김", "शर्मा", "Łuk"])
def test_names_of_every_script_are_found_by_their_first_letters(clinic, family):
    clinic.patient(family_name=family)

    assert found(clinic, family[:2]) == [f"Amy {family}"] == found(clinic, f"amy {family}")


def test_a_search_gives_twenty_and_goes_on_without_losing_one(clinic):
    names = [f"Jones{chr(97 + number)}" for number in range(23)]
    for name in names:
        clinic.patient(family_name=name)

    first = access.find(clinic.desk, "jones")
    rest = access.find(clinic.desk, "jones", first.next)
    assert [patient.family_name for patient in [*first.patients, *rest.patients]] == names
    assert (len(first.patients), rest.next) == (20, "")


def test_nobody_is_found_at_a_site_where_one_does_not_work(clinic):
    patient = clinic.patient()
    stranger = person(Role.DERMATOLOGIST, sites=[site()])

    assert access.find(stranger, "jones") == Found([], [])
    with pytest.raises(Http404):
        access.patient(stranger, patient.pk)
    assert access.patient(clinic.desk, patient.pk) == patient


def test_roles_that_add_no_patients_are_refused(clinic):
    clinic.desk = person(Role.MANAGER, sites=[clinic.site])
    with pytest.raises(Refused, match="role"):
        clinic.patient()


def test_the_search_reads_a_range_of_the_index(clinic):
    with CaptureQueriesContext(connection) as seen:
        found(clinic, "jones")

    assert not any("LIKE" in query["sql"].upper() for query in seen.captured_queries)

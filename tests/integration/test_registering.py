"""A new patient, who may be known already, and correcting one."""

import re
from datetime import date

import pytest
from django.urls import reverse

from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from clinic.audit.refusals import Refused
from consultations import access
from consultations.models import Patient
from consultations.services import patients
from tests.integration.clinic_factory import NOW, Clinic, person
from tests.integration.pages_sent import new_patient, signed_in

pytestmark = pytest.mark.django_db
NEW = "/patients/new/"


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def desk(clinic):
    return signed_in(clinic.desk)


def born(day, month, year):
    return {"date_of_birth_day": str(day), "date_of_birth_month": str(month), "date_of_birth_year": str(year)}


def amy(**differs):
    return new_patient(**{"family_name": "Jones", "given_name": "Amy", **born(5, 1, 1992), **differs})


def value_of(page, name):
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="{name}"', page)[1]


# A new patient


def test_the_words_of_a_search_stand_in_the_form_of_the_new_patient_and_in_no_address(desk):
    answer = desk.post(NEW, {"q": "amy jones 14/07/85"})
    page = desk.get(answer.url).content.decode()

    assert (answer.status_code, answer.url) == (302, NEW + "?typed")
    assert (value_of(page, "family_name"), value_of(page, "given_name")) == ("Jones", "Amy")
    assert [value_of(page, f"date_of_birth_{part}") for part in ("day", "month", "year")] == ["14", "7", "1985"]
    assert "Jones" not in desk.get(NEW).content.decode()


def test_all_details_are_kept_and_the_way_leads_to_who_answers(desk):
    more = {"title": "Ms", "pronouns": "she/her", "needs": "Large print", "text_size": "larger", "language": "ar"}

    answer = desk.post(NEW, amy(**more))
    patient = Patient.objects.get()

    assert answer.url == reverse("patient", args=[patient.pk]) + "?confirmed"
    assert {name: getattr(patient, name) for name in more} == more
    assert "Who will answer?" in desk.get(answer.url).content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"family_name": "JONSE"},
        {"given_name": "Ámy"},
        {"family_name": "Amy", "given_name": "Jones"},
        {"family_name": "Jo\u200bnes"},
        {"family_name": "Jоnеs"},
        born(1, 5, 1992),
        born(5, 1, 1993),
        born(6, 1, 1992),
        {"family_name": "Kowalski"},
    ],
    ids=[
        "the same",
        "a slip",
        "an accent",
        "names swapped",
        "a letter that nobody sees",
        "Cyrillic letters",
        "day for month",
        "another year",
        "another day",
        "married",
    ],
)
def test_5_somebody_who_may_be_known_is_shown_and_nothing_is_saved(clinic, desk, typed):
    known = clinic.patient()

    answer = desk.post(NEW, amy(**typed))
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Possible match" in page
    assert reverse("patient", args=[known.pk]) in page
    assert f'name="seen" value="{known.pk}"' in page
    assert Patient.objects.count() == 1


@pytest.mark.parametrize(
    "typed",
    [
        {"family_name": "Kowalski", "given_name": "Ewa"},
        {**born(9, 9, 1960)},
        {"family_name": "Smith", **born(1, 5, 1992)},
        {"family_name": "Jo", "given_name": "Al"},
    ],
)
def test_who_is_not_alike_is_saved_at_once(clinic, desk, typed):
    clinic.patient()

    assert desk.post(NEW, amy(**typed)).status_code == 302


def test_it_is_someone_else_because_of_a_reason_that_is_kept(clinic, desk):
    known = clinic.patient()

    answer = desk.post(NEW, amy(someone_else="yes", because="Twins.", seen=str(known.pk)))

    assert answer.status_code == 302
    event = Event.objects.filter(action="patient.registered").latest("id")
    assert event.details == {"looked_like": [str(known.pk)], "because": "Twins."}


@pytest.mark.parametrize(
    "sent", [{"because": " ", "seen": "known"}, {"because": "Twins."}, {"because": "x" * 201, "seen": "known"}]
)
def test_without_a_reason_or_without_having_seen_them_it_is_not_saved(clinic, desk, sent):
    known = clinic.patient()
    sent = {**sent, "seen": str(known.pk)} if "seen" in sent else sent

    answer = desk.post(NEW, amy(someone_else="yes", **sent))

    assert answer.status_code == 409
    assert Patient.objects.count() == 1
    assert "Possible match" in answer.content.decode()


def test_saving_twice_is_one_patient_who_does_not_resemble_themselves(desk):
    form = amy()
    first, again = desk.post(NEW, form), desk.post(NEW, form)

    assert (first.status_code, first.url) == (again.status_code, again.url)
    assert Patient.objects.count() == 1


# Correcting


def details(patient, **differs):
    return amy(patient=str(patient.pk), revision=patient.revision, **differs)


def test_a_corrected_name_is_found_and_the_event_says_what_it_was(clinic, desk):
    patient = clinic.patient()

    answer = desk.post(reverse("patient_edit", args=[patient.pk]), details(patient, family_name="Khan-Jones"))
    patient.refresh_from_db()

    assert answer.status_code == 302
    assert (patient.family_name, patient.revision) == ("Khan-Jones", 2)
    assert [each.pk for each in access.find(clinic.desk, "khan jo").patients] == [patient.pk]
    assert [each.pk for each in access.find(clinic.desk, "kahn-jones").near] == [patient.pk]
    changed = Event.objects.filter(action="patient.changed").get().details["changed"]
    assert changed["family_name"] == {"was": "Jones", "is": "Khan-Jones"}
    assert "given_name" not in changed


def test_the_form_shows_what_is_known_and_saving_it_unchanged_changes_nothing(clinic, desk):
    patient = clinic.patient(phone="020 7946 0132", language="fr", needs="Hearing")
    page = desk.get(reverse("patient_edit", args=[patient.pk])).content.decode()

    assert (value_of(page, "family_name"), value_of(page, "phone")) == ("Jones", "020 7946 0132")
    sent = details(patient, phone="020 7946 0132", language="fr", needs="Hearing")
    assert desk.post(reverse("patient_edit", args=[patient.pk]), sent).status_code == 302
    patient.refresh_from_db()
    assert (patient.revision, patient.language) == (1, "fr")
    assert not Event.objects.filter(action="patient.changed").exists()


def test_who_saves_an_old_page_changes_nothing_and_keeps_what_was_typed(clinic, desk):
    patient = clinic.patient()
    old = details(patient, family_name="Smith")
    desk.post(reverse("patient_edit", args=[patient.pk]), details(patient, phone="020 7946 0132"))

    answer = desk.post(reverse("patient_edit", args=[patient.pk]), old)

    assert answer.status_code == 409
    assert value_of(answer.content.decode(), "family_name") == "Smith"
    assert Patient.objects.get().family_name == "Jones"


def test_the_date_of_birth_stays_while_a_visit_rests_on_it(clinic):
    patient = clinic.patient()
    clinic.in_intake(patient)
    changed = {"patient_id": patient.pk, "revision": 1, "by": clinic.desk, "at": NOW}

    with pytest.raises(Refused, match="while a visit is open"):
        patients.change(**changed, date_of_birth=date(1990, 1, 5))
    assert patients.change(**changed, given_name="Ami").given_name == "Ami"


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CONTENT_ADMIN])
def test_roles_that_add_nobody_correct_nobody(clinic, role):
    patient = clinic.patient()
    other = signed_in(person(role, sites=[clinic.site]))

    assert other.post(reverse("patient_edit", args=[patient.pk]), details(patient, family_name="X")).status_code == 403
    assert Patient.objects.get().family_name == "Jones"

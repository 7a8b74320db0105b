"""A new patient, who may be known already; correcting one; making sure who it is; two tabs with two patients."""

import re
from datetime import date

import pytest
from django.urls import reverse

from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from clinic.audit.refusals import Refused
from consultations import access
from consultations.models import Consultation, Patient
from consultations.services import patients
from tests.integration.clinic_factory import NOW, Clinic, person
from tests.integration.pages_sent import form_of, new_patient, signed_in

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


# Who it is, and who answers


def test_first_what_to_compare_then_who_answers(clinic, desk):
    patient = clinic.patient(phone="+44 7700 900132", needs="Interpreter")
    clinic.closed(patient)
    address = reverse("patient", args=[patient.pk])

    page = desk.get(address).content.decode()
    for words in (
        "Is this the patient in front of you?",
        "JONES, Amy",
        "05-Jan-1992",
        "0132",
        "01-Mar-2026",
        "Interpreter",
    ):
        assert words in page
    assert "Who will answer?" not in page
    assert 'href="?confirmed"' in page
    assert "Who will answer?" in desk.get(address + "?confirmed").content.decode()


def start(desk, patient, **differs):
    form = {"key": "k" * 36, "patient": str(patient.pk), "answered_by": "desk", "language": "en", "text_size": "normal"}
    return desk.post(reverse("consultation_start", args=[patient.pk]), form | differs)


def test_what_was_chosen_for_the_tablet_is_kept_in_the_record(clinic, desk):
    patient = clinic.patient()

    answer = start(desk, patient, text_size="largest")
    patient.refresh_from_db()

    assert answer.url == reverse("intake", args=[Consultation.objects.get().pk])
    assert (patient.text_size, patient.language, patient.revision) == ("largest", "en", 2)
    changed = Event.objects.get(action="patient.changed").details["changed"]
    assert changed == {"text_size": {"was": "normal", "is": "largest"}}


def test_a_language_that_the_questions_lack_stays_in_the_record(clinic, desk):
    patient = clinic.patient(language="fr")

    start(desk, patient)

    patient.refresh_from_db()
    assert patient.language == "fr"


@pytest.mark.parametrize("wrong", [{"language": "klingon"}, {"text_size": "huge"}])
def test_what_is_not_offered_starts_nothing(clinic, desk, wrong):
    answer = start(desk, clinic.patient(), **wrong)

    assert answer.status_code == 422
    assert not Consultation.objects.exists()


def test_an_intake_that_was_begun_is_offered_first_and_gone_on_with(clinic, desk):
    patient = clinic.patient()
    visit = clinic.in_intake(patient)
    page = desk.get(reverse("patient", args=[patient.pk]) + "?confirmed").content.decode()

    assert re.search(r"Amy started this intake on 1 March at \d\d:30\.\s+\d of \d parts\s+done\.", page)
    assert "Carry on" in page
    assert start(desk, patient).url == reverse("intake", args=[visit.pk])
    assert Consultation.objects.count() == 1


@pytest.mark.parametrize("name", ["consultation_start", "patient_edit"])
def test_a_form_of_one_tab_never_lands_in_the_record_of_the_other(clinic, desk, name):
    first, second = clinic.patient(), clinic.patient(family_name="Khan")

    form = details(first, answered_by="desk", text_size="normal", family_name="Smith")
    answer = desk.post(reverse(name, args=[second.pk]), form)

    assert answer.status_code == 409
    assert "opened for another patient" in answer.content.decode()
    assert "KHAN, Amy" in answer.content.decode()
    assert not Consultation.objects.exists()
    assert sorted(Patient.objects.values_list("family_name", flat=True)) == ["Jones", "Khan"]


def test_every_page_of_somebody_with_a_namesake_says_so(clinic, desk):
    visit = clinic.answered(clinic.patient())
    only = clinic.patient(family_name="Khan")
    clinic.patient(date_of_birth=date(1960, 1, 1))
    pages = [reverse("patient", args=[visit.patient_id]), reverse("intake_check", args=[visit.pk]), reverse("today")]

    for address in pages:
        assert "Another patient here has this name." in desk.get(address).content.decode(), address
    assert "Another patient" not in desk.get(reverse("patient", args=[only.pk])).content.decode()


# Today


def test_the_list_is_asked_for_again_and_answered_only_when_it_changed(clinic, desk):
    visit = clinic.in_intake()
    page = desk.get(reverse("today")).content.decode()
    version = re.search(r'data-version="(\w+)"', page)[1]
    events = Event.objects.count()

    same = desk.get(reverse("today"), headers={"Pearl-Seen": version})
    assert (same.status_code, same.content, Event.objects.count()) == (204, b"", events)

    form = form_of(visit, reason="Went home.")
    desk.post(reverse("close_unsigned", args=[visit.pk]), form)
    other = desk.get(reverse("today"), headers={"Pearl-Seen": version})
    assert other.status_code == 200
    assert "<html" not in other.content.decode()
    assert "Closed unsigned" in other.content.decode()


def test_asking_again_makes_no_session_longer(clinic, desk):
    desk.get(reverse("today"))
    before = desk.session.get_expiry_date()

    answer = desk.get(reverse("today"), headers={"Pearl-Seen": "nothing"})

    assert "session" not in answer.cookies
    assert abs((desk.session.get_expiry_date() - before).total_seconds()) < 5


def test_a_row_says_how_far_the_intake_is(clinic, desk):
    clinic.in_intake()
    clinic.answered(clinic.patient(family_name="Khan"))
    clinic.in_review(clinic.patient(family_name="Li"))
    page = desk.get(reverse("today")).content.decode()

    found = re.findall(r"(\d) of (\d) parts", page)
    assert len(found) == 2
    assert {done == total for done, total in found} == {True, False}

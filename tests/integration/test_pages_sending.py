"""Every page of an intake that the desk sends: once, for the right patient, as it was seen; nothing typed is lost."""

import re

import pytest
from django.urls import reverse

from consultations.models import AnswerChange, Consultation
from tests.integration.clinic_factory import Clinic, release_without_a_map
from tests.integration.pages_sent import form_of, save_one, screen_of, signed_in, whole_screen

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def desk(clinic):
    return signed_in(clinic.desk)


def given(visit, key):
    return Consultation.objects.get(pk=visit.pk).answers["person"].get(key)


def ticked(answer, name):
    """The values of one question that the page shows as chosen."""
    boxes = re.findall(rf'<input[^>]*name="{name}"[^>]*>', answer.content.decode())
    return [re.search('value="([^"]*)"', box)[1] for box in boxes if "checked" in box]


def test_a_screen_is_saved_and_the_next_one_comes(clinic, desk):
    visit = clinic.in_intake()

    answer = desk.post(screen_of(visit, "visit_for"), whole_screen(visit, "visit_for", visit_for="self"))

    assert (answer.status_code, answer.url) == (302, reverse("intake_places", args=[visit.pk]))
    assert given(visit, "visit_for") == "self"


def test_a_line_left_blank_is_not_answered_and_not_unsure(clinic, desk):
    visit = clinic.in_intake()
    form = whole_screen(visit, "visit_for", visit_for=None)

    answer = desk.post(screen_of(visit, "visit_for"), form | {"leave_blank": "yes"})

    assert answer.status_code == 302
    assert given(visit, "visit_for") == "unanswered"
    assert given(visit, "sex") == form["sex"]


@pytest.mark.parametrize("alone", [True, False], ids=["saved by itself", "with its screen"])
def test_not_sure_is_an_answer(clinic, desk, alone):
    visit = clinic.in_intake()
    if alone:
        save_one(desk, visit, "wants_treatment", "unknown")
    else:
        desk.post(screen_of(visit, "wants_treatment"), whole_screen(visit, "sex", wants_treatment="unknown"))

    assert given(visit, "wants_treatment") == "unknown"


def test_going_on_with_an_empty_line_says_so_and_saves_nothing(clinic, desk):
    visit = clinic.in_intake()

    answer = desk.post(screen_of(visit, "visit_for"), whole_screen(visit, "visit_for", visit_for=None))
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "<title>Error:" in page
    assert 'href="#id_visit_for_0"' in page
    assert (given(visit, "visit_for"), given(visit, "sex")) == (None, None)


def test_none_of_these_beside_one_of_these_is_asked_again_with_both_ticked(clinic, desk):
    visit = clinic.in_intake()

    both = {"symptoms": ["none", "itch"]}
    answer = desk.post(screen_of(visit, "symptoms", 1), whole_screen(visit, "symptoms", 1) | both)

    assert answer.status_code == 422
    assert ticked(answer, "symptoms") == ["none", "itch"]
    assert "symptoms" not in Consultation.objects.get(pk=visit.pk).answers["areas"][0]


def test_a_tap_too_many_on_continue_saves_one_answer(clinic, desk):
    visit = clinic.in_intake()
    form = whole_screen(visit, "visit_for", visit_for="self")

    first, second = (desk.post(screen_of(visit, "visit_for"), form) for _ in range(2))

    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert AnswerChange.objects.filter(question="visit_for").count() == 1


def test_an_old_page_is_refused_and_gives_back_what_was_chosen(clinic, desk):
    visit = clinic.in_intake()
    save_one(desk, visit, "sex", "female")

    answer = desk.post(screen_of(visit, "visit_for"), whole_screen(visit, "visit_for", visit_for="child"))

    assert answer.status_code == 409
    assert "Somebody else changed this" in answer.content.decode()
    assert ticked(answer, "visit_for") == ["child"]
    assert given(visit, "visit_for") is None


@pytest.mark.parametrize("alone", [True, False], ids=["saved by itself", "with its screen"])
def test_the_form_of_one_patient_never_lands_in_the_record_of_another(clinic, desk, alone):
    amy = clinic.in_intake(clinic.patient())
    omar = clinic.in_intake(clinic.patient(family_name="Khan", given_name="Omar"))

    if alone:
        answer = save_one(desk, omar, "visit_for", "child", patient=str(amy.patient_id))
    else:
        answer = desk.post(screen_of(omar, "visit_for"), whole_screen(amy, "visit_for", visit_for="child"))
        assert "KHAN, Omar" in answer.content.decode()

    assert answer.status_code == 409
    assert "opened for another patient" in answer.content.decode()
    assert given(omar, "visit_for") is None
    assert given(amy, "visit_for") is None


@pytest.mark.parametrize("alone", [True, False], ids=["saved by itself", "with its screen"])
def test_42_two_answers_to_one_question_are_refused(clinic, desk, alone):
    visit = clinic.in_intake()
    two = ["female", "male"]

    if alone:
        answer = save_one(desk, visit, "sex", two)
    else:
        answer = desk.post(screen_of(visit, "sex"), whole_screen(visit, "sex") | {"sex": two})

    assert answer.status_code == 409
    assert given(visit, "sex") is None


@pytest.mark.parametrize("screen", ["no_such_screen", "examination", "bumps", "sex", "area"])
def test_a_screen_that_is_not_on_the_way_is_not_there(clinic, desk, screen):
    """Not in the protocol, for the doctor only, about an area, a question and not a screen, asked on the map."""
    visit = clinic.in_intake()
    address = reverse("intake_screen", args=[visit.pk, screen])

    assert desk.get(address).status_code == 404
    assert desk.post(address, form_of(visit, answer="yes")).status_code == 404


@pytest.mark.parametrize(("screen", "area"), [("bumps", 2), ("bumps", 0), ("who", 1), ("area", 1)])
def test_a_screen_of_another_place_is_not_there(clinic, desk, screen, area):
    visit = clinic.in_intake()
    address = reverse("intake_area_screen", args=[visit.pk, area, screen])

    assert desk.get(address).status_code == 404
    assert desk.post(address, form_of(visit)).status_code == 404


@pytest.mark.parametrize("question", ["no_such_question", "depth", "date_of_birth", "area", "symptoms"])
def test_a_question_that_its_screen_does_not_ask_is_not_saved(clinic, desk, question):
    """Not in the protocol, for the doctor only, from the patient's details, on the map, about an area."""
    visit = clinic.in_intake()
    sent = form_of(visit, screen="who", area="", question=question) | {question: "yes"}

    assert desk.post(reverse("intake_save", args=[visit.pk]), sent).status_code == 404
    assert not AnswerChange.objects.filter(consultation=visit, revision__gt=visit.revision).exists()


def test_fields_that_no_form_has_change_nothing(clinic, desk):
    visit = clinic.in_intake()
    more = {"status": "signed", "site": "2", "is_staff": "1", "depth": "deep", "date_of_birth": "2020-01-01"}

    assert desk.post(screen_of(visit, "sex"), whole_screen(visit, "sex") | more).status_code == 302

    before, said = visit.answers, Consultation.objects.get(pk=visit.pk).answers["person"]
    visit.refresh_from_db()
    assert (visit.status, visit.site_id) == ("intake", clinic.site.pk)
    assert "depth" not in said
    assert said["date_of_birth"] == before["person"]["date_of_birth"]


@pytest.mark.parametrize("alone", [True, False], ids=["saved by itself", "with its screen"])
def test_a_page_without_its_key_saves_nothing(clinic, desk, alone):
    visit = clinic.in_intake()

    if alone:
        answer = save_one(desk, visit, "sex", "female", key="")
    else:
        answer = desk.post(screen_of(visit, "sex"), whole_screen(visit, "sex") | {"key": ""})

    assert answer.status_code == 400
    assert given(visit, "sex") is None


def test_changing_an_answer_from_the_check_page_comes_back_to_it(clinic, desk):
    visit = clinic.answered()

    page = desk.get(reverse("intake_check", args=[visit.pk])).content.decode()
    assert screen_of(visit, "sex") + "?from=check#div_id_sex" in page
    answer = desk.post(screen_of(visit, "sex") + "?from=check", whole_screen(visit, "sex", sex="male"))

    assert answer.url == reverse("intake_check", args=[visit.pk])


def test_without_a_map_another_place_is_offered_after_the_last_question_about_one():
    release_without_a_map()
    clinic = Clinic()
    visit, desk = clinic.answered(), signed_in(clinic.desk)

    answer = desk.post(screen_of(visit, "area_healing_risk", 1), whole_screen(visit, "area_healing_risk", 1))
    assert answer.url == reverse("intake_areas", args=[visit.pk])
    assert desk.get(answer.url).status_code == 200

    answer = desk.post(answer.url, form_of(visit, add="yes"))
    assert answer.url == screen_of(visit, "area", 2)

    visit.refresh_from_db()
    answer = desk.post(reverse("intake_areas", args=[visit.pk]), form_of(visit, remove="2"))
    assert answer.status_code == 302
    visit.refresh_from_db()
    assert len(visit.answers["areas"]) == 1


def test_with_a_map_places_are_not_added_one_by_one(clinic, desk):
    visit = clinic.answered()
    address = reverse("intake_areas", args=[visit.pk])

    assert desk.get(address).status_code == 404
    assert desk.post(address, form_of(visit, add="yes")).status_code == 404
    visit.refresh_from_db()
    assert len(visit.answers["areas"]) == 1


def test_an_intake_is_finished_once_however_often_it_is_sent(clinic, desk):
    visit = clinic.answered()
    form = form_of(visit)

    answers = [desk.post(reverse("intake_finish", args=[visit.pk]), form) for _ in range(2)]

    assert {answer.url for answer in answers} == {reverse("intake_done", args=[visit.pk])}


def test_an_intake_with_open_questions_is_not_finished(clinic, desk):
    visit = clinic.in_intake()

    answer = desk.post(reverse("intake_finish", args=[visit.pk]), form_of(visit))

    assert answer.status_code == 409
    assert "not asked yet" in answer.content.decode()


def test_going_back_after_the_end_shows_the_thank_you_page(clinic, desk):
    visit = clinic.in_review()
    done = reverse("intake_done", args=[visit.pk])

    for page in ("intake", "intake_check", "intake_carried", "intake_places", "intake_areas", "intake_held"):
        answer = desk.get(reverse(page, args=[visit.pk]), follow=True)
        assert answer.redirect_chain[-1] == (done, 302), page
    assert desk.get(screen_of(visit, "sex")).url == done


@pytest.mark.parametrize("alone", [True, False], ids=["saved by itself", "with its screen"])
def test_an_answer_sent_after_the_end_is_refused_in_words(clinic, desk, alone):
    visit = clinic.in_review()
    before = visit.answers

    if alone:
        answer = save_one(desk, visit, "sex", "male")
    else:
        answer = desk.post(screen_of(visit, "sex"), whole_screen(visit, "sex", sex="male"))

    assert answer.status_code == 409
    assert "with the dermatologist" in answer.content.decode()
    visit.refresh_from_db()
    assert visit.answers == before

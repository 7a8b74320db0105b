"""The page on which one place is decided: change with a reason, what is done without a method, details, doubts."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations.deciding import OverrideReason
from consultations.lifecycle import Status
from tests.integration.clinic_factory import Clinic
from tests.integration.pages_sent import signed_in
from tests.integration.plan_pages import WHY, address, another, decide, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def doctor(clinic):
    return signed_in(clinic.derm)


def test_the_page_says_what_was_chosen_and_what_was_suggested(clinic, doctor):
    visit = clinic.in_review()
    page = read(doctor.get(address(visit) + "?method=cryo&asked=yes"))
    assert "You chose Cryotherapy" in page
    assert "The suggestion was Mechanical extraction" in page
    assert all(str(reason.label) in page for reason in OverrideReason)


def test_a_change_with_a_reason_decides_confirms_and_leads_to_signing(clinic, doctor):
    visit = clinic.in_review(count="6_20", spread="wide")
    method = another(visit)

    answer = decide(doctor, visit, method=method, reasons="patient_prefers")

    assert answer.url == reverse("sign", args=[visit.pk])
    line = visit.plan_lines.get()
    assert (line.method, line.agrees, line.reasons) == (method, False, ["patient_prefers"])


def test_while_another_place_is_open_the_page_leads_back_to_the_review(clinic, doctor):
    visit = clinic.in_review(areas=2)
    assert "Save this decision" in read(doctor.get(address(visit) + "?instead=watch_and_wait"))

    answer = decide(doctor, visit, instead="watch_and_wait", reasons="patient_prefers")

    assert answer.url == reverse("review", args=[visit.pk]) + "#area-1"
    visit.refresh_from_db()
    assert visit.status == Status.REVIEW
    assert "Go to sign" in read(doctor.get(address(visit, 2) + "?instead=watch_and_wait"))


WITHOUT = [("watch_and_wait", {}), ("refer", {}), ("something_else", {"own_words": "A zinc cream."})]


@pytest.mark.parametrize(("instead", "more"), WITHOUT)
def test_what_is_done_without_a_method_is_chosen_like_one(clinic, doctor, instead, more):
    visit = clinic.in_review()
    assert decide(doctor, visit, instead=instead, reasons="my_exam_differs", **more).status_code == 302
    line = visit.plan_lines.get()
    assert (line.method, line.without_method, line.own_words) == ("", instead, more.get("own_words", ""))


def test_something_else_is_said_in_own_words(clinic, doctor):
    visit = clinic.in_review()
    answer = decide(doctor, visit, instead="something_else", reasons="my_exam_differs")
    assert answer.status_code == 422
    assert "Write in your own words" in read(answer)


def test_nothing_chosen_or_two_things_chosen_decides_nothing(clinic, doctor):
    visit = clinic.in_review()
    for said in ({}, {"method": "cryo", "instead": "refer"}, {"method": "magic"}, {"instead": "magic"}):
        assert decide(doctor, visit, **said, **WHY).status_code == 422
    assert not visit.plan_lines.exists()


def test_the_details_of_the_method_are_kept_and_come_back(clinic, doctor):
    visit = clinic.in_review(areas=2)
    method = visit.suggestion["areas"][0]["method"]
    typed = {"details-1-spots": "6", "details-1-numbing": "cream"}
    assert decide(doctor, visit, method=method, **typed).status_code == 302
    assert visit.plan_lines.get().details == {"numbing": "cream", "spots": 6}

    page = doctor.get(address(visit)).content.decode()
    assert re.search(r'name="details-1-spots"[^>]*value="6"', page)
    assert re.search(r'value="cream"[^>]*selected', page)


def test_a_detail_out_of_its_limits_is_told_with_a_link_to_its_field(clinic, doctor):
    visit = clinic.in_review()
    method = visit.suggestion["areas"][0]["method"]

    answer = decide(doctor, visit, method=method, **{"details-1-spots": "61"})

    assert answer.status_code == 422
    assert 'href="#id_details-1-spots"' in answer.content.decode()
    assert not visit.plan_lines.exists()


def test_my_exam_differs_leads_to_the_answers_behind_the_suggestion(clinic, doctor):
    visit = clinic.in_review()
    page = doctor.get(address(visit) + "?method=cryo&asked=yes").content.decode()
    methods = visit.suggestion["areas"][0]["methods"]
    leader = next(each for each in methods if each["verdict"] == "suggested")
    keys = {key for reason in leader["reasons"] if reason["truth"] is True for key in reason["answers"]}
    asked = {key for key in keys if key in clinic.protocol.questions}
    assert asked
    for key in asked:
        about = clinic.protocol.questions[key].about
        name, place = (
            ("answer_correct_area", [visit.pk, 1, key]) if about == "area" else ("answer_correct", [visit.pk, key])
        )
        assert f'href="{reverse(name, args=place)}"' in page


def test_the_rule_is_wrong_asks_which_and_says_that_no_name_goes_along(clinic, doctor):
    visit = clinic.in_review()
    page = doctor.get(address(visit) + "?method=cryo&asked=yes").content.decode()
    assert "Do not write names" in page
    rule = re.search(r'name="doubted" value="([^"]+)"', page)[1]

    decide(doctor, visit, instead="watch_and_wait", reasons="rule_is_wrong", doubted=rule)
    assert visit.plan_lines.get().doubted == [rule]


def test_a_rule_that_was_ticked_without_the_reason_is_not_doubted(clinic, doctor):
    visit = clinic.in_review()
    page = doctor.get(address(visit) + "?instead=refer").content.decode()
    rule = re.search(r'name="doubted" value="([^"]+)"', page)[1]
    decide(doctor, visit, instead="refer", reasons="other", comment="Said.", doubted=rule)
    assert visit.plan_lines.get().doubted == []


def test_the_page_asks_the_database_as_often_for_many_places_as_for_one(clinic, doctor):
    counts = []
    for areas in (1, 4):
        visit = clinic.in_review(areas=areas)
        doctor.get(address(visit) + "?method=cryo&asked=yes")
        with CaptureQueriesContext(connection) as asked:
            doctor.get(address(visit) + "?method=cryo&asked=yes")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 22, counts

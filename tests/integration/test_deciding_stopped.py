"""Stopped methods on the page of a decision: words, a second page, or no way at all."""

import re
from html import unescape

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinic.audit.refusals import Refused
from consultations.deciding import OverrideReason, goes_against_a_stop, needs_second_look
from consultations.lifecycle import Status
from consultations.stopping import is_stopped
from tests.integration.clinic_factory import Clinic, milia
from tests.integration.pages_sent import form_of, signed_in
from tests.integration.plan_pages import WHY, address, another, decide, forbidding, read

pytestmark = pytest.mark.django_db
METHODS = [method.key for method in milia().methods]


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def doctor(clinic):
    return signed_in(clinic.derm)


def test_a_stopped_method_shows_why_and_needs_reason_and_comment_and_no_second_page(clinic, doctor):
    visit = clinic.in_review(keloid_history="yes")
    stopped = another(visit, "excluded")
    page = read(doctor.get(address(visit) + f"?method={stopped}&asked=yes"))
    assert "This was stopped for this patient" in page
    assert clinic.protocol.rule("EX-09").because in page

    for left_out, why in (("reasons", "at least one reason"), ("comment", "Write in the comment")):
        answer = decide(doctor, visit, method=stopped, **{k: v for k, v in WHY.items() if k != left_out})
        assert answer.status_code == 422
        assert why in read(answer)
    assert decide(doctor, visit, method=stopped, **WHY).url == reverse("sign", args=[visit.pk])


def test_a_grave_stop_asks_once_more_on_a_page_of_its_own_that_says_what_and_why(clinic, doctor):
    visit = clinic.in_review(area="under_eye")

    asked = decide(doctor, visit, method="cryo", **WHY)
    page = read(asked)

    assert asked.status_code == 200
    assert not visit.plan_lines.exists()
    assert "Confirm once more" in page
    assert clinic.protocol.rule("EX-10").because in page
    assert "My exam differs" in page
    assert "Seen under the lamp." in page
    carried = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', asked.content.decode()))
    sent = {k: unescape(v) for k, v in carried.items() if k != "csrfmiddlewaretoken"}
    assert doctor.post(address(visit), sent | {"confirmed_twice": "on"}).url == reverse("sign", args=[visit.pk])
    line = visit.plan_lines.get()
    assert (line.method, line.confirmed_twice, line.comment) == ("cryo", True, "Seen under the lamp.")


def test_from_the_second_page_one_goes_back_with_everything_typed(clinic, doctor):
    visit = clinic.in_review(area="under_eye")
    answer = decide(doctor, visit, method="cryo", back="back", **WHY, **{"details-1-seconds": "5"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Seen under the lamp." in page
    assert re.search(r'name="details-1-seconds"[^>]*value="5"', page)
    assert re.search(r'value="my_exam_differs"[^>]*checked', page)
    assert not visit.plan_lines.exists()


def test_the_second_page_does_not_come_while_a_reason_or_the_comment_is_missing(clinic, doctor):
    visit = clinic.in_review(area="under_eye")
    assert decide(doctor, visit, method="cryo", reasons="my_exam_differs").status_code == 422
    assert decide(doctor, visit, method="cryo", comment="Seen.").status_code == 422


def test_the_second_yes_cannot_be_sent_in_the_place_of_the_reasons(clinic, doctor):
    visit = clinic.in_review(area="under_eye")
    assert decide(doctor, visit, method="cryo", confirmed_twice="on").status_code == 422
    assert not visit.plan_lines.exists()


def test_what_the_clinic_never_overrides_has_no_button_and_no_way(clinic, doctor):
    forbidding()
    visit = clinic.in_review(area="under_eye")

    page = doctor.get(address(visit) + "?method=cryo&asked=yes").content.decode().split("<main")[1]
    assert "Nobody chooses this here" in page
    assert 'name="reasons"' not in page
    assert "no override" in page

    answer = decide(doctor, visit, method="cryo", confirmed_twice="on", **WHY)
    assert answer.status_code == 409
    assert "never overrides" in read(answer)
    assert not visit.plan_lines.exists()


def test_a_red_flag_without_a_finding_lets_no_method_pass_whatever_is_sent(clinic, doctor):
    visit = clinic.in_review(symptoms=["bleeding"])
    for said in ({}, WHY, WHY | {"confirmed_twice": "on"}):
        answer = decide(doctor, visit, method="extraction", **said)
        visit.refresh_from_db()
        assert visit.status == Status.REVIEW
        assert answer.status_code in (200, 302, 409, 422)
    assert doctor.post(reverse("agree_all", args=[visit.pk]), form_of(visit)).status_code == 409
    assert doctor.post(reverse("sign", args=[visit.pk]), form_of(visit, password="x")).status_code in (302, 409)
    visit.refresh_from_db()
    assert visit.status == Status.REVIEW


CHOICES = st.fixed_dictionaries(
    {"method": st.sampled_from(METHODS)},
    optional={
        "add_on": st.sampled_from(METHODS),
        "reasons": st.lists(st.sampled_from(OverrideReason.values), max_size=2, unique=True),
        "comment": st.sampled_from(["", " ", "Seen."]),
        "confirmed_twice": st.booleans(),
    },
)
ANSWERS = st.sampled_from(
    [
        {"area": "under_eye"},
        {"keloid_history": "yes"},
        {"cold_condition": "unknown"},
        {"pregnancy": "yes"},
        {"active_infection_area": "yes"},
        {"symptoms": None},
        {"wants_treatment": "no"},
    ]
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(differs=ANSWERS, said=CHOICES, never=st.booleans())
def test_no_stopped_method_gets_into_the_plan_without_its_words(clinic, differs, said, never):
    if never:
        forbidding()
    visit = clinic.in_review(clinic.patient(), **differs)
    try:
        clinic.decide(visit, **said)
    except Refused:
        assert not visit.plan_lines.exists()
        return
    area, line = visit.suggestion["areas"][0], visit.plan_lines.get()
    protocol = clinic.protocol
    for method in filter(None, (line.method, line.add_on)):
        if not line.agrees and is_stopped(area, method):
            assert line.reasons
            assert line.comment.strip()
    assert goes_against_a_stop(area, line) <= bool(line.comment.strip())
    assert needs_second_look(protocol, area, line) <= line.confirmed_twice

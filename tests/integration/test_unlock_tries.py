"""Whoever plays with the tablet in the patient's hand locks that tablet, nobody's account, and fills no log."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clinic.audit.models import Event
from consultations.services import unlocking
from tests.integration.clinic_factory import NOW, PASSWORD, Clinic
from tests.integration.pages_sent import signed_in
from tests.integration.tablets import given, handed_over, ready, unlocks, words
from tests.integration.test_concurrency import at_once

TOO_MANY = "Too many wrong tries on this tablet"


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def limits(settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/300s/key"}
    cache.clear()
    yield
    cache.clear()


def later(**by):
    now = timezone.now() + timedelta(**by)
    return patch("django.utils.timezone.now", lambda: now)


def noted(action):
    return Event.objects.filter(action=action).count()


def plays_with(tablet, clinic, times=5):
    for _try in range(times):
        assert unlocks(tablet, clinic.desk, "wrong").status_code == 422


@pytest.mark.django_db
@pytest.mark.usefixtures("limits")
class TestFiveWrongTries:
    def test_lock_this_tablet_for_a_quarter_of_an_hour(self, clinic):
        tablet = handed_over(clinic)
        plays_with(tablet, clinic)
        for minutes in (0, 5, 14):
            with later(minutes=minutes):
                answer = unlocks(tablet, clinic.desk)
                assert answer.status_code == 422 and TOO_MANY in words(answer), minutes
        assert tablet.get("/today/").status_code == 403
        with later(minutes=15):
            assert unlocks(tablet, clinic.desk).status_code == 302

    def test_are_in_the_log_and_say_when_the_tablet_was_locked(self, clinic):
        visit = ready(clinic)
        tablet = handed_over(clinic, visit)
        plays_with(tablet, clinic, times=12)
        events = Event.objects.filter(action="tablet.unlock_tried")
        assert {(event.subject_id, event.patient_id) for event in events} == {
            (str(given(visit).pk), str(visit.patient_id))
        }
        assert (len(events), noted("tablet.unlock_locked"), noted("account.sign_in_failed")) == (5, 1, 5)

    def test_leave_the_answers_to_the_patient(self, clinic):
        tablet = handed_over(clinic)
        plays_with(tablet, clinic)
        assert tablet.get(reverse("tablet")).status_code == 302

    def test_lock_nobody_out_at_the_desk_nor_on_another_tablet(self, clinic):
        tablet, other = handed_over(clinic), handed_over(clinic, ready(clinic, given_name="Bea"))
        plays_with(tablet, clinic, times=40)
        answer = Client().post("/account/sign-in/", {"login": clinic.desk.username, "password": PASSWORD})
        assert answer.status_code == 302
        assert unlocks(other, clinic.desk).status_code == 302

    def test_at_the_desk_do_not_lock_the_tablet(self, clinic):
        tablet, desk = handed_over(clinic), Client()
        for _try in range(5):
            desk.post("/account/sign-in/", {"login": clinic.desk.username, "password": "wrong"})
        assert unlocks(tablet, clinic.desk).status_code == 302

    def test_over_a_long_time_lock_nothing(self, clinic):
        tablet = handed_over(clinic)
        for minutes in range(0, 50, 4):
            with later(minutes=minutes):
                assert TOO_MANY not in words(unlocks(tablet, clinic.desk, "wrong")), minutes


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_of_many_tries_at_once_five_are_looked_at(clinic):
    visit = ready(clinic)
    handed_over(clinic, visit)
    tries = at_once(*[lambda: unlocking.may_try(hand_over=given(visit), at=NOW)] * 9)
    assert sorted(tries) == [False] * 4 + [True] * 5


@pytest.mark.django_db
def test_going_for_other_pages_is_written_down_once_a_minute(clinic):
    tablet, other = handed_over(clinic), handed_over(clinic, ready(clinic, given_name="Bea"))
    for _try in range(10):
        assert tablet.get("/today/").status_code == 403
    assert noted("tablet.tried_to_leave") == 1
    other.get("/today/")
    assert noted("tablet.tried_to_leave") == 2
    with later(minutes=1, seconds=1):
        tablet.get("/today/")
        tablet.get("/search/")
    assert noted("tablet.tried_to_leave") == 3


@pytest.mark.django_db
def test_a_desk_that_asks_for_such_a_page_is_not_written_down(clinic):
    signed_in(clinic.desk).get("/today/")
    assert noted("tablet.tried_to_leave") == 0

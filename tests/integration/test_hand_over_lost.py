"""A hand-over that ends because of whoever gave it, and a tablet whose session is lost: nothing unsent is wiped."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clinic.accounts.services import disable_user, enable_user, give_password
from clinic.web.in_hand import cookie_name
from consultations.models.handing_over import Ended
from consultations.services import handing_over
from tests.integration.clinic_factory import Clinic
from tests.integration.tablets import answered, given, handed_over, ready, sent, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def visit(clinic):
    return ready(clinic, given_name="Amy")


@pytest.fixture
def tablet(clinic, visit):
    return handed_over(clinic, visit)


def switched_off(person):
    disable_user(user_id=person.pk, by=None, at=timezone.now())


def given_a_password(person):
    give_password(user_id=person.pk, password="a-new-one-for-them-77", by=None, at=timezone.now())


def out_of_all_sessions(person):
    person.end_all_sessions()
    person.save()


def with_a_new_password(person):
    person.set_password("one-of-their-own-77")
    person.save()


def moved_away(person):
    person.sites.clear()


WAYS = [switched_off, given_a_password, out_of_all_sessions, with_a_new_password, moved_away]


class TestWhatAnEndForgets:
    def test_a_browser_that_was_closed_keeps_what_was_not_sent(self, tablet):
        restarted = Client()
        restarted.cookies[cookie_name()] = "yes"
        page = restarted.get(reverse("tablet"))
        assert page.status_code == 403 and "data-forget" not in words(page)

    @pytest.mark.parametrize("way", WAYS)
    def test_so_does_a_tablet_whose_giver_may_no_longer(self, clinic, visit, tablet, way):
        way(clinic.desk)
        page = words(tablet.get(reverse("tablet")))
        assert "Please give the tablet back" in page and "data-forget" not in page

    @pytest.mark.parametrize("ended", [Ended.TAKEN_OVER, Ended.TIMED_OUT, Ended.NOT_ALLOWED])
    def test_so_does_every_end_that_the_patient_did_not_choose(self, visit, tablet, ended):
        handing_over.give_back(hand_over_id=given(visit).pk, ended=ended, by=None, at=timezone.now())
        page = words(tablet.get(reverse("tablet")))
        assert "Your answers are kept" in page and "data-forget" not in page

    def test_staff_who_gave_it_back_elsewhere_wipe_nothing(self, clinic, visit, tablet):
        end = {"ended": Ended.GIVEN_BACK, "by": clinic.desk, "at": timezone.now()}
        handing_over.give_back(hand_over_id=given(visit).pk, **end)
        assert "data-forget" not in words(tablet.get(reverse("tablet")))

    def test_given_back_or_finished_it_forgets_this_visit_and_no_other(self, clinic, visit, tablet):
        kept_as = handed_key(tablet)
        tablet.post(reverse("tablet_give_back"), sent(visit))
        assert f'data-forget="{kept_as}"' in words(tablet.get(reverse("tablet")))

        whole, other = answered(clinic)
        kept_as = handed_key(other)
        other.post(reverse("tablet_finish"), sent(whole))
        assert f'data-forget="{kept_as}"' in words(other.get(reverse("tablet")))


def handed_key(tablet):
    """By this name the browser keeps what was not sent."""
    return words(tablet.get(reverse("tablet"), follow=True)).split('data-visit="')[1].split('"')[0]


class TestAStolenTablet:
    @pytest.mark.parametrize("way", WAYS)
    def test_what_ends_the_sessions_of_a_person_ends_their_hand_overs(self, clinic, visit, tablet, way):
        way(clinic.desk)
        assert "Your wish" not in words(tablet.get(reverse("tablet"), follow=True))
        assert (given(visit).ended, given(visit).ended_by) == (Ended.NOT_ALLOWED, None)

    def test_switching_the_account_on_again_revives_none(self, clinic, visit, tablet):
        disable_user(user_id=clinic.desk.pk, by=None, at=timezone.now())
        enable_user(user_id=clinic.desk.pk, by=None, at=timezone.now())
        assert "Please give the tablet back" in words(tablet.get(reverse("tablet")))
        assert given(visit).ended == Ended.NOT_ALLOWED

    def test_coming_back_to_the_site_revives_none(self, clinic, visit, tablet):
        clinic.desk.sites.clear()
        tablet.get(reverse("tablet"))
        clinic.desk.sites.add(clinic.site)
        assert "Please give the tablet back" in words(tablet.get(reverse("tablet")))

    def test_a_session_that_names_another_tablets_hand_over_ends_nothing(self, clinic, visit, tablet):
        session = tablet.session
        session["tablet"] = "another"
        session.save()
        tablet.get(reverse("tablet"))
        assert given(visit).ended == ""

    def test_signing_out_or_in_elsewhere_ends_none(self, clinic, tablet):
        elsewhere = Client()
        elsewhere.force_login(clinic.desk)
        elsewhere.post(reverse("account_logout"))
        assert tablet.get(reverse("tablet")).status_code == 302

"""How the tablet comes back from the patient: what ends a hand-over, and how staff unlocks it."""

import re
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clinic.accounts.permissions import Role
from clinic.audit.refusals import Refused
from consultations.models import HandOver
from consultations.models.handing_over import Ended
from consultations.services import handing_over, intake
from tests.integration.clinic_factory import NOW, PASSWORD, Clinic, person, site
from tests.integration.pages_sent import form_of, signed_in
from tests.integration.tablets import answered, given, handed_over, ready, sent, unlocks, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def visit(clinic):
    return ready(clinic, family_name="Zebedee", given_name="Amy")


@pytest.fixture
def tablet(clinic, visit):
    return handed_over(clinic, visit)


def move_clock(by):
    now = timezone.now() + by
    return patch("django.utils.timezone.now", lambda: now)


def question(tablet):
    """The address of the first question."""
    return tablet.get(reverse("tablet"))["Location"]


class TestWhatEndsIt:
    def test_staff_takes_over_and_the_patient_reads_that_somebody_helps(self, clinic, visit, tablet):
        staff = signed_in(clinic.derm)
        held = staff.get(reverse("intake_held", args=[visit.pk]))
        assert "The patient is filling this in" in words(held)
        visit.refresh_from_db()
        staff.post(reverse("intake_held", args=[visit.pk]), form_of(visit))

        assert "A member of staff is helping" in words(tablet.get(reverse("tablet")))
        assert (given(visit).ended, given(visit).ended_by) == (Ended.TAKEN_OVER, clinic.derm)

    def test_a_photo_that_was_sent_too_late_is_told_why(self, visit, tablet):
        tablet.post(reverse("tablet_give_back"), sent(visit))
        answer = tablet.post(reverse("tablet_photo_add"), sent(visit), headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json()["reason"]) == (409, "Please give the tablet back to the desk.")

    def test_an_hour_is_the_longest(self, visit, tablet):
        for minutes in range(5, 60, 5):
            with move_clock(timedelta(minutes=minutes)):
                assert tablet.get(reverse("tablet")).status_code == 302, minutes
        with move_clock(timedelta(minutes=60)):
            assert "Please take the tablet to the desk" in words(tablet.get(reverse("tablet")))
        assert given(visit).ended == Ended.TIMED_OUT

    def test_ten_minutes_without_a_touch_lock_it_and_nothing_the_patient_does_opens_it(self, visit, tablet):
        with move_clock(timedelta(minutes=10)):
            assert "Please take the tablet to the desk" in words(tablet.get(reverse("tablet")))
            assert "Please take the tablet to the desk" in words(tablet.get(reverse("tablet_start")))
        assert given(visit).ended == Ended.TIMED_OUT

    def test_opening_the_unlock_page_is_no_way_around_the_clock(self, visit, tablet):
        with move_clock(timedelta(minutes=11)):
            tablet.get(reverse("tablet_unlock"))
            assert "Please take the tablet" in words(tablet.get(reverse("tablet")))

    def test_asking_whether_the_clinic_is_there_is_no_touch(self, visit, tablet):
        for minutes in range(2, 10, 2):
            with move_clock(timedelta(minutes=minutes)):
                assert tablet.get(reverse("ping")).status_code in (204, 403)
        with move_clock(timedelta(minutes=10)):
            assert "Please take the tablet" in words(tablet.get(reverse("tablet")))

    def test_a_touch_is(self, tablet):
        with move_clock(timedelta(minutes=9)):
            assert tablet.get(reverse("tablet_here")).status_code == 204
        with move_clock(timedelta(minutes=18)):
            assert tablet.get(reverse("tablet")).status_code == 302

    def test_nobody_answers_whether_they_are_still_there(self, visit, tablet):
        tablet.post(reverse("tablet_rest"), sent(visit))
        assert "Please take the tablet to the desk" in words(tablet.get(reverse("tablet")))

    def test_the_account_that_handed_it_over_is_switched_off(self, clinic, visit, tablet):
        clinic.desk.is_active = False
        clinic.desk.save()
        assert "Please give the tablet back" in words(tablet.get(reverse("tablet")))

    def test_the_person_who_handed_it_over_works_elsewhere_now(self, clinic, tablet):
        clinic.desk.sites.clear()
        page = tablet.get(reverse("tablet"))
        assert page.status_code == 403 and "Please give the tablet back" in words(page)

    def test_the_visit_is_closed_elsewhere(self, clinic, visit, tablet):
        from consultations.services import review

        visit.refresh_from_db()
        review.close_unsigned(
            consultation_id=visit.pk, reason="Went home.", revision=visit.revision, by=clinic.derm, at=NOW
        )
        assert "Please give the tablet back" in words(tablet.get(reverse("tablet")))

    def test_a_tablet_whose_session_is_lost_sends_to_the_desk(self, tablet):
        tablet.session.flush()
        page = tablet.get(reverse("tablet"))
        assert page.status_code == 403 and "Please give the tablet back" in words(page)


class TestUnlocking:
    def test_staff_lands_on_the_answers_of_that_intake_with_a_session_of_their_own(self, clinic):
        visit, tablet = answered(clinic)
        tablet.post(reverse("tablet_finish"), sent(visit))
        before = tablet.session.session_key
        answer = unlocks(tablet, clinic.derm)
        assert answer["Location"] == reverse("intake_check", args=[visit.pk])
        assert tablet.session.session_key != before and "hand_over" not in tablet.session
        page = words(tablet.get(answer["Location"]))
        assert "Amy’s intake is complete" in page and "Send to the doctor" in page
        assert tablet.get("/today/").status_code == 200

    def test_the_desk_sees_what_is_open_and_sends_it(self, clinic):
        visit = clinic.answered(clinic.patient(given_name="Amy"), skin_cancer_history="unknown")
        tablet = handed_over(clinic, visit)
        tablet.post(reverse("tablet_finish"), sent(visit))
        unlocks(tablet, clinic.desk)
        page = words(tablet.get(reverse("intake_check", args=[visit.pk])))
        assert "1 not sure" in page
        shown = words(tablet.get(reverse("intake_check", args=[visit.pk]) + "?show=open"))
        assert shown.count("<dt>") < page.count("<dt>")
        visit.refresh_from_db()
        tablet.post(reverse("intake_finish", args=[visit.pk]), form_of(visit))
        visit.refresh_from_db()
        assert visit.status == "review"

    def test_an_intake_given_back_early_can_be_handed_over_again(self, clinic, visit, tablet):
        tablet.post(reverse("tablet_give_back"), sent(visit))
        unlocks(tablet, clinic.desk)
        page = words(tablet.get(reverse("intake_check", args=[visit.pk])))
        assert "not complete" in page and "Hand the tablet over again" in page
        again = tablet.post(reverse("intake_hand_over", args=[visit.pk]), form_of(visit))
        assert again["Location"] == reverse("tablet_start")
        assert visit.hand_overs.count() == 2

    def test_in_the_middle_it_ends_the_hand_over(self, clinic, visit, tablet):
        unlocks(tablet, clinic.desk)
        assert (given(visit).ended, given(visit).ended_by) == (Ended.GIVEN_BACK, clinic.desk)

    @pytest.mark.parametrize("who", ["content_admin", "manager", "other_site", "disabled"])
    def test_whoever_takes_no_intakes_here_is_answered_as_with_a_wrong_password(self, clinic, tablet, who):
        people = {
            "content_admin": lambda: person(Role.CONTENT_ADMIN, sites=[clinic.site]),
            "manager": lambda: person(Role.MANAGER, sites=[clinic.site]),
            "other_site": lambda: person(Role.FRONT_DESK, sites=[site()]),
            "disabled": lambda: person(Role.FRONT_DESK, sites=[clinic.site], is_active=False),
        }
        wrong = words(unlocks(tablet, clinic.desk, "not the password"))
        answer = unlocks(tablet, people[who]())
        assert answer.status_code == 422
        said = re.compile(r'error-summary".*?</div>', re.DOTALL)
        assert said.search(words(answer))[0] == said.search(wrong)[0]
        assert "hand_over" in tablet.session

    def test_each_of_the_four_steps_has_a_session_id_of_its_own(self, clinic):
        visit = clinic.answered()
        tablet = Client()
        ids = [tablet.post("/account/sign-in/", {"login": clinic.desk.username, "password": PASSWORD}) and key(tablet)]
        tablet.post(reverse("intake_hand_over", args=[visit.pk]), form_of(visit))
        ids.append(key(tablet))
        tablet.post(reverse("tablet_finish"), sent(visit))
        ids.append(key(tablet))
        unlocks(tablet, clinic.desk)
        ids.append(key(tablet))
        assert len(set(ids)) == 4
        for old in ids[:3]:
            stale = Client()
            stale.cookies["session"] = old
            assert stale.get("/today/").status_code == 302
            assert stale.get(reverse("tablet")).status_code == 403


def key(client):
    return client.cookies["session"].value


class TestTheRowIsFinal:
    def test_it_ends_once(self, clinic, visit, tablet):
        row = given(visit)
        handing_over.give_back(hand_over_id=row.pk, ended=Ended.FINISHED, by=None, at=NOW)
        again = handing_over.give_back(hand_over_id=row.pk, ended=Ended.TIMED_OUT, by=None, at=NOW)
        assert again.ended == Ended.FINISHED

    @pytest.mark.parametrize(
        "change",
        [
            "update consultations_handover set client = 'x'",
            "update consultations_handover set good_for = 'x'",
            "update consultations_handover set by_id = by_id + 1",
            "delete from consultations_handover",
        ],
    )
    def test_the_database_refuses_another_beginning(self, tablet, change):
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)

    def test_the_database_refuses_a_second_end(self, visit, tablet):
        handing_over.give_back(hand_over_id=given(visit).pk, ended=Ended.FINISHED, by=None, at=NOW)
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("update consultations_handover set ended = 'timed_out'")

    def test_two_tablets_never_have_one_intake(self, visit, tablet):
        row = given(visit)
        row.pk, row.token = None, None
        with pytest.raises(IntegrityError), transaction.atomic():
            HandOver.objects.create(
                site_id=row.site_id, consultation_id=row.consultation_id, client="y", language="en", by=row.by, at=NOW
            )


def test_the_intake_service_still_refuses_what_another_tablet_sends(clinic, visit, tablet):
    visit.refresh_from_db()
    with pytest.raises(Refused):
        intake.finish_intake(
            consultation_id=visit.pk, revision=visit.revision, by=clinic.desk, at=NOW, client="somebody else"
        )

"""The tablet in the patient's hand: it opens one intake and nothing else, until a member of staff unlocks it."""

import re
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clinic.audit.models import Event
from clinic.audit.refusals import Refused
from consultations.models import HandOver
from consultations.models.answers import GivenBy
from consultations.models.handing_over import Ended
from consultations.services import handing_over
from tests.integration.clinic_factory import NOW, Clinic
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


class TestGivingItToThePatient:
    def test_the_staff_session_is_gone_and_the_new_one_holds_the_intake_alone(self, clinic, visit):
        staff = signed_in(clinic.desk)
        before = staff.session.session_key
        old = Client()
        old.cookies["session"] = before
        staff.post(reverse("intake_hand_over", args=[visit.pk]), form_of(visit))

        assert staff.session.session_key != before
        assert set(staff.session.keys()) == {"hand_over", "tablet", "seen"}
        assert old.get("/today/").status_code == 302

    def test_the_intake_is_held_by_the_tablet_as_the_patients(self, tablet, visit):
        visit.refresh_from_db()
        assert (visit.holder, visit.held_as) == (tablet.session["tablet"], GivenBy.PATIENT)

    def test_the_curtain_greets_by_first_name_and_is_not_kept(self, tablet):
        page = tablet.get(reverse("tablet_start"))
        assert "Hello, Amy" in words(page) and "Zebedee" not in words(page)
        assert page["Cache-Control"] == "no-store"

    def test_what_only_the_desk_can_answer_comes_first_and_continue_there_hands_over(self, clinic):
        visit = clinic.in_intake()
        staff = signed_in(clinic.desk)
        first = staff.post(reverse("intake_hand_over", args=[visit.pk]), form_of(visit))
        assert first["Location"].endswith("?then=hand-over")
        page = words(staff.get(first["Location"]))
        asked = set(re.findall(r'data-question="(\w+)"', page))
        only_desk = {q.key for q in clinic.protocol.document.questions if set(q.asked_by) == {"desk"}}
        assert asked and asked <= only_desk

        answer = staff.post(first["Location"], form_of(visit, visit_for="self", sex="female"))
        assert answer["Location"] == reverse("tablet_start")
        assert staff.get(reverse("tablet")).status_code == 302

    def test_a_question_for_the_desk_that_another_answer_opened_is_asked_before_too(self, clinic):
        visit = clinic.in_intake()
        staff = signed_in(clinic.desk)
        where = staff.post(reverse("intake_hand_over", args=[visit.pk]), form_of(visit))["Location"]
        again = staff.post(where, form_of(visit, visit_for="dependent_adult", sex="male"))
        assert again.status_code == 422 or again["Location"].endswith("?then=hand-over")
        assert not HandOver.objects.exists()

    def test_the_service_itself_refuses_while_the_desk_has_not_answered(self, clinic):
        visit = clinic.in_intake()
        with pytest.raises(Refused, match="front desk"):
            handing_over.hand_over(consultation_id=visit.pk, client="", by=clinic.desk, at=NOW)

    def test_the_form_of_another_patient_hands_nothing_over(self, clinic, visit):
        other = ready(clinic, given_name="Bea")
        staff = signed_in(clinic.desk)
        answer = staff.post(reverse("intake_hand_over", args=[visit.pk]), form_of(other))
        assert answer.status_code == 409
        assert not HandOver.objects.exists()

    def test_a_tablet_that_another_patient_has_is_not_given_twice(self, clinic, visit, tablet):
        staff = signed_in(clinic.desk)
        answer = staff.post(reverse("intake_hand_over", args=[visit.pk]), form_of(visit))
        assert answer["Location"] == reverse("intake_held", args=[visit.pk])


class TestAnswering:
    def test_an_answer_is_the_patients_and_the_staff_member_who_handed_over_answers_for_it(self, clinic, visit, tablet):
        where = question(tablet)
        key = re.search(r'data-question="(\w+)"', words(tablet.get(where)))[1]
        value = clinic.protocol.questions[key].options[0].value
        tablet.post(where, sent(visit, **{key: value}))

        row = visit.answer_changes.get(question=key)
        assert (row.given_by, row.by, row.new) == (GivenBy.PATIENT, clinic.desk, value)

    def test_one_answer_is_saved_by_itself(self, clinic, visit, tablet):
        where = question(tablet)
        key = re.search(r'data-question="(\w+)"', words(tablet.get(where)))[1]
        screen = where.rstrip("/").split("/")[-1]
        value = clinic.protocol.questions[key].options[0].value
        said = tablet.post(
            reverse("tablet_save"),
            sent(visit, screen=screen, area="", question=key, sequence="1", **{key: value}),
        )
        assert said.status_code == 200, words(said)
        assert visit.answer_changes.get(question=key).client == tablet.session["tablet"]

    def test_every_page_is_written_down_as_looked_at_by_who_handed_over(self, clinic, visit, tablet):
        last = Event.objects.latest("id").pk
        tablet.get(question(tablet))
        event = Event.objects.filter(id__gt=last, action="patient.viewed").get()
        assert (event.actor_id, event.patient_id) == (str(clinic.desk.pk), str(visit.patient_id))

    def test_a_page_made_for_the_patient_before_is_refused(self, clinic, visit, tablet):
        earlier = sent(visit, visit_for="child")
        other = ready(clinic, given_name="Bea")
        second = handed_over(clinic, other)
        answer = second.post(question(second), earlier)
        assert answer.status_code in (409, 422)
        assert other.answer_changes.filter(new="child").count() == 0

    def test_the_pages_speak_the_language_and_the_size_of_the_patient(self, clinic):
        visit = ready(clinic, text_size="largest")
        page = words(handed_over(clinic, visit).get(reverse("tablet_help")))
        assert 'data-text="largest"' in page and 'lang="en"' in page

    def test_another_size_is_kept_for_the_patient_and_colours_are_gone_with_the_tablet(self, clinic, visit, tablet):
        tablet.post(reverse("tablet_comfort"), {"size": "larger"})
        tablet.post(reverse("tablet_comfort"), {"theme": "dark"})
        page = words(tablet.get(reverse("tablet_help")))
        assert 'data-text="larger"' in page and 'data-theme="dark"' in page
        visit.patient.refresh_from_db()
        assert visit.patient.text_size == "larger"
        unlocks(tablet, clinic.desk)
        assert 'data-theme="system"' in words(tablet.get("/today/"))


class TestGivingItBack:
    def test_finish_thanks_by_name_and_leaves_the_sending_to_the_desk(self, clinic):
        visit, tablet = answered(clinic)
        before = tablet.session.session_key
        answer = tablet.post(reverse("tablet_finish"), sent(visit))
        assert answer["Location"] == reverse("tablet_done")
        assert "Thank you, Amy" in words(tablet.get(reverse("tablet_done")))
        assert tablet.session.session_key != before
        visit.refresh_from_db()
        assert (visit.status, visit.holder) == ("intake", "")
        assert given(visit).ended == Ended.FINISHED

    def test_back_shows_the_same_thanks_on_every_page(self, clinic):
        visit, tablet = answered(clinic)
        tablet.post(reverse("tablet_finish"), sent(visit))
        for page in ("tablet", "tablet_check", "tablet_start", "tablet_help", "tablet_places", "tablet_held"):
            assert "Thank you, Amy" in words(tablet.get(reverse(page))), page

    def test_the_page_tells_the_browser_to_forget(self, clinic):
        visit, tablet = answered(clinic)
        tablet.post(reverse("tablet_finish"), sent(visit))
        assert "data-forget" in words(tablet.get(reverse("tablet_done")))

    def test_nobody_finishes_before_they_have_seen_all_questions(self, visit, tablet):
        assert tablet.post(reverse("tablet_finish"), sent(visit))["Location"] == reverse("tablet_check")
        assert given(visit).ended == ""

    def test_stopping_keeps_every_answer(self, visit, tablet):
        visit.refresh_from_db()
        before = visit.answers
        tablet.post(reverse("tablet_give_back"), sent(visit))
        visit.refresh_from_db()
        assert (visit.answers, given(visit).ended) == (before, Ended.GIVEN_BACK)
        assert "Please give the tablet back" in words(tablet.get(reverse("tablet")))

    def test_an_answer_after_the_end_changes_nothing(self, clinic):
        visit, tablet = answered(clinic)
        late = sent(visit, screen="your_wish", area="", question="wants_treatment", wants_treatment="no", sequence="9")
        tablet.post(reverse("tablet_finish"), sent(visit))
        said = tablet.post(reverse("tablet_save"), late)
        assert said.status_code == 409 and said.json()["kind"] == "moved"
        assert not visit.answer_changes.filter(new="no", question="wants_treatment").exists()

    def test_a_page_sent_twice_ends_it_once(self, clinic):
        visit, tablet = answered(clinic)
        page = sent(visit)
        tablet.post(reverse("tablet_finish"), page)
        assert "Thank you" in words(tablet.post(reverse("tablet_finish"), page))
        assert Event.objects.filter(action="tablet.given_back").count() == 1

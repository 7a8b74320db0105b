"""What a hostile reader found in the saving of answers, and that it is gone."""

import json
import threading
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.urls import reverse

from consultations.models import Consultation
from consultations.services import intake
from tests.integration.clinic_factory import NOW, Clinic
from tests.integration.pages_sent import form_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def desk(clinic):
    return signed_in(clinic.desk)


def save(desk, visit, screen, question, value, area=None, **more):
    sent = form_of(visit, screen=screen, area=area or "", question=question, **{question: value}) | more
    return desk.post(reverse("intake_save", args=[visit.pk]), sent)


def fresh(visit):
    visit.refresh_from_db()
    return visit


def test_what_is_being_changed_is_no_answer_any_more(desk, clinic):
    """None of these, then also bleeding: the old "none" must not stand while nobody knows what is meant."""
    visit = clinic.answered()
    said = save(desk, visit, "bumps", "symptoms", ["none", "bleeding"], area=1)

    assert said.status_code == 422
    assert json.loads(said.content)["revision"] == visit.revision + 1
    assert "symptoms" not in fresh(visit).answers["areas"][0]
    assert visit.answer_changes.filter(question="symptoms").last().new is None


def test_an_intake_with_an_unfinished_answer_is_not_finished(desk, clinic):
    visit = clinic.answered(isotretinoin="stopped", isotretinoin_months=40)
    save(desk, visit, "health", "isotretinoin_months", "1 month")

    refused = desk.post(reverse("intake_finish", args=[visit.pk]), form_of(fresh(visit)))

    assert refused.status_code == 409
    assert "not asked yet" in refused.content.decode()


def test_an_unfinished_answer_made_whole_is_an_answer_again(desk, clinic):
    visit = clinic.answered(isotretinoin="stopped", isotretinoin_months=40)
    save(desk, visit, "health", "isotretinoin_months", "1 month")
    save(desk, fresh(visit), "health", "isotretinoin_months", "14")

    assert fresh(visit).answers["person"]["isotretinoin_months"] == 14
    assert visit.unfinished == {}


def test_places_that_changed_meanwhile_are_said_and_nothing_is_saved(desk, clinic):
    visit = clinic.in_intake()
    for place in ("chin_jaw", "ear", "neck"):
        if place != "chin_jaw":
            visit = intake.add_area(consultation_id=visit.pk, revision=visit.revision, by=clinic.desk, at=NOW)
        visit = intake.give_answer(
            consultation_id=visit.pk, question="area", area_number=len(visit.answers["areas"]), value=place,
            revision=visit.revision, by=clinic.desk, at=NOW,
        )  # fmt: skip
    seen = visit.revision
    intake.remove_area(consultation_id=visit.pk, area_number=2, revision=seen, by=clinic.desk, at=NOW)

    answer = save(desk, visit, "bumps", "symptoms", ["none"], area=2)

    assert answer.status_code == 409
    assert json.loads(answer.content)["kind"] == "refused"
    assert "symptoms" not in fresh(visit).answers["areas"][1]


def test_a_count_used_twice_is_refused_and_no_fault(desk, clinic):
    visit = clinic.in_intake()
    save(desk, visit, "who", "sex", "male", sequence=100)

    again = save(desk, fresh(visit), "who", "wants_treatment", "yes", sequence=100)

    assert again.status_code == 409
    assert json.loads(again.content)["kind"] == "refused"


def test_an_answer_that_stands_there_already_is_saved_whoever_sends_it(desk, clinic):
    visit = clinic.in_intake()
    save(desk, visit, "who", "sex", "male", sequence=1)

    again = save(desk, visit, "who", "sex", "male", sequence=2)

    assert again.status_code == 200
    assert json.loads(again.content)["revision"] == fresh(visit).revision


@pytest.mark.django_db(transaction=True)
def test_a_visit_that_is_being_written_is_asked_again_and_not_given_up(desk, clinic):
    visit = clinic.in_intake()
    locked, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            list(Consultation.objects.select_for_update().filter(pk=visit.pk))
            locked.set()
            done.wait(20)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert locked.wait(10)
        answer = save(desk, visit, "who", "sex", "male", sequence=1, key=str(uuid4()))
    finally:
        done.set()
        holder.join()

    assert answer.status_code == 503

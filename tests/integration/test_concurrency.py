"""Two people, two tablets, one visit: real threads on connections of their own."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from clinic.accounts.models import Site
from clinic.audit.models import Event
from clinic.audit.refusals import Refused, Stale
from consultations.lifecycle import Status
from consultations.models import AnswerChange, Consultation, Patient, SignedRecord
from consultations.services import intake, review, signing
from tests.integration.clinic_factory import NOW, Clinic

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def clinic():
    return Clinic()


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each gave, or the exception it ended with; all begin together."""
    results: list[Any] = [None] * len(works)
    start = threading.Barrier(len(works))

    def run(number: int) -> None:
        try:
            start.wait()
            results[number] = works[number]()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_two_tablets_with_one_page_one_saves_and_the_other_is_told(clinic):
    visit = clinic.in_intake()
    lost = 0
    for _ in range(15):
        revision = Consultation.objects.get().revision
        given = {"consultation_id": visit.pk, "revision": revision, "by": clinic.desk, "at": NOW}
        results = at_once(
            lambda given=given: intake.give_answer(question="sex", value="male", **given),
            lambda given=given: intake.give_answer(question="wants_treatment", value="yes", **given),
        )
        saved = [result for result in results if isinstance(result, Consultation)]
        assert len(saved) == 1 and sum(isinstance(result, Stale) for result in results) == 1
        lost += Consultation.objects.get().revision != revision + 1

    assert lost == 0
    assert AnswerChange.objects.filter(by=clinic.desk).count() == 15 + 2


def test_writers_that_try_again_lose_no_answer(clinic):
    visit = clinic.in_intake()
    keys = ["visit_for", "sex", "wants_treatment", "blistering_history", "family_history_bumps", "keloid_history"]

    def give(key: str) -> int:
        value = clinic.protocol.questions[key].options[0].value
        for tries in range(50):
            revision = Consultation.objects.get(pk=visit.pk).revision
            try:
                intake.give_answer(
                    consultation_id=visit.pk, question=key, value=value, revision=revision, by=clinic.desk, at=NOW
                )
                return tries
            except Stale:
                continue
        raise AssertionError(key)

    results = at_once(*(lambda key=key: give(key) for key in keys))

    assert all(isinstance(result, int) for result in results), results
    visit.refresh_from_db()
    assert set(keys) <= set(visit.answers["person"])
    assert visit.revision == 1 + len(keys)


def test_two_intakes_of_one_patient_begun_at_once_are_one(clinic):
    patient = clinic.patient()
    begin = lambda: intake.start(patient_id=patient.pk, by=clinic.desk, at=NOW).pk  # noqa: E731

    assert len(set(at_once(begin, begin, begin))) == 1
    assert Consultation.objects.count() == 1


def test_patients_added_at_once_have_numbers_of_their_own(clinic):
    names = ["Ash", "Birch", "Cedar", "Dogwood"]
    at_once(*(lambda name=name: clinic.patient(family_name=name) for name in names))

    assert sorted(Patient.objects.values_list("clinic_number", flat=True)) == [1, 2, 3, 4]
    assert Site.objects.count() == 1


def test_a_signature_sent_twice_at_once_is_one(clinic):
    visit = clinic.confirmed()
    put = lambda: signing.put_signature(  # noqa: E731
        consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW
    )
    results = at_once(put, put, put)

    assert len({record.pk for record in results}) == 1
    assert SignedRecord.objects.count() == Event.objects.filter(action="consultation.signed").count() == 1


def test_while_one_signs_another_cannot_change_the_plan(clinic):
    visit = clinic.confirmed()
    given = {"consultation_id": visit.pk, "revision": visit.revision, "by": clinic.derm, "at": NOW}
    results = at_once(lambda: signing.put_signature(**given), lambda: review.reopen(**given))

    assert sum(isinstance(result, Refused) for result in results) == 1
    signed = Consultation.objects.get().status == Status.SIGNED
    assert signed == SignedRecord.objects.exists()


def test_who_waits_too_long_for_another_is_told_so_in_words(clinic):
    visit = clinic.in_intake()
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                Consultation.objects.select_for_update().get(pk=visit.pk)
                held.set()
                done.wait(10)
        finally:
            connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    try:
        with pytest.raises(Refused, match="Wait a moment"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '50ms'")
            intake.add_area(consultation_id=visit.pk, revision=visit.revision, by=clinic.desk, at=NOW)
    finally:
        done.set()
        holder.join()

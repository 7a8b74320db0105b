"""Doctors who press "Next patient" at the same moment: real threads on real connections, and a control."""

from datetime import timedelta

import pytest
from django.db import transaction

from clinic.accounts.permissions import Role
from consultations import access
from consultations.models import Consultation
from consultations.services import queueing
from consultations.waiting import free_for, in_order
from tests.integration.clinic_factory import NOW, Clinic, person
from tests.integration.test_concurrency import at_once

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
ROUNDS = 40


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def doctors(clinic):
    return [person(Role.DERMATOLOGIST, sites=[clinic.site]) for _ in range(4)]


def free_again():
    Consultation.objects.update(claimed_by=None, claimed_at=None, claim_seen_at=None)


def press(clinic, doctors, next_case):
    """Everybody at once; what each got."""
    free_again()
    return at_once(*(lambda by=by: next_case(site=clinic.site, by=by, at=NOW) for by in doctors))


def doubled(given):
    got = [case.pk for case in given if case]
    return len(got) - len(set(got))


def waiting_room(clinic, number):
    for each in range(number):
        visit = clinic.in_review(clinic.patient(family_name=f"Row{each}"))
        Consultation.objects.filter(pk=visit.pk).update(intake_finished_at=NOW - timedelta(minutes=each))


def test_doctors_who_press_together_never_get_the_same_case(clinic, doctors):
    waiting_room(clinic, 6)
    for _ in range(ROUNDS):
        given = press(clinic, doctors, queueing.next_case)

        assert not [each for each in given if isinstance(each, Exception)]
        assert all(given) and doubled(given) == 0
        claims = Consultation.objects.exclude(claimed_by=None).values_list("pk", "claimed_by")
        assert dict(claims) == {case.pk: by.pk for case, by in zip(given, doctors, strict=True)}


def test_the_last_case_goes_to_one_of_them_and_the_others_get_none(clinic, doctors):
    waiting_room(clinic, 1)
    for _ in range(ROUNDS):
        given = press(clinic, doctors, queueing.next_case)

        assert sorted(case is None for case in given) == [False, True, True, True]


def test_who_opens_a_case_and_who_is_given_it_are_one_person(clinic, doctors):
    waiting_room(clinic, 1)
    visit = Consultation.objects.get()
    for _ in range(ROUNDS):
        free_again()
        opened = [lambda by=by: queueing.claim(consultation_id=visit.pk, by=by, at=NOW) for by in doctors[:2]]
        results = at_once(*opened, lambda: queueing.next_case(site=clinic.site, by=doctors[2], at=NOW))

        owner = Consultation.objects.get().claimed_by
        assert {case.claimed_by for case in results[:2]} == {owner}
        assert (results[2] is not None) == (owner == doctors[2])


def looked_and_then_taken(*, site, by, at):
    """As it would be without the lock and without looking again."""
    waiting = access.visits_at(by, site).waiting_for_doctor().filter(free_for(by, at))
    case = in_order(waiting, by).first()
    with transaction.atomic():
        Consultation.objects.filter(pk=case.pk).update(claimed_by=by, claimed_at=at, claim_seen_at=at)
    return case


def test_without_the_lock_two_do_get_the_same_case(clinic, doctors):
    """The control: so that nothing above holds only because nobody ever met."""
    waiting_room(clinic, 6)

    assert sum(doubled(press(clinic, doctors, looked_and_then_taken)) for _ in range(ROUNDS)) > 0

"""Whose case it is: who opens one gets it, two never meet in one by accident, and nothing is forgotten in the queue."""

from datetime import timedelta

import pytest

from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from clinic.audit.refusals import Refused
from consultations.models import Consultation, Skip
from consultations.services import queueing
from consultations.waiting import CLAIM_LASTS
from tests.integration.clinic_factory import NOW, Clinic, person, site

pytestmark = pytest.mark.django_db
FLAGGED = {"symptoms": ["bleeding"]}


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def colleague(clinic):
    return person(Role.DERMATOLOGIST, sites=[clinic.site])


def waits(clinic, minutes, **differs):
    visit = clinic.in_review(clinic.patient(family_name=f"Waits{minutes}"), **differs)
    Consultation.objects.filter(pk=visit.pk).update(intake_finished_at=NOW - timedelta(minutes=minutes))
    return visit


def opens(visit, by, at=NOW):
    return queueing.claim(consultation_id=visit.pk, by=by, at=at).claimed_by


def next_of(clinic, by, at=NOW):
    case = queueing.next_case(site=clinic.site, by=by, at=at)
    return case and case.pk


def done(action):
    return Event.objects.filter(action=action).count()


def test_who_opens_a_free_case_has_it_and_the_visit_is_as_it_was(clinic, colleague):
    visit = clinic.in_review()

    assert opens(visit, clinic.derm) == clinic.derm
    assert opens(visit, colleague) == clinic.derm
    assert Consultation.objects.get().revision == visit.revision
    assert done("case.claimed") == 1


def test_a_case_is_free_again_a_quarter_of_an_hour_after_the_last_look(clinic, colleague):
    visit = clinic.in_review()
    opens(visit, clinic.derm)
    opens(visit, clinic.derm, NOW + timedelta(minutes=10))

    assert opens(visit, colleague, NOW + timedelta(minutes=24)) == clinic.derm
    assert opens(visit, colleague, NOW + timedelta(minutes=10) + CLAIM_LASTS) == colleague


def test_it_is_known_since_when_somebody_has_it(clinic):
    visit = clinic.in_review()
    opens(visit, clinic.derm)
    opens(visit, clinic.derm, NOW + timedelta(minutes=10))

    assert Consultation.objects.get().claimed_at == NOW


def test_a_colleague_may_take_a_case_over_and_that_is_written_down(clinic, colleague):
    visit = clinic.in_review()
    opens(visit, clinic.derm)
    taken = queueing.take_over_case(consultation_id=visit.pk, by=colleague, at=NOW)
    queueing.take_over_case(consultation_id=visit.pk, by=colleague, at=NOW)

    assert taken.claimed_by == colleague
    assert Event.objects.get(action="case.taken_over").details["earlier"] == clinic.derm.pk


def test_only_who_has_a_case_lets_it_go(clinic, colleague):
    visit = clinic.in_review()
    opens(visit, clinic.derm)

    assert queueing.let_go(consultation_id=visit.pk, by=colleague, at=NOW).claimed_by == clinic.derm
    assert queueing.let_go(consultation_id=visit.pk, by=clinic.derm, at=NOW).claimed_by is None
    assert done("case.let_go") == 1


@pytest.mark.parametrize("state", ["in_intake", "signed", "closed"])
def test_a_case_that_does_not_wait_is_nobodys(clinic, state):
    visit = getattr(clinic, state)()

    assert opens(visit, clinic.derm) is None
    with pytest.raises(Refused):
        queueing.take_over_case(consultation_id=visit.pk, by=clinic.derm, at=NOW)
    with pytest.raises(Refused):
        queueing.skip(consultation_id=visit.pk, by=clinic.derm, at=NOW)


def test_the_desk_has_no_case(clinic):
    visit = clinic.in_review()

    assert opens(visit, clinic.desk) is None
    for step in (queueing.take_over_case, queueing.skip, queueing.unskip):
        with pytest.raises(Refused):
            step(consultation_id=visit.pk, by=clinic.desk, at=NOW)


def test_the_next_is_who_has_a_red_flag_and_then_who_waits_longest(clinic, colleague):
    short, long, flagged = waits(clinic, 5), waits(clinic, 50), waits(clinic, 1, **FLAGGED)
    doctors = [clinic.derm, colleague, person(Role.DERMATOLOGIST, sites=[clinic.site])]

    assert [next_of(clinic, doctor) for doctor in doctors] == [flagged.pk, long.pk, short.pk]
    assert next_of(clinic, person(Role.DERMATOLOGIST, sites=[clinic.site])) is None


def test_pressing_twice_gives_the_same_case(clinic):
    first, _second = waits(clinic, 20), waits(clinic, 10)

    assert [next_of(clinic, clinic.derm) for _ in range(2)] == [first.pk, first.pk]


def test_a_case_to_be_signed_waits_like_the_others(clinic):
    confirmed = clinic.confirmed()

    assert next_of(clinic, clinic.derm) == confirmed.pk


def test_what_was_skipped_comes_last_and_only_for_who_skipped_it(clinic, colleague):
    first, second = waits(clinic, 20), waits(clinic, 10)
    opens(first, clinic.derm)
    queueing.skip(consultation_id=first.pk, by=clinic.derm, at=NOW)

    assert next_of(clinic, colleague) == first.pk
    queueing.let_go(consultation_id=first.pk, by=colleague, at=NOW)
    assert next_of(clinic, clinic.derm) == second.pk
    queueing.skip(consultation_id=second.pk, by=clinic.derm, at=NOW)
    assert next_of(clinic, clinic.derm) == first.pk


def test_who_opens_a_skipped_case_has_it_back(clinic):
    visit = clinic.in_review()
    queueing.skip(consultation_id=visit.pk, by=clinic.derm, at=NOW)
    queueing.skip(consultation_id=visit.pk, by=clinic.derm, at=NOW)
    assert (Skip.objects.count(), done("case.skipped")) == (1, 1)

    opens(visit, clinic.derm)

    assert not Skip.objects.exists()


def test_a_skip_can_be_taken_back(clinic):
    first, _second = waits(clinic, 20), waits(clinic, 10)
    queueing.skip(consultation_id=first.pk, by=clinic.derm, at=NOW)
    queueing.unskip(consultation_id=first.pk, by=clinic.derm, at=NOW)

    assert next_of(clinic, clinic.derm) == first.pk


def test_a_case_that_a_colleague_has_open_cannot_be_skipped(clinic, colleague):
    visit = clinic.in_review()
    opens(visit, colleague)

    with pytest.raises(Refused, match="colleague"):
        queueing.skip(consultation_id=visit.pk, by=clinic.derm, at=NOW)


def test_nobody_gets_a_case_of_another_site(clinic):
    clinic.in_review()
    elsewhere = person(Role.DERMATOLOGIST, sites=[site()])

    assert next_of(clinic, elsewhere) is None
    assert queueing.next_case(site=None, by=clinic.derm, at=NOW) is None

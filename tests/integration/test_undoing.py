"""A signature can be taken back for fifteen minutes, by whoever gave it, while nobody has the sheet."""

import json
from datetime import timedelta

import pytest
from django.http import Http404

from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from clinic.audit.refusals import Refused, Stale
from consultations.lifecycle import Status
from consultations.models import Consultation, PlanLine, SignatureWithdrawal, SignedRecord
from consultations.models.sheet import HandedOutAs
from consultations.policies.undoing import UNDO_WITHIN
from consultations.services import review, sheets, signing
from tests.integration.clinic_factory import NOW, Clinic, as_committed, person
from tests.integration.test_verify_records import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return Clinic()


def undo(clinic, visit, **more):
    given = {"record_id": SignedRecord.objects.last().pk, "by": clinic.derm, "at": NOW} | more
    return signing.withdraw_signature(consultation_id=visit.pk, **given)


def confirm_and_sign(clinic, visit, at=NOW):
    visit = review.confirm(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=at)
    record = signing.put_signature(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=at)
    as_committed()
    return record


def test_it_leads_back_to_the_review_with_the_plan_as_it_was(clinic):
    visit = clinic.signed()
    before = list(PlanLine.objects.values())
    undone = undo(clinic, visit, at=NOW + timedelta(minutes=3))

    visit.refresh_from_db()
    assert (visit.status, visit.signed_at, visit.confirmed_at) == (Status.REVIEW, None, None)
    assert undone.revision == visit.revision
    assert list(PlanLine.objects.values()) == before
    row = SignatureWithdrawal.objects.get()
    assert (row.by, row.by_name, row.at) == (clinic.derm, clinic.derm.name, NOW + timedelta(minutes=3))
    assert Event.objects.get(action="signature.withdrawn").details["sha256"] == row.record.sha256


def test_sent_twice_it_has_one_effect(clinic):
    visit = clinic.signed()
    for _ in range(2):
        undo(clinic, visit)

    assert SignatureWithdrawal.objects.count() == 1
    assert Event.objects.filter(action="signature.withdrawn").count() == 1


def test_a_page_from_before_does_not_undo_the_next_signature(clinic):
    visit = clinic.signed()
    first = visit.record
    confirm_and_sign(clinic, undo(clinic, visit))
    undo(clinic, visit, record_id=first.pk)

    assert Consultation.objects.get().status == Status.SIGNED
    assert SignatureWithdrawal.objects.count() == 1


@pytest.mark.parametrize("late", [timedelta(microseconds=1), timedelta(minutes=1), timedelta(days=1)])
def test_after_fifteen_minutes_it_is_too_late(clinic, late):
    visit = clinic.signed()
    undo_at = NOW + UNDO_WITHIN
    with pytest.raises(Refused, match="fifteen minutes"):
        undo(clinic, visit, at=undo_at + late)

    undo(clinic, visit, at=undo_at)


@pytest.mark.parametrize("how", [HandedOutAs.PRINT, HandedOutAs.PDF, HandedOutAs.EMAIL])
def test_once_the_sheet_was_printed_or_sent_the_signature_stays(clinic, how):
    visit = clinic.signed()
    sheets.hand_out(record=visit.record, how=how, large=False, by=clinic.desk, at=NOW)
    with pytest.raises(Refused, match="printed or sent"):
        undo(clinic, visit)

    assert Consultation.objects.get().status == Status.SIGNED


def test_only_who_signed_takes_it_back(clinic):
    visit, colleague = clinic.signed(), person(Role.DERMATOLOGIST, sites=[clinic.site])
    with pytest.raises(Refused, match="who signed"):
        undo(clinic, visit, by=colleague)
    with pytest.raises(Refused, match="Only a dermatologist"):
        undo(clinic, visit, by=clinic.desk)
    with pytest.raises(Http404):
        undo(clinic, visit, by=Clinic().derm)


def test_a_record_of_another_visit_is_not_found(clinic):
    visit, other = clinic.signed(), clinic.signed(clinic.patient(family_name="Other"))
    with pytest.raises(Http404):
        undo(clinic, visit, record_id=other.record.pk)


def test_what_was_amended_is_amended_again_and_not_undone(clinic):
    visit = clinic.signed()
    said = {"text": "No scar.", "reason": "Seen again."}
    signing.add_addendum(consultation_id=visit.pk, **said, by=clinic.derm, at=NOW)
    with pytest.raises(Refused, match="added to this record"):
        undo(clinic, visit)


def test_the_next_signature_counts_and_names_the_one_before(clinic):
    visit = clinic.signed()
    first = visit.record
    visit = undo(clinic, visit)
    visit = clinic.decide(visit, method="", reasons=["patient_prefers"], comment="Wants to wait.")
    second = confirm_and_sign(clinic, visit, at=NOW + timedelta(minutes=5))

    document = json.loads(second.document)
    assert (second.number, document["number"], document["unsigned_before"]) == (2, 2, [first.sha256])
    assert document["plan"][0]["comment"] == "Wants to wait."
    assert Consultation.objects.get().record == second
    first.refresh_from_db()
    assert json.loads(first.document)["plan"][0]["agrees"]


def test_the_page_that_signed_before_signs_nothing_after_the_undo(clinic):
    visit = clinic.signed()
    undo(clinic, visit)
    with pytest.raises(Stale):
        signing.put_signature(consultation_id=visit.pk, revision=visit.revision - 1, by=clinic.derm, at=NOW)


def test_records_taken_back_are_verified_too(clinic):
    visit = clinic.signed()
    visit = undo(clinic, visit)
    assert verify() == (0, "2 checked, 0 bad\n")

    visit = clinic.decide(visit, method="", reasons=["patient_prefers"], comment="Wants to wait.")
    confirm_and_sign(clinic, visit)

    assert verify() == (0, "3 checked, 0 bad\n")

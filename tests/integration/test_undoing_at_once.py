"""Undoing against printing, signing and undoing at the same moment: one wins, and what is left fits together."""

from datetime import timedelta

import pytest

from clinic.audit.models import Event
from clinic.audit.refusals import Refused
from consultations.lifecycle import Status
from consultations.models import Consultation, SheetHandedOut, SignatureWithdrawal, SignedRecord
from consultations.models.sheet import HandedOutAs
from consultations.services import review, sheets, signing
from tests.integration.clinic_factory import NOW, Clinic
from tests.integration.test_concurrency import at_once

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
TIMES = 6


@pytest.fixture
def clinic():
    return Clinic()


def undoing(clinic, record):
    return lambda: signing.withdraw_signature(
        consultation_id=record.consultation_id, record_id=record.pk, by=clinic.derm, at=NOW + timedelta(minutes=1)
    )


def printing(clinic, record):
    return lambda: sheets.hand_out(record=record, how=HandedOutAs.PRINT, large=False, by=clinic.desk, at=NOW)


def test_of_undo_and_print_one_is_refused_and_no_sheet_of_an_undone_signature_is_out(clinic):
    for number in range(TIMES):
        record = clinic.signed(clinic.patient(family_name=f"Patient {'abcdef'[number]}")).record
        results = at_once(undoing(clinic, record), printing(clinic, record))

        assert sum(isinstance(result, Refused) for result in results) == 1, results
        is_undone = SignatureWithdrawal.objects.filter(record=record).exists()
        assert is_undone != SheetHandedOut.objects.filter(record=record).exists()
        visit = Consultation.objects.get(pk=record.consultation_id)
        assert (visit.status == Status.REVIEW) == is_undone


def test_two_undos_at_once_are_one(clinic):
    record = clinic.signed().record
    results = at_once(*[undoing(clinic, record)] * 3)

    assert not any(isinstance(result, Exception) for result in results), results
    assert SignatureWithdrawal.objects.count() == Event.objects.filter(action="signature.withdrawn").count() == 1


def test_undo_and_an_amendment_at_once_leave_one_of_them(clinic):
    record = clinic.signed().record
    said = {"text": "No scar.", "reason": "Seen again.", "by": clinic.derm, "at": NOW}
    amend = lambda: signing.add_addendum(consultation_id=record.consultation_id, **said)  # noqa: E731
    results = at_once(undoing(clinic, record), amend)

    assert sum(isinstance(result, Refused) for result in results) == 1, results


def test_two_tabs_one_undoing_and_one_signing_again(clinic):
    """The tab that signs still shows the plan before the undo; at most one signature stands."""
    visit = clinic.signed()
    record, old = visit.record, visit.revision - 1

    def sign():
        return signing.put_signature(consultation_id=visit.pk, revision=old, by=clinic.derm, at=NOW)

    at_once(undoing(clinic, record), sign)

    visit.refresh_from_db()
    assert visit.status == Status.REVIEW
    assert SignedRecord.objects.count() == 1 and not SignedRecord.objects.standing().exists()


def test_signed_again_from_two_tabs_at_once_there_is_one_signature(clinic):
    visit = clinic.signed()
    visit = undoing(clinic, visit.record)()
    visit = review.confirm(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)
    again = {"consultation_id": visit.pk, "revision": visit.revision, "by": clinic.derm, "at": NOW}
    results = at_once(*[lambda: signing.put_signature(**again)] * 3)

    assert {result.pk for result in results} == {SignedRecord.objects.standing().get().pk}
    assert list(SignedRecord.objects.order_by("number").values_list("number", flat=True)) == [1, 2]

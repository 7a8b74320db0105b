"""Several senders, and people who print, send and undo at the same moment: real threads on connections of their own."""

import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.audit.refusals import Refused
from consultations import outbox
from consultations.lifecycle import Status
from consultations.models import Consultation, Mail, SheetHandedOut, SheetLink, SignatureWithdrawal
from consultations.models.sheet import HandedOutAs, MailState
from consultations.services import sheets, signing
from tests.integration.clinic_factory import Clinic
from tests.integration.sheets_given import owed
from tests.integration.test_concurrency import at_once

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def clinic():
    return Clinic()


def just_signed(clinic):
    visit = clinic.confirmed()
    at = timezone.now()
    return signing.put_signature(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=at)


def test_four_senders_send_each_e_mail_once(clinic):
    owing = [owed(clinic, clinic.signed(), to=f"p{number}@example.org") for number in range(6)]
    sent, one_at_a_time = [], threading.Lock()

    def deliver(message):
        with one_at_a_time:
            sent.append(message.to[0])

    tried = at_once(*(lambda: outbox.send_due(deliver=deliver) for _ in range(4)))

    assert sum(tried) == len(owing)
    assert sorted(sent) == sorted(mail.to for mail in owing)
    assert set(Mail.objects.values_list("state", "tries")) == {(MailState.SENT, 1)}


def given_out(clinic, record, way, at):
    if way == "print":
        return sheets.hand_out(record=record, how=HandedOutAs.PRINT, large=False, by=clinic.desk, at=at)
    return sheets.owe_mail(record=record, to="amy@example.org", key=f"key-{record.pk}", by=clinic.desk, at=at)


@pytest.mark.parametrize("way", ["print", "mail"])
def test_of_undoing_and_handing_out_one_wins(clinic, way):
    """Whichever it was, no sheet is out of a signature that does not stand."""
    winners = set()
    for number in range(8):
        record, at = just_signed(clinic), timezone.now()
        undo = {"consultation_id": record.consultation_id, "record_id": record.pk, "by": clinic.derm, "at": at}
        works = [lambda u=undo: signing.withdraw_signature(**u), lambda r=record, at=at: given_out(clinic, r, way, at)]
        results = at_once(*(works if number % 2 else reversed(works)))

        assert sum(isinstance(result, Refused) for result in results) == 1, results
        undone = SignatureWithdrawal.objects.filter(record=record).exists()
        assert undone != SheetHandedOut.objects.filter(record=record).exists()
        assert Mail.objects.filter(record=record).exists() == (way == "mail" and not undone)
        status = Consultation.objects.get(pk=record.consultation_id).status
        assert status == (Status.REVIEW if undone else Status.SIGNED)
        winners.add(undone)
    assert winners


def test_two_who_ask_first_get_one_address(clinic):
    record, at = just_signed(clinic), timezone.now()
    links = at_once(*(lambda: sheets.address_of(record, at) for _ in range(4)))
    assert {link.pk for link in links} == {SheetLink.objects.get().pk}


def test_one_key_is_one_e_mail_however_often_it_comes_at_once(clinic):
    record, at = just_signed(clinic), timezone.now()
    mails = at_once(*(lambda: given_out(clinic, record, "mail", at) for _ in range(4)))
    assert {mail.pk for mail in mails} == {Mail.objects.get().pk}
    assert SheetHandedOut.objects.count() == 1


def test_no_e_mail_of_many_patients_goes_to_another_one(clinic):
    """Written by several people and taken by several senders at once: each link is in the e-mail to its patient."""
    visits = [just_signed(clinic) for _ in range(6)]
    at, letters, one_at_a_time = timezone.now(), {}, threading.Lock()
    at_once(
        *(
            lambda r=record: sheets.owe_mail(
                record=r, to=f"of-{r.pk}@example.org", key=f"k{r.pk}", by=clinic.desk, at=at
            )
            for record in visits
        )
    )

    def deliver(message):
        with one_at_a_time:
            letters[message.to[0]] = message.body

    later = at + timedelta(seconds=1)
    at_once(*(lambda: outbox.send_due(deliver=deliver, clock=lambda: later) for _ in range(3)))
    links = {record.pk: SheetLink.objects.get(record=record).token for record in visits}
    assert len(letters) == len(visits)
    for record in visits:
        body = letters[f"of-{record.pk}@example.org"].replace("-", "")
        assert [pk for pk, token in links.items() if token in body] == [record.pk]

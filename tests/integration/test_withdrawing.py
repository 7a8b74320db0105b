"""A release is withdrawn: new visits use another, open ones on it say so, signed ones stay as they are."""

from datetime import timedelta

import pytest
from django.urls import reverse

from clinic.accounts.permissions import Role
from clinic.audit.refusals import Refused
from consultations.models import Consultation, SignedRecord
from consultations.newer_release import newer_release
from consultations.services import recalculating, signing
from tests.integration import sample_protocol as sample
from tests.integration.clinic_factory import NOW, PASSWORD, Clinic, milia, person, release_of
from tests.integration.pages_sent import signed_in
from tests.integration.warts_draft import warts
from treatments.models import Release, Withdrawal, live_release
from treatments.publishing import withdraw

pytestmark = pytest.mark.django_db
WHY = "A limit was wrong."


@pytest.fixture
def clinic():
    """Release 2 is live, and differs from release 1 in one rule."""
    first = Clinic()
    rules = tuple(rule for rule in milia().rules if rule.code != "EX-09")
    release_of(milia().model_copy(update={"rules": rules}))
    clinic = Clinic(site=first.site)
    clinic.release = live_release("milia")
    return clinic


def withdrawn(number, by=None):
    release = Release.objects.get(number=number)
    return withdraw(release=release, by=by or person(Role.DERMATOLOGIST), reason=WHY, at=NOW + timedelta(hours=1))


def shown(clinic, page, *args):
    return signed_in(clinic.derm).get(reverse(page, args=args)).content.decode()


def test_new_visits_use_the_newest_release_that_is_left(clinic):
    withdrawn(2)
    assert clinic.in_intake().release.number == 1


def test_an_open_visit_says_that_its_release_was_withdrawn_and_which_one_is_live_again(clinic):
    visit = clinic.in_review()
    assert visit.release.number == 2
    withdrawn(2)

    assert "Release 2 was withdrawn. Release 1 is live again." in shown(clinic, "review", visit.pk)
    assert "Rules withdrawn" in shown(clinic, "queue")


def sign(clinic, visit):
    return signing.put_signature(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)


def test_it_is_recalculated_with_the_release_before_and_can_then_be_signed(clinic):
    visit = clinic.confirmed()
    withdrawn(2)
    with pytest.raises(Refused, match="Recalculate with release 1"):
        sign(clinic, visit)
    visit = recalculating.recalculate(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)

    assert (visit.release.number, visit.status) == (1, "review")
    assert newer_release(visit) is None
    assert "was withdrawn" not in shown(clinic, "review", visit.pk)
    assert "Rules withdrawn" not in shown(clinic, "queue")


def test_with_no_release_left_the_visit_says_that_it_waits_for_one(clinic):
    visit = clinic.in_review()
    withdrawn(2), withdrawn(1)

    page = shown(clinic, "review", visit.pk)
    assert "Release 2 was withdrawn." in page
    assert "No other release is live" in page
    assert reverse("recalculate", args=[visit.pk]) not in page


def test_a_signed_visit_stays_untouched(clinic):
    visit = clinic.signed()
    before = SignedRecord.objects.get(consultation=visit).document
    state = Consultation.objects.filter(pk=visit.pk).values().get()
    withdrawn(2)

    assert SignedRecord.objects.get(consultation=visit).document == before
    assert Consultation.objects.filter(pk=visit.pk).values().get() == state
    assert "Rules withdrawn" not in shown(clinic, "record", visit.pk)


WITHDRAW = "/content/milia/release/2/withdraw/"
SENT = {"key": "k", "reason": WHY, "sure": "on", "password": PASSWORD}


def test_the_page_says_what_happens_and_withdraws_only_with_a_reason_a_tick_and_the_password(clinic):
    clinic.in_review()
    client = signed_in(clinic.derm)
    text = client.get(WITHDRAW).content.decode()
    assert "New visits use release 1." in text
    assert "Nobody here has approved release 1" in text
    assert "1 open visit on it says so" in text

    for missing in ("reason", "sure", "password"):
        assert client.post(WITHDRAW, SENT | {missing: " " if missing == "reason" else ""}).status_code == 422
    assert not Withdrawal.objects.exists()
    assert client.post(WITHDRAW, SENT).url == "/protocol/milia/2/"
    found = Withdrawal.objects.get()
    assert (found.reason, found.withdrawn_by) == (WHY, clinic.derm)
    assert client.post(WITHDRAW, SENT | {"key": "l"}).status_code == 409


def test_of_a_release_that_somebody_here_approved_the_page_does_not_warn(clinic):
    warts()
    sample.next_release(sample.with_name("Warts")), sample.next_release(sample.with_name("Verrucas"))
    page = signed_in(clinic.derm).get("/content/warts/release/3/withdraw/").content.decode()
    assert "New visits use release 2." in page
    assert "Nobody here has approved" not in page


@pytest.mark.django_db(transaction=True)
def test_a_wrong_password_withdraws_nothing_and_is_counted(clinic):
    client = signed_in(clinic.derm)
    for _try in range(5):
        answer = client.post(WITHDRAW, SENT | {"password": "not mine"})
        assert answer.status_code == 409
        assert "Nothing was withdrawn." in answer.content.decode()
    assert client.post(WITHDRAW, SENT).status_code == 409
    assert not Withdrawal.objects.exists()

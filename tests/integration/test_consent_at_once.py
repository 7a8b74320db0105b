"""Two people and one consent at the same moment: real threads on connections of their own."""

from functools import partial

import pytest

from clinic.audit.refusals import Refused
from consultations import consenting
from consultations.models import Consent
from consultations.services import consents, review
from tests.integration.clinic_factory import NOW, Clinic
from tests.integration.consents import DRAWN, SIGNATURE, TYPED, again, agree, shown
from tests.integration.test_concurrency import at_once

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def clinic():
    return Clinic()


def test_two_consents_at_once_are_one(clinic):
    visit = clinic.confirmed()

    results = at_once(*(partial(agree, clinic, visit, how) for how in (TYPED, DRAWN, TYPED, DRAWN)))

    assert sum(isinstance(result, Consent) for result in results) == Consent.objects.count() == 1
    assert sum(isinstance(result, Refused) for result in results) == 3


def test_a_plan_reopened_at_the_same_moment_is_never_agreed_to_unconfirmed(clinic):
    visit = clinic.confirmed()
    seen = shown(visit)

    at_once(
        partial(agree, clinic, visit, **seen),
        partial(review.reopen, consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW),
    )

    given = Consent.objects.first()
    assert given is None or given.plan_sha256 == consenting.plan_sha256(again(visit))


def test_strokes_sent_at_once_are_one_drawing(clinic):
    visit = clinic.confirmed()
    kept = {"consultation_id": visit.pk, "drawn": SIGNATURE, **shown(visit), "by": clinic.desk, "at": NOW}

    at_once(*(partial(consents.keep_strokes, **kept) for _ in range(4)))

    assert visit.consent_draft.strokes == SIGNATURE


def test_one_drawing_for_two_visits_at_once_serves_one_of_them(clinic):
    visits = [clinic.confirmed(), clinic.confirmed()]

    results = at_once(*(partial(agree, clinic, visit, DRAWN) for visit in visits))

    assert sum(isinstance(result, Consent) for result in results) == Consent.objects.count() == 1
    assert sum(isinstance(result, Refused) for result in results) == 1

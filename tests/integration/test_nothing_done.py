"""A place where nothing is done: what the patient reads about it."""

import json

import pytest

from consultations.models.consultation import WithoutMethod
from consultations.models.red_flag import Finding
from consultations.services import flags, review, signing
from tests.integration.clinic_factory import NOW, Clinic

pytestmark = pytest.mark.django_db
REASON = {"reasons": ["patient_prefers"], "comment": "Talked about it."}


@pytest.fixture
def clinic():
    return Clinic()


def own(clinic, visit):
    return {"consultation_id": visit.pk, "revision": visit.revision, "by": clinic.derm, "at": NOW}


def notice(clinic, visit):
    visit = visit if visit.status == "confirmed" else review.confirm(**own(clinic, visit))
    record = signing.put_signature(**own(clinic, visit))
    [line] = json.loads(record.document)["plan"]
    return line["notice"]


def words(clinic, key):
    return next(each.patient["en"] for each in clinic.protocol.document.notices if each.key == key)


@pytest.mark.parametrize(
    ("chosen", "key"),
    [({"method": ""}, "left_alone"), ({"method": "", "without_method": WithoutMethod.WATCH}, "watch_and_wait")],
)
def test_leaving_alone_and_watching_are_said_apart(clinic, chosen, key):
    visit = clinic.decide(clinic.in_review(), **chosen, **REASON)

    assert notice(clinic, visit) == words(clinic, key) != ""


def test_what_is_sent_on_says_that_it_is_looked_at_more_closely(clinic):
    visit = review.correct_answer(
        **own(clinic, clinic.in_review()), question="symptoms", value=["bleeding"], area_number=1
    )
    visit = flags.find(**own(clinic, visit), code="RF-01", area_number=1, finding=Finding.REFER)
    visit = review.agree_all(**own(clinic, visit), ticked={}, details={})

    assert notice(clinic, visit) == words(clinic, "refer") != ""


def test_with_a_question_open_nobody_is_told_that_the_bumps_may_stay(clinic):
    visit = clinic.in_review(isotretinoin="unknown", count="21_plus", spread="wide")
    visit = clinic.decide(visit, method="", without_method=WithoutMethod.WATCH, **REASON)

    assert notice(clinic, visit) == words(clinic, "not_decided") != ""


def test_something_else_stands_in_the_doctors_own_words(clinic):
    own_words = {"without_method": WithoutMethod.SOMETHING_ELSE, "own_words": "Warm compress twice a day"}

    assert notice(clinic, clinic.decide(clinic.in_review(), method="", **own_words, **REASON)) == ""

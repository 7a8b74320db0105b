"""The strip beside the signature: what goes with it, each in words, nothing missing unnoticed."""

import re

import pytest
from django.urls import reverse

from consultations.models import Consultation
from consultations.services import consents, review
from tests.integration.clinic_factory import NOW, Clinic
from tests.integration.consents import TYPED, agree, where_consent_is_needed
from tests.integration.pages_sent import signed_in
from tests.integration.photos_taken import consent as about_photos
from tests.integration.photos_taken import taken

pytestmark = pytest.mark.django_db
TICK = r'<li class="tick tick--(\w+)">(.*?)</li>'


@pytest.fixture
def clinic():
    return Clinic()


def strip(clinic, visit):
    """State and words by label."""
    page = signed_in(clinic.derm).get(reverse("sign", args=[visit.pk])).content.decode()
    found = {}
    for state, inner in re.findall(TICK, page, re.DOTALL):
        words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", inner)).strip()
        label = next(name for name in LABELS if words.startswith(name))
        found[label] = (state, words.removeprefix(label).strip())
    return found


LABELS = ("Intake", "Safety answers", "Photos", "Consent", "Decision", "Aftercare sheet")


def test_a_visit_with_everything_has_no_gap(clinic):
    ticks = strip(clinic, clinic.confirmed())

    assert set(ticks) == set(LABELS)
    assert {label: state for label, (state, _words) in ticks.items()} == {
        "Intake": "whole",
        "Safety answers": "whole",
        "Photos": "none",
        "Consent": "none",
        "Decision": "whole",
        "Aftercare sheet": "whole",
    }


def test_a_safety_question_without_an_answer_or_not_sure_is_a_gap_that_names_it(clinic):
    visit = clinic.confirmed(pregnancy="unknown")
    state, words = strip(clinic, visit)["Safety answers"]

    assert state == "gap"
    assert "1 is not known" in words and "pregnant" in words and "Ask now" in words


def test_photos_without_the_patients_yes_are_a_gap(clinic):
    visit = clinic.in_review(**about_photos())
    taken(clinic, visit, by=clinic.derm, given_by="dermatologist")
    visit = clinic.decide(visit, method=visit.suggestion["areas"][0]["method"])
    visit = review.confirm(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)
    assert strip(clinic, visit)["Photos"][0] == "whole"

    answers = visit.answers | {"person": visit.answers["person"] | about_photos("no")}
    Consultation.objects.filter(pk=visit.pk).update(answers=answers)
    state, words = strip(clinic, visit)["Photos"]
    assert (state, "1 photo without the patient's yes" in words.replace("&#x27;", "'")) == ("gap", True)


def test_a_consent_that_was_given_taken_back_or_is_needed_is_told(clinic):
    visit = clinic.confirmed()
    agree(clinic, visit, TYPED)
    state, words = strip(clinic, visit)["Consent"]
    assert state == "whole" and "Amy Jones agreed to this plan" in words

    consents.withdraw_consent(consultation_id=visit.pk, reason="", by=clinic.desk, at=NOW)
    state, words = strip(clinic, visit)["Consent"]
    assert state == "gap" and "Taken back" in words


def test_where_consent_is_needed_the_strip_says_so():
    clinic = where_consent_is_needed()
    state, words = strip(clinic, clinic.confirmed())["Consent"]

    assert state == "gap" and "needed before signing" in words


def test_the_decision_says_what_differs_from_the_suggestion(clinic):
    visit = clinic.decide(clinic.in_review(), method="", reasons=["patient_prefers"], comment="Wants to wait.")
    visit = review.confirm(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)

    assert "1 place not as suggested" in strip(clinic, visit)["Decision"][1]


def test_a_sheet_in_a_language_the_patient_does_not_read_is_a_gap(clinic):
    visit = clinic.confirmed(clinic.patient(language="pl"))
    state, words = strip(clinic, visit)["Aftercare sheet"]

    assert state == "gap" and "The patient reads Polish" in words

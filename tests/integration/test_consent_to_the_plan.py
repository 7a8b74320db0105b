"""A consent is to the text that was shown and to the plan it was about: another text or plan, and it does not count."""

import json

import pytest
from django.urls import reverse

from clinic.audit.refusals import Refused
from consultations import consenting
from consultations.consenting import Agreement
from consultations.models import Consent
from consultations.services import consents, review
from consultations.services.consents import WordingChanged
from tests.integration.clinic_factory import NOW, Clinic, milia, release_of
from tests.integration.consents import again, agree, planned_otherwise, shown
from treatments.engine.canonical import canonical_json, sha256_of

pytestmark = pytest.mark.django_db


def test_what_was_shown_is_stored_byte_for_byte_and_its_fingerprint_is_the_one_of_the_page():
    clinic = Clinic()
    visit = clinic.confirmed(areas=2)
    wording = consenting.wording(again(visit))

    consent = agree(clinic, visit)

    assert consent.wording == canonical_json(wording)
    assert consent.wording_sha256 == sha256_of(json.loads(consent.wording))
    assert wording["protocol"]["release"] == clinic.release.number
    assert wording["protocol"]["sha256"] == clinic.release.sha256


def test_the_text_names_every_method_of_the_plan_with_all_that_may_happen():
    clinic = Clinic()
    visit = clinic.confirmed()
    planned = clinic.protocol.methods[visit.plan_lines.get().method]

    (treatment,) = consenting.wording(again(visit))["treatments"]

    assert treatment["name"] == planned.name["en"]
    assert treatment["may_happen"] == [warning["en"] for warning in planned.warn]
    assert (treatment["during"], treatment["after"]) == (planned.during["en"], planned.after["en"])


def test_one_method_in_two_places_is_read_once_with_what_is_said_of_each_place():
    clinic = Clinic()
    visit = clinic.decided(areas=2)
    field = clinic.protocol.methods[visit.plan_lines.first().method].plan_fields[-1]
    visit.plan_lines.filter(area_number=2).update(details={field.key: 3})

    (treatment,) = consenting.wording(again(visit))["treatments"]

    assert [place["details"] for place in treatment["places"]] == [[], [[field.label, "3"]]]


def test_details_that_changed_after_the_consent_make_it_another_plan():
    clinic = Clinic()
    visit = clinic.confirmed()
    agree(clinic, visit)
    review.reopen(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)

    visit.plan_lines.update(details={"spots": 3})

    assert consenting.standing_consent(again(visit)) is None


def test_another_text_than_the_one_shown_is_refused_and_nothing_is_saved():
    clinic = Clinic()
    visit = clinic.confirmed()

    with pytest.raises(WordingChanged):
        agree(clinic, visit, wording_sha256="0" * 64)

    assert not Consent.objects.exists()


def test_a_page_shown_before_the_plan_changed_is_refused():
    clinic = Clinic()
    visit = clinic.confirmed()
    before = shown(visit)
    planned_otherwise(clinic, visit)

    with pytest.raises(WordingChanged):
        agree(clinic, visit, **before)


def test_a_plan_that_changed_after_the_consent_is_not_agreed_to():
    clinic = Clinic()
    visit = clinic.confirmed()
    agree(clinic, visit)

    planned_otherwise(clinic, visit)

    assert consenting.standing_consent(again(visit)) is None


def test_the_same_plan_decided_once_more_is_still_agreed_to():
    clinic = Clinic()
    visit = clinic.confirmed()
    consent = agree(clinic, visit)
    line = visit.plan_lines.get()
    visit = review.reopen(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)

    clinic.decide(visit, method=line.method, restrictions_ticked=line.restrictions_ticked)

    assert consenting.standing_consent(again(visit)) == consent


def test_a_newer_release_asks_for_the_consent_anew():
    clinic = Clinic()
    visit = clinic.confirmed()
    agree(clinic, visit)
    now = again(visit)
    now.release = release_of(milia())

    assert consenting.standing_consent(now) is None


def test_a_plan_without_any_treatment_needs_no_consent():
    clinic = Clinic()
    visit = clinic.confirmed(wants_treatment="no")

    with pytest.raises(Refused, match="Nothing is planned"):
        agree(clinic, visit)


def test_taking_back_leaves_no_consent_to_an_earlier_plan_standing():
    clinic = Clinic()
    visit = clinic.confirmed()
    agree(clinic, visit)
    line = visit.plan_lines.get()
    visit = planned_otherwise(clinic, visit)
    agree(clinic, visit)

    consents.withdraw_consent(consultation_id=visit.pk, by=clinic.desk, at=NOW)
    visit = review.reopen(consultation_id=visit.pk, revision=again(visit).revision, by=clinic.derm, at=NOW)
    clinic.decide(visit, method=line.method, restrictions_ticked=line.restrictions_ticked)

    assert consenting.standing_consent(again(visit)) is None


def test_a_consent_without_the_guardian_does_not_count_once_one_turns_out_to_be_needed():
    clinic = Clinic()
    visit = clinic.confirmed()
    consent = agree(clinic, visit)
    assert consenting.standing_consent(again(visit)) == consent

    visit = again(visit)
    visit.answers["person"]["visit_for"] = "dependent_adult"
    visit.save(update_fields=["answers"])

    assert consenting.needs_guardian(again(visit))
    assert consenting.standing_consent(again(visit)) is None


def test_while_it_is_not_known_whether_somebody_decides_for_them_a_patient_does_not_agree_alone(client):
    clinic = Clinic()
    visit = clinic.confirmed()
    agree(clinic, visit)
    visit = again(visit)
    del visit.answers["person"]["visit_for"]
    visit.save(update_fields=["answers"])

    assert consenting.standing_consent(again(visit)) is None
    with pytest.raises(Refused, match="not known whether this patient may agree alone: “Who is this visit for"):
        agree(clinic, visit)
    client.force_login(clinic.desk)
    page = client.get(reverse("consent", args=[visit.pk])).content.decode()
    assert "“<bdi>Who is this visit for?</bdi>” is not answered" in page and "Amy Jones" not in page.split("<form")[-1]
    mother = Agreement(way="typed", name="Ada Jones", relation="mother", is_patient=False, ticked=True)
    assert agree(clinic, visit, mother) == consenting.standing_consent(again(visit))


def test_a_guardian_is_needed_for_whichever_area_says_so():
    consent = milia().consent.model_copy(update={"guardian_when": "area = under_eye"})
    release_of(milia().model_copy(update={"consent": consent}))
    visit = Clinic().confirmed(areas=2)
    assert not consenting.needs_guardian(visit)

    visit.answers["areas"][1]["area"] = "under_eye"

    assert consenting.needs_guardian(visit)

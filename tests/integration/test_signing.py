import json

import pytest
from django.http import Http404

from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from clinic.audit.refusals import Refused, Stale
from consultations.lifecycle import Status
from consultations.models import Consultation, SignedRecord
from consultations.services import review, signing
from tests.integration.clinic_factory import NOW, PASSWORD, Clinic, milia, person, site
from treatments.engine.canonical import canonical_json

pytestmark = pytest.mark.django_db
AHA = "Fruit acid peel (AHA, such as glycolic or lactic acid)"
ONE_KIND = {"count": "21_plus", "spread": "wide"}


@pytest.fixture
def clinic():
    return Clinic(site(timezone="Asia/Tokyo", phone="03 5550 0100"))


def sign(clinic, visit, **more):
    given = {"revision": visit.revision, "password": PASSWORD, "by": clinic.derm, "at": NOW} | more
    return signing.sign(consultation_id=visit.pk, **given)


def document(visit):
    return json.loads(visit.record.document)


def test_a_signature_has_a_name_a_time_with_zone_and_a_meaning(clinic):
    record = sign(clinic, clinic.confirmed())

    visit = record.consultation
    assert (visit.status, visit.signed_by, visit.signed_at) == (Status.SIGNED, clinic.derm, NOW)
    signature = document(visit)["signature"]
    assert signature["at"] == "2026-03-01T18:30:17.123456+09:00"
    assert (signature["name"], signature["meaning"]) == (record.signed_name, record.meaning)
    assert "approve" in record.meaning
    assert Event.objects.get(action="consultation.signed").details["sha256"] == record.sha256


def test_the_record_holds_all_that_is_needed_to_read_the_visit_again(clinic):
    visit = clinic.signed(clinic.patient(family_name="Łukaszewska"))
    found = document(visit)

    assert visit.record.document == canonical_json(found)
    assert found["format"] == 3
    assert found["patient"]["family_name"] == "Łukaszewska"
    assert found["protocol"] == {"slug": "milia", "release": 1, "sha256": clinic.release.sha256}
    assert found["answers"]["person"]["sex"]["value"] == "female"
    assert found["answers"]["person"]["sex"]["by"] == clinic.desk.name
    assert found["answers"]["areas"][0]["symptoms"] == {
        "value": ["none"],
        "given_by": "patient",
        "by": clinic.desk.name,
        "at": NOW.isoformat(),
    }
    assert found["suggestion"] == visit.suggestion
    assert found["plan"][0]["method"] == visit.suggestion["areas"][0]["method"]
    assert found["plan"][0]["method_name"]
    assert found["site"]["phone"] == "03 5550 0100"


def test_aftercare_counts_its_days_from_the_signature_where_the_patient_is(clinic):
    steps = document(clinic.signed())["aftercare"]

    assert {step["kind"] for step in steps} == {"do", "avoid", "normal", "call"}
    assert min(step["from_on"] for step in steps if step["from_on"]) == "2026-03-01"
    assert all(step["text"] and step["areas"] == [1] for step in steps)


def test_a_wrong_password_signs_nothing(clinic):
    visit = clinic.confirmed()
    with pytest.raises(Refused, match="not your password"):
        sign(clinic, visit, password="guess")

    assert not SignedRecord.objects.exists()
    assert Consultation.objects.get().status == Status.CONFIRMED


def test_only_the_dermatologist_who_confirmed_signs(clinic):
    visit = clinic.confirmed()
    colleague = person(Role.DERMATOLOGIST, sites=[clinic.site])
    with pytest.raises(Refused, match="who confirmed this plan"):
        sign(clinic, visit, by=colleague)
    with pytest.raises(Refused, match="Only a dermatologist can sign"):
        sign(clinic, visit, by=clinic.desk)


def test_a_plan_is_confirmed_before_it_is_signed(clinic):
    with pytest.raises(Refused, match="Confirm the plan before signing"):
        sign(clinic, clinic.decided())
    with pytest.raises(Refused, match="still running"):
        sign(clinic, clinic.in_intake(clinic.patient()))


def test_the_same_page_sent_twice_is_one_signature(clinic):
    visit = clinic.confirmed()

    assert sign(clinic, visit) == sign(clinic, visit)
    assert Event.objects.filter(action="consultation.signed").count() == 1


def test_a_page_from_before_the_plan_was_reopened_signs_nothing(clinic):
    old = clinic.confirmed()
    visit = review.reopen(consultation_id=old.pk, revision=old.revision, by=clinic.derm, at=NOW)
    review.confirm(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)
    with pytest.raises(Stale):
        sign(clinic, old)


def test_a_suggestion_that_does_not_follow_from_the_answers_is_not_signed(clinic):
    visit = clinic.confirmed()
    Consultation.objects.filter(pk=visit.pk).update(suggestion=visit.suggestion | {"outcome": "no_treatment"})
    with pytest.raises(Refused, match="does not follow"):
        sign(clinic, visit)


def test_who_works_at_another_site_does_not_find_the_visit(clinic):
    visit = clinic.confirmed()
    with pytest.raises(Http404):
        sign(clinic, visit, by=Clinic().derm)


def test_an_override_stands_in_the_record(clinic):
    visit = clinic.decide(clinic.in_review(), method="", reasons=["patient_prefers"], comment="Wants to wait.")
    visit = review.confirm(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)
    line = document(sign(clinic, visit).consultation)["plan"][0]

    assert (line["agrees"], line["reasons"], line["comment"]) == (False, ["patient_prefers"], "Wants to wait.")


def test_what_a_caution_leaves_stands_in_the_record_in_words(clinic):
    visit = clinic.signed(allergy_salicylate="yes", **ONE_KIND)
    line = document(visit)["plan"][0]

    assert line["agrees"]
    assert (line["variant"], line["variant_name"]) == ("aha", AHA)
    assert line["restrictions"] == [
        {
            "code": line["restrictions_ticked"][0],
            "label": "salicylate allergy, AHA only",
            "method": line["method_name"],
            "variants": [AHA],
        }
    ]


def test_nobody_is_told_that_bumps_may_stay_while_it_is_open_what_they_are(clinic):
    found = document(clinic.signed(symptoms=["bleeding"]))

    assert {step["kind"] for step in found["aftercare"]} <= {"call"}


@pytest.mark.parametrize("symptoms", [["bleeding"], None])
def test_who_leaves_with_a_question_open_reads_that_nothing_is_done_and_not_that_we_go_on(clinic, symptoms):
    visit = clinic.signed(symptoms=symptoms)
    line = document(visit)["plan"][0]

    assert not line["agrees"]
    assert line["notice"].startswith("Nothing is done at this place today.")
    assert "before we go on" not in line["notice"]
    assert line["notice"] == next(notice.patient["en"] for notice in milia().notices if notice.key == "not_decided")


def test_a_correction_after_signing_is_an_addendum_beside_the_record(clinic):
    visit = clinic.signed()
    before = visit.record.document
    add = {"consultation_id": visit.pk, "reason": "Seen again.", "at": NOW}
    addendum = signing.add_addendum(text="Healed well.\r\nNo scar.", by=clinic.derm, **add)

    assert (addendum.text, addendum.written_name) == ("Healed well.\nNo scar.", clinic.derm.name)
    assert addendum.reason == "Seen again."
    assert SignedRecord.objects.get().document == before
    with pytest.raises(Refused, match="Only a dermatologist"):
        signing.add_addendum(text="More.", by=clinic.desk, **add)
    with pytest.raises(Refused, match="Write what"):
        signing.add_addendum(text=" ", by=clinic.derm, **add)
    with pytest.raises(Refused, match="Say why"):
        signing.add_addendum(text="More.", by=clinic.derm, **add | {"reason": " "})
    with pytest.raises(Refused, match="not signed"):
        elsewhere = {"consultation_id": clinic.in_intake(clinic.patient()).pk}
        signing.add_addendum(text="More.", by=clinic.derm, **add | elsewhere)

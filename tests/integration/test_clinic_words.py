"""Placeholders of the protocol's texts: whoever reads such a text reads the clinic's own name and numbers."""

import json

import pytest
from django.urls import reverse

from clinic.accounts.permissions import Role
from consultations import consenting
from consultations.models import SignedRecord
from tests.integration.clinic_factory import Clinic, milia, person, release, release_of, site
from tests.integration.consents import again
from tests.integration.pages_sent import signed_in
from tests.integration.test_sheet_lines import steps_of

pytestmark = pytest.mark.django_db
CALL = "Call {clinic_name} on {clinic_phone}, at night {out_of_hours_phone}."


def with_placeholders():
    """Every aftercare step says whom to call, and so does what comes after each method."""
    release()
    steps = tuple(step.model_copy(update={"text": {"en": CALL}}) for step in milia().aftercare)
    said = {"after": {"en": CALL}, "during": {"en": CALL}, "warn": ({"en": CALL},)}
    methods = tuple(method.model_copy(update=said) for method in milia().methods)
    return release_of(milia().model_copy(update={"aftercare": steps, "methods": methods}))


@pytest.fixture
def released(db):
    return with_placeholders()


@pytest.fixture
def clinic(released):
    return Clinic(site(name="Harbour Clinic", phone="020 7946 0018", out_of_hours_phone="111"))


FILLED = "Call Harbour Clinic on 020 7946 0018, at night 111."


def test_the_sheet_and_the_signed_record_hold_the_final_words(clinic):
    visit = clinic.decided()
    assert {step["text"] for step in steps_of(visit)} == {FILLED}

    signed = clinic.signed()
    document = json.loads(SignedRecord.objects.get(consultation=signed).document)
    assert {step["text"] for step in document["aftercare"]} == {FILLED}


def test_a_number_that_changes_after_the_signature_changes_no_record(clinic):
    signed = clinic.signed()
    before = SignedRecord.objects.get(consultation=signed).document
    clinic.site.phone = "999"
    clinic.site.save()
    assert SignedRecord.objects.get(consultation=signed).document == before
    page = signed_in(clinic.desk).get(reverse("aftercare", args=[signed.pk])).content.decode()
    assert "020 7946 0018, at night" in page
    assert "{clinic" not in page


def test_what_a_patient_agrees_to_names_the_clinic(clinic):
    (treatment,) = consenting.wording(again(clinic.decided()))["treatments"]
    assert (treatment["after"], treatment["during"], treatment["may_happen"]) == (FILLED, FILLED, [FILLED])


def test_a_clinic_without_numbers_leaves_no_gap_in_the_sentence(released):
    bare = Clinic(site(name="Bare Clinic"))
    (text,) = {step["text"] for step in steps_of(bare.decided())}
    assert text == (
        "Call Bare Clinic on the number that we give you at the clinic, at night the out-of-hours service near you."
    )


def test_the_page_of_a_method_says_what_will_stand_there(released, client):
    reader = signed_in(person(Role.CONTENT_ADMIN))
    page = reader.get(reverse("method", args=["milia", released.number, milia().methods[0].key])).content.decode()
    assert "Call (name of the clinic) on (phone of the clinic), at night (phone out of hours)." in page

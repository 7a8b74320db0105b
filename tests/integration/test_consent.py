"""The patient agrees to the treatment: three equal ways, to the plan there is, and can take it back."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from clinic.audit.refusals import Refused
from consultations import consenting
from consultations.consenting import Agreement
from consultations.models import Consent, ConsentDraft
from consultations.policies import consent as policies
from consultations.services import consents
from consultations.services.consents import WordingChanged
from tests.integration.clinic_factory import NOW, Clinic, person
from tests.integration.consents import (
    DRAWN,
    ON_PAPER,
    SIGNATURE,
    TYPED,
    again,
    agree,
    shown,
    where_consent_is_needed,
)

pytestmark = pytest.mark.django_db
WITH_A_PARENT = {"visit_for": "child", "guardian_present": "yes"}


@pytest.mark.parametrize(("agreement", "kept"), [(DRAWN, SIGNATURE), (TYPED, None), (ON_PAPER, None)])
def test_drawing_typing_and_paper_count_alike(agreement, kept):
    clinic = Clinic()
    visit = clinic.confirmed()

    consent = agree(clinic, visit, agreement)

    assert consenting.standing_consent(again(visit)) == consent
    assert (consent.strokes, consent.signed_name, consent.by_name) == (kept, "Amy Jones", clinic.desk.name)


def test_nobody_agrees_before_the_plan_is_confirmed():
    clinic = Clinic()
    visit = clinic.decided()

    with pytest.raises(Refused, match="not confirmed yet"):
        agree(clinic, visit)


def test_after_the_signature_the_patient_can_still_agree_and_take_it_back():
    clinic = Clinic()
    visit = clinic.signed()
    signed = visit.record.document
    agree(clinic, visit)

    consents.withdraw_consent(consultation_id=visit.pk, reason="", by=clinic.desk, at=NOW)

    assert consenting.standing_consent(again(visit)) is None
    assert visit.record.document == signed


def test_who_has_agreed_already_is_not_asked_again():
    clinic = Clinic()
    visit = clinic.confirmed()
    agree(clinic, visit)

    with pytest.raises(Refused, match="agreed to this plan already"):
        agree(clinic, visit, DRAWN)


def test_a_consent_that_was_taken_back_counts_for_nothing_and_stays_readable():
    clinic = Clinic()
    visit = clinic.confirmed()
    consent = agree(clinic, visit)

    consents.withdraw_consent(consultation_id=visit.pk, reason="Wants to wait.", by=clinic.derm, at=NOW)

    assert consenting.standing_consent(again(visit)) is None
    assert (consent.withdrawal.reason, Consent.objects.get().wording) == ("Wants to wait.", consent.wording)


def test_after_taking_back_the_patient_may_agree_anew():
    clinic = Clinic()
    visit = clinic.confirmed()
    agree(clinic, visit)
    consents.withdraw_consent(consultation_id=visit.pk, by=clinic.desk, at=NOW)

    assert consenting.standing_consent(again(visit)) is None
    assert agree(clinic, visit, DRAWN) == consenting.standing_consent(again(visit))


def test_a_child_does_not_agree_alone():
    clinic = Clinic()
    visit = clinic.confirmed(clinic.patient(date_of_birth=date(2012, 3, 2)), **WITH_A_PARENT)

    with pytest.raises(Refused, match="parent or guardian"):
        agree(clinic, visit)
    parent = Agreement(way="typed", name="Ada Jones", relation="mother", is_patient=False, ticked=True)

    assert agree(clinic, visit, parent).relation == "mother"


@pytest.mark.parametrize(
    ("agreement", "why"),
    [
        (Agreement(way="typed", name="Amy Jones"), "stands for the signature"),
        (Agreement(way="typed", ticked=True), "full name"),
        (Agreement(way="typed", name="77", ticked=True), "at least one letter"),
        (Agreement(way="paper"), "signed paper"),
        (Agreement(way="drawn"), "Please sign"),
        (Agreement(way="fax", ticked=True), "Choose how"),
        (Agreement(way="paper", ticked=True, is_patient=False, relation="mother"), "full name"),
        (Agreement(way="paper", ticked=True, is_patient=False, name="Ada"), "to the patient"),
    ],
)
def test_what_is_missing_is_said(agreement, why):
    clinic = Clinic()
    visit = clinic.confirmed()

    with pytest.raises(Refused, match=why):
        agree(clinic, visit, agreement)
    assert not Consent.objects.exists()


def test_a_signature_is_kept_after_each_stroke_and_gone_once_it_is_given():
    clinic = Clinic()
    visit = clinic.confirmed()
    for number in (1, 2, 2):
        drawn = {"drawn": SIGNATURE[:number], "by": clinic.desk, "at": NOW}
        consents.keep_strokes(consultation_id=visit.pk, **drawn, **shown(visit))
    assert ConsentDraft.objects.get().strokes == SIGNATURE
    assert consenting.standing_consent(again(visit)) is None

    agree(clinic, visit, DRAWN)

    assert not ConsentDraft.objects.exists()


def test_strokes_for_another_text_are_not_kept():
    clinic = Clinic()
    visit, other = clinic.confirmed(), clinic.confirmed()

    with pytest.raises(WordingChanged):
        consents.keep_strokes(consultation_id=visit.pk, drawn=SIGNATURE, **shown(other), by=clinic.desk, at=NOW)


def test_a_manager_takes_no_consent():
    clinic = Clinic()
    manager = person(Role.MANAGER, sites=[clinic.site])

    with pytest.raises(Refused, match="Your role"):
        agree(clinic, clinic.confirmed(), by=manager)


def test_where_the_clinic_only_offers_it_nothing_stops_the_signature():
    clinic = Clinic()

    assert policies.why_not_without_consent(again(clinic.confirmed())) is None


def test_where_the_clinic_needs_it_the_signature_waits_for_it():
    clinic = where_consent_is_needed()
    visit = clinic.confirmed()
    assert "has not agreed" in policies.why_not_without_consent(again(visit))

    agree(clinic, visit)
    assert policies.why_not_without_consent(again(visit)) is None

    consents.withdraw_consent(consultation_id=visit.pk, by=clinic.desk, at=NOW)
    assert "has not agreed" in policies.why_not_without_consent(again(visit))


def test_where_the_clinic_needs_it_a_plan_without_treatment_is_signed_without():
    clinic = where_consent_is_needed()

    assert policies.why_not_without_consent(again(clinic.confirmed(wants_treatment="no"))) is None


def test_the_database_keeps_one_drawing_for_one_consent():
    clinic = Clinic()
    consent = agree(clinic, clinic.confirmed(), DRAWN)

    with pytest.raises(IntegrityError), transaction.atomic():
        consent.pk = None
        consent.save(force_insert=True)


def test_every_step_is_written_down_without_the_name_that_was_signed():
    clinic = Clinic()
    visit = clinic.confirmed()
    agree(clinic, visit)
    consents.withdraw_consent(consultation_id=visit.pk, reason="Afraid.", by=clinic.desk, at=NOW)

    noted = list(Event.objects.filter(action__startswith="consent.").order_by("id"))

    assert [event.action for event in noted] == ["consent.given", "consent.withdrawn"]
    assert "Jones" not in str([event.details for event in noted]) and "Afraid" not in str(noted)

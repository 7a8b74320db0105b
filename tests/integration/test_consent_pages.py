"""The page of the consent: what it shows, what it sends, and that it holds nobody else's data."""

import html
import json

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from clinic.audit.models import Event
from consultations.consenting import Agreement
from consultations.models import Consent, ConsentDraft
from consultations.policies import why_not_sign
from consultations.presenters.consent import DrawnSignature
from consultations.services import consents
from tests.integration.clinic_factory import NOW, Clinic
from tests.integration.consents import DRAWN, SIGNATURE, again, agree, shown, where_consent_is_needed
from tests.integration.pages_sent import form_of, signed_in
from treatments.engine.canonical import canonical_json, sha256_of

pytestmark = pytest.mark.django_db
MOST_QUERIES = 24
NAMED = {"who": "patient", "way": "typed", "name": "Amy Jones", "ticked": "on"}
DRAWN_HERE = {"who": "patient", "way": "drawn", "strokes": json.dumps(SIGNATURE)}


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def desk(clinic):
    return signed_in(clinic.desk)


def address(visit, name="consent"):
    return reverse(name, args=[visit.pk])


def send(client, visit, **typed):
    """As the page makes it, unless a test says otherwise."""
    return client.post(address(visit), form_of(visit) | shown(visit) | typed)


def draw(client, visit, drawn=SIGNATURE, **differs):
    told = {"strokes": drawn, "patient": str(visit.patient_id)} | shown(visit) | differs
    return client.post(address(visit, "consent_strokes"), json.dumps(told), content_type="application/json")


def texts_in(value):
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts_in(part)


def test_every_text_that_is_stored_stood_on_the_page_and_the_page_sends_its_fingerprint(clinic, desk):
    visit = clinic.confirmed(areas=2)
    page = desk.get(address(visit))
    words = html.unescape(page.content.decode())
    send(desk, visit, **NAMED, wording_sha256=page.context["wording_sha256"])

    wording = json.loads(Consent.objects.get().wording)
    read = {key: wording[key] for key in ("patient", "site", "introduction", "treatments", "statements")}

    assert canonical_json(wording) == canonical_json(page.context["wording"])
    assert [text for text in texts_in(read) if text not in words] == []
    assert f'name="wording_sha256" value="{sha256_of(wording)}"' in words


@pytest.mark.parametrize("typed", [NAMED, DRAWN_HERE, {"who": "patient", "way": "paper", "on_file": "on"}])
def test_each_way_needs_one_page_and_shows_who_agreed(clinic, desk, typed):
    visit = clinic.confirmed()

    answer = send(desk, visit, **typed)

    assert (answer.status_code, answer.url) == (302, address(visit) + "#given")
    assert "The patient has agreed to this plan" in desk.get(address(visit)).content.decode()


def test_a_double_tap_gives_one_consent(clinic, desk):
    visit = clinic.confirmed()
    form = form_of(visit) | shown(visit) | NAMED

    answers = [desk.post(address(visit), form) for _ in range(2)]

    assert [answer.url for answer in answers] == [address(visit) + "#given"] * 2
    assert Consent.objects.count() == 1


def test_a_page_that_showed_another_text_is_shown_again_and_asks_for_a_new_signature(clinic, desk):
    visit = clinic.confirmed()

    answer = send(desk, visit, **DRAWN_HERE, wording_sha256="0" * 64)

    assert answer.status_code == 409
    assert "Read it again" in answer.content.decode()
    assert not Consent.objects.exists()
    assert answer.context["form"]["strokes"].value() in (None, "")


def test_nothing_chosen_is_said_at_the_field(clinic, desk):
    answer = send(desk, clinic.confirmed())

    assert answer.status_code == 422
    assert "Choose how you want to sign" in answer.content.decode()


def test_a_parent_agrees_for_a_child_on_a_page_that_never_offers_the_child(clinic, desk):
    visit = clinic.confirmed(visit_for="dependent_adult", guardian_present="yes")
    assert 'value="patient"' not in desk.get(address(visit)).content.decode()

    refused = send(desk, visit, **NAMED)
    send(desk, visit, **NAMED | {"who": "other", "name": "Ada Jones", "relation": "mother"})

    assert refused.status_code == 422
    assert (Consent.objects.get().signed_name, Consent.objects.get().relation) == ("Ada Jones", "mother")


def test_strokes_come_back_on_the_page_of_the_same_text_only(clinic, desk):
    visit = clinic.confirmed()
    assert draw(desk, visit).json() == {"strokes": 2}
    assert json.loads(desk.get(address(visit)).context["form"]["strokes"].value()) == SIGNATURE

    ConsentDraft.objects.update(wording_sha256="0" * 64)

    assert not desk.get(address(visit)).context["form"]["strokes"].value()


def test_strokes_with_the_name_of_another_patient_are_not_kept(clinic, desk):
    answer = draw(desk, clinic.confirmed(), patient=str(clinic.patient().pk))

    assert answer.status_code == 409
    assert not ConsentDraft.objects.exists()


def test_a_form_of_another_patient_is_refused(clinic, desk):
    visit, other = clinic.confirmed(), clinic.confirmed()

    answer = desk.post(address(visit), form_of(other) | shown(visit) | NAMED)

    assert answer.status_code == 409
    assert not Consent.objects.exists()


def test_taking_back_needs_no_reason_and_is_shown_beside_the_consent(clinic, desk):
    visit = clinic.signed()
    agree(clinic, visit)

    desk.post(address(visit, "consent_withdraw"), form_of(visit, reason=""))
    words = desk.get(address(visit)).content.decode()

    assert f"Taken back, entered by {clinic.desk.name}" in words
    assert "The patient has agreed to this plan" not in words


def test_taking_back_what_was_never_given_is_refused_in_words(clinic, desk):
    visit = clinic.confirmed()

    answer = desk.post(address(visit, "consent_withdraw"), form_of(visit, reason=""))

    assert answer.status_code == 409
    assert "no consent that could be taken back" in answer.content.decode()


def test_the_page_has_no_way_to_other_patients(clinic, desk):
    clinic.in_review(clinic.patient(family_name="Okafor"))
    words = desk.get(address(clinic.confirmed())).content.decode()

    assert not any(f'href="{reverse(name)}"' in words for name in ("today", "queue", "search", "account"))
    assert "Okafor" not in words


def test_who_opened_the_page_is_written_down(clinic, desk):
    visit = clinic.confirmed()
    before = Event.objects.filter(action="patient.viewed").count()

    desk.get(address(visit))

    assert Event.objects.filter(action="patient.viewed").count() == before + 1


def test_the_page_asks_the_database_the_same_whatever_the_visit_holds(clinic, desk, django_assert_max_num_queries):
    small, large = clinic.confirmed(), clinic.confirmed(areas=4)
    for _ in range(3):
        agree(clinic, large)
        consents.withdraw_consent(consultation_id=large.pk, by=clinic.desk, at=NOW)
    desk.get(address(small))

    for visit in (small, large):
        with django_assert_max_num_queries(MOST_QUERIES):
            desk.get(address(visit))


def test_keeping_a_stroke_asks_little_of_the_database(clinic, desk, django_assert_max_num_queries):
    visit = clinic.confirmed()
    draw(desk, visit)

    with django_assert_max_num_queries(18):
        draw(desk, visit)


def test_a_drawn_signature_is_shown_as_a_path_of_numbers(clinic):
    drawn = DrawnSignature.of(SIGNATURE)

    svg = render_to_string("consultations/parts/drawn_signature.html", {"drawn": drawn, "name": "<b>Amy</b>"})

    assert 'd="M100 200L180 90L260 210L330 120 M400 150L520 160"' in svg
    assert 'viewBox="80 70 460 160"' in svg
    assert "<b>" not in svg and "<script" not in svg and "style=" not in svg


def test_the_page_before_the_signature_says_that_the_consent_is_missing_where_the_clinic_needs_it():
    clinic = where_consent_is_needed()
    visit = clinic.confirmed()
    assert "has not agreed" in why_not_sign(again(visit), clinic.derm)

    agree(clinic, visit, DRAWN)

    assert why_not_sign(again(visit), clinic.derm) is None


def test_the_doctor_sees_the_signature_and_the_text_after_the_visit_was_signed(clinic):
    visit = clinic.signed()
    agree(clinic, visit, Agreement(way="drawn", drawn=SIGNATURE, name="Ada Jones", relation="mother", is_patient=False))

    words = signed_in(clinic.derm).get(address(visit)).content.decode()

    assert "Signature of Ada Jones" in words and "(mother)" in words


def test_the_record_shows_the_consent_as_it_stands_now_with_what_was_taken_back(clinic):
    visit = clinic.signed()
    agree(clinic, visit, DRAWN)
    doctor = signed_in(clinic.derm)
    assert "Signature of Amy Jones" in doctor.get(address(visit, "record")).content.decode()

    consents.withdraw_consent(consultation_id=visit.pk, reason="Wants to wait.", by=clinic.desk, at=NOW)

    words = doctor.get(address(visit, "record")).content.decode()
    assert f"Taken back, entered by {clinic.desk.name}" in words and "Wants to wait." in words


def test_the_desk_comes_to_the_consent_from_the_page_of_the_patient(clinic, desk):
    visit, other = clinic.confirmed(), clinic.in_review()

    assert address(visit) in desk.get(reverse("patient", args=[visit.patient_id])).content.decode()
    assert address(other) not in desk.get(reverse("patient", args=[other.patient_id])).content.decode()

"""Bad inputs of a signature that is drawn, by their numbers: what the page, the strokes and the gate say of them."""

import base64
import json

import pytest
from django.test import Client
from django.urls import reverse

from clinic.accounts.permissions import Role
from consultations.models import Consent, ConsentDraft
from tests.integration.clinic_factory import Clinic, person, site
from tests.integration.consents import SIGNATURE, TYPED, agree, shown
from tests.integration.pages_sent import form_of, signed_in

pytestmark = pytest.mark.django_db
FAR = [[[10, 10], [900, 10]]]
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
BLANKS = {
    "87 nothing": "",
    "87 no strokes": "[]",
    "87 one dot": "[[[500, 100]]]",
    "87 a dot pressed for long": json.dumps([[[500, 100], [501, 100], [500, 101]] * 50]),
    "87 two dots": "[[[500, 100]], [[800, 100]]]",
}
NOT_STROKES = {
    "87 right of the field": "[[[10, 10], [1001, 10]]]",
    "87 below the field": "[[[10, 10], [10, 1001]]]",
    "87 negative": "[[[-1, 10], [900, 10]]]",
    "87 not a number": "[[[NaN, 10], [900, 10]]]",
    "87 without end": "[[[Infinity, 10], [900, 10]]]",
    "87 half points": "[[[10.5, 10], [900, 10]]]",
    "87 a truth for a number": "[[[true, 10], [900, 10]]]",
    "87 huge number": "[[[1e999, 10], [900, 10]]]",
    "87 three coordinates": "[[[10, 10, 0.5], [900, 10, 0.5]]]",
    "87 an empty stroke": "[[], [[10, 10], [900, 10]]]",
    "87 too many points": json.dumps([[[number % 1000, 7] for number in range(4100)]]),
    "87 too many strokes": json.dumps([[[10, 10]]] * 101),
    "87 nested deep": "[" * 40 + "]" * 40,
    "88 an SVG": SVG,
    "88 a data URL": "data:image/svg+xml;base64," + base64.b64encode(SVG.encode()).decode(),
    "88 a picture": "data:image/png;base64," + "A" * 30_000,
    "88 an SVG for a stroke": json.dumps([[[10, 10], [SVG, 10]]]),
    "88 objects": json.dumps([[{"x": 10, "y": 10}, {"x": 900, "y": 10}]]),
    "88 the format of another field": json.dumps({"points": [], "penColor": "black"}),
    "88 a text": '"signed"',
}


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def visit(clinic):
    return clinic.confirmed()


@pytest.fixture
def desk(clinic):
    client = signed_in(clinic.desk)
    client.raise_request_exception = False
    return client


def send(client, visit, drawn=None, **typed):
    drawing = {"who": "patient", "way": "drawn", "strokes": json.dumps(SIGNATURE) if drawn is None else drawn}
    return client.post(reverse("consent", args=[visit.pk]), form_of(visit) | shown(visit) | drawing | typed)


def draw(client, visit, drawn, **differs):
    told = json.dumps({"patient": str(visit.patient_id)} | shown(visit) | differs)
    body = told[:-1] + f', "strokes": {drawn}}}'
    return client.post(reverse("consent_strokes", args=[visit.pk]), body, content_type="application/json")


@pytest.mark.parametrize("case", BLANKS)
def test_87_who_has_not_signed_is_asked_to(desk, visit, case):
    answer = send(desk, visit, BLANKS[case])

    assert answer.status_code == 422
    assert "Please sign." in answer.content.decode()
    assert not Consent.objects.exists()


@pytest.mark.parametrize("case", NOT_STROKES)
def test_87_88_what_is_no_drawing_of_this_field_is_refused_and_never_comes_back(desk, visit, case):
    sent, kept = send(desk, visit, NOT_STROKES[case]), draw(desk, visit, NOT_STROKES[case])

    assert sent.status_code == 422
    assert "sign again" in sent.content.decode()
    assert b"<script>alert" not in sent.content
    assert kept.status_code in (400, 422)
    assert not Consent.objects.exists() and not ConsentDraft.objects.exists()


def test_87_a_million_points_do_not_even_reach_the_page(desk, visit):
    many = "[[" + ",".join(["[1,2]"] * 1_000_000) + "]]"

    assert draw(desk, visit, many).status_code == 413
    assert send(desk, visit, many).status_code in (400, 413)
    assert not ConsentDraft.objects.exists()


def test_88_a_picture_of_20_mb_does_not_even_reach_the_page(desk, visit):
    assert send(desk, visit, "data:image/png;base64," + "A" * 20_000_000).status_code == 413


def test_87_the_frame_of_the_field_itself_can_be_signed_on(desk, visit):
    assert send(desk, visit, "[[[0, 0], [1000, 1000]]]").status_code == 302


def test_89_a_signature_that_was_given_before_is_a_copy(clinic, desk, visit):
    other = clinic.confirmed()
    assert send(desk, visit).status_code == 302

    answer = send(desk, other)

    assert answer.status_code == 409
    assert "already given for another text" in answer.content.decode()
    assert Consent.objects.count() == 1


def test_89_a_signature_for_another_text_is_refused_by_its_hash(clinic, desk, visit):
    other = clinic.confirmed()

    sent = send(desk, visit, **shown(other))
    kept = draw(desk, visit, json.dumps(FAR), **shown(other))

    assert (sent.status_code, kept.status_code) == (409, 409)
    assert not Consent.objects.exists() and not ConsentDraft.objects.exists()


def test_89_the_page_of_one_visit_sent_to_another_is_refused(clinic, desk, visit):
    other = clinic.confirmed()

    answer = desk.post(reverse("consent", args=[other.pk]), form_of(visit) | shown(visit) | {"way": "typed"})

    assert answer.status_code in (409, 422)
    assert not Consent.objects.exists()


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CONTENT_ADMIN])
def test_90_a_role_that_takes_no_consent_is_refused(clinic, visit, role):
    assert send(signed_in(person(role, sites=[clinic.site])), visit).status_code == 403
    assert not Consent.objects.exists()


def test_90_a_stranger_or_somebody_from_another_site_takes_no_consent(visit):
    elsewhere = signed_in(person(sites=[site()]))

    assert send(elsewhere, visit).status_code == 404
    assert draw(elsewhere, visit, json.dumps(FAR)).status_code == 404
    assert send(Client(), visit).status_code == 403
    assert not Consent.objects.exists()


def test_90_after_a_session_ended_the_page_asks_to_sign_in_and_nothing_is_agreed_to(desk, visit):
    desk.logout()

    answer = send(desk, visit)

    assert answer.status_code == 403
    assert "sign in" in answer.content.decode().lower()
    assert not Consent.objects.exists()


def test_91_whoever_is_typed_as_there_the_account_is_written_down(clinic, desk, visit):
    send(desk, visit, way="typed", name="Amy Jones", ticked="on", by_name="Somebody Else", by="1")

    consent = Consent.objects.get()

    assert (consent.by, consent.by_name) == (clinic.desk, clinic.desk.name)
    assert consent.signed_name == "Amy Jones"


def test_91_the_name_of_a_patient_who_draws_is_the_one_on_the_record(desk, visit):
    send(desk, visit, name="Mickey Mouse")

    assert Consent.objects.get().signed_name == "Amy Jones"


def test_89_strokes_of_a_text_that_was_agreed_to_already_are_not_kept(clinic, desk, visit):
    agree(clinic, visit, TYPED)

    assert draw(desk, visit, json.dumps(FAR)).status_code == 409

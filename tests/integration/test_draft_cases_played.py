"""A case made by filling in the real intake of a draft: its screens, its face map, and no patient anywhere."""

from uuid import uuid4

import pytest
from django.urls import reverse

from clinic.accounts.permissions import Role
from consultations.models import Consultation, Patient
from tests.integration.clinic_factory import MILIA, NOW, person
from tests.integration.drafts_made import admin, change, milia_draft, part, signed_in
from tests.integration.forms_read import fields_in
from treatments.engine.cases import answers_of
from treatments.engine.readings import NOT_APPLICABLE, UNANSWERED, UNKNOWN
from treatments.loading import load_document
from treatments.models import Edit
from treatments.protocol_file import read_protocol

pytestmark = pytest.mark.django_db
PROTOCOL = read_protocol(MILIA)
MOST_PAGES = 60


@pytest.fixture
def milia():
    return milia_draft()


@pytest.fixture
def mina():
    return admin("Mina Okoro")


def where(name, *args):
    return reverse(name, args=["milia", *args])


def begin(client, age="34"):
    answer = client.post(where("case_intake"), {"age": age})
    assert answer.status_code == 302
    return answer.url


def said(answers, key, number):
    value = (answers.areas[number - 1] if number else answers.person).get(key)
    return None if value in (None, UNANSWERED, NOT_APPLICABLE) else value


def fill(page, answers, number):
    """The fields of this screen with the answers of the case."""
    sent = fields_in(page, "screen")
    for name in list(sent):
        value = said(answers, name, number)
        if value is not None and PROTOCOL.facts[name].type in ("one", "multi", "number") and value != UNKNOWN:
            sent[name] = value
    for question in PROTOCOL.questions.values():
        value = said(answers, question.key, number)
        if f'name="{question.key}"' in page and value is not None:
            sent[question.key] = value
    return sent


def play(client, address, answers, marks):
    """Screen by screen to the end; what the case does not answer is left blank."""
    pages = []
    while address != where("case_intake_check"):
        pages.append(address)
        assert len(pages) < MOST_PAGES, pages
        page = client.get(address)
        assert page.status_code == 200, address
        html = page.content.decode()
        if address == where("case_intake_places"):
            sent = marks
        else:
            number = int(address.split("/place/")[1].split("/")[0]) if "/place/" in address else None
            sent = fill(html, answers, number) | {"leave_blank": "yes"}
        answer = client.post(address, sent)
        assert answer.status_code == 302, answer.content.decode()
        address = answer.url
    return pages


def on_the_map(**regions):
    return {f"{code}-{name}": value for code, given in regions.items() for name, value in given.items()}


def test_the_whole_intake_is_played_and_becomes_a_case(milia, mina):
    client, case = signed_in(mina), next(c for c in PROTOCOL.document.cases if c.id == "D05")
    answers = answers_of(PROTOCOL, case)
    marks = on_the_map(OCL={"state": "some", "exact": "30", "size": "1_2"})
    marks["leave_blank"] = "yes"
    pages = play(client, begin(client, "28"), answers, marks)
    assert len(pages) > 4

    check = client.get(where("case_intake_check")).content.decode()
    assert "Chemical peel" in check
    href = where("draft_case_new") + "?from=intake"
    assert href in check.replace("&amp;", "&")
    sent = fields_in(client.get(href).content.decode(), "case-form")
    sent |= {"title": "Played", "why": "As for D05.", "agreed": "on", "key": str(uuid4())}
    assert client.post(href, sent).status_code == 302
    saved = part(milia, "cases", "D31")
    assert saved["person"]["age_years"] == 28
    assert saved["expect"][0]["method"] == "peel"
    assert not Patient.objects.exists() and not Consultation.objects.exists()


def test_two_places_are_played_each_with_answers_of_its_own(milia, mina):
    client = signed_in(mina)
    marks = on_the_map(OCL={"state": "some", "count": "1"}, NST={"state": "some", "exact": "30"})
    answers = answers_of(PROTOCOL, PROTOCOL.document.cases[3])
    address = begin(client)
    while address != where("case_intake_places"):
        address = client.post(
            address, fill(client.get(address).content.decode(), answers, None) | {"leave_blank": "y"}
        ).url
    client.post(address, marks)

    kept = client.session["answers_of_a_new_case"]
    assert [(area["area"], area["count"]) for area in kept["areas"]] == [("cheek", "1"), ("nose", "21_plus")]


def test_the_questions_are_those_of_the_draft(milia, mina):
    client = signed_in(mina)
    address = begin(client)
    question = next(q for q in PROTOCOL.document.questions if f'name="{q.key}"' in client.get(address).content.decode())
    change(
        milia,
        "questions",
        question.key,
        mina,
        wording=dict.fromkeys(PROTOCOL.document.languages, "Worded anew in the draft?"),
    )
    assert "Worded anew in the draft?" in client.get(address).content.decode()


def test_a_page_that_nobody_began_leads_to_the_beginning(milia, mina):
    client = signed_in(mina)
    for href in (where("case_intake_check"), where("case_intake_places"), where("case_intake_screen", "who")):
        answer = client.get(href)
        assert (answer.status_code, answer.url) == (302, where("case_intake"))


def test_a_screen_that_is_not_on_the_way_is_not_found(milia, mina):
    client = signed_in(mina)
    begin(client)
    assert client.get(where("case_intake_screen", "nonsense")).status_code == 404


def test_an_age_that_is_none_is_said_so(milia, mina):
    for age in ("", "old", "-1", "121"):
        assert signed_in(mina).post(where("case_intake"), {"age": age}).status_code == 422


def test_without_a_map_places_are_added_one_by_one(mina):
    load_document(document=PROTOCOL.document.model_copy(update={"face_map": None}), by=None, at=NOW)
    client = signed_in(mina)
    begin(client)
    answer = client.post(where("case_intake_areas"), {"add": "yes"})
    assert answer.status_code == 302
    assert len(client.session["answers_of_a_new_case"]["areas"]) == 2
    client.post(where("case_intake_areas"), {"remove": "2"})
    assert len(client.session["answers_of_a_new_case"]["areas"]) == 1


def test_what_somebody_else_answers_is_not_mine(milia, mina):
    one, other = signed_in(mina), signed_in(admin("Ola Berg"))
    begin(one)
    assert other.get(where("case_intake_check")).status_code == 302


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CONTENT_ADMIN])
@pytest.mark.parametrize("name", ["case_intake", "case_intake_places", "case_intake_areas", "case_intake_check"])
def test_nobody_else_plays_an_intake(milia, role, name):
    client = signed_in(person(role))
    assert client.get(where(name)).status_code == 403
    assert client.post(where(name), {"age": "34"}).status_code in (403, 405)
    assert not Edit.objects.exists()

"""A case from a signed visit: nothing of it says whose visit it was, and nobody sees a name on the way."""

import copy
import json
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from consultations.case_from_visit import OLDEST_TOLD, without_names
from consultations.records import answers_of
from tests.integration.clinic_factory import MILIA, NOW, Clinic, person, site
from tests.integration.drafts_made import admin, part, signed_in
from tests.integration.forms_read import fields_in
from treatments.engine.answers import Answers
from treatments.loading import load_document
from treatments.models import Edit
from treatments.protocol_file import read_protocol
from treatments.workbench.cases.case_answers import differing

pytestmark = pytest.mark.django_db

NAME, GIVEN, PHONE, MAIL = "Quillfeather", "Zebedee", "020 7946 0123", "zebedee@quillfeather.example"
BORN = date(1971, 5, 3)
SECRET = "My neighbour Mrs Quillfeather says it itches"
PROTOCOL = read_protocol(MILIA)


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def draft(clinic):
    return load_document(document=PROTOCOL.document, by=None, at=NOW).protocol


@pytest.fixture
def mina(clinic):
    return admin("Mina Okoro", sites=[clinic.site])


def somebody(clinic, **details):
    own = {"family_name": NAME, "given_name": GIVEN, "date_of_birth": BORN, "phone": PHONE, "email": MAIL}
    return clinic.patient(**(own | details))


def signed(clinic, **differs):
    return clinic.signed(somebody(clinic), **({"free_text": SECRET} | differs))


def copying(mina, visit):
    return reverse("case_from_visit", args=["milia", visit.pk])


def document_of(visit):
    return json.loads(visit.record.document)


def says_who(text):
    lowered = text.casefold()
    telling = [NAME, GIVEN, PHONE, MAIL, "1971", "Mrs", "itches", str(BORN)]
    return [each for each in telling if each.casefold() in lowered]


def send(mina, visit, **sent):
    client, href = signed_in(mina), copying(mina, visit)
    own = fields_in(client.get(href).content.decode(), "case-from-visit")
    return client.post(href, own | {"why": "As signed.", "looked_at": "on", "key": str(uuid4())} | sent)


def test_nothing_that_says_who_it_was_reaches_the_case(clinic, draft, mina):
    visit = signed(clinic)
    assert says_who(visit.record.document), "or this test looks for nothing"
    assert send(mina, visit).status_code == 302

    saved = part(draft, "cases", "D31")
    assert says_who(json.dumps(saved, ensure_ascii=False)) == []
    log = Edit.objects.get()
    assert says_who(json.dumps([log.after, log.note])) == []
    assert str(visit.pk) not in json.dumps([log.after, log.note])


def test_no_page_on_the_way_says_who_it_was(clinic, draft, mina):
    visit = signed(clinic)
    client = signed_in(mina)
    for href in (reverse("case_visits", args=["milia"]), copying(mina, visit)):
        page = client.get(href).content.decode()
        assert says_who(page.replace("Okoro", "")) == [], href
        assert visit.signed_by.name not in page


TELLING = st.text(st.characters(categories=("Lu", "Ll", "Nd", "Zs")), min_size=9, max_size=30).map(
    lambda said: f"§{said}§"
)


@pytest.fixture
def record(clinic):
    """A real signed record with two places."""
    return document_of(clinic.signed(somebody(clinic), areas=2, free_text=SECRET))


def strewn(record, said, places):
    """The same record with this text in every place where a record can hold words, and in answers that are chosen."""
    made = copy.deepcopy(record)
    made["patient"] |= dict.fromkeys(made["patient"], said)
    made["site"] |= dict.fromkeys(("name", "address", "phone"), said)
    made["signature"] |= dict.fromkeys(made["signature"], said)
    made["visit"] |= dict.fromkeys(made["visit"], said)
    for line in made["plan"]:
        line |= {"comment": said, "own_words": said, "area": said, "details": [said]}
    for each in made["flags"]:
        each |= {"note": said, "by": said}
    made["face_map"] = {"others": {said: {"state": said}}, "regions": {}}
    for answers in (made["answers"]["person"], *made["answers"]["areas"]):
        for at, given_ in enumerate(answers.values()):
            given_ |= {"by": said, "at": said}
            if at in places:
                given_["value"] = [said] if isinstance(given_["value"], list) else said
        answers[said] = {"value": said}
    return made


def copied(record):
    visit = without_names(PROTOCOL, record)
    return differing(PROTOCOL.document, visit.answers) | {"expect": [*visit.suggested, *(visit.decided or ())]}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_words_stand_wherever_in_a_record_none_is_copied(record, data):
    said = data.draw(TELLING)
    places = data.draw(st.sets(st.integers(0, 60), max_size=20))
    case = copied(strewn(record, said, places))

    assert said not in json.dumps(case, ensure_ascii=False)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_control_without_the_stripping_the_words_would_be_there(record, data):
    said = data.draw(TELLING)
    given_ = answers_of(strewn(record, said, set()))
    case = differing(PROTOCOL.document, Answers(given_["person"], tuple(given_["areas"])), given_)

    assert said in json.dumps(case, ensure_ascii=False)


def test_an_age_is_told_in_whole_years_and_as_ninety_from_then_on(clinic, record):
    for years, told in ((34.99, 34), (1.75, 1), (89, 89), (97, OLDEST_TOLD), (104.5, OLDEST_TOLD)):
        record["answers"]["person"]["age_years"]["value"] = years
        assert without_names(PROTOCOL, record).answers.person["age_years"] == told


def test_what_stays_behind_is_named_and_never_quoted(record):
    left_out = {each.what: each.why for each in without_names(PROTOCOL, record).left_out}
    assert "Written freely" in left_out.values() and "A date" in left_out.values()
    assert says_who(json.dumps(left_out)) == []


def test_what_was_suggested_is_expected_and_passes(clinic, draft, mina):
    visit = signed(clinic)
    send(mina, visit, title="Like many")
    saved = part(draft, "cases", "D31")

    assert (saved["title"], saved["why"]) == ("Like many", "As signed.")
    assert saved["expect"][0]["method"] == document_of(visit)["suggestion"]["areas"][0]["method"]
    assert "1 case fails" not in signed_in(mina).get(reverse("draft_case", args=["milia", "D31"])).content.decode()


def test_what_the_dermatologist_decided_instead_can_be_expected(record):
    line = record["plan"][0]
    line |= {"agrees": False, "method": "retinoid"}
    visit = without_names(PROTOCOL, record)

    assert visit.decided[0]["method"] == "retinoid"
    assert visit.decided[1] == visit.suggested[1]


def test_a_decision_that_no_rule_can_have_is_not_offered(record):
    record["plan"][0] |= {"agrees": False, "method": "", "without_method": "something_else"}
    assert without_names(PROTOCOL, record).decided is None


def test_an_answer_that_the_draft_does_not_offer_stays_behind(record):
    record["answers"]["areas"][0]["count"]["value"] = "12_dozen"
    visit = without_names(PROTOCOL, record)
    assert "count" not in visit.answers.areas[0]
    assert "This draft does not offer this answer" in {each.why for each in visit.left_out}


def test_nothing_is_saved_before_somebody_has_looked(clinic, draft, mina):
    answer = send(mina, signed(clinic), looked_at="")
    assert answer.status_code == 422
    assert not Edit.objects.exists()


def test_who_looked_is_written_down_for_the_list_and_for_the_visit(clinic, draft, mina):
    visit = signed(clinic)
    client = signed_in(mina)
    client.get(reverse("case_visits", args=["milia"]))
    listed = Event.objects.latest("id")
    assert (listed.action, listed.details["patients"]) == ("visits.read_nameless", [str(visit.patient_id)])
    client.get(copying(mina, visit))
    read = Event.objects.latest("id")
    assert (read.action, read.patient_id) == ("visit.read_nameless", str(visit.patient_id))
    assert read.actor_name.startswith("Mina Okoro")


def test_visits_of_other_sites_do_not_exist(clinic, draft, mina):
    elsewhere = signed(Clinic(site()))
    client = signed_in(mina)
    assert str(elsewhere.pk) not in client.get(reverse("case_visits", args=["milia"])).content.decode()
    assert client.get(copying(mina, elsewhere)).status_code == 404
    assert client.post(copying(mina, elsewhere), {"key": str(uuid4())}).status_code == 404


@pytest.mark.parametrize("state", ["in_intake", "in_review", "confirmed", "closed"])
def test_only_signed_visits_become_cases(clinic, draft, mina, state):
    visit = getattr(clinic, state)()
    assert signed_in(mina).get(copying(mina, visit)).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CONTENT_ADMIN])
def test_nobody_else_makes_cases_not_even_by_sending_the_form(clinic, draft, role):
    visit = signed(clinic)
    somebody_else = person(role, sites=[clinic.site])
    for href in (reverse("case_visits", args=["milia"]), copying(None, visit)):
        assert signed_in(somebody_else).get(href).status_code == 403
        assert signed_in(somebody_else).post(href, {"key": str(uuid4()), "title": "x"}).status_code in (403, 405)
    assert not Edit.objects.exists()


def test_the_list_costs_the_same_however_many_visits_there_are(clinic, draft, mina):
    def queries():
        client = signed_in(mina)
        client.get(reverse("case_visits", args=["milia"]))
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("case_visits", args=["milia"])).status_code == 200
        return len(seen)

    signed(clinic)
    before = queries()
    for number in range(3):
        clinic.signed(clinic.patient(family_name=f"Other {number}"))
    assert queries() == before

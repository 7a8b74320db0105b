"""The screens of the intake as the desk sends them: whole, and answer by answer."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.integration.clinic_factory import PASSWORD, Clinic

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def desk(client, clinic):
    client.force_login(clinic.desk)
    client.session["signed_in_at"] = None
    assert client.login(username=clinic.desk.username, password=PASSWORD)
    return client


def own(visit):
    return {"key": str(uuid4()), "revision": visit.revision, "patient": str(visit.patient_id)}


def screen(visit, name, number=None):
    if number:
        return reverse("intake_area_screen", args=[visit.pk, number, name])
    return reverse("intake_screen", args=[visit.pk, name])


def save(desk, visit, place, question, value, **more):
    sent = own(visit) | {"screen": place[0], "area": place[1] or "", "question": question, question: value} | more
    return desk.post(reverse("intake_save", args=[visit.pk]), sent)


def test_the_desk_sees_a_whole_part_at_once_and_nothing_is_chosen(desk, clinic):
    visit = clinic.in_intake()
    page = desk.get(screen(visit, "who"))
    assert page.status_code == 200
    words = page.content.decode()
    assert 'name="visit_for"' in words and 'name="sex"' in words
    assert "checked" not in words


def test_a_screen_sent_whole_is_one_revision_and_leads_on(desk, clinic):
    visit = clinic.in_intake()
    sent = own(visit) | {"visit_for": "self", "sex": "female", "wants_treatment": "yes"}
    answer = desk.post(screen(visit, "who"), sent)
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == reverse("intake_places", args=[visit.pk])
    before = visit.revision
    visit.refresh_from_db()
    assert visit.revision == before + 1
    assert visit.answers["person"]["sex"] == "female"


def test_a_line_left_empty_is_named_and_nothing_typed_is_lost(desk, clinic):
    visit = clinic.in_intake()
    answer = desk.post(screen(visit, "who"), own(visit) | {"sex": "female"})
    assert answer.status_code == 422
    assert 'value="female"' in answer.content.decode() and "checked" in answer.content.decode()
    assert "Leave these blank" in answer.content.decode()


def test_left_blank_is_unanswered_and_never_no(desk, clinic):
    visit = clinic.in_intake()
    answer = desk.post(screen(visit, "who"), own(visit) | {"sex": "female", "leave_blank": "yes"})
    assert answer.status_code == 302
    visit.refresh_from_db()
    assert visit.answers["person"]["wants_treatment"] == "unanswered"


def test_one_answer_is_saved_by_itself_with_its_own_count(desk, clinic):
    visit = clinic.in_intake()
    said = save(desk, visit, ("who", None), "sex", "male", sequence=1)
    assert said.status_code == 200, said.content.decode()
    assert json.loads(said.content)["revision"] == visit.revision + 1
    row = visit.answer_changes.get(question="sex")
    assert (row.new, row.sequence) == ("male", 1) and row.client


def test_the_same_save_twice_is_one_change(desk, clinic):
    visit = clinic.in_intake()
    key = str(uuid4())
    first = save(desk, visit, ("who", None), "sex", "male", key=key, sequence=1)
    second = save(desk, visit, ("who", None), "sex", "male", key=key, sequence=1)
    assert first.content == second.content
    assert visit.answer_changes.filter(question="sex").count() == 1


def test_an_answer_that_opens_a_question_says_so(desk, clinic):
    visit = clinic.in_intake()
    said = json.loads(save(desk, visit, ("health", None), "isotretinoin", "stopped", sequence=1).content)
    assert "isotretinoin_months" in said["shown"]


def test_a_number_out_of_range_is_kept_as_typed_and_is_no_answer(desk, clinic):
    visit = clinic.in_intake()
    said = json.loads(save(desk, visit, ("health", None), "isotretinoin", "stopped").content)
    visit.refresh_from_db()
    assert said["revision"] == visit.revision
    kept = save(desk, visit, ("health", None), "isotretinoin_months", "9999")
    assert kept.status_code == 422
    visit.refresh_from_db()
    assert visit.unfinished == {"isotretinoin_months": ["9999"]}
    assert "isotretinoin_months" not in visit.answers["person"]
    assert 'value="9999"' in desk.get(screen(visit, "health")).content.decode()


def test_another_tablet_is_told_and_may_take_over(client, django_user_model, desk, clinic):
    visit = clinic.in_intake()
    save(desk, visit, ("who", None), "sex", "male", sequence=1)
    visit.refresh_from_db()
    other = type(desk)()
    assert other.login(username=clinic.desk.username, password=PASSWORD)
    assert other.get(screen(visit, "who"))["Location"] == reverse("intake_held", args=[visit.pk])
    refused = save(other, visit, ("who", None), "sex", "female", sequence=1)
    assert refused.status_code == 409 and json.loads(refused.content)["kind"] == "moved"
    assert other.get(reverse("intake_held", args=[visit.pk])).status_code == 200
    taken = other.post(reverse("intake_held", args=[visit.pk]), own(visit))
    assert taken.status_code == 302
    assert save(other, visit, ("who", None), "sex", "female", sequence=1).status_code == 200
    moved = save(desk, visit, ("who", None), "sex", "male", sequence=2)
    assert moved.status_code == 409
    visit.refresh_from_db()
    assert visit.answers["person"]["sex"] == "female"


def test_an_older_revision_of_the_same_answer_is_a_conflict_with_both(desk, clinic):
    visit = clinic.in_intake()
    save(desk, visit, ("who", None), "sex", "male", sequence=1)
    said = save(desk, visit, ("who", None), "sex", "female", sequence=2)
    assert said.status_code == 409
    conflict = json.loads(said.content)
    assert (conflict["kind"], conflict["theirs"]) == ("changed", "Male")


def test_an_older_revision_of_another_answer_may_be_sent_again(desk, clinic):
    visit = clinic.in_intake()
    save(desk, visit, ("who", None), "sex", "male", sequence=1)
    said = json.loads(save(desk, visit, ("who", None), "wants_treatment", "yes", sequence=2).content)
    assert said["kind"] == "later"
    assert said["revision"] == visit.revision + 1

"""Open questions answered on the review itself: what changed is said, and nobody overwrites anybody."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from consultations.models import AnswerChange
from consultations.services import review
from tests.integration.clinic_factory import NOW, Clinic, person
from tests.integration.pages_sent import form_of, signed_in

pytestmark = pytest.mark.django_db
HERE = {"HTTP_PEARL_HERE": "review"}
OPEN = {"visit_for": "dependent_adult", "can_keep_still": "unknown"}


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def doctor(clinic):
    return signed_in(clinic.derm)


def address(visit):
    return reverse("answer_in_place", args=[visit.pk])


def said(question, answer, card=1, area=""):
    return {"question": question, "answer": answer, "card": str(card), "area": area}


def announced(answer):
    found = re.search(r'data-said="([^"]*)"', answer.content.decode())
    return found.group(1) if found else ""


def test_without_scripts_the_answer_is_a_plain_post_that_leads_back_to_the_place(clinic, doctor):
    visit = clinic.in_review(**OPEN)

    answer = doctor.post(address(visit), form_of(visit, **said("can_keep_still", "yes")))

    assert answer.url == reverse("review", args=[visit.pk]) + "#area-1"
    visit.refresh_from_db()
    assert visit.suggestion["outcome"] == "suggest"


def test_with_scripts_the_page_comes_back_and_says_what_changed(clinic, doctor):
    visit = clinic.in_review(**OPEN)
    extraction = clinic.protocol.methods["extraction"].term

    answer = doctor.post(address(visit), form_of(visit, **said("can_keep_still", "yes")), **HERE)

    assert answer.status_code == 200
    assert announced(answer).startswith(f"Suggestion changed to: {extraction}")


def test_an_answer_that_changes_nothing_says_so_and_counts_what_is_new(clinic, doctor):
    visit = clinic.in_review()

    answer = doctor.post(address(visit), form_of(visit, **said("depth", "superficial", area="1")), **HERE)

    assert re.fullmatch(r"Suggestion unchanged, \d+ reasons? added(, \d+ reasons? gone)?\.", announced(answer))
    assert '<strong class="reason-new">new</strong>' in answer.content.decode()


def test_nothing_is_new_on_a_page_that_is_only_opened(clinic, doctor):
    visit = clinic.in_review()
    doctor.post(address(visit), form_of(visit, **said("depth", "superficial", area="1")), **HERE)

    assert "reason-new" not in doctor.get(reverse("review", args=[visit.pk])).content.decode()


def test_the_same_answer_sent_twice_is_given_once(clinic, doctor):
    """As after a lost connection: the page is sent again just the same."""
    visit = clinic.in_review()
    form = form_of(visit, **said("exam", "confirmed_milia"))

    answers = [doctor.post(address(visit), form, **HERE) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert AnswerChange.objects.filter(consultation=visit, question="exam").count() == 1


def test_an_answer_that_is_none_is_shown_as_wrong_where_it_was_given(clinic, doctor):
    visit = clinic.in_review(count="21_plus", spread="wide", isotretinoin="stopped", isotretinoin_months="unknown")
    question = "isotretinoin_months"

    answer = doctor.post(address(visit), form_of(visit, **said(question, "9999")), **HERE)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert f'href="#here-1-{question}-answer"' in page
    assert 'value="9999"' in page
    assert "<title>Error:" in page


def test_a_wrong_answer_to_a_question_that_matters_no_more_is_shown_all_the_same(clinic, doctor):
    visit = clinic.in_review(count="21_plus", spread="wide", isotretinoin="stopped", isotretinoin_months=8)

    answer = doctor.post(address(visit), form_of(visit, **said("isotretinoin_months", "9999")), **HERE)

    assert answer.status_code == 422
    assert 'value="9999"' in answer.content.decode()


def test_two_answers_to_one_question_are_both_shown_and_mine_can_be_sent_again(clinic, doctor):
    visit = clinic.in_review(**OPEN)
    colleague = person(Role.DERMATOLOGIST, sites=[clinic.site])
    old = form_of(visit, **said("can_keep_still", "yes"))
    review.correct_answer(
        consultation_id=visit.pk, question="can_keep_still", value="no", revision=visit.revision, by=colleague, at=NOW
    )

    answer = doctor.post(address(visit), old, **HERE)
    page = answer.content.decode()

    assert answer.status_code == 409
    both = page[page.index("review-conflict") : page.index("Keep theirs")]
    assert colleague.name in both
    assert re.findall(r"<dd>(\w+)</dd>", both) == ["Yes", "No"]
    fields = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', both))
    assert doctor.post(address(visit), fields).status_code == 302
    visit.refresh_from_db()
    assert visit.answers["person"]["can_keep_still"] == "yes"


def test_a_question_that_another_answer_has_hidden_is_refused_in_words(clinic, doctor):
    visit = clinic.in_review(isotretinoin="never")

    answer = doctor.post(address(visit), form_of(visit, **said("isotretinoin_months", "3")), **HERE)

    assert answer.status_code == 409
    assert "not asked any more" in answer.content.decode()


@pytest.mark.parametrize(
    "typed",
    [{"question": "nothing"}, {"question": ""}, {"question": "date_of_birth"}, {"area": "1"}, {"area": "x"}],
)
def test_what_is_no_question_of_the_visit_is_not_there(clinic, doctor, typed):
    visit = clinic.in_review()
    sent = said("exam", "confirmed_milia") | typed
    wanted = 302 if sent["area"] == "x" else 404

    assert doctor.post(address(visit), form_of(visit, **sent)).status_code == wanted


def test_a_page_of_another_patient_answers_nothing(clinic, doctor):
    visit = clinic.in_review()
    form = form_of(visit, **said("exam", "confirmed_milia")) | {"patient": str(uuid4())}

    assert doctor.post(address(visit), form, **HERE).status_code == 409
    visit.refresh_from_db()
    assert "exam" not in visit.answers["person"]


def test_what_is_answered_here_is_noted_once_and_the_look_too(clinic, doctor):
    visit = clinic.in_review()
    before = Event.objects.latest("id").pk

    doctor.post(address(visit), form_of(visit, **said("exam", "confirmed_milia")), **HERE)

    actions = list(Event.objects.filter(id__gt=before).order_by("id").values_list("action", flat=True))
    assert actions == ["answer.corrected", "patient.viewed"]


def test_a_decision_that_rested_on_the_old_answer_is_gone_from_the_page(clinic, doctor):
    visit = clinic.decided()

    answer = doctor.post(address(visit), form_of(visit, **said("exam", "other_diagnosis")), **HERE)

    assert "Decided:" not in answer.content.decode()
    assert not visit.plan_lines.exists()


def test_the_finding_of_a_flag_comes_back_with_the_next_flag_or_the_suggestion(clinic, doctor):
    visit = clinic.in_review(symptoms=["bleeding"])
    form = form_of(visit, code="RF-01", area="1", finding="no_concern")

    answer = doctor.post(reverse("flag_find", args=[visit.pk]), form, **HERE)

    assert announced(answer).startswith("Suggestion changed to: ")


def test_questions_beyond_the_first_five_have_a_page_of_their_own(clinic, doctor):
    blank = dict.fromkeys(
        ("pregnancy", "isotretinoin", "photosensitiser", "allergy_salicylate", "cold_condition", "keloid_history",
         "herpes_history", "immune_status", "diabetes"), None
    )  # fmt: skip
    page = doctor.get(reverse("review", args=[clinic.in_review(count="21_plus", spread="wide", **blank).pk]))

    forms = re.findall(r'<form id="here-1-', page.content.decode())
    assert len(forms) == 5
    assert 'id="more-1"' in page.content.decode()

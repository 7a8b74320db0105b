"""Agreeing on the review: one press for everything that is suggested, or nothing at all."""

import pytest
from django.urls import reverse

from consultations.lifecycle import Status
from tests.integration.clinic_factory import Clinic
from tests.integration.pages_sent import form_of, signed_in

pytestmark = pytest.mark.django_db
MANY = {"count": "21_plus", "spread": "wide"}


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def doctor(clinic):
    return signed_in(clinic.derm)


def post(client, name, visit, *args, **typed):
    return client.post(reverse(name, args=[visit.pk, *args]), form_of(visit, **typed))


def test_agreeing_takes_one_press_and_ends_on_the_page_to_sign(clinic, doctor):
    visit = clinic.in_review()

    answer = post(doctor, "agree_all", visit)

    assert answer.url == reverse("sign", args=[visit.pk])
    visit.refresh_from_db()
    assert visit.status == Status.CONFIRMED
    assert visit.plan_lines.get().agrees


def test_agreeing_twice_agrees_once(clinic, doctor):
    visit = clinic.in_review()
    form = form_of(visit)

    answers = [doctor.post(reverse("agree_all", args=[visit.pk]), form) for _ in range(2)]

    assert {answer.url for answer in answers} == {reverse("sign", args=[visit.pk])}
    visit.refresh_from_db()
    assert visit.revision == int(form["revision"]) + 1


def test_a_restriction_must_be_ticked_for_each_place_before_all_is_agreed(clinic, doctor):
    visit = clinic.in_review(areas=2, **MANY, allergy_salicylate="yes")
    ticks = {f"all-{number}-restrictions_ticked": "CA-14" for number in (1, 2)}

    answer = post(doctor, "agree_all", visit, **dict([*ticks.items()][:1]))
    assert answer.status_code == 409
    assert "Tick that you keep to the restriction" in answer.content.decode()
    assert not visit.plan_lines.exists()

    assert post(doctor, "agree_all", visit, **ticks).status_code == 302
    assert visit.plan_lines.count() == 2


def test_details_of_the_method_are_sent_with_the_agreement_and_checked(clinic, doctor):
    visit = clinic.in_review()

    wrong = post(doctor, "agree_all", visit, **{"details-1-spots": "700"})
    assert wrong.status_code == 422
    assert "Spots this visit" in wrong.content.decode().partition('id="error-summary"')[2].partition("</div>")[0]

    assert post(doctor, "agree_all", visit, **{"details-1-spots": "3"}).status_code == 302
    assert visit.plan_lines.get().details == {"spots": 3}


def test_somebody_who_reads_an_old_page_agrees_to_nothing(clinic, doctor):
    visit = clinic.in_review()
    old = form_of(visit)
    post(doctor, "answer_correct", visit, "keloid_history", answer="yes")

    answer = doctor.post(reverse("agree_all", args=[visit.pk]), old)

    assert answer.status_code == 409
    assert not visit.plan_lines.exists()

"""Every page of a visit sent again: by an impatient hand, by several at one moment, or with other content."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.test import Client
from django.urls import reverse

from clinic.accounts.models import User
from clinic.audit.models import Event
from consultations.models import Addendum
from tests.integration.clinic_factory import PASSWORD, Clinic
from tests.integration.pages_sent import form_of, new_patient, screen_of, sign_form_of, signed_in, whole_screen
from tests.integration.test_concurrency import at_once

AT_ONCE = 4
# The next page, or what an answer that is saved by itself is told.
DONE = (200, 302)


@dataclass
class Sending:
    by: User
    address: str
    form: dict[str, str]
    action: str
    """The event that is written once for each effect."""
    differs: dict[str, str] = field(default_factory=lambda: {"more": "1"})


def _of_visit(page: str, state: str, action: str, *, by: str = "derm", **typed: str) -> Callable[[Clinic], Sending]:
    def make(clinic: Clinic) -> Sending:
        visit = getattr(clinic, state)()
        areas = [1] if page == "plan_line" else []
        person = getattr(clinic, by)
        return Sending(person, reverse(page, args=[visit.pk, *areas]), form_of(visit, **typed), action)

    return make


def _sign(clinic: Clinic) -> Sending:
    visit, doctor = clinic.confirmed(), signed_in(clinic.derm)
    form = sign_form_of(doctor, visit, username=clinic.derm.username, password=PASSWORD)
    return Sending(clinic.derm, reverse("sign", args=[visit.pk]), form, "consultation.signed")


def _start(clinic: Clinic) -> Sending:
    patient = clinic.patient()
    form = {"key": "start-1", "patient": str(patient.pk)}
    return Sending(clinic.desk, reverse("consultation_start", args=[patient.pk]), form, "consultation.started")


def _screen(clinic: Clinic) -> Sending:
    visit = clinic.in_intake()
    form = whole_screen(visit, "sex", sex="female")
    return Sending(clinic.desk, screen_of(visit, "sex"), form, "answers.given", {"sex": "male"})


def _answer(clinic: Clinic) -> Sending:
    visit = clinic.in_intake()
    form = form_of(visit, screen="who", area="", question="sex", sex="female")
    return Sending(clinic.desk, reverse("intake_save", args=[visit.pk]), form, "answer.given", {"sex": "male"})


def _register(clinic: Clinic) -> Sending:
    other = {"family_name": "Khan"}
    return Sending(clinic.desk, reverse("patient_new"), new_patient(), "patient.registered", other)


def _note(clinic: Clinic) -> Sending:
    visit = clinic.signed()
    form, other = form_of(visit, text="Phoned, all well.", reason="Phoned."), {"text": "Phoned, not well."}
    return Sending(clinic.derm, reverse("addendum", args=[visit.pk]), form, "addendum.written", other)


PAGES: dict[str, Callable[[Clinic], Sending]] = {
    "register": _register,
    "start": _start,
    "screen": _screen,
    "answer": _answer,
    "finish": _of_visit("intake_finish", "answered", "intake.finished", by="desk"),
    "give back": _of_visit("intake_give_back", "in_review", "intake.given_back"),
    "decide": _of_visit("plan_line", "in_review", "plan.decided", method="no-treatment", reasons="patient_prefers"),
    "agree": _of_visit("agree_all", "decided", "plan.confirmed"),
    "reopen": _of_visit("reopen", "confirmed", "plan.reopened"),
    "sign": _sign,
    "add a note": _note,
    "close": _of_visit("close_unsigned", "in_intake", "consultation.closed_unsigned", by="desk", reason="Went home."),
}
# Signing knows its own page again, by the person and the state that was signed, and keeps no receipt.
WITH_RECEIPT = [page for page in PAGES if page != "sign"]


@pytest.fixture
def sending(request, db):
    return PAGES[request.param](Clinic())


def effects(sent: Sending) -> int:
    return Event.objects.filter(action=sent.action).count()


def send_at_once(sent: Sending, times: int = AT_ONCE) -> list[tuple[int, str]]:
    """As from so many windows of one browser; what each got."""
    cookies = signed_in(sent.by).cookies

    def post() -> tuple[int, str]:
        window = Client()
        window.cookies = cookies
        answer = window.post(sent.address, sent.form)
        return answer.status_code, answer.headers.get("Location") or answer.content.decode()

    return at_once(*[post] * times)


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("page", PAGES)
def test_67_a_page_sent_several_times_at_one_moment_and_once_more_has_one_effect_and_one_answer(page):
    sent = PAGES[page](Clinic())
    before = effects(sent)

    answers = [*send_at_once(sent), *send_at_once(sent, times=1)]

    assert len(set(answers)) == 1, answers
    assert answers[0][0] in DONE
    assert effects(sent) - before == 1


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_without_its_receipt_the_same_page_has_an_effect_each_time(monkeypatch):
    """The negative control: nothing but the receipt stands between a nervous hand and four notes."""
    monkeypatch.setattr("consultations.views.sending.effect", lambda request, perform, **by: perform())
    sent = _note(Clinic())

    send_at_once(sent)

    assert Addendum.objects.count() == effects(sent) == AT_ONCE


@pytest.mark.parametrize("sending", PAGES, indirect=True)
def test_67_the_same_key_with_other_content_is_refused_and_has_no_effect(sending):
    client, before = signed_in(sending.by), effects(sending)
    assert client.post(sending.address, sending.form).status_code in DONE
    differs = {"password": "not " + PASSWORD} if "password" in sending.form else sending.differs

    again = client.post(sending.address, sending.form | differs)

    assert again.status_code == 409
    assert effects(sending) - before == 1


@pytest.mark.parametrize("sending", WITH_RECEIPT, indirect=True)
@pytest.mark.parametrize("key", ["", "k" * 256])
def test_67_a_page_without_a_key_of_ours_has_no_effect(sending, key):
    before = effects(sending)

    assert signed_in(sending.by).post(sending.address, sending.form | {"key": key}).status_code == 400
    assert effects(sending) == before


REVISIONS = {"missing": "", "old": "0", "of the future": "99", "in words": "two", "beyond all": "9" * 40, "none": "-1"}
CHANGING = ["screen", "answer", "finish", "give back", "decide", "agree", "reopen", "sign", "close"]


@pytest.mark.parametrize("sending", CHANGING, indirect=True)
@pytest.mark.parametrize("case", REVISIONS)
def test_68_a_page_that_did_not_see_the_present_state_changes_nothing(sending, case):
    before = effects(sending)

    answer = signed_in(sending.by).post(sending.address, sending.form | {"revision": REVISIONS[case]})

    assert answer.status_code == 409
    assert "Somebody else changed this" in answer.content.decode()
    assert effects(sending) == before

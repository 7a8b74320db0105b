"""One page sent by several windows at one moment: one effect, one answer for all, and one content under its key."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from clinic.audit.models import Event
from consultations.models import Consultation
from consultations.services import intake
from tests.faults.rounds import figure, rounds
from tests.integration.clinic_factory import NOW, Clinic
from tests.integration.pages_sent import form_of, new_patient, signed_in
from tests.integration.test_concurrency import at_once

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
Form = dict[str, object]


class Page:
    """What is sent in one round, and the event that stands for its effect."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic

    action = ""

    def opens(self, window: Client) -> None:
        """What somebody has looked at before they send."""

    def round(self, number: int) -> tuple[str, Form, Form]:
        """The address, the form, and what another body would say."""
        raise NotImplementedError


class Create(Page):
    action = "patient.registered"

    def round(self, number: int) -> tuple[str, Form, Form]:
        form = new_patient() | {"key": str(uuid4()), "given_name": f"Amy {number}"}
        # Nobody is taken for somebody who is there already.
        born = date(1930, 1, 1) + timedelta(days=83 * number)
        form |= {f"date_of_birth_{part}": str(getattr(born, part)) for part in ("day", "month", "year")}
        form["family_name"] = "".join(chr(ord("a") + int(digit) * 2) for digit in f"{number:03}") + "berg"
        return reverse("patient_new"), form, {"family_name": "Khan"}


class Save(Page):
    action = "answer.given"

    def __init__(self, clinic: Clinic) -> None:
        super().__init__(clinic)
        self.visit = clinic.in_intake()

    def opens(self, window: Client) -> None:
        """From then on the session is one tablet."""
        window.get(reverse("intake", args=[self.visit.pk]))

    def round(self, number: int) -> tuple[str, Form, Form]:
        self.visit.refresh_from_db()
        value, other = ("male", "female") if number % 2 else ("female", "male")
        form = form_of(self.visit, screen="who", area="", question="sex", sex=value, sequence=number + 1)
        return reverse("intake_save", args=[self.visit.pk]), form, {"sex": other}


class Finish(Page):
    action = "intake.finished"

    def __init__(self, clinic: Clinic) -> None:
        super().__init__(clinic)
        self.visit = clinic.answered()

    def round(self, number: int) -> tuple[str, Form, Form]:
        self.visit = Consultation.objects.get(pk=self.visit.pk)
        if number:
            self.visit = intake.give_back(
                consultation_id=self.visit.pk, revision=self.visit.revision, by=self.clinic.derm, at=NOW
            )
        return reverse("intake_finish", args=[self.visit.pk]), form_of(self.visit), {"more": "1"}


PAGES: dict[str, Callable[[Clinic], Page]] = {"create": Create, "save": Save, "finish": Finish}


def post(cookies: object, address: str, form: Form) -> tuple[int, str, bytes]:
    window = Client()
    window.cookies = cookies
    answer = window.post(address, form)
    said = answer.content if answer["Content-Type"] == "application/json" else b""
    return answer.status_code, answer.headers.get("Location", ""), said


@pytest.mark.parametrize("name", PAGES)
def test_67_several_at_one_moment_have_one_effect_and_one_answer(name):
    page, chance = PAGES[name](clinic := Clinic()), random.Random(67)
    page.opens(window := signed_in(clinic.desk))
    cookies = window.cookies
    number, posts, several, wrong = rounds(short=7, full=334), 0, 0, []
    for each in range(number):
        address, form, differs = page.round(each)
        before, times = Event.objects.filter(action=page.action).count(), chance.randint(2, 10)

        answers = at_once(*[lambda address=address, form=form: post(cookies, address, form)] * times)
        other = post(cookies, address, form | differs)

        effects = Event.objects.filter(action=page.action).count() - before
        posts, several = posts + times + 1, several + (effects > 1)
        if effects != 1 or len(set(answers)) != 1 or answers[0][0] not in (200, 302) or other[0] != 409:
            wrong.append((each, effects, answers, other[:2]))

    figure(f"F5 {name}", {"rounds": number, "posts": posts, "more than one effect": several, "wrong": len(wrong)})
    assert wrong == []


def test_without_receipts_a_page_sent_several_times_has_several_effects(monkeypatch):
    """The control. Of a new patient the second guard, the look for somebody alike, is taken away as well."""
    monkeypatch.setattr("consultations.views.sending.once", lambda **sent: str(sent["perform"]()))
    monkeypatch.setattr("consultations.views.registering.who_may_be", lambda *_scope, **_told: [])
    page = Create(clinic := Clinic())
    cookies = signed_in(clinic.desk).cookies
    address, form, _differs = page.round(0)

    at_once(*[lambda: post(cookies, address, form)] * 6)

    effects = Event.objects.filter(action=page.action).count()
    figure("F5 control without receipts", {"posts": 6, "effects": effects})
    assert effects > 1

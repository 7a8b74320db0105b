"""Two dermatologists with the same page of one visit before them, and a scheduler that lets their steps meet."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from clinic.accounts.permissions import Role
from clinic.audit.refusals import Refused
from consultations.lifecycle import Status
from consultations.models import Consultation
from consultations.services import intake, recalculating, review, signing
from tests.integration.clinic_factory import Clinic, person
from tests.integration.pages_sent import form_of, signed_in
from treatments.models import Release

WAYS = ("one after the other", "both at once", "one stopped inside")
STEPS = {
    Status.REVIEW: (("decide", "confirm", "correct", "recalculate"), ("decide", "confirm", "correct", "recalculate")),
    Status.CONFIRMED: (("sign", "reopen", "recalculate"), ("reopen", "decide", "correct", "recalculate", "sign")),
    Status.SIGNED: (("unsign",), ("decide", "confirm", "sign", "recalculate", "unsign")),
}
inside = threading.local()


@dataclass
class Done:
    """What one of them was told, and what must be true afterwards if it was done."""

    step: str
    status: int
    page: str
    text: str
    holds: Callable[[Consultation], bool]

    @property
    def is_done(self) -> bool:
        return self.status == 302


class Doctors:
    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic
        self.both = (clinic.derm, person(Role.DERMATOLOGIST, sites=[clinic.site]))
        self.windows = [signed_in(doctor) for doctor in self.both]
        self.visit = clinic.in_review()

    def bring_to(self, status: Status) -> Consultation:
        """The same visit again and again: a signature is undone, a plan reopened and decided."""
        visit, first = Consultation.objects.get(pk=self.visit.pk), self.both[0]
        if visit.status == Status.INTAKE:
            visit = intake.finish_intake(**seen(visit, self.clinic.desk))
        if visit.status == Status.SIGNED:
            record = visit.record
            visit = signing.withdraw_signature(
                consultation_id=visit.pk, record_id=record.pk, by=record.signed_by, at=timezone.now()
            )
        if visit.status == Status.CONFIRMED:
            visit = review.reopen(**seen(visit, first))
        if recalculating.policies.why_not_recalculate(visit, first) is None:
            visit = recalculating.recalculate(**seen(visit, first))
        visit = decided(visit, first, "")
        if status != Status.REVIEW:
            visit = review.confirm(**seen(visit, first))
        if status == Status.SIGNED:
            signing.put_signature(**seen(visit, first))
        self.visit = Consultation.objects.get(pk=visit.pk)
        return self.visit

    def step(self, number: int, name: str, text: str) -> Callable[[], Done]:
        return lambda: getattr(self, name)(number, text)

    def send(self, number: int, step: str, address: str, text: str, holds, **typed: Any) -> Done:
        """The page as it stood when both opened it."""
        answer = self.windows[number].post(address, form_of(self.visit, **typed))
        return Done(step, answer.status_code, answer.content.decode(), text, holds)

    def decide(self, number: int, text: str) -> Done:
        address = reverse("plan_line", args=[self.visit.pk, 1])
        typed = {"method": "no-treatment", "reasons": "patient_prefers", "comment": text}
        return self.send(number, "decide", address, text, lambda now: now.plan_lines.get().comment == text, **typed)

    def confirm(self, number: int, _text: str) -> Done:
        who = self.both[number]
        return self.press(number, "agree_all", lambda now: (now.status, now.confirmed_by) == (Status.CONFIRMED, who))

    def reopen(self, number: int, _text: str) -> Done:
        return self.press(number, "reopen", lambda now: now.status == Status.REVIEW)

    def recalculate(self, number: int, _text: str) -> Done:
        newest = Release.objects.order_by("-number").first()
        return self.press(number, "recalculate", lambda now: now.release_id == newest.pk)

    def press(self, number: int, name: str, holds) -> Done:
        return self.send(number, name, reverse(name, args=[self.visit.pk]), "", holds)

    def correct(self, number: int, text: str) -> Done:
        address = reverse("answer_correct", args=[self.visit.pk, "free_text"])
        return self.send(
            number, "correct", address, text, lambda now: now.answers["person"]["free_text"] == text, answer=text
        )

    def sign(self, number: int, _text: str) -> Done:
        who = self.both[number]
        return asked(
            "sign",
            partial(signing.put_signature, **seen(self.visit, who)),
            lambda now: (now.status, now.signed_by) == (Status.SIGNED, who),
        )

    def unsign(self, number: int, _text: str) -> Done:
        own = {"consultation_id": self.visit.pk, "by": self.both[number], "at": timezone.now()}
        record = self.visit.records.latest("number")
        work = partial(signing.withdraw_signature, record_id=record.pk, **own)
        return asked("unsign", work, lambda now: now.status == Status.REVIEW)


def asked(step: str, work: Callable[[], object], holds: Callable[[Consultation], bool]) -> Done:
    try:
        work()
    except Refused as refused:
        return Done(step, 409, str(refused.reason), "", holds)
    return Done(step, 302, "", "", holds)


def seen(visit: Consultation, by) -> dict[str, Any]:
    return {"consultation_id": visit.pk, "revision": visit.revision, "by": by, "at": timezone.now()}


def decided(visit: Consultation, by, comment: str) -> Consultation:
    return review.decide(**seen(visit, by), area_number=1, method="", reasons=["patient_prefers"], comment=comment)


# The scheduler


def meet(way: str, first: Callable[[], Done], second: Callable[[], Done], chance: random.Random) -> list[Done]:
    if way == WAYS[0]:
        return [first(), second()]
    ended: dict[int, Any] = {}
    reached, go_on = threading.Event(), threading.Event()

    def stop() -> None:
        reached.set()
        go_on.wait(1.5)

    def run(number: int, work: Callable[[], Done]) -> None:
        inside.stop = stop if number == 0 and way == WAYS[2] else None
        try:
            ended[number] = work()
        finally:
            connection.close()
            reached.set()

    threads = [threading.Thread(target=run, args=each) for each in enumerate((first, second))]
    threads[0].start()
    if way == WAYS[2]:
        reached.wait(5)
    else:
        time.sleep(chance.uniform(0, 0.02))
    threads[1].start()
    if way == WAYS[2]:
        threads[1].join(0.15)
        go_on.set()
    for thread in threads:
        thread.join(20)
    return [ended[0], ended[1]]


def stoppable(record: Callable[..., Any]) -> Callable[..., Any]:
    """In place of the writing of the event, which is the last thing inside each step's transaction."""

    def recorded(*told: Any, **more: Any) -> Any:
        made = record(*told, **more)
        if stop := getattr(inside, "stop", None):
            inside.stop = None
            stop()
        return made

    return recorded

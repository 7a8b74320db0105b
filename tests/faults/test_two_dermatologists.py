"""F6: two dermatologists on one visit. Of two steps from one page one counts; the other is told, and keeps its text."""

import random
from collections import Counter

import pytest

from consultations import access
from consultations.lifecycle import Status
from consultations.models import Consultation, SignedRecord
from consultations.services import changing
from tests.faults.rounds import figure, rounds
from tests.faults.two_doctors import STEPS, WAYS, Doctors, meet, stoppable
from tests.integration.clinic_factory import Clinic, milia, release_of
from treatments.models import Release

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def doctors(monkeypatch):
    monkeypatch.setattr(changing, "record", stoppable(changing.record))
    return Doctors(Clinic())


def another_release():
    """The same rules once more, under the next number."""
    newest = Release.objects.order_by("-number").first()
    if newest.number == 1:
        return release_of(milia())
    fields = {field.attname: getattr(newest, field.attname) for field in newest._meta.fields if field.attname != "id"}
    return Release.objects.create(**fields | {"number": newest.number + 1})


def one_pair(doctors, chance, number):
    status, way = chance.choice(list(STEPS)), chance.choice(WAYS)
    doctors.bring_to(status)
    steps = [chance.choice(names) for names in STEPS[status]]
    if "recalculate" in steps:
        another_release()
    before = doctors.visit.revision
    works = [doctors.step(who, name, f"Pair {number}, doctor {who}.") for who, name in enumerate(steps)]
    done = meet(way, *works, chance) if chance.random() < 0.5 else meet(way, *works[::-1], chance)[::-1]
    return done, before


def faults_of(doctors, done, before):
    now, told = Consultation.objects.get(pk=doctors.visit.pk), []
    winners, losers = [each for each in done if each.is_done], [each for each in done if not each.is_done]
    standing = SignedRecord.objects.standing().filter(consultation=now).count()
    told += ["a step was called done and is not there" for each in winners if not each.holds(now)]
    told += ["two steps from one page were both called done"] * (len(winners) > 1)
    told += ["the visit was changed more or less often than was said"] * (now.revision - before != len(winners))
    told += ["not exactly one standing signature"] * (standing != (now.status == Status.SIGNED))
    told += [f"the loser saw {each.status}" for each in losers if each.status != 409]
    told += ["the loser's text is gone" for each in losers if each.text and each.text not in each.page]
    return told


def test_of_two_steps_from_one_page_one_counts_and_the_other_is_told_and_keeps_its_text(doctors):
    number, chance, wrong, counted = rounds(short=40, full=1000), random.Random(6), [], Counter()
    for each in range(number):
        done, before = one_pair(doctors, chance, each)
        faults = faults_of(doctors, done, before)
        wrong += [([step.step for step in done], faults)] * bool(faults)
        counted["steps done"] += sum(step.is_done for step in done)
        counted["told 409"] += sum(step.status == 409 for step in done)
        counted["signatures"] += sum(step.is_done and step.step == "sign" for step in done)

    figure("F6", {"pairs": number} | dict(counted) | {"wrong": len(wrong)})
    assert wrong == []


def test_without_revisions_the_second_step_undoes_the_first(doctors, monkeypatch):
    """The control: the row is still locked, but nobody asks which state the page showed."""
    monkeypatch.setattr(
        "consultations.services.review.hold", lambda visit_id, revision, by: access.consultation_to_change(by, visit_id)
    )
    chance, lost = random.Random(6), 0
    for each in range(5):
        doctors.bring_to(Status.REVIEW)
        works = [doctors.step(who, "correct", f"Pair {each}, doctor {who}.") for who in (0, 1)]
        lost += "a step was called done and is not there" in faults_of(
            doctors, meet(WAYS[1], *works, chance), doctors.visit.revision
        )

    figure("F6 control without revisions", {"pairs": 5, "lost updates": lost})
    assert lost > 0

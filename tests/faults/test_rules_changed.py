"""F7: a release is published or withdrawn between opening and signing. And what is old reads as it did."""

import hashlib
import random
from contextlib import suppress

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from consultations.answering import suggestion_for
from consultations.lifecycle import Status
from consultations.models import Consultation, SignedRecord
from consultations.services import recalculating
from tests.faults.rounds import figure, rounds
from tests.faults.two_doctors import seen
from tests.integration.clinic_factory import PASSWORD, Clinic, milia, release_of
from tests.integration.pages_sent import sign_form_of, signed_in
from tests.unit.engine.patients import forms
from treatments.compiled_releases import compiled, read_back
from treatments.engine.answers import BadAnswers
from treatments.engine.canonical import canonical_json
from treatments.models import Release, Withdrawal

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
KELOIDS = "EX-09"
ALL_THAT_STOPS_A_PEEL_FOR_SCARS = {"keloid_history": "yes", "count": "21_plus"}


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def doctor(clinic):
    return signed_in(clinic.derm)


def published(*, without: str = "") -> Release:
    """The protocol once more under the next number, with one rule less."""
    newest = Release.objects.order_by("-number").first()
    if newest.number == 1:
        return release_of(milia().model_copy(update={"rules": tuple(r for r in milia().rules if r.code != without)}))
    fields = {field.attname: getattr(newest, field.attname) for field in newest._meta.fields if field.attname != "id"}
    return Release.objects.create(**fields | {"number": newest.number + 1, "published_at": timezone.now()})


def withdrawn(release, by):
    Withdrawal.objects.create(
        release=release, reason="A limit was wrong.", withdrawn_by=by, withdrawn_by_name=by.name,
        withdrawn_at=timezone.now(),
    )  # fmt: skip


def opens(doctor, clinic, visit):
    """The page to sign, filled in."""
    return sign_form_of(doctor, visit, username=clinic.derm.username, password=PASSWORD)


def signs(doctor, clinic, visit, form=None):
    return doctor.post(reverse("sign", args=[visit.pk]), form or opens(doctor, clinic, visit))


def until_the_newest(clinic, visit):
    """The doctor stays on the release of the visit, so that the next one is news again."""
    newest = Release.objects.order_by("-number").first()
    return recalculating.keep_release(**seen(visit, clinic.derm), number=newest.number)


def test_every_signature_after_a_publication_is_refused_with_what_it_changes(clinic, doctor):
    number, chance, wrong = rounds(short=10, full=300), random.Random(7), []
    visit = clinic.confirmed(**ALL_THAT_STOPS_A_PEEL_FOR_SCARS)
    for each in range(number):
        form = opens(doctor, clinic, visit)
        newer = published(without=KELOIDS)
        # Sometimes the own release goes as well: then nobody may stay on it.
        gone = each == number - 1 or (each > number // 2 and chance.random() < 0.01)
        if gone:
            withdrawn(visit.release, clinic.derm)
        answer = signs(doctor, clinic, visit, form)
        page = answer.content.decode()
        said = ("were withdrawn" if gone else "The rules changed") in page
        shown = f"Release {newer.number} went live" in page and "1 rule is new, gone or different" in page
        moved = "<del>" in page and "<ins>" in page
        if answer.status_code != 409 or not (said and shown and moved):
            wrong.append((each, answer.status_code, said, shown, moved))
        if gone:
            break
        visit = until_the_newest(clinic, visit)

    figure("F7", {"signatures after a publication": each + 1, "told 409 with the difference": each + 1 - len(wrong)})
    assert wrong == []
    assert not SignedRecord.objects.exists()


def test_a_release_withdrawn_without_a_newer_one_cannot_be_signed_either(clinic, doctor):
    visit = clinic.confirmed()
    withdrawn(visit.release, clinic.derm)

    answer = signs(doctor, clinic, visit)

    assert answer.status_code == 409
    assert "were withdrawn" in answer.content.decode()


def test_whoever_stays_or_recalculates_can_sign_again(clinic, doctor):
    visit = clinic.confirmed()
    published(without=KELOIDS)
    assert signs(doctor, clinic, visit).status_code == 409

    visit = until_the_newest(clinic, visit)

    assert signs(doctor, clinic, visit).status_code == 302
    assert Consultation.objects.get(pk=visit.pk).status == Status.SIGNED


def test_without_the_look_for_news_a_plan_is_signed_on_old_rules(clinic, doctor, monkeypatch):
    """The control."""
    monkeypatch.setattr("consultations.policies.ending.why_not_this_release", lambda consultation: None)
    visit = clinic.confirmed()
    published(without=KELOIDS)

    assert signs(doctor, clinic, visit).status_code == 302


# What is old


def said(protocol, answers):
    given = {"person": dict(answers.person), "areas": [dict(area) for area in answers.areas]}
    return suggestion_for(protocol, given)


def hash_of(suggestion):
    return hashlib.sha256(canonical_json(suggestion).encode()).hexdigest()


def drawn(protocol, number):
    """Made-up patients with blanks, doubts and contradictions."""
    found = []

    @settings(max_examples=number, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(forms(protocol))
    def draw(answers):
        # What no page would take is not an old consultation either.
        with suppress(BadAnswers):
            found.append((answers, said(protocol, answers)))

    draw()
    return found[:number]


@pytest.fixture
def old():
    """Consultations as they were suggested before other releases came; and the release, read again from its row."""
    clinic = Clinic()
    answers, before = zip(*drawn(compiled(clinic.release), rounds(short=200, full=10_000)), strict=True)
    newer = published(without=KELOIDS)
    row = Release.objects.get(number=1)
    return answers, before, read_back(row.document, number=1, sha256=row.sha256), compiled(newer)


def test_old_consultations_are_reproduced_byte_for_byte(old):
    answers, before, again, _newer = old

    same = sum(hash_of(said(again, each)) == hash_of(known) for each, known in zip(answers, before, strict=True))

    figure("F7 old consultations", {"made up": len(answers), "same hash": same})
    assert same == len(answers)


def test_with_the_newest_rules_some_old_consultations_would_read_otherwise(old):
    """The control: the same, but for the release that stands in it."""
    answers, before, _again, newer = old

    other = sum(said(newer, each)["areas"] != known["areas"] for each, known in zip(answers, before, strict=True))

    figure("F7 control on the newest rules", {"made up": len(answers), "other suggestions": other})
    assert other > 0

"""The review when something is out of the ordinary: a newer release, equals, no suggestion, a long history."""

import logging
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations.models import AnswerChange
from consultations.models.answers import GivenBy
from consultations.presenters import suggestions
from consultations.presenters.words import Words
from tests.integration.clinic_factory import NOW, Clinic, milia, release_of
from tests.integration.pages_sent import form_of, signed_in
from treatments.engine.documents import Indication

pytestmark = pytest.mark.django_db
VISITS, ROWS = 30, 300


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def doctor(clinic):
    return signed_in(clinic.derm)


def page_of(client, visit):
    answer = client.get(reverse("review", args=[visit.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def words_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


# A newer release


def other_weights(visit):
    """The next release, in which everything that spoke for the suggested method speaks against it."""
    method = visit.suggestion["areas"][0]["method"]

    def turned(rule):
        is_for = isinstance(rule, Indication) and rule.method == method
        return rule.model_copy(update={"weight": -abs(rule.weight)}) if is_for else rule

    return release_of(milia().model_copy(update={"rules": tuple(map(turned, milia().rules))}))


def test_a_release_that_went_live_is_announced_with_what_it_changes_here(clinic, doctor):
    visit = clinic.in_review()
    newer = other_weights(visit)

    bar = words_of(page_of(doctor, visit).partition('id="newer-release"')[2].partition("</section>")[0])

    assert f"Release {newer.number} went live" in bar
    assert re.search(r"\d+ rules are new, gone or different", bar)
    assert "Recalculate" in bar
    assert f"Stay on release {visit.release.number}" in bar
    assert clinic.protocol.methods[visit.suggestion["areas"][0]["method"]].term in bar


def test_recalculating_follows_the_release_and_staying_takes_the_bar_away(clinic, doctor):
    stays, follows = (clinic.in_review(clinic.patient(family_name=name)) for name in ("Ash", "Birch"))
    newer = other_weights(stays)

    kept = doctor.post(reverse("keep_release", args=[stays.pk]), form_of(stays, number=str(newer.number)))
    followed = doctor.post(reverse("recalculate", args=[follows.pk]), form_of(follows))

    assert (kept.status_code, followed.status_code) == (302, 302)
    for visit in (stays, follows):
        assert "went live" not in page_of(doctor, visit)
    follows.refresh_from_db()
    assert follows.release == newer


@pytest.mark.parametrize("number", ["", "x", "99"])
def test_staying_names_the_release_one_saw(clinic, doctor, number):
    visit = clinic.in_review()
    other_weights(visit)

    assert doctor.post(reverse("keep_release", args=[visit.pk]), form_of(visit, number=number)).status_code == 409


# Equals


def test_methods_for_which_the_rules_speak_alike_are_named_as_equal(clinic):
    visit = clinic.in_review()
    words = Words.of(clinic.protocol, "en")
    area = visit.suggestion["areas"][0]
    best = next(each["score"] for each in area["methods"] if each["method"] == area["method"])
    other = next(each["method"] for each in area["methods"] if each["method"] != area["method"])
    tied = {
        **area,
        "methods": [
            {**each, "verdict": "possible", "score": best} if each["method"] == other else each
            for each in area["methods"]
        ],
    }

    assert suggestions._equals(area) == []
    assert suggestions._equals(tied) == [other]
    assert words.method(other)


# No suggestion


def test_the_facts_stay_readable_when_the_suggestion_cannot_be_worked_out(clinic, doctor, monkeypatch, caplog):
    visit = clinic.in_review()

    def fails(*_given):
        raise ZeroDivisionError("what somebody answered")

    monkeypatch.setattr(suggestions, "explain", fails)
    with caplog.at_level(logging.ERROR, logger="pearl.review"):
        page = page_of(doctor, visit)

    reference = re.search(r"No suggestion available \(reference ([0-9A-F]{6})\)", page).group(1)
    assert reference in caplog.text
    assert "what somebody answered" not in caplog.text
    assert clinic.protocol.questions["keloid_history"].wording["en"] in page
    assert f"{reverse('plan_line', args=[visit.pk, 1])}?instead=something_else" in page
    assert reverse("agree_all", args=[visit.pk]) not in page


# However long the history


def asked_of_the_database(client, visit):
    page_of(client, visit)
    with CaptureQueriesContext(connection) as asked:
        page_of(client, visit)
    return len(asked)


def with_a_history(clinic, patient):
    for each in range(VISITS):
        visit = clinic.signed if each % 6 == 0 else clinic.closed
        visit(patient)


def with_a_long_log(visit, by):
    same = {"site": visit.site, "consultation": visit, "given_by": GivenBy.PATIENT, "by": by, "at": NOW}
    AnswerChange.objects.bulk_create(
        AnswerChange(question="keloid_history", old="no", new="no", revision=number, **same) for number in range(ROWS)
    )


@pytest.mark.parametrize("areas", [1, 4])
def test_a_long_history_asks_the_database_no_more(clinic, doctor, areas):
    short = clinic.in_review(clinic.patient(family_name="Ash"), areas=areas)
    patient = clinic.patient(family_name="Birch")
    with_a_history(clinic, patient)
    long = clinic.in_review(patient, areas=areas)
    with_a_long_log(long, clinic.desk)

    few = asked_of_the_database(doctor, short)

    assert asked_of_the_database(doctor, long) == few


def test_more_places_ask_the_database_no_more(clinic, doctor):
    one, four = (clinic.in_review(clinic.patient(family_name="A" * n), areas=n) for n in (1, 4))

    assert asked_of_the_database(doctor, four) == asked_of_the_database(doctor, one)

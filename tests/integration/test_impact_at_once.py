"""Several workers, people who start and cancel at the same moment: real threads on connections of their own."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consultations.impact import visits as reading
from consultations.impact.working import work_off
from tests.integration.clinic_factory import NOW, Clinic
from tests.integration.drafts_made import admin, change, milia_draft
from tests.integration.signed_visits import many_signed
from tests.integration.test_concurrency import at_once
from treatments import impact_running
from treatments.editing.parts import Draft
from treatments.models import ImpactRun

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
VISITS = 120


@pytest.fixture
def protocol():
    return milia_draft()


@pytest.fixture
def by(protocol):
    clinic = Clinic()
    many_signed(clinic, VISITS)
    found = admin(sites=[clinic.site])
    rule = next(rule for rule in Draft.read(protocol).document.rules if rule.effect == "indication")
    change(protocol, "rules", rule.code, found, weight=-3)
    return found


def start(protocol, by):
    return impact_running.start(protocol_id=protocol.pk, total=VISITS, by=by, at=timezone.now())


def test_of_four_workers_one_does_the_run_and_every_visit_counts_once(protocol, by, monkeypatch):
    monkeypatch.setattr(reading, "A_PORTION", 10)
    start(protocol, by)
    tried = at_once(*(work_off for _ in range(4)))
    run = ImpactRun.objects.get()
    assert sorted(tried) == [0, 0, 0, 1]
    assert (run.state, run.done, run.counts["visits"]["total"]) == ("done", VISITS, VISITS)


def test_a_worker_that_was_given_up_and_is_back_counts_nothing_twice(protocol, by, monkeypatch):
    """Both believe that the run is theirs; the one that took it over last is right."""
    monkeypatch.setattr(reading, "A_PORTION", 10)
    monkeypatch.setattr(impact_running, "LOST_AFTER", timedelta(0))
    start(protocol, by)
    at_once(*(work_off for _ in range(4)))
    run = ImpactRun.objects.get()
    assert (run.state, run.done, run.counts["visits"]["total"]) == ("done", VISITS, VISITS)
    assert run.changes.count() == run.counts["areas"]["total"] - run.counts["areas"]["same"]


def test_two_who_start_at_once_start_one_run(protocol, by):
    runs = at_once(*(lambda: start(protocol, by).pk for _ in range(4)))
    assert len(set(runs)) == 1 == ImpactRun.objects.count()


def test_cancelling_at_any_moment_leaves_whole_portions(protocol, by, monkeypatch):
    monkeypatch.setattr(reading, "A_PORTION", 10)
    run = start(protocol, by)
    at_once(work_off, lambda: impact_running.cancel(run=run, by=by, at=NOW))
    run.refresh_from_db()
    assert run.state in ("done", "cancelled")
    assert run.counts.get("visits", {}).get("total", 0) == run.done
    assert run.done % 10 == 0

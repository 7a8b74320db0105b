"""A worker is killed again and again while it replays visits; another goes on, and every visit is counted once."""

import os
import subprocess
import sys
import time
from random import Random

import pytest
from django.db import connection

from clinic.environment import ROOT
from tests.faults.rounds import figure, rounds
from tests.integration.clinic_factory import NOW, Clinic
from tests.integration.drafts_made import admin, change, milia_draft
from tests.integration.signed_visits import many_signed
from treatments import impact_running
from treatments.editing.parts import Draft
from treatments.models import ImpactChange, ImpactRun, Protocol
from treatments.models.impact import RunState

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
VISITS = 600
PATIENCE = 90


@pytest.fixture
def started():
    protocol = milia_draft()
    clinic = Clinic()
    by = admin(sites=[clinic.site])
    many_signed(clinic, VISITS)
    rule = next(rule for rule in Draft.read(protocol).document.rules if rule.effect == "indication")
    change(protocol, "rules", rule.code, by, weight=-3)
    return lambda: impact_running.start(protocol_id=Protocol.objects.get().pk, total=VISITS, by=by, at=NOW)


def worker(*told):
    parts = connection.settings_dict
    url = f"postgresql:///{parts['NAME']}?host={parts['HOST']}&user={parts['USER']}&port={parts['PORT']}"
    own = os.environ | {"DATABASE_URL": url, "PEARL_MODE": "demo"}
    return subprocess.Popen([sys.executable, "-m", "tests.faults.impact_worker", *told], cwd=ROOT, env=own)


def worked_off(run, *told, kills, draw):
    """The counts once the run is over. A worker is killed wherever it is, and another is begun."""
    killed, until = 0, time.monotonic() + PATIENCE
    while time.monotonic() < until:
        process = worker(*told)
        enough = done_of(run) + draw.randint(20, 2 * VISITS // max(kills, 1))
        try:
            while time.monotonic() < until and is_open(run) and (killed >= kills or done_of(run) < enough):
                time.sleep(0.01)
        finally:
            process.kill()
            process.wait()
        if not is_open(run):
            break
        killed += 1
    return ImpactRun.objects.get(pk=run.pk), killed


def is_open(run):
    return ImpactRun.objects.filter(pk=run.pk, state__in=impact_running.OPEN).exists()


def done_of(run):
    return ImpactRun.objects.values_list("done", flat=True).get(pk=run.pk)


def test_a_run_whose_workers_are_killed_counts_every_visit_once(started):
    undisturbed, _killed = worked_off(started(), kills=0, draw=Random(0))
    wanted, changes = undisturbed.counts, undisturbed.changes.count()
    assert wanted["visits"]["total"] == VISITS
    killed = 0
    for number in range(rounds(short=1, full=5)):
        run, deaths = worked_off(started(), kills=4, draw=Random(number))
        killed += deaths
        assert (run.state, run.done, run.total) == (RunState.DONE, VISITS, VISITS)
        assert run.counts == wanted
        assert (
            ImpactChange.objects.filter(run=run).count()
            == changes
            == wanted["areas"]["total"] - wanted["areas"]["same"]
        )
    assert killed >= 2
    figure("Workers of the impact killed", {"workers": killed, "visits counted twice or not at all": 0})


def test_a_careless_worker_would_be_noticed(started):
    """The control: what was counted and how far it came are written apart, and a kill comes between the two."""
    lost = 0
    for number in range(6):
        run, _killed = worked_off(started(), "careless", kills=8, draw=Random(number))
        lost += run.counts["visits"]["total"] != VISITS
        if lost:
            break
    assert lost

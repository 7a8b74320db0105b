"""`manage.py impact --watch` with small portions, so that a test can kill it in the middle; "careless" loses count.

A careless worker writes down how far it has come in a second transaction, a moment after what it counted.
"""

import sys
import time
from datetime import timedelta
from typing import Any
from unittest import mock

from clinic import start


def main(careless: bool) -> None:
    start.load_django()
    from django.core.management import call_command

    from consultations.impact import visits
    from treatments import impact_running

    visits.A_PORTION = 20
    impact_running.LOST_AFTER = timedelta(seconds=0.4)
    with mock.patch.object(impact_running, "count_portion", count_carelessly if careless else count_portion()):
        call_command("impact", watch=True)


def count_portion() -> Any:
    from treatments import impact_running

    return impact_running.count_portion


def count_carelessly(run: Any, replay: Any, read: Any, at: Any) -> Any:
    from treatments.models import ImpactRun
    from treatments.models.impact import RunState
    from treatments.replaying import added

    here = ImpactRun.objects.get(pk=run.pk)
    if not (visits := read(here)):
        ImpactRun.objects.filter(pk=run.pk).update(state=RunState.DONE, ended_at=at)
        return None
    counts = added(here.counts, replay.of(visits).counts)
    ImpactRun.objects.filter(pk=run.pk).update(counts=counts, done=here.done + len(visits))
    time.sleep(0.02)
    ImpactRun.objects.filter(pk=run.pk).update(reached=visits[-1].id, beat_at=at)
    return ImpactRun.objects.get(pk=run.pk)


if __name__ == "__main__":
    main(sys.argv[1:] == ["careless"])

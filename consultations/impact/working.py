"""Works runs off, one after the other. Several workers may do so at once: a run belongs to one of them at a time."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from consultations.impact.visits import Reader
from treatments import impact_running
from treatments.compiled_releases import compiled
from treatments.editing.current import ready_document
from treatments.models import ImpactRun
from treatments.replaying import Replay, Unreadable

log = logging.getLogger("pearl.impact")
Clock = Callable[[], datetime]


def work_off(*, clock: Clock = timezone.now, is_over: Callable[[], bool] = lambda: False) -> int:
    """How many runs were begun or gone on with; it stops between two portions when `is_over` says so."""
    tried = 0
    while not is_over() and (run := impact_running.take_next(clock())):
        work(run, clock=clock, is_over=is_over)
        tried += 1
    return tried


def work(run: ImpactRun, *, clock: Clock = timezone.now, is_over: Callable[[], bool] = lambda: False) -> None:
    try:
        protocols = (compiled(run.release), ready_document(run.document))
    except ValueError:
        log.exception("impact %s: the draft or the release cannot be read", run.pk)
        impact_running.fail(run, impact_running.DRAFT_UNREADABLE, clock())
        return
    replay, read = Replay(*protocols), Reader(run, protocols)
    here: ImpactRun | None = run
    while here and not is_over():
        here = _portion(here, replay, read, clock)


def _portion(run: ImpactRun, replay: Replay, read: Reader, clock: Clock) -> ImpactRun | None:
    try:
        return impact_running.count_portion(run, replay, read, clock())
    except (DatabaseError, InterfaceError):
        # Not a fault of the run: whoever takes it up next goes on behind the last portion.
        raise
    except Unreadable:
        impact_running.fail(run, impact_running.ANSWERS_UNREADABLE, clock())
    except Exception:
        # Without an end it would be taken up again for ever, and nobody would be told.
        log.exception("impact %s: stopped by a fault", run.pk)
        impact_running.fail(run, impact_running.UNEXPECTED, clock())
    return None

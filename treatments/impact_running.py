"""A run over past visits from its start to its end: who may see it, who works it off, and what has been counted.

Every portion is one transaction: what it counted, the changes it found and the place it reached stand together or not
at all. So a worker that dies loses nothing that was counted, and the next one goes on behind it
(docs/decisions/0049).
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.audit.refusals import Refused
from clinic.audit.services import record
from treatments.editing.parts import Draft
from treatments.engine.canonical import canonical_json, sha256_of
from treatments.engine.deciding import what_decides
from treatments.models import ImpactChange, ImpactRun, Protocol, live_release
from treatments.models.impact import RunState
from treatments.replaying import Replay, Replayed, Visit, added

OPEN = (RunState.WAITING, RunState.RUNNING)
# Many times longer than a portion takes: whoever is silent for so long is gone.
LOST_AFTER = timedelta(seconds=15)
DRAFT_UNREADABLE, ANSWERS_UNREADABLE, UNEXPECTED = "draft", "answers", "unexpected"

ReadVisits = Callable[[ImpactRun], Sequence[Visit]]


def runs_of(protocol: Protocol, by: User) -> QuerySet[ImpactRun]:
    """Only over sites that are all theirs: a count over others would tell of patients they may not know of."""
    own = list(by.sites_allowed().values_list("pk", flat=True))
    rows = ImpactRun.objects.filter(protocol=protocol, sites__contained_by=own)
    return rows.select_related("release").defer("document", "release__document")


@transaction.atomic
def start(*, protocol_id: int, total: int, by: User, at: datetime, are_elsewhere: bool = False) -> ImpactRun:
    """The run that is on its way for this very draft, or a new one; those for an earlier state of it are cancelled.

    `are_elsewhere`: other sites have signed visits. A run over none would say that nothing changes for anybody.
    """
    protocol = Protocol.objects.select_for_update(no_key=True, of=("self",)).get(pk=protocol_id)
    draft, live = Draft.read(protocol), live_release(protocol.slug)
    if live is None:
        raise Refused(_("Nothing is live yet, so there is nothing to compare the draft with."))
    decides, sites = what_decides(draft.document), sorted(by.sites_allowed().values_list("pk", flat=True))
    if not sites:
        raise Refused(_("You belong to no site, so there are no visits that this could be tried on for you."))
    if are_elsewhere and not total:
        raise Refused(
            _("There are visits to try it on, but no visit was signed at your sites. Ask somebody of another.")
        )
    same = Q(decides=decides, release=live)
    on_its_way = ImpactRun.objects.filter(protocol=protocol, state__in=OPEN)
    if run := on_its_way.filter(same, sites=sites).first():
        return run
    on_its_way.exclude(same).update(state=RunState.CANCELLED, ended_at=at)
    _forget_changes(protocol, by)
    run = ImpactRun.objects.create(
        protocol=protocol,
        revision=protocol.revision,
        document=canonical_json(draft.raw),
        sha256=sha256_of(draft.raw),
        decides=decides,
        release=live,
        sites=sites,
        total=total,
        started_by=by,
        started_by_name=by.name,
        started_at=at,
    )
    record("impact.started", run, by=by, at=at, protocol=protocol.slug, revision=protocol.revision)
    return run


@transaction.atomic
def cancel(*, run: ImpactRun, by: User, at: datetime) -> None:
    """Between two portions. A run that has ended meanwhile stays as it ended."""
    here = ImpactRun.objects.select_for_update(no_key=True, of=("self",)).defer("document")
    held = here.filter(pk=run.pk, state__in=OPEN).first()
    if held is None:
        return
    held.state, held.ended_at = RunState.CANCELLED, at
    held.save(update_fields=["state", "ended_at"])
    record("impact.cancelled", held, by=by, at=at, reached=held.done)


@transaction.atomic
def take_next(at: datetime) -> ImpactRun | None:
    """One that waits, or whose worker has fallen silent; it is ours until we fall silent."""
    is_lost = Q(state=RunState.RUNNING, beat_at__lt=at - LOST_AFTER)
    rows = ImpactRun.objects.filter(Q(state=RunState.WAITING) | is_lost).order_by("id").defer("release__document")
    run = rows.select_for_update(skip_locked=True, no_key=True, of=("self",)).select_related("release").first()
    if run:
        run.state, run.beat_at = RunState.RUNNING, at
        run.save(update_fields=["state", "beat_at"])
    return run


@transaction.atomic
def count_portion(run: ImpactRun, replay: Replay, read: ReadVisits, at: datetime) -> ImpactRun | None:
    """The run as it stands now, or None where it is over: counted to the end, cancelled, or somebody else's."""
    held = _own(run)
    if held is None:
        return None
    visits = read(held)
    if not visits:
        held.state, held.ended_at, held.total, held.beat_at = RunState.DONE, at, held.done, at
        held.save(update_fields=["state", "ended_at", "total", "beat_at"])
        return None
    found = replay.of(visits)
    ImpactChange.objects.bulk_create(_rows(held, found), batch_size=1000)
    held.counts, held.done = added(held.counts, found.counts), held.done + len(visits)
    held.reached, held.beat_at, held.total = visits[-1].id, at, max(held.total, held.done)
    held.save(update_fields=["counts", "done", "reached", "beat_at", "total"])
    return held


@transaction.atomic
def fail(run: ImpactRun, fault: str, at: datetime) -> None:
    if held := _own(run):
        held.state, held.fault, held.ended_at = RunState.FAILED, fault, at
        held.save(update_fields=["state", "fault", "ended_at"])


def _own(run: ImpactRun) -> ImpactRun | None:
    """Held; a run is ours as long as nobody else has shown a sign of life in it."""
    rows = ImpactRun.objects.filter(pk=run.pk, state=RunState.RUNNING, beat_at=run.beat_at)
    return rows.select_for_update(no_key=True, of=("self",)).defer("document").first()


def _rows(run: ImpactRun, found: Replayed) -> Iterable[ImpactChange]:
    for change in found.changes:
        yield ImpactChange(
            run=run,
            visit=UUID(str(change.visit.id)),
            area_number=change.area_number,
            kind=change.kind,
            before=change.before,
            after=change.after,
            rules=list(change.rules),
            site_id=int(change.visit.groups["sites"]),
            age_band=change.visit.groups["ages"],
        )


def _forget_changes(protocol: Protocol, by: User) -> None:
    """What runs of earlier drafts counted stays; their lists, which may be long, are not needed any more."""
    earlier = ImpactRun.objects.filter(protocol=protocol, started_by=by).exclude(state__in=OPEN)
    ImpactChange.objects.filter(run__in=earlier).delete()

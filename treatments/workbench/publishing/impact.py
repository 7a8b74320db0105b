"""What a draft would change for past visits: whether that is known, and how far the run has come."""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clinic.accounts.models import User
from treatments.compiled_releases import compiled
from treatments.editing.parts import Draft
from treatments.engine.deciding import what_decides
from treatments.impact_running import ANSWERS_UNREADABLE, DRAFT_UNREADABLE, OPEN, UNEXPECTED
from treatments.models import ImpactRun, Release, live_release
from treatments.models.impact import RunState

NOTHING_LIVE, UNCHANGED, NEEDED = "nothing_live", "unchanged", "needed"
FAULTS = {
    DRAFT_UNREADABLE: gettext_lazy("The draft or the live release could not be read."),
    ANSWERS_UNREADABLE: gettext_lazy("The answers of a visit could not be read."),
    UNEXPECTED: gettext_lazy("Something unexpected stopped it. The log of the server says more."),
}


@dataclass(frozen=True)
class Standing:
    """`state` is that of a run, or one of the three words above. `run` is the one that answers for this draft, if all
    its sites are the reader's: its figures would tell of visits that they may not know of.
    """

    is_fresh: bool
    state: str
    words: str
    run: ImpactRun | None = None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


def impact_standing(draft: Draft, by: User, reader: User | None = None) -> Standing:
    """Fresh: nothing that decides was changed, or a run over the sites of `by` says what that does. `reader` is who
    reads it, where that is somebody else.
    """
    live = live_release(draft.protocol.slug)
    if live is None:
        return Standing(True, NOTHING_LIVE, _("Nothing is live yet, so no past visit can be compared."))
    decides = what_decides(draft.document)
    if decides == decides_of_release(live):
        return Standing(True, UNCHANGED, _("Nothing was changed that decides what is suggested."))
    own = _sites(by)
    if not own:
        return Standing(False, NEEDED, _("Whoever belongs to no site cannot have it tried on past visits."))
    known = frozenset(own if reader is None else _sites(reader))
    run = _run_for(draft, own, known, decides, live)
    if run is None:
        return Standing(False, NEEDED, _("What this does to past visits has not been worked out yet."))
    is_done = run.state == RunState.DONE
    if known.issuperset(run.sites):
        return Standing(is_done, run.state, _words(run), run)
    return Standing(is_done, run.state, _words_without_figures(run))


def decides_of_release(release: Release) -> str:
    return _decides(release.pk, release)


def _sites(user: User) -> list[int]:
    return sorted(user.sites_allowed().values_list("pk", flat=True))


def _run_for(draft: Draft, own: list[int], known: frozenset[int], decides: str, live: Release) -> ImpactRun | None:
    """The best there is: one that is done, then one on its way, then the last; of these one that may be read."""
    rows = ImpactRun.objects.filter(protocol=draft.protocol, decides=decides, release=live, sites__contains=own)
    found = list(rows.select_related("release").defer("document", "release__document")[:20])
    found.sort(key=lambda run: not known.issuperset(run.sites))
    wanted = (RunState.DONE, *OPEN)
    return next((run for state in wanted for run in found if run.state == state), found[0] if found else None)


def _words(run: ImpactRun) -> str:
    if run.state == RunState.DONE:
        n = run.done - run.counts.get("visits", {}).get("same", 0)
        changed = ngettext("%(n)d would come out differently", "%(n)d would come out differently", n) % {"n": n}
        visits = ngettext("%(total)d past visit was tried", "%(total)d past visits were tried", run.done)
        return _("%(visits)s: %(changed)s.") % {"visits": visits % {"total": run.done}, "changed": changed}
    if run.state == RunState.FAILED:
        return _("The impact could not be worked out. %(fault)s") % {"fault": FAULTS.get(run.fault, "")}
    if run.state == RunState.CANCELLED:
        return _("Working out the impact was cancelled.")
    return _("The impact is being worked out: %(done)d of %(total)d visits.") % {"done": run.done, "total": run.total}


def _words_without_figures(run: ImpactRun) -> str:
    if run.state == RunState.DONE:
        return _("It was tried on past visits, also of sites that are not yours. So its figures are not shown here.")
    return _("The impact is being worked out.") if run.state in OPEN else _words(run)


@lru_cache(maxsize=16)
def _decides(_pk: int, release: Release) -> str:
    return what_decides(compiled(release).document)

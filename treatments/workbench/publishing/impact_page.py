"""What a run over past visits found, as rows to read. Small groups are not told apart, so that nobody is recognised."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from treatments import age_bands
from treatments.engine.deciding import decides_of
from treatments.engine.documents import Document, Rule
from treatments.models import ImpactRun
from treatments.replaying import KINDS, SAME
from treatments.wording import Wording
from treatments.workbench.cases.case_words import OUTCOMES

FEWEST: Final = 5
FEW_VISITS: Final = 30
KIND_WORDS = {
    SAME: gettext_lazy("Same"),
    "new_stop": gettext_lazy("New stop"),
    "none_now": gettext_lazy("Now no suggestion"),
    "stop_removed": gettext_lazy("Stop removed"),
    "different": gettext_lazy("Different method"),
    "newly": gettext_lazy("Newly suggested"),
    "outcome": gettext_lazy("No method, for another reason"),
    "details": gettext_lazy("Same result, other details"),
}
KIND_HELP = {
    SAME: gettext_lazy("Everything the doctor is told stays as it is."),
    "new_stop": gettext_lazy("An exclusion would stop the method that is suggested now, or a red flag the area."),
    "none_now": gettext_lazy("A method is suggested now; with the draft none would be."),
    "stop_removed": gettext_lazy("What an exclusion or a red flag stops now would be free."),
    "different": gettext_lazy("Another method would be suggested."),
    "newly": gettext_lazy("No method is suggested now; with the draft one would be."),
    "outcome": gettext_lazy("No method either way, but something else is said instead."),
    "details": gettext_lazy("Other cautions, add-on, questions to ask, or methods that are stopped or wait."),
}


@dataclass(frozen=True, slots=True)
class KindRow:
    kind: str
    words: str
    help: str
    visits: int
    areas: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    label: str
    cells: tuple[tuple[int, bool], ...]
    total: int


@dataclass(frozen=True, slots=True)
class RuleRow:
    """In how many areas a rule fires now and with the draft; `change` says in a word how the draft has it."""

    code: str
    live: int
    draft: int
    because: str
    change: str

    @property
    def difference(self) -> str:
        return f"{self.draft - self.live:+d}" if self.draft != self.live else "0"


@dataclass(frozen=True, slots=True)
class GroupRow:
    """`changed` is empty where the group is too small to say."""

    label: str
    visits: str
    changed: str


class Found:
    """One run's counts in words."""

    def __init__(self, run: ImpactRun, live: Document, draft: Document, sites: Mapping[int, str]) -> None:
        self.run = run
        self.counts: Mapping[str, Any] = run.counts
        self.documents = (draft, live)
        self.sites = sites

    @property
    def total(self) -> int:
        return self._counted("visits", "total")

    @property
    def changed(self) -> int:
        return self.total - self._counted("visits", SAME)

    @property
    def areas(self) -> int:
        return self._counted("areas", "total")

    @property
    def is_small(self) -> bool:
        return self.total < FEW_VISITS

    @property
    def dropped(self) -> int:
        return self._counted("dropped", "draft")

    @property
    def kinds(self) -> list[KindRow]:
        visits, areas = self.counts.get("visits", {}), self.counts.get("areas", {})
        return [
            KindRow(kind, str(KIND_WORDS[kind]), str(KIND_HELP[kind]), visits.get(kind, 0), areas.get(kind, 0))
            for kind in (SAME, *KINDS)
        ]

    @cached_property
    def labels(self) -> list[str]:
        """What an area can come to: methods in their order, then the outcomes without one."""
        matrix = self.counts.get("matrix", {})
        met = {*matrix, *(label for row in matrix.values() for label in row)}
        methods = [method.key for document in self.documents for method in document.methods]
        return [label for label in dict.fromkeys((*methods, *OUTCOMES)) if label in met]

    @property
    def columns(self) -> list[str]:
        return [self.word(label) for label in self.labels]

    @property
    def matrix(self) -> list[MatrixRow]:
        rows = self.counts.get("matrix", {})
        return [
            MatrixRow(
                self.word(label),
                tuple((rows[label].get(other, 0), label == other) for other in self.labels),
                sum(rows[label].values()),
            )
            for label in self.labels
            if label in rows
        ]

    @property
    def rules_that_differ(self) -> list[RuleRow]:
        """Edited, or firing more or less often."""
        return [row for row in self._rules if row.change or row.live != row.draft]

    @property
    def other_rules(self) -> list[RuleRow]:
        return [row for row in self._rules if not row.change and row.live == row.draft]

    @cached_property
    def _rules(self) -> list[RuleRow]:
        """In the order of the draft's rules, then those that are gone."""
        fires = self.counts.get("rules", {})
        words = {rule.code: rule.because for document in reversed(self.documents) for rule in document.rules}
        draft, live = ({rule.code: rule for rule in document.rules} for document in self.documents)
        return [
            RuleRow(
                code,
                fires.get(code, {}).get("live", 0),
                fires.get(code, {}).get("draft", 0),
                words[code],
                _changed(live.get(code), draft.get(code)),
            )
            for code in (draft | live)
        ]

    @property
    def by_site(self) -> list[GroupRow]:
        groups = self.counts.get("groups", {}).get("sites", {})
        named = sorted((self.sites.get(int(site), ""), counts) for site, counts in groups.items())
        return [_group(name, counts) for name, counts in named]

    @property
    def by_age(self) -> list[GroupRow]:
        return [_group(label, counts) for label, counts in self._ages]

    def age(self, band: str) -> str:
        """A band as it may be shown: merged with its neighbours, or nothing, where few are of that age."""
        label, counts = self._merged[band]
        return label if counts["total"] >= FEWEST else ""

    def site(self, site_id: int) -> str:
        visits = self.counts.get("groups", {}).get("sites", {}).get(str(site_id), {}).get("total", 0)
        return self.sites.get(site_id, "") if visits >= FEWEST else ""

    def word(self, label: str) -> str:
        for document in self.documents:
            for method in document.methods:
                if method.key == label:
                    return Wording(document).text(method.name)
        return str(OUTCOMES.get(label, label))

    def _counted(self, what: str, name: str) -> int:
        return int(self.counts.get(what, {}).get(name, 0))

    @property
    def _ages(self) -> Iterator[tuple[str, Mapping[str, int]]]:
        shown: dict[str, dict[str, int]] = {}
        for _band, (label, counts) in sorted(self._merged.items(), key=lambda item: age_bands.place(item[0])):
            shown[label] = counts
        yield from shown.items()

    @cached_property
    def _merged(self) -> dict[str, tuple[str, dict[str, int]]]:
        """Band -> (label, counts) of the group it stands in."""
        bands = self.counts.get("groups", {}).get("ages", {})
        found = {}
        for group in _grouped(bands):
            counts: dict[str, int] = {}
            for band in group:
                for name, count in bands[band].items():
                    counts[name] = counts.get(name, 0) + count
            for band in group:
                found[band] = (_label(group), counts)
        return found


def _changed(live: Rule | None, draft: Rule | None) -> str:
    if live is None or draft is None:
        return _("removed") if draft is None else _("added")
    if live.off != draft.off:
        return _("switched off") if draft.off else _("switched on")
    return _("edited") if decides_of(live) != decides_of(draft) else ""


def _grouped(bands: Mapping[str, Mapping[str, int]]) -> Iterable[list[str]]:
    """Decades of grown-ups joined until none is small; children, and those of unknown age, stay by themselves."""
    children, grown_up, unknown = [], [], []
    for band in sorted(bands, key=age_bands.place):
        (unknown if not band else children if band.startswith("0-") else grown_up).append(band)
    joined: list[list[str]] = []
    for band in grown_up:
        if joined and sum(bands[each]["total"] for each in joined[-1]) < FEWEST:
            joined[-1].append(band)
        else:
            joined.append([band])
    if len(joined) > 1 and sum(bands[each]["total"] for each in joined[-1]) < FEWEST:
        joined[-2:] = [joined[-2] + joined[-1]]
    return [each for each in (children, *joined, unknown) if each]


def _label(group: list[str]) -> str:
    if not group[0]:
        return _("Age not known")
    first, last = group[0].split("-")[0].rstrip("+"), group[-1].split("-")[-1]
    if first == "0":
        return _("Under %(age)d") % {"age": age_bands.GROWN_UP}
    if last.endswith("+"):
        return _("%(age)s and older") % {"age": first}
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def _group(label: str, counts: Mapping[str, int]) -> GroupRow:
    visits = counts.get("total", 0)
    if visits < FEWEST:
        return GroupRow(label, _("fewer than %(n)d") % {"n": FEWEST}, "")
    changed = visits - counts.get(SAME, 0)
    small = 0 < changed < FEWEST
    return GroupRow(label, str(visits), _("fewer than %(n)d") % {"n": FEWEST} if small else str(changed))

"""Visits of the past under a draft, beside what the live release says of the same answers.

Knows nothing of where visits come from: they are handed in as plain answers, in as many portions as one likes, and what
is counted in two portions adds up. `docs/words.md` says what each kind of change means.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from treatments.engine.deciding import decides_of
from treatments.engine.lanes.arithmetic import Width
from treatments.engine.lanes.columns import TooManyKinds
from treatments.engine.lanes.said import SaidLanes
from treatments.engine.lanes.visits import Given, Readers, Said
from treatments.engine.lanes.weighed import either, fits_into_bytes
from treatments.engine.protocol import Protocol
from treatments.engine.said import FIRES, WAITS
from treatments.replayed_plainly import said_plainly

SAME: Final = "same"
# The most serious first: a visit counts as the most serious change of its areas.
KINDS: Final = ("new_stop", "none_now", "stop_removed", "different", "newly", "outcome", "details")
OUTCOMES: Final = ("needs_answer", "examine_first", "no_treatment")

Counts = dict[str, Any]


class Unreadable(ValueError):
    """The answers of a visit are not in a form that can be read."""


@dataclass(frozen=True, slots=True)
class Visit:
    """`answers` is `{"person": {…}, "areas": [{…}, …]}`; `group` is what counts are kept by, such as site and age."""

    id: Any
    groups: Mapping[str, str]
    answers: Any


@dataclass(frozen=True, slots=True)
class Change:
    """One area that comes out differently. `rules` made the difference; none: something else than a rule did."""

    visit: Visit
    area_number: int
    kind: str
    before: str
    after: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Replayed:
    counts: Counts
    changes: list[Change]


class Replay:
    """`live` and `draft` side by side; `plainly` takes the slow way through `suggest`."""

    def __init__(self, live: Protocol, draft: Protocol, *, plainly: bool = False) -> None:
        self.protocols = (live, draft)
        self._is_plain = plainly or not all(map(fits_into_bytes, self.protocols))
        self._readers = Readers(self.protocols)
        self._edited = _edited_rules(live, draft)

    def of(self, visits: Sequence[Visit]) -> Replayed:
        given = [given_of(visit) for visit in visits]
        try:
            width, (before, after) = self._read(given)
        except TooManyKinds:
            # Where even the rest of a portion that was halved has too many, a single visit never has.
            self._readers.forget()
            if len(visits) < 2:
                width, (before, after) = said_plainly(self.protocols, given)
            else:
                half = len(visits) // 2
                return _together(self.of(visits[:half]), self.of(visits[half:]))
        return _Compared(width, before, after, self._edited).replayed(visits, given)

    def _read(self, given: Sequence[Given]) -> tuple[Width, list[Said]]:
        return said_plainly(self.protocols, given) if self._is_plain else self._readers.read(given)


def given_of(visit: Visit) -> Given:
    answers = visit.answers
    person, areas = (answers.get("person"), answers.get("areas")) if isinstance(answers, dict) else (None, None)
    if not isinstance(person, dict) or not isinstance(areas, list) or not all(isinstance(a, dict) for a in areas):
        raise Unreadable("a visit has answers that cannot be read")
    return person, tuple(areas) or ({},)


def added(one: Mapping[str, Any], other: Mapping[str, Any]) -> Counts:
    """Two trees of counts as one."""
    total = dict(one)
    for name, count in other.items():
        known = total.get(name)
        total[name] = added(known or {}, count) if isinstance(count, Mapping) else (known or 0) + count
    return total


def _together(one: Replayed, other: Replayed) -> Replayed:
    return Replayed(added(one.counts, other.counts), one.changes + other.changes)


def _edited_rules(live: Protocol, draft: Protocol) -> frozenset[str]:
    """Rules whose effect was edited; where they fire or wait, they may make a difference by that alone."""
    before, after = ({code: decides_of(rule) for code, rule in p.rules_by_code.items()} for p in (live, draft))
    return frozenset(code for code in before.keys() | after.keys() if before.get(code) != after.get(code))


class _Compared:
    """The two readings of one portion of visits."""

    def __init__(self, width: Width, before: Said, after: Said, edited: frozenset[str]) -> None:
        self.width = width
        self.before = before
        self.after = after
        self.edited = edited
        self.labels = (_labels(before.said), _labels(after.said))

    def replayed(self, visits: Sequence[Visit], given: Sequence[Given]) -> Replayed:
        changes = list(self._changes(visits, given))
        worst: dict[int, str] = {}
        places = {id(visit): number for number, visit in enumerate(visits)}
        for change in changes:
            number = places[id(change.visit)]
            worst[number] = min(worst.get(number, change.kind), change.kind, key=KINDS.index)
        counts = {
            "visits": _kinds_of(len(visits), worst.values()),
            "areas": _kinds_of(self.width.areas, (change.kind for change in changes)),
            "matrix": self._matrix(),
            "rules": self._rules(),
            "groups": _groups(visits, worst),
            "dropped": {"live": self.before.dropped, "draft": self.after.dropped},
        }
        return Replayed(counts, changes)

    def _matrix(self) -> dict[str, dict[str, int]]:
        """Label before -> label after -> areas."""
        before, after = self.labels
        counted = {one: {other: (lane & to).bit_count() for other, to in after.items()} for one, lane in before.items()}
        return {one: {other: count for other, count in row.items() if count} for one, row in counted.items()}

    def _rules(self) -> dict[str, dict[str, int]]:
        """In how many areas each rule fires."""
        found: dict[str, dict[str, int]] = {}
        for when, effects in (("live", self.before.effects), ("draft", self.after.effects)):
            for (what, code), lane in effects.items():
                if what == FIRES:
                    found.setdefault(code, {})[when] = lane.bit_count()
        return found

    def _changes(self, visits: Sequence[Visit], given: Sequence[Given]) -> Iterator[Change]:
        changed = either(_differences(self.before.said, self.after.said).values())
        if not changed:
            return
        kinds = [(kind, self.width.kinds(lane)) for kind, lane in self._kinds(changed).items()]
        rules = [(code, self.width.kinds(lane)) for code, lane in self._made_the_difference(changed)]
        labels = [[(label, self.width.kinds(lane & changed)) for label, lane in known.items()] for known in self.labels]
        here, place = self.width.kinds(changed), 0
        for visit, (_, areas) in zip(visits, given, strict=True):
            for number in range(1, len(areas) + 1):
                if here[place]:
                    kind = next(kind for kind, lane in kinds if lane[place])
                    before, after = (next(label for label, lane in known if lane[place]) for known in labels)
                    codes = tuple(code for code, lane in rules if lane[place])
                    yield Change(visit, number, kind, before, after, codes)
                place += 1

    def _kinds(self, changed: int) -> dict[str, int]:
        """In the order of `KINDS`; an area belongs to the first that it fits."""
        before, after = self.before.said, self.after.said
        suggests, suggested = (said.get(("outcome", "suggest"), 0) for said in (before, after))
        flagged, flags = _flagged(before), _flagged(after)
        other = either(
            lane & to for one, lane in self.labels[0].items() for label, to in self.labels[1].items() if one != label
        )
        return {
            "new_stop": (flags & ~flagged) | _stopped(self.labels[0], after),
            "none_now": suggests & ~suggested,
            "stop_removed": (flagged & ~flags) | _stopped(self.labels[1], before),
            "different": other & suggests & suggested,
            "newly": suggested & ~suggests,
            "outcome": other,
            "details": changed,
        }

    def _made_the_difference(self, changed: int) -> list[tuple[str, int]]:
        before, after = self.before.effects, self.after.effects
        found: Counter[str] = Counter()
        for (_, code), lane in _differences(before, after).items():
            found[code] |= lane
        for code in self.edited:
            for what in (FIRES, WAITS):
                found[code] |= before.get((what, code), 0) | after.get((what, code), 0)
        return sorted((code, lane & changed) for code, lane in found.items() if lane & changed)


def _labels(said: SaidLanes) -> dict[str, int]:
    """What an area comes to in one word: the method, or the outcome where there is none."""
    methods = {fact[1]: lane for fact, lane in said.items() if fact[0] == "method"}
    return methods | {outcome: lane for outcome in OUTCOMES if (lane := said.get(("outcome", outcome), 0))}


def _flagged(said: SaidLanes) -> int:
    """Where a red flag sends the area to be examined; nothing that suits does so too, and is no stop."""
    fired = either(lane for fact, lane in said.items() if fact[0] == "fired")
    return fired & said.get(("outcome", "examine_first"), 0)


def _stopped(methods: Mapping[str, int], said: SaidLanes) -> int:
    """Where the method of the one side is excluded on the other."""
    return either(methods.get(fact[1], 0) & lane for fact, lane in said.items() if fact[0] == "excluded")


def _differences(one: SaidLanes, other: SaidLanes) -> SaidLanes:
    return {fact: one.get(fact, 0) ^ other.get(fact, 0) for fact in one.keys() | other.keys()}


def _kinds_of(total: int, changed: Iterable[str]) -> dict[str, int]:
    counted = Counter(changed)
    return {"total": total, SAME: total - counted.total(), **counted}


def _groups(visits: Sequence[Visit], worst: Mapping[int, str]) -> dict[str, dict[str, dict[str, int]]]:
    """What visits are grouped by -> each group -> how many of each kind."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    for by in visits[0].groups if visits else ():
        totals = Counter(visit.groups[by] for visit in visits)
        changed: dict[str, list[str]] = {}
        for number, kind in worst.items():
            changed.setdefault(visits[number].groups[by], []).append(kind)
        found[by] = {group: _kinds_of(total, changed.get(group, ())) for group, total in totals.items()}
    return found

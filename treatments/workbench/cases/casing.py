"""How the cases of a draft stand: as expected and as before, as expected for the first time, or not as expected."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from treatments.compiled_releases import compiled
from treatments.editing.current import ready_document
from treatments.editing.parts import Draft
from treatments.engine.answers import Answers, RawAnswers, why_not_answer
from treatments.engine.canonical import canonical_json
from treatments.engine.cases import Difference, answers_of, differences
from treatments.engine.documents import Case
from treatments.engine.protocol import Protocol
from treatments.engine.suggest import AreaSuggestion, suggest
from treatments.models import Release, live_release


class State(StrEnum):
    AGREES = "pass"
    CHANGED = "changed"
    FAIL = "fail"


class Counts(NamedTuple):
    passes: int
    changed: int
    fails: int


@dataclass(frozen=True)
class CaseStanding:
    """`draft` and `live` are what each says, by area; `live` is None where nothing is live. `live_lacks` are the keys
    of answers that the live release has no place for. `differences` are those from what is expected, by area.
    """

    case: Case
    draft: tuple[AreaSuggestion, ...]
    live: tuple[AreaSuggestion, ...] | None
    is_new: bool
    live_lacks: tuple[str, ...]

    @cached_property
    def differences(self) -> tuple[tuple[Difference, ...], ...]:
        pairs = zip(self.case.expect, self.draft, strict=True)
        return tuple(tuple(differences(expected, area)) for expected, area in pairs)

    @cached_property
    def is_as_live(self) -> bool:
        return self.live is None or list(map(said, self.live)) == list(map(said, self.draft))

    @property
    def state(self) -> State:
        if any(self.differences):
            return State.FAIL
        return State.AGREES if self.is_as_live and not self.is_new else State.CHANGED


@dataclass(frozen=True)
class CaseStandings:
    cases: tuple[CaseStanding, ...]

    @cached_property
    def counts(self) -> Counts:
        states = [standing.state for standing in self.cases]
        return Counts(*(states.count(state) for state in State))

    @cached_property
    def by_id(self) -> Mapping[str, CaseStanding]:
        return {standing.case.id: standing for standing in self.cases}


def standing_of(draft: Draft) -> CaseStandings:
    """Of all cases, against the release that is live; worked out once for each content."""
    live = live_release(draft.protocol.slug)
    if live is None:
        return _against_nothing(canonical_json(draft.raw))
    return _against(canonical_json(draft.raw), _Live(live.sha256, live.number, live))


def said(area: AreaSuggestion) -> dict[str, Any]:
    """What a dermatologist would notice: what the page says first, and what goes with that."""
    noticed: dict[str, Any] = {"outcome": area.outcome, "method": area.method, "add_on": area.add_on}
    noticed["fired"] = set(area.fired)
    if area.outcome == "needs_answer":
        noticed |= {"needs": set(area.needs), "on_hold": area.on_hold[:1], "cleared": area.cleared}
    if area.outcome == "suggest":
        noticed |= {"excluded": area.weighed.excluded, "cautions": set(area.cautions)}
    return noticed


def fitting(protocol: Protocol, answers: Answers) -> tuple[Answers, tuple[str, ...]]:
    """The answers that this protocol has questions and options for, and the keys of those it has not."""
    lacking: dict[str, None] = {}

    def part(given: RawAnswers, about: str) -> RawAnswers:
        kept = {}
        for key, value in given.items():
            fact = protocol.facts.get(key)
            if fact is None or fact.about != about or why_not_answer(fact, value):
                lacking[key] = None
            else:
                kept[key] = value
        return kept

    kept = Answers(part(answers.person, "person"), tuple(part(area, "area") for area in answers.areas))
    return kept, tuple(lacking)


@dataclass(frozen=True)
class _Live:
    """A release never changes, so its hash stands for it."""

    sha256: str
    number: int
    release: Release

    def __hash__(self) -> int:
        return hash(self.sha256)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Live) and (self.sha256, self.number) == (other.sha256, other.number)


@lru_cache(maxsize=8)
def _against(document: str, live: _Live) -> CaseStandings:
    return standings(ready_document(document), compiled(live.release))


@lru_cache(maxsize=4)
def _against_nothing(document: str) -> CaseStandings:
    return standings(ready_document(document), None)


def standings(draft: Protocol, live: Protocol | None) -> CaseStandings:
    known = {case.id for case in live.document.cases} if live else set()
    return CaseStandings(tuple(_standing(draft, live, case, known) for case in draft.document.cases))


def _standing(draft: Protocol, live: Protocol | None, case: Case, known: set[str]) -> CaseStanding:
    answers = answers_of(draft, case)
    now = suggest(draft, answers).areas
    if live is None:
        return CaseStanding(case, now, None, is_new=False, live_lacks=())
    kept, lacking = fitting(live, answers)
    return CaseStanding(case, now, suggest(live, kept).areas, case.id not in known, lacking)

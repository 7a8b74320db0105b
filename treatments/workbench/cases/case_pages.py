"""The list of the cases of a draft, and the page of one: what stands on them, worked out once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from treatments.engine.documents import Case
from treatments.engine.suggest import AreaSuggestion
from treatments.workbench.cases.case_traces import AreaTrace, place_name, traces
from treatments.workbench.cases.case_words import STATES, CaseWords, ComparedRow, Difference, Pill, compared, whys
from treatments.workbench.cases.casing import CaseStanding, CaseStandings, State

WORST_FIRST = (State.FAIL, State.CHANGED, State.AGREES)


@dataclass(frozen=True, slots=True)
class CaseRow:
    id: str
    title: str
    href: str
    pill: Pill
    headline: str
    who: str
    whys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    words: str
    href: str
    count: int
    is_here: bool


@dataclass(frozen=True, slots=True)
class CaseList:
    rows: tuple[CaseRow, ...]
    filters: tuple[Filter, ...]
    said: str
    searched: str


def case_list(slug: str, words: CaseWords, standings: CaseStandings, chosen: str, searched: str) -> CaseList:
    """Failing ones first. `chosen` is a state, or nothing for all; `searched` is looked for in code and words."""
    shown = [each for each in standings.cases if chosen not in set(State) or each.state == chosen]
    rows = [_row(slug, words, each) for state in WORST_FIRST for each in shown if each.state == state]
    found = tuple(row for row in rows if _fits(row, searched))
    said = ngettext("%(n)d case", "%(n)d cases", len(found)) % {"n": len(found)}
    return CaseList(found, tuple(_filters(slug, standings, chosen)), said, searched)


@dataclass(frozen=True, slots=True)
class ComparedArea:
    title: str
    rows: tuple[ComparedRow, ...]


@dataclass(frozen=True)
class CasePage:
    """`same` says in a word whether live and draft agree."""

    id: str
    title: str
    why: str
    pill: Pill
    whys: tuple[str, ...]
    is_failing: bool
    live: str
    draft: str
    expected: str
    has_live: bool
    is_as_live: bool
    live_lacks: str
    differences: tuple[tuple[str, tuple[Difference, ...]], ...]
    areas: tuple[ComparedArea, ...]
    traces: tuple[AreaTrace, ...]

    @classmethod
    def of(cls, words: CaseWords, standing: CaseStanding) -> "CasePage":
        case = standing.case
        return cls(
            id=case.id,
            title=case.title,
            why=case.why,
            pill=Pill.of(STATES[standing.state]),
            whys=tuple(whys(words, standing)),
            is_failing=standing.state == State.FAIL,
            live=words.headlines(standing.live or ()),
            draft=words.headlines(standing.draft),
            expected=words.headlines(case.expect),
            has_live=standing.live is not None,
            is_as_live=standing.is_as_live,
            live_lacks="; ".join(map(words.question, standing.live_lacks)),
            differences=tuple(words.differences(case)),
            areas=compared_areas(words, standing),
            traces=tuple(traces(words, standing.draft)),
        )


def compared_areas(words: CaseWords, standing: CaseStanding) -> tuple[ComparedArea, ...]:
    several = len(standing.draft) > 1
    return tuple(
        ComparedArea(_title(words, area, number) if several else "", tuple(compared(words, standing, number - 1)))
        for number, area in enumerate(standing.draft, 1)
    )


def next_id(cases: Iterable[Case]) -> str:
    """The first letter that is used most, and the number after the highest."""
    ids = [case.id for case in cases] or ["D00"]
    letter = max((each[0] for each in ids), key=[each[0] for each in ids].count)
    highest = max((int(each[1:]) for each in ids if each[0] == letter), default=0)
    return f"{letter}{highest + 1:02d}"


def _title(words: CaseWords, area: AreaSuggestion, number: int) -> str:
    return place_name(words, area.weighed.area, number)


def _row(slug: str, words: CaseWords, standing: CaseStanding) -> CaseRow:
    case = standing.case
    return CaseRow(
        id=case.id,
        title=case.title,
        href=reverse("draft_case", args=[slug, case.id]),
        pill=Pill.of(STATES[standing.state]),
        headline=words.headlines(standing.draft),
        who=words.who(case),
        whys=tuple(whys(words, standing)),
    )


def _fits(row: CaseRow, searched: str) -> bool:
    text = " ".join((row.id, row.title, row.headline, row.who, *row.whys)).casefold()
    return all(word in text for word in searched.casefold().split())


def _filters(slug: str, standings: CaseStandings, chosen: str) -> Iterable[Filter]:
    href, counts = reverse("draft_cases", args=[slug]), standings.counts
    by_state: Mapping[State, int] = dict(zip(State, counts, strict=True))
    yield Filter(_("All"), href, sum(counts), chosen not in set(State))
    for state in WORST_FIRST:
        yield Filter(str(STATES[state][0]), f"{href}?state={state}", by_state[state], chosen == state)

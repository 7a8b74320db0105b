"""The cases of a protocol: patients with the result a dermatologist expects. They guard publishing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from treatments.engine.answers import Answers, RawAnswers
from treatments.engine.documents import Case, Document, Expectation
from treatments.engine.protocol import Protocol
from treatments.engine.readings import UNANSWERED
from treatments.engine.suggest import AreaSuggestion, suggest


@dataclass(frozen=True, slots=True)
class CaseResult:
    id: str
    title: str
    differences: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        return not self.differences


@dataclass(frozen=True, slots=True)
class Difference:
    """`what` is the name in the expectation; `found` is what comes out."""

    what: str
    found: Any
    expected: Any

    def __str__(self) -> str:
        return f"{self.what} {_said(self.found)} instead of {_said(self.expected)}"


def run_cases(protocol: Protocol) -> list[CaseResult]:
    return [_result(protocol, case) for case in protocol.document.cases]


def failing_cases(protocol: Protocol) -> list[CaseResult]:
    return [result for result in run_cases(protocol) if not result.agrees]


def answers_of(protocol: Protocol, case: Case) -> Answers:
    return whole(protocol.document, case.person, case.areas)


def whole(document: Document, person: RawAnswers, areas: Iterable[RawAnswers]) -> Answers:
    """The typical patient with the differences of a case."""
    typical = document.typical_patient
    return Answers(_differing(typical.person, person), tuple(_differing(typical.area, area) for area in areas))


def _differing(typical: RawAnswers, differences: RawAnswers) -> RawAnswers:
    merged = {**typical, **differences}
    answers = {key: value for key, value in merged.items() if value != UNANSWERED}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in answers.items()}


def _result(protocol: Protocol, case: Case) -> CaseResult:
    areas = suggest(protocol, answers_of(protocol, case)).areas
    found = [
        f"area {number}: {difference}" if len(areas) > 1 else str(difference)
        for number, (expected, area) in enumerate(zip(case.expect, areas, strict=True), 1)
        for difference in differences(expected, area)
    ]
    return CaseResult(case.id, case.title, tuple(found))


def differences(expected: Expectation, area: AreaSuggestion) -> Iterator[Difference]:
    """What comes out otherwise than expected. Another outcome says it all."""
    if area.outcome != expected.outcome:
        yield Difference("outcome", area.outcome, expected.outcome)
        return
    if area.method != expected.method:
        yield Difference("method", area.method, expected.method)
    if not set(expected.fired) <= set(area.fired):
        yield Difference("fired", area.fired, expected.fired)
    if expected.outcome == "needs_answer":
        yield from _differences_in_asking(expected, area)
    excluded = area.weighed.excluded
    if (expected.outcome == "suggest" or expected.excluded) and dict(expected.excluded) != excluded:
        yield Difference("excluded", excluded, dict(expected.excluded))
    if expected.outcome == "suggest" and set(expected.cautions) != set(area.cautions):
        yield Difference("cautions", area.cautions, expected.cautions)


def _differences_in_asking(expected: Expectation, area: AreaSuggestion) -> Iterator[Difference]:
    if not set(expected.needs) <= set(area.needs):
        yield Difference("needs", area.needs, expected.needs)
    if expected.on_hold and expected.on_hold[0] != area.on_hold[0]:
        yield Difference("on_hold", area.on_hold, expected.on_hold)
    if expected.on_hold and area.cleared != expected.cleared:
        yield Difference("cleared", area.cleared, expected.cleared)


def _said(value: Any) -> str:
    return str(value) if not isinstance(value, tuple) else ", ".join(value) or "nothing"

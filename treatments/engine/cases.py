"""The cases of a protocol: patients with the result a dermatologist expects. They guard publishing."""

from collections.abc import Iterator
from dataclasses import dataclass

from treatments.engine.answers import Answers, RawAnswers
from treatments.engine.documents import Case, Expectation
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


def run_cases(protocol: Protocol) -> list[CaseResult]:
    return [_result(protocol, case) for case in protocol.document.cases]


def failing_cases(protocol: Protocol) -> list[CaseResult]:
    return [result for result in run_cases(protocol) if not result.agrees]


def answers_of(protocol: Protocol, case: Case) -> Answers:
    """The typical patient with the differences of the case."""
    typical = protocol.document.typical_patient
    person = _differing(typical.person, case.person)
    return Answers(person, tuple(_differing(typical.area, area) for area in case.areas))


def _differing(typical: RawAnswers, differences: RawAnswers) -> RawAnswers:
    merged = {**typical, **differences}
    answers = {key: value for key, value in merged.items() if value != UNANSWERED}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in answers.items()}


def _result(protocol: Protocol, case: Case) -> CaseResult:
    areas = suggest(protocol, answers_of(protocol, case)).areas
    found = [
        f"area {number}: {difference}" if len(areas) > 1 else difference
        for number, (expected, area) in enumerate(zip(case.expect, areas, strict=True), 1)
        for difference in _differences(expected, area)
    ]
    return CaseResult(case.id, case.title, tuple(found))


def _differences(expected: Expectation, area: AreaSuggestion) -> Iterator[str]:
    if area.outcome != expected.outcome:
        yield f"outcome {area.outcome} instead of {expected.outcome}"
        return
    if area.method != expected.method:
        yield f"method {area.method} instead of {expected.method}"
    if not set(expected.fired) <= set(area.fired):
        yield f"fired {', '.join(area.fired) or 'nothing'} instead of {', '.join(expected.fired)}"
    if expected.outcome == "needs_answer":
        yield from _differences_in_asking(expected, area)
    excluded = area.weighed.excluded
    if (expected.outcome == "suggest" or expected.excluded) and dict(expected.excluded) != excluded:
        yield f"excluded {excluded} instead of {dict(expected.excluded)}"
    if expected.outcome == "suggest" and set(expected.cautions) != set(area.cautions):
        yield f"cautions {', '.join(area.cautions) or 'none'} instead of {', '.join(expected.cautions) or 'none'}"


def _differences_in_asking(expected: Expectation, area: AreaSuggestion) -> Iterator[str]:
    if not set(expected.needs) <= set(area.needs):
        yield f"asks for {', '.join(area.needs)} instead of {', '.join(expected.needs)}"
    if expected.on_hold and (expected.on_hold[0] != area.on_hold[0] or area.cleared != expected.cleared):
        yield f"on hold {', '.join(area.on_hold)} with {area.cleared} cleared"

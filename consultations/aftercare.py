"""Which aftercare steps go with a plan, in the patient's words and with real dates. Asked once, at the signature."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from consultations.deciding import is_settled, variants_left
from treatments.engine.conditions import holds
from treatments.engine.documents import AftercareStep
from treatments.engine.protocol import Protocol
from treatments.engine.truth import FALSE

FOR_EVER = 10**6


@dataclass(frozen=True, slots=True)
class Treated:
    """One area of the visit with what was decided for it."""

    number: int
    answers: Mapping[str, Any]
    suggestion: Mapping[str, Any]
    method: str
    variant: str
    add_on: str


def steps(
    protocol: Protocol, person: Mapping[str, Any], treated: Sequence[Treated], *, language: str, treated_on: date
) -> list[dict[str, Any]]:
    """In the order of the protocol, each once, with the numbers of the areas it is for."""
    due: dict[str, list[int]] = {}
    for area in treated:
        for step in _due(protocol, person, area):
            due.setdefault(step.code, []).append(area.number)
    kept = [step for step, _condition in protocol.aftercare if step.code in due]
    return [_worded(step, due[step.code], language, treated_on) for step in _strictest(kept)]


def _due(protocol: Protocol, person: Mapping[str, Any], area: Treated) -> Iterator[AftercareStep]:
    """A step whose condition is not known is given: a blank is no reason to leave advice out."""
    readings = protocol.settling.settle(person, area.answers).readings
    for step, condition in protocol.aftercare:
        if _belongs(protocol, step, area) and holds(condition, readings) != FALSE:
            yield step


def _belongs(protocol: Protocol, step: AftercareStep, area: Treated) -> bool:
    if not step.methods:
        # Nobody is told that bumps may stay while it is open what they are.
        return not area.method and (is_settled(area.suggestion) or step.kind == "call")
    if area.method in step.methods:
        return step.variant is None or step.variant in _variants(protocol, area)
    return area.add_on in step.methods and step.variant is None


def _variants(protocol: Protocol, area: Treated) -> tuple[str, ...]:
    """The variant that was chosen, or while that is open every one that is still allowed."""
    return (area.variant,) if area.variant else variants_left(protocol, area.suggestion, area.method)


def _strictest(found: Sequence[AftercareStep]) -> list[AftercareStep]:
    """Of steps on one topic the one that lasts longest; what is urgent always stays."""
    best: dict[tuple[str, str], AftercareStep] = {}
    for step in found:
        topic = (step.kind, step.topic)
        if step.topic and not step.urgent and (topic not in best or _lasts(step) > _lasts(best[topic])):
            best[topic] = step
    return [step for step in found if step.urgent or not step.topic or best[(step.kind, step.topic)] is step]


def _lasts(step: AftercareStep) -> tuple[int, int]:
    return (FOR_EVER if step.to_day is None else step.to_day, -(step.from_day or 0))


def _worded(step: AftercareStep, areas: list[int], language: str, treated_on: date) -> dict[str, Any]:
    return {
        "code": step.code,
        "areas": areas,
        "kind": step.kind,
        "urgent": step.urgent,
        "text": step.text[language],
        "timing": step.timing[language] if step.timing else "",
        "from_on": _day(treated_on, step.from_day),
        "to_on": _day(treated_on, step.to_day) if step.from_day is None or step.from_day >= 0 else None,
    }


def _day(treated_on: date, number: int | None) -> str | None:
    """Days before the treatment are behind it by then: such a step is for the next time and has no date."""
    return None if number is None or number < 0 else (treated_on + timedelta(days=number)).isoformat()

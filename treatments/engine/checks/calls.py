"""When to call, which every patient is told: without it nobody knows when something goes wrong at home."""

from collections.abc import Iterator

from treatments.engine.checks.finding import NO_CALL, Finding
from treatments.engine.documents import AftercareStep
from treatments.engine.protocol import Protocol


def no_call(protocol: Protocol) -> Iterator[Finding]:
    """A method, or no treatment, whose aftercare has no step that says to every patient on every day when to call."""
    calls = [step for step in protocol.document.aftercare if _is_for_everybody(step)]
    for method in protocol.methods:
        if not any(method in step.methods for step in calls):
            yield Finding(NO_CALL, (), detail={"method": method})
    if all(step.methods for step in calls):
        yield Finding(NO_CALL, (), detail={"method": ""})


def _is_for_everybody(step: AftercareStep) -> bool:
    always = not step.from_day and step.to_day is None
    return step.kind == "call" and always and not step.when and step.variant is None

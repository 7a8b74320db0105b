"""Which aftercare steps go with a plan, in the patient's words and with real dates. Asked once, at the signature."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from clinic.accounts.models import Site
from consultations.deciding import is_settled, variants_left
from consultations.models.consultation import WithoutMethod
from treatments.care_steps import worded
from treatments.clinic_words import clinic_words
from treatments.engine.conditions import holds
from treatments.engine.documents import AftercareStep
from treatments.engine.protocol import Protocol
from treatments.engine.truth import FALSE

FOR_EVER = 10**6
Step = dict[str, Any]
Edit = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Treated:
    """One area of the visit with what was decided for it, with a method or `without_method`."""

    number: int
    answers: Mapping[str, Any]
    suggestion: Mapping[str, Any]
    method: str
    variant: str
    add_on: str
    without_method: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A step and the areas it is for; `add_on` is the method that begins later, empty for what was done today."""

    step: AftercareStep
    add_on: str
    areas: frozenset[int]


def steps(
    protocol: Protocol,
    person: Mapping[str, Any],
    treated: Sequence[Treated],
    *,
    language: str,
    treated_on: date,
    edits: Iterable[Edit] = (),
    site: Site | None = None,
) -> list[Step]:
    """In the order of the protocol, each once, with the numbers of the areas it is for.

    `edits` are the doctor's own words for a step, or none where it is left out. `site` is where to call.
    """
    areas: dict[tuple[str, str], set[int]] = {}
    for area in treated:
        for code, add_on in _due(protocol, person, area):
            areas.setdefault((code, add_on), set()).add(area.number)
    add_ons = sorted({add_on for _code, add_on in areas})
    found = [
        Due(step, add_on, frozenset(areas[step.code, add_on]))
        for step, _condition in protocol.aftercare
        for add_on in add_ons
        if (step.code, add_on) in areas
    ]
    said = {"language": language, "treated_on": treated_on, "clinic": clinic_words(site, language)}
    sheet = [worded(due.step, areas=sorted(due.areas), add_on=due.add_on, **said) for due in _strictest(found)]
    edited = {(edit["code"], edit["add_on"]): edit for edit in edits}
    pairs = [(step, edited.get((step["code"], step["add_on"]))) for step in sheet]
    return _with_a_call([_edited(step, edit, written(protocol, step["code"], language)) for step, edit in pairs])


def written(protocol: Protocol, code: str, language: str) -> str:
    """As the protocol has it, without the clinic's name and numbers, which may change while somebody edits."""
    return next((step.text.get(language, "") for step, _condition in protocol.aftercare if step.code == code), "")


def is_on_every_sheet(step: Step) -> bool:
    """When to call at once."""
    return bool(step["kind"] == "call" and step["urgent"])


def may_be_left_out(step: Step, sheet: Iterable[Step]) -> bool:
    """Of the other lines on when to call one stays, whichever it is."""
    if is_on_every_sheet(step):
        return False
    calls = [each for each in sheet if each["kind"] == "call" and not each.get("left_out")]
    return step["kind"] != "call" or any(each != step for each in calls)


def _with_a_call(sheet: list[Step]) -> list[Step]:
    """A plan that changed may have taken the other lines on when to call away: then the first is said after all."""
    calls = [step for step in sheet if step["kind"] == "call"]
    if calls and all(step.get("left_out") for step in calls):
        del calls[0]["left_out"]
    return sheet


def _edited(step: Step, edit: Edit | None, original: str) -> Step:
    """An edit was made on certain words: where the protocol says it differently now, those stand. Older edits hold
    the words with the clinic's numbers in them.
    """
    if edit is None or edit["original"] not in (original, step["text"]):
        return step
    if edit["text"]:
        return step | {"text": edit["text"], "edited": {"original": step["text"]}}
    return step if is_on_every_sheet(step) else step | {"left_out": True}


def _due(protocol: Protocol, person: Mapping[str, Any], area: Treated) -> Iterator[tuple[str, str]]:
    """A step whose condition is not known is given: a blank is no reason to leave advice out."""
    readings = protocol.settling.settle(person, area.answers).readings
    for step, condition in protocol.aftercare:
        if holds(condition, readings) == FALSE:
            continue
        if _is_for_now(protocol, step, area):
            yield step.code, ""
        elif area.add_on in step.methods and step.variant is None:
            yield step.code, area.add_on


def _is_for_now(protocol: Protocol, step: AftercareStep, area: Treated) -> bool:
    if not step.methods:
        return not area.method and (_is_left_alone(area) or step.kind == "call")
    return area.method in step.methods and (step.variant is None or step.variant in _variants(protocol, area))


def _is_left_alone(area: Treated) -> bool:
    """Nobody is told that bumps may stay while it is open what they are, or who is sent on to be looked at."""
    return is_settled(area.suggestion) and area.without_method in ("", WithoutMethod.WATCH)


def _variants(protocol: Protocol, area: Treated) -> tuple[str, ...]:
    """The variant that was chosen, or while that is open every one that is still allowed."""
    return (area.variant,) if area.variant else variants_left(protocol, area.suggestion, area.method)


def _strictest(found: Sequence[Due]) -> list[Due]:
    """Of steps on one topic the one that lasts longest, for the areas of all; what is urgent always stays."""
    alike: dict[tuple[str, str, str], list[Due]] = {}
    for due in found:
        if due.step.topic and not due.step.urgent:
            alike.setdefault((due.step.kind, due.step.topic, due.add_on), []).append(due)
    best = {topic: max(group, key=lambda due: _lasts(due.step)) for topic, group in alike.items()}
    kept = []
    for due in found:
        topic = (due.step.kind, due.step.topic, due.add_on)
        if due.step.urgent or not due.step.topic:
            kept.append(due)
        elif best[topic] is due:
            kept.append(replace(due, areas=frozenset().union(*(other.areas for other in alike[topic]))))
    return kept


def _lasts(step: AftercareStep) -> tuple[int, int]:
    return (FOR_EVER if step.to_day is None else step.to_day, -(step.from_day or 0))

"""Why, and what could change it: for each open question, whether any of its values would change the outcome."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from treatments.engine.answers import Answers, RawAnswer
from treatments.engine.conditions import Above, Below, comparisons
from treatments.engine.facts import Fact
from treatments.engine.form import area_as_json
from treatments.engine.protocol import Protocol
from treatments.engine.suggest import AreaSuggestion, suggest, suggest_area
from treatments.engine.weighing import weigh


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """`becomes` lists (value, outcome, method) for the values that would change outcome, method or add-on."""

    key: str
    becomes: tuple[tuple[RawAnswer, str, str | None], ...]

    @property
    def could_change(self) -> bool:
        return bool(self.becomes)


def explain(protocol: Protocol, answers: Answers) -> list[dict[str, Any]]:
    """Per area: its form, each method's reasons in five groups, and the open questions, those that matter first."""
    return [_explained(area) for area in suggest(protocol, answers).areas]


def open_questions(area: AreaSuggestion) -> list[OpenQuestion]:
    """Those that could change the result first, then in the order they are asked."""
    weighed = area.weighed
    found = [
        _tried(area, fact)
        for fact in weighed.protocol.facts.values()
        if _is_asked(fact) and fact.key not in weighed.protocol.retired and weighed.is_open(fact.key)
    ]
    return sorted(found, key=lambda question: not question.could_change)


def _explained(area: AreaSuggestion) -> dict[str, Any]:
    form = area_as_json(area)
    return {
        **form,
        "methods": [{**method, "reasons": _grouped(method["reasons"])} for method in form["methods"]],
        "open": [
            {
                "key": question.key,
                "could_change": question.could_change,
                "becomes": [{"value": v, "outcome": o, "method": m} for v, o, m in question.becomes],
            }
            for question in open_questions(area)
        ],
    }


def _grouped(reasons: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("for", "against", "stopping", "cautioning", "not_known")
    }
    for reason in reasons:
        groups[_group(reason)].append(reason)
    return groups


def _group(reason: dict[str, Any]) -> str:
    if reason["truth"] is None or reason["kind"] == "hold":
        return "not_known"
    if reason["kind"] == "indication":
        return "for" if reason["weight"] > 0 else "against"
    return "stopping" if reason["kind"] == "exclusion" else "cautioning"


def _is_asked(fact: Fact) -> bool:
    return fact.type in ("one", "multi", "number")


def _tried(area: AreaSuggestion, fact: Fact) -> OpenQuestion:
    now = (area.outcome, area.method, area.add_on)
    becomes = []
    for value in _values(area.weighed.protocol, fact):
        then = _with(area, fact, value)
        if (then.outcome, then.method, then.add_on) != now:
            becomes.append((value, then.outcome, then.method))
    return OpenQuestion(fact.key, tuple(becomes))


def _with(area: AreaSuggestion, fact: Fact, value: RawAnswer) -> AreaSuggestion:
    weighed = area.weighed
    person, place = dict(weighed.person), dict(weighed.area)
    (person if fact.about == "person" else place)[fact.key] = value
    return suggest_area(weigh(weighed.protocol, person, place))


def _values(protocol: Protocol, fact: Fact) -> Iterator[RawAnswer]:
    """Every value of a choice, each tick alone, and a number on either side of every limit that a rule knows."""
    if fact.type != "number":
        values = (option.value for option in protocol.questions[fact.key].offered)
        yield from (value if fact.type == "one" else [value] for value in values)
        return
    limits = {
        comparison.limit
        for condition in protocol.conditions.sources
        for comparison in comparisons(condition)
        if comparison.key == fact.key and isinstance(comparison, Below | Above)
    }
    for limit in sorted(limits | {fact.minimum}):
        yield from (value for value in (limit - 1, limit, limit + 1) if fact.minimum <= value <= fact.maximum)

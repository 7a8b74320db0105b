"""What the service says for a visit: one suggestion for each area, then the head of the visit."""

from dataclasses import dataclass, replace
from typing import Literal

from treatments.engine.answers import Answers
from treatments.engine.protocol import Protocol
from treatments.engine.truth import TRUE
from treatments.engine.weighing import SUITS_FROM, Weighed, weigh

Outcome = Literal["suggest", "needs_answer", "examine_first", "no_treatment"]
_MOST_URGENT_FIRST: tuple[Outcome, ...] = ("examine_first", "needs_answer", "suggest", "no_treatment")
Verdict = Literal["suggested", "possible", "on_hold", "excluded", "not_suited"]


@dataclass(frozen=True)
class AreaSuggestion:
    """`needs` are keys to ask, `on_hold` methods that wait (the leader first), `cleared` the best method already safe.

    `fired` are the red-flag and no-treatment codes.
    """

    weighed: Weighed
    outcome: Outcome
    method: str | None = None
    provisional: bool = False
    add_on: str | None = None
    needs: tuple[str, ...] = ()
    on_hold: tuple[str, ...] = ()
    cleared: str | None = None
    cautions: tuple[str, ...] = ()
    fired: tuple[str, ...] = ()

    @property
    def area(self) -> str | None:
        area = self.weighed.area.get("area")
        return area if isinstance(area, str) else None

    def verdict(self, method: str) -> Verdict:
        if method in self.weighed.excluded:
            return "excluded"
        if method == self.method:
            return "suggested"
        if self.outcome == "no_treatment":
            return "not_suited"
        if method in self.on_hold or (self.outcome == "examine_first" and self.fired):
            return "on_hold"
        return "possible" if method in self.weighed.contenders else "not_suited"


@dataclass(frozen=True)
class VisitSuggestion:
    protocol: Protocol
    outcome: Outcome
    areas: tuple[AreaSuggestion, ...]


def suggest(protocol: Protocol, answers: Answers) -> VisitSuggestion:
    """A visit without areas is read as one area about which nothing is known."""
    areas = tuple(suggest_area(weigh(protocol, answers.person, area)) for area in answers.areas or ({},))
    head = _head([area.outcome for area in areas])
    if head == "examine_first":
        areas = tuple(area if area.outcome == head else replace(area, provisional=True) for area in areas)
    return VisitSuggestion(protocol, head, areas)


def suggest_area(weighed: Weighed) -> AreaSuggestion:
    """These four lines are the order of evaluation of clinical.md 0.2."""
    return _examine_first(weighed) or _ask_first(weighed) or _leave_alone(weighed) or _best_method(weighed)


def _examine_first(weighed: Weighed) -> AreaSuggestion | None:
    return AreaSuggestion(weighed, "examine_first", fired=weighed.red_flags) if weighed.red_flags else None


def _ask_first(weighed: Weighed) -> AreaSuggestion | None:
    if not weighed.missing:
        return None
    needs = weighed.in_order(key for keys in weighed.missing.values() for key in keys)
    waiting = tuple(method for method in weighed.ranked if method not in weighed.excluded)
    return AreaSuggestion(weighed, "needs_answer", needs=needs, on_hold=waiting)


def _leave_alone(weighed: Weighed) -> AreaSuggestion | None:
    return AreaSuggestion(weighed, "no_treatment", fired=weighed.no_treatment) if weighed.no_treatment else None


def _best_method(weighed: Weighed) -> AreaSuggestion:
    if not weighed.contenders:
        return _nothing_fits(weighed)
    leader = weighed.contenders[0]
    cleared = next((method for method in weighed.contenders if method not in weighed.held), None)
    waiting = tuple(method for method in weighed.ranked if method in weighed.held)
    if leader in weighed.held:
        needs = weighed.in_order(key for keys in weighed.held[leader].values() for key in keys)
        first = (leader, *(method for method in waiting if method != leader))
        return AreaSuggestion(weighed, "needs_answer", needs=needs, on_hold=first, cleared=cleared)
    return AreaSuggestion(
        weighed,
        "suggest",
        method=leader,
        add_on=_add_on(weighed, leader),
        on_hold=waiting,
        cleared=leader,
        cautions=weighed.cautions(leader),
    )


def _nothing_fits(weighed: Weighed) -> AreaSuggestion:
    for compiled in weighed.protocol.no_treatments:
        blamed = compiled.rule.when_only_excluded_by
        if blamed and weighed.truths[compiled.when] == TRUE and _would_do_without(weighed, blamed):
            return AreaSuggestion(weighed, "no_treatment", fired=(compiled.rule.code,))
    return AreaSuggestion(weighed, "examine_first")


def _would_do_without(weighed: Weighed, code: str) -> bool:
    """Did this exclusion alone remove a method that otherwise suits?"""
    suits = [method for method, score in weighed.scores.items() if score >= SUITS_FROM]
    return any(weighed.excluded.get(method) == (code,) for method in suits)


def _add_on(weighed: Weighed, leader: str) -> str | None:
    for compiled in weighed.protocol.add_ons:
        method = compiled.rule.method
        free = method != leader and method not in weighed.excluded and method not in weighed.held
        if free and weighed.truths[compiled.when] == TRUE:
            return method
    return None


def _head(outcomes: list[Outcome]) -> Outcome:
    return min(outcomes, key=_MOST_URGENT_FIRST.index)

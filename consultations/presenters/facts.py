"""What is known about the visit, for the doctor: answers in words, who gave them, what they corrected, and where to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.formats import date_format

from clinic.accounts.models import Site
from consultations.intake.questions import Asked, given, shown
from consultations.models import AnswerChange, Consultation
from consultations.models.answers import GivenBy
from consultations.presenters.words import Words, area_name
from consultations.site_days import at_site
from treatments.engine.conditions import Includes, IncludesExactly, IsOneOf, comparisons
from treatments.engine.documents import Caution, Exclusion, Question, RedFlag
from treatments.engine.protocol import Protocol
from treatments.engine.readings import NOT_APPLICABLE

Place = tuple[int | None, str]
Log = Mapping[Place, list[AnswerChange]]


@dataclass(frozen=True, slots=True)
class Said:
    """One answer as somebody gave it; `value` is empty for "not answered"."""

    value: str
    given_by: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Fact:
    """`before` are the answers that the dermatologist's stands in place of, the latest first. `minds`: a rule warns of
    it, or nobody knows it and it is about somebody's safety.
    """

    key: str
    label: str
    value: str
    now: Said | None
    before: tuple[Said, ...]
    can_change: bool
    minds: bool


@dataclass(frozen=True, slots=True)
class FactGroup:
    title: str
    area_number: int | None
    facts: tuple[Fact, ...]

    @property
    def not_known(self) -> int:
        return sum(not fact.value for fact in self.facts)


@dataclass(frozen=True, slots=True)
class Facts:
    """`minded` are those about the person that come first; all of them stand in `groups` too."""

    areas: tuple[FactGroup, ...]
    groups: tuple[FactGroup, ...]
    minded: tuple[Fact, ...] = field(default=())

    @property
    def count(self) -> int:
        return sum(len(group.facts) for group in (*self.areas, *self.groups))

    @property
    def not_known(self) -> int:
        return sum(group.not_known for group in (*self.areas, *self.groups))


def facts(words: Words, consultation: Consultation, log: Iterable[AnswerChange]) -> Facts:
    """The areas first, then what concerns the person, step by step."""
    by_place: dict[Place, list[AnswerChange]] = {}
    for row in log:
        by_place.setdefault((row.area_number, row.question), []).append(row)
    told = Telling(words, consultation.site, consultation.answers, by_place)
    areas = [
        FactGroup(area_name(words, area, number), number, told.facts(number=number))
        for number, area in enumerate(consultation.answers["areas"], start=1)
    ]
    steps = [
        FactGroup(words.say(step.title), None, told.facts(step=step.key)) for step in words.protocol.document.steps
    ]
    groups = tuple(group for group in steps if group.facts)
    minded = tuple(fact for group in groups for fact in group.facts if fact.minds)
    return Facts(tuple(group for group in areas if group.facts), groups, minded)


@dataclass(frozen=True, slots=True)
class Telling:
    """Answers of one visit in words, with the log of who gave them."""

    words: Words
    site: Site
    answers: Mapping[str, Any]
    log: Log

    def facts(self, *, number: int | None = None, step: str = "") -> tuple[Fact, ...]:
        asked = _questions(self.words, number, step)
        return tuple(self._fact(each) for each in shown(self.words.protocol, self.answers, asked, number))

    def _fact(self, asked: Asked) -> Fact:
        question, now = asked.question, given(self.answers, asked)
        value = self.words.answer(question.key, now)
        rows = self.log.get((asked.area_number, question.key), [])
        said = [self._said(row) for row in rows]
        return Fact(
            key=question.key,
            label=self.words.say(question.wording),
            value=value,
            now=said[-1] if said and value else None,
            before=_before(rows, said),
            can_change=question.derives is None,
            minds=_minds(self.words.protocol, question, now),
        )

    def _said(self, row: AnswerChange) -> Said:
        at = date_format(at_site(self.site, row.at), "j M H:i")
        return Said(self.words.answer(row.question, row.new), str(GivenBy(row.given_by).label), row.by.name, at)


def _questions(words: Words, number: int | None, step: str) -> list[Question]:
    return [
        question
        for question in words.protocol.document.questions
        if not question.retired
        and (question.about == "area" if number else question.about == "person" and question.step == step)
    ]


def _before(rows: list[AnswerChange], said: list[Said]) -> tuple[Said, ...]:
    """Back to the last answer that was not the dermatologist's own; none where nobody else gave one."""
    if not rows or rows[-1].given_by != GivenBy.DERMATOLOGIST:
        return ()
    found = []
    for row, each in zip(reversed(rows[:-1]), reversed(said[:-1]), strict=True):
        found.append(each)
        if row.given_by != GivenBy.DERMATOLOGIST:
            break
    return tuple(each for each in found if each.value and each.value != said[-1].value)


def _minds(protocol: Protocol, question: Question, value: Any) -> bool:
    """Safety: what some rule warns of, and what nobody knows."""
    if not question.safety or question.derives or value == NOT_APPLICABLE:
        return False
    if question.asked_by == ("dermatologist",) and value is None:
        return False
    if isinstance(value, list):
        return any((question.key, each) in warned_of(protocol) for each in value)
    is_choice = question.type in ("one", "multi")
    known = is_choice and any(option.value == value for option in question.options)
    return (question.key, value) in warned_of(protocol) if known else is_choice


@lru_cache(maxsize=8)
def warned_of(protocol: Protocol) -> frozenset[tuple[str, str]]:
    """Answers that a red flag, an exclusion or a caution in force reads."""
    in_force = [rule for rule in protocol.document.rules if not rule.off]
    rules = [rule for rule in in_force if isinstance(rule, RedFlag | Exclusion | Caution)]
    read = (each for rule in rules for each in comparisons(protocol.condition(rule.when)))
    choices = (each for each in read if isinstance(each, IsOneOf | Includes | IncludesExactly))
    return frozenset((each.key, value) for each in choices for value in each.values)

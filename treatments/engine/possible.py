"""What can still become of an area: for each condition the least and the most it can come to, whatever is answered.

An open question may get any of its answers, "not sure", or none. Truths are ordered false, not known, true, and no
comparison is negated inside a compiled condition, so its least truth is the truth of its comparisons at their least.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from treatments.engine.answers import RawAnswer, RawAnswers, reading_of
from treatments.engine.compiled import Conditions, Entry
from treatments.engine.conditions import Condition, keys_of
from treatments.engine.documents import AftercareStep
from treatments.engine.protocol import Protocol
from treatments.engine.readings import NOT_APPLICABLE, UNANSWERED, is_incomplete
from treatments.engine.settling import says_something
from treatments.engine.truth import FALSE, TRUE
from treatments.engine.weighing import Weighed, weigh

Readings = tuple[RawAnswer, ...] | None
"""The answers that can come to count for a key; None for any answer at all."""
Doubts = dict[str, Readings]
Truths = tuple[int, ...]


class Bounds:
    """The least and the most that many conditions can come to."""

    def __init__(self, conditions: Conditions) -> None:
        self.conditions = conditions
        self.places = {key: place for place, key in enumerate(conditions.keys)}
        sizes = dict.fromkeys(self.places, 0)
        for comparison, _ in conditions.compared:
            sizes[comparison.key] += 1
        self.least: dict[str, Entry] = {key: (b"", (False, False) * size) for key, size in sizes.items()}
        self.most: dict[str, Entry] = {key: (b"", (True, True) * size) for key, size in sizes.items()}

    def of(self, answers: RawAnswers, doubts: Mapping[str, Readings]) -> tuple[Truths, Truths]:
        low = self.conditions.entries(answers)
        high = list(low)
        for key in self.places.keys() & doubts.keys():
            place, readings = self.places[key], doubts[key]
            if readings is None:
                low[place], high[place] = self.least[key], self.most[key]
            else:
                bits = [self.conditions.entry(place, reading)[1] for reading in readings]
                low[place] = b"", tuple(map(all, zip(*bits, strict=True)))
                high[place] = b"", tuple(map(any, zip(*bits, strict=True)))
        return self.conditions.truths_of(low), self.conditions.truths_of(high)


class Skipping:
    """Which questions can be hidden, and which answers can contradict each other: `settling.py` with open questions."""

    def __init__(self, protocol: Protocol) -> None:
        settling = protocol.settling
        self.protocol = protocol
        self.conflicts = [(conflict.keys, keys_of(condition)) for conflict, condition in settling.conflicts]
        shown = [(question.key, condition) for question, condition in settling.questions if question.shown_when]
        self.shown = {key: keys_of(condition) for key, condition in shown}
        self.bounds = Bounds(
            Conditions([c for _, c in settling.conflicts] + [c for _, c in shown], protocol.facts),
        )

    def doubts(self, given: RawAnswers, any_answer: frozenset[str]) -> Doubts:
        """What can come to count for each key whose answer as given is not sure to count."""
        low, high = self.bounds.of(given, dict.fromkeys(any_answer))
        sure = {key for (keys, _), truth in zip(self.conflicts, low, strict=False) if truth == TRUE for key in keys}
        maybe = {key for (keys, _), truth in zip(self.conflicts, high, strict=False) if truth == TRUE for key in keys}
        before: Doubts = dict.fromkeys(any_answer)
        before |= {key: (given.get(key), UNANSWERED) for key in maybe - any_answer}
        before |= dict.fromkeys(sure | self._told_away(given), (UNANSWERED,))
        found = dict(before)
        for _ in self.shown:
            after = self._hiding(given, found, before, sure, maybe)
            if after == found:
                break
            found = after
        return found

    def _told_away(self, given: RawAnswers) -> set[str]:
        """`not_applicable` given for a question that is asked of everybody."""
        always = self.protocol.questions.keys() - self.shown.keys()
        return {key for key, answer in given.items() if answer == NOT_APPLICABLE and key in always}

    def _hiding(self, given: RawAnswers, found: Doubts, before: Doubts, sure: set[str], maybe: set[str]) -> Doubts:
        """What counts once hidden questions are taken out; a question hangs on earlier ones only, so this settles."""
        low, high = (truths[len(self.conflicts) :] for truths in self.bounds.of(given, found))
        after = dict(before)
        for key, least, most in zip(self.shown, low, high, strict=True):
            readings = before.get(key, (given.get(key),))
            if readings is None and (most != FALSE or key in maybe):
                continue
            if readings is None or (most == FALSE and key not in maybe):
                after[key] = (NOT_APPLICABLE,)
            elif key not in sure:
                after[key] = _counting(readings, least, most)
        return {key: readings for key, readings in after.items() if readings != (given.get(key),)}

    def behind(self, key: str) -> Iterator[str]:
        """The keys that decide whether this one is asked, and whether its answer contradicts another."""
        yield from self.shown.get(key, ())
        for keys, read in self.conflicts:
            if key in keys:
                yield from read


def _counting(readings: tuple[RawAnswer, ...], least: int, most: int) -> tuple[RawAnswer, ...]:
    """`not_applicable` given for a question that is due counts as unanswered."""
    said_so = NOT_APPLICABLE in readings
    counting = [reading for reading in readings if reading != NOT_APPLICABLE or least != TRUE]
    if said_so and most == TRUE:
        counting.append(UNANSWERED)
    if least == FALSE:
        counting.append(NOT_APPLICABLE)
    return tuple(reading for at, reading in enumerate(counting) if reading not in counting[:at])


@dataclass(frozen=True)
class Possible:
    """One area. `askable` may still be asked; `doubts` are the keys that do not read for certain what was given.

    `low` and `high` bound the conditions of the protocol, `danger_low` and `danger_high` those on answers as given.
    """

    weighed: Weighed
    given: RawAnswers
    askable: frozenset[str]
    doubts: Doubts
    low: Truths
    high: Truths
    danger_low: Truths
    danger_high: Truths

    @property
    def protocol(self) -> Protocol:
        return self.weighed.protocol

    @cached_property
    def undecided(self) -> frozenset[str]:
        """The keys that can come to count as more than one thing."""
        return frozenset(key for key, readings in self.doubts.items() if readings is None or len(readings) > 1)

    @cached_property
    def sheet(self) -> list[tuple[AftercareStep, Condition, bool]]:
        """Each step of the aftercare, with whether it is decided that it is given: it is unless known not to fit."""
        low, high = _sheet_of(self.protocol).of(self.given, self.doubts)
        steps = zip(self.protocol.aftercare, low, high, strict=True)
        return [(step, when, least != FALSE or most == FALSE) for (step, when), least, most in steps]

    def is_decided(self, place: int) -> bool:
        return self.low[place] == self.high[place]

    def can_be_open(self, key: str) -> bool:
        """Whether the answer that counts can be missing, "not sure" or contradictory in the end."""
        if key not in self.undecided or key in self.weighed.settled.contradictory:
            return self.weighed.is_open(key)
        fact, readings = self.protocol.facts[key], self.doubts[key]
        return readings is None or any(is_incomplete(reading_of(fact, reading)) for reading in readings)

    def to_ask(self, key: str) -> set[str]:
        """What to ask so that it is decided what counts for this key: it, and what decides whether it is asked."""
        skipping, seen, waiting = skipping_of(self.protocol), set[str](), [key]
        while waiting:
            looked_at = waiting.pop()
            if looked_at not in seen and (looked_at in self.undecided or looked_at in self.askable):
                seen.add(looked_at)
                waiting += skipping.behind(looked_at)
        return seen & self.askable

    def with_open(self, keys: frozenset[str]) -> "Possible":
        """The same area when these keys are open again, though not to be asked."""
        if not keys:
            return self
        doubts = skipping_of(self.protocol).doubts(self.given, self.askable | keys)
        return _bounded(self.weighed, self.given, self.askable, self.askable | keys, doubts)


@lru_cache(maxsize=16)
def skipping_of(protocol: Protocol) -> Skipping:
    return Skipping(protocol)


@lru_cache(maxsize=16)
def _sheet_of(protocol: Protocol) -> Bounds:
    return Bounds(Conditions([when for _, when in protocol.aftercare], protocol.facts))


@lru_cache(maxsize=16)
def _bounds_of(protocol: Protocol) -> Bounds:
    return Bounds(protocol.conditions)


def possible(
    protocol: Protocol, person: RawAnswers, area: RawAnswers, candidates: Sequence[str], on_person: frozenset[str]
) -> Possible:
    """`candidates` are the unanswered keys of the area, `on_person` those of the person that may still be asked."""
    given = {**person, **area}
    askable, doubts = opened(protocol, given, candidates, on_person)
    return _bounded(weigh(protocol, person, area), given, askable, askable, doubts)


def opened(
    protocol: Protocol, given: RawAnswers, candidates: Sequence[str], already: frozenset[str] = frozenset()
) -> tuple[frozenset[str], Doubts]:
    """Those of the unanswered keys that can come to be shown, whatever is answered to the others."""
    found = already
    while True:
        doubts = skipping_of(protocol).doubts(given, found)
        more = found.union(key for key in candidates if doubts.get(key) != (NOT_APPLICABLE,))
        if more == found:
            return found, doubts
        found = more


def _bounded(
    weighed: Weighed, given: RawAnswers, askable: frozenset[str], any_answer: frozenset[str], doubts: Doubts
) -> Possible:
    bounds = _bounds_of(weighed.protocol)
    low, high = bounds.of(given, doubts)
    danger = low, high
    if any(readings is not None for readings in doubts.values()):
        danger = bounds.of(given, _as_given(given, any_answer, doubts))
    return Possible(weighed, given, askable, doubts, low, high, *danger)


def _as_given(given: RawAnswers, any_answer: frozenset[str], doubts: Doubts) -> Doubts:
    """Red flags read every answer that says something, also where it does not count for other rules."""
    unsaid = {key: readings for key, readings in doubts.items() if not says_something(given.get(key))}
    return {**unsaid, **dict.fromkeys(any_answer)}

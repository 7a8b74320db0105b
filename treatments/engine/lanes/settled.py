"""`settling.py` for many areas at once: what is hidden, what contradicts itself, what is open, what is true."""

from collections.abc import Callable, Mapping
from functools import cached_property

from treatments.engine.conditions import All, Any, Comparison, Condition, Not, comparisons
from treatments.engine.lanes import columns as note
from treatments.engine.lanes.arithmetic import Width
from treatments.engine.lanes.columns import Column
from treatments.engine.protocol import Protocol

Kinds = Mapping[str, bytes]
Read = Callable[[Comparison], int]


class Reading:
    """One protocol among those that read the columns. `place` is its number, `states` where a comparison is noted."""

    def __init__(self, protocol: Protocol, place: int) -> None:
        self.protocol = protocol
        self.place = place
        self.compared: dict[str, dict[Comparison, int]] = {key: {} for key in protocol.facts}
        settling = protocol.settling
        asked = [condition for _, condition in (*settling.questions, *settling.conflicts)]
        for condition in (*asked, *protocol.conditions.sources):
            for comparison in comparisons(condition):
                places = self.compared[comparison.key]
                places.setdefault(comparison, note.STATES + len(places))


class SettledLanes:
    """`kinds` are the columns as rules read them, `given` as they were answered."""

    def __init__(self, reading: Reading, width: Width, columns: Mapping[str, Column], given: Kinds) -> None:
        self.reading = reading
        self.width = width
        self.columns = columns
        self.given = given
        self.kinds = dict(given)
        self.contradictory: dict[str, int] = {}
        self.hidden: dict[str, int] = {}
        self._contradict()
        self._hide()
        self._twofold()
        self._truths: dict[int, int] = {}
        self._dangers: dict[int, int] = {}
        self._of_kinds: dict[Comparison, int] = {}
        self._of_danger: dict[Comparison, int] = {}

    def truth(self, at: int) -> int:
        """Of the condition at this place of the protocol."""
        if at not in self._truths:
            condition = self.reading.protocol.conditions.sources[at]
            self._truths[at] = self._holds(condition, self._remembering(self.kinds, self._of_kinds))
        return self._truths[at]

    def danger(self, at: int) -> int:
        """The same on the answers as given."""
        if self._as_given is self.kinds:
            return self.truth(at)
        if at not in self._dangers:
            condition = self.reading.protocol.conditions.sources[at]
            self._dangers[at] = self._holds(condition, self._remembering(self._as_given, self._of_danger))
        return self._dangers[at]

    def is_open(self, key: str) -> int:
        """Unanswered, not sure or contradictory."""
        return self._noted(key, self.kinds, note.INCOMPLETE) | self.contradictory.get(key, 0)

    def says_not_sure(self, key: str) -> int:
        return self._noted(key, self.given, note.NOT_SURE)

    @cached_property
    def contradicted(self) -> int:
        found = 0
        for lane in self.contradictory.values():
            found |= lane
        return found

    @cached_property
    def _as_given(self) -> dict[str, bytes]:
        told_away = {}
        for key in {*self.hidden, *self.overruled}:
            lane = self.hidden.get(key, 0) | self.overruled.get(key, 0)
            if lane := lane & self._noted(key, self.given, note.SAYS_SOMETHING):
                then = int.from_bytes(self.given[key], "little")
                told_away[key] = self.width.chosen(lane, then, self.kinds[key])
        return self.kinds | told_away if told_away else self.kinds

    def _contradict(self) -> None:
        read = self._remembering(self.given, {})
        for conflict, condition in self.reading.protocol.settling.conflicts:
            if lane := self.width.certainly(self._holds(condition, read)):
                for key in conflict.keys:
                    self.contradictory[key] = self.contradictory.get(key, 0) | lane
        self.overruled = dict(self.contradictory)
        for key, lane in self.overruled.items():
            self.kinds[key] = self.width.put(self.kinds[key], lane, note.UNANSWERED_KIND)

    def _hide(self) -> None:
        """In the order of the questions: what is hidden may hide what comes after it."""
        width = self.width
        for question, condition in self.reading.protocol.settling.questions:
            shown, key = self._holds(condition, self._from(self.kinds)), question.key
            hidden = width.but(width.possibly(shown)) & ~self.contradictory.get(key, 0)
            if hidden:
                self.hidden[key] = hidden
                self.kinds[key] = width.put(self.kinds[key], hidden, note.NOT_APPLICABLE_KIND)
            due = width.certainly(shown) & self._noted(key, self.given, note.IS_NOT_APPLICABLE)
            if due:
                self.kinds[key] = width.put(self.kinds[key], due, note.UNANSWERED_KIND)

    def _twofold(self) -> None:
        for key, fact in self.reading.protocol.facts.items():
            if fact.exclusive and (lane := self._noted(key, self.given, note.TWOFOLD)):
                self.contradictory[key] = self.contradictory.get(key, 0) | lane

    def _noted(self, key: str, kinds: Kinds, fact: int) -> int:
        column, place = self.columns[key], self.reading.place
        return self.width.lane(kinds[key], column.table(place, fact)) if column.has(place, fact) else 0

    def _from(self, kinds: Kinds) -> Read:
        place, compared = self.reading.place, self.reading.compared

        def read(comparison: Comparison) -> int:
            key = comparison.key
            return self.width.lane(kinds[key], self.columns[key].table(place, compared[key][comparison]))

        return read

    def _remembering(self, kinds: Kinds, known: dict[Comparison, int]) -> Read:
        fresh = self._from(kinds)

        def read(comparison: Comparison) -> int:
            if comparison not in known:
                known[comparison] = fresh(comparison)
            return known[comparison]

        return read

    def _holds(self, condition: Condition, read: Read) -> int:
        """`conditions.holds`, on truths of two bits in every byte."""
        if isinstance(condition, All):
            truths = self.width.true()
            for part in condition.parts:
                truths &= self._holds(part, read)
            return truths
        if isinstance(condition, Any):
            truths = 0
            for part in condition.parts:
                truths |= self._holds(part, read)
            return truths
        if isinstance(condition, Not):
            return self.width.negated(self._holds(condition.part, read))
        return read(condition)

"""`weighing.py` for many areas at once: what each rule does, and how the methods stand to each other."""

from collections.abc import Iterable
from functools import cached_property

from treatments.engine.documents import MustHave
from treatments.engine.lanes.arithmetic import WIDEST
from treatments.engine.lanes.settled import SettledLanes
from treatments.engine.protocol import Compiled, Protocol
from treatments.engine.weighing import SUITS_FROM

Lanes = dict[str, int]


def fits_into_bytes(protocol: Protocol) -> bool:
    """Whether every difference between two scores can stand in a byte."""
    lows, highs = _bounds(protocol)
    return max(highs.values(), default=0) - min(lows.values(), default=0) <= WIDEST


class WeighedLanes:
    def __init__(self, settled: SettledLanes) -> None:
        self.settled = settled
        self.protocol = settled.reading.protocol
        self.width = settled.width

    @cached_property
    def red_flags(self) -> Lanes:
        found = {}
        for flag in self.protocol.red_flags:
            fires = self._is_true(flag.when) | self.width.certainly(self.settled.danger(flag.when))
            found[flag.rule.code] = fires & ~self._is_true(flag.unless)
        return found

    @cached_property
    def missing(self) -> dict[str, Lanes]:
        """Must-have rule -> its keys -> where the key blocks."""
        return {must.rule.code: self._blocked(must) for must in self.protocol.must_haves}

    @cached_property
    def no_treatment(self) -> Lanes:
        return {
            compiled.rule.code: self._is_true(compiled.when)
            for compiled in self.protocol.no_treatments
            if compiled.rule.when_only_excluded_by is None
        }

    @cached_property
    def excluded(self) -> dict[str, Lanes]:
        """Method -> code -> where that rule removes it."""
        found: dict[str, Lanes] = {method: {} for method in self.protocol.methods}
        for exclusion, methods in self.protocol.excluding:
            for method in methods:
                found[method][exclusion.rule.code] = self._is_true(exclusion.when)
        return found

    @cached_property
    def removed(self) -> Lanes:
        return {method: either(codes.values()) for method, codes in self.excluded.items()}

    @cached_property
    def holding(self) -> Lanes:
        """Hold rows with something open; a contradiction anywhere makes every row look."""
        found = {}
        for hold in self.protocol.holds:
            on = self._is_true(hold.when) | self.settled.contradicted
            found[hold.rule.code] = on & either(self.settled.is_open(key) for key in hold.rule.keys)
        return found

    @cached_property
    def waiting(self) -> Lanes:
        """Exclusions whose condition is not known."""
        truth = self.settled.truth
        return {
            each.rule.code: self.width.possibly(truth(each.when)) & ~self._is_true(each.when)
            for each in self.protocol.exclusions
        }

    @cached_property
    def held(self) -> Lanes:
        found = dict.fromkeys(self.protocol.methods, 0)
        for hold in self.protocol.holds:
            for method in hold.rule.methods:
                found[method] |= self.holding[hold.rule.code]
        for exclusion, methods in self.protocol.excluding:
            for method in methods:
                found[method] |= self.waiting[exclusion.rule.code]
        return {method: lane & ~self.removed[method] for method, lane in found.items()}

    @cached_property
    def asked_for(self) -> dict[str, Lanes]:
        """Method -> key -> where it would have to be answered to free the method."""
        found: dict[str, Lanes] = {method: {} for method in self.protocol.methods}
        rows = [(hold.rule.methods, hold.rule.keys, self.holding[hold.rule.code]) for hold in self.protocol.holds]
        rows += [(methods, each.keys, self.waiting[each.rule.code]) for each, methods in self.protocol.excluding]
        for methods, keys, lane in rows:
            for key in keys if lane else ():
                asked = lane & self.settled.is_open(key)
                for method in methods:
                    found[method][key] = found[method].get(key, 0) | asked
        return found

    @cached_property
    def scores(self) -> Lanes:
        """Raised by `_floor`, so that none is below nothing."""
        found = dict.fromkeys(self.protocol.methods, self.width.every * self._floor)
        for indication in self.protocol.indications:
            found[indication.rule.method] += self._is_true(indication.when) * indication.rule.weight
        return found

    @cached_property
    def suits(self) -> Lanes:
        limit = SUITS_FROM + self._floor
        return {method: self.width.at_least(score, limit) for method, score in self.scores.items()}

    @cached_property
    def contends(self) -> Lanes:
        return {method: lane & ~self.removed[method] for method, lane in self.suits.items()}

    @cached_property
    def before(self) -> dict[tuple[str, str], int]:
        """Where the first method of a pair ranks before the second."""
        found = {}
        methods = self.protocol.methods
        places = sorted(methods, key=lambda method: methods[method].tie_rank)
        for at, one in enumerate(places):
            for other in places[at + 1 :]:
                more, equal = self.width.compared(self.scores[one], self.scores[other], 0)
                behind = equal & self.held[one] & ~self.held[other]
                found[one, other] = more | (equal & ~behind)
                found[other, one] = self.width.but(found[one, other])
        return found

    def best(self, among: Lanes) -> Lanes:
        """Method -> where it ranks before all others of these."""
        found = {}
        for method, lane in among.items():
            for other, there in among.items():
                if other != method and there:
                    lane &= ~(there & self.before[other, method])
            found[method] = lane
        return found

    def _blocked(self, must: Compiled[MustHave]) -> Lanes:
        settled = self.settled
        due = self.width.possibly(settled.truth(must.when)) & ~self._is_true(must.unless)
        found = {}
        for key in must.rule.keys if due else ():
            blocks = settled.is_open(key)
            if must.rule.accepts_unknown:
                blocks &= settled.contradictory.get(key, 0) | self.width.but(settled.says_not_sure(key))
            found[key] = due & blocks
        return found

    def _is_true(self, at: int) -> int:
        return self.width.certainly(self.settled.truth(at))

    @cached_property
    def _floor(self) -> int:
        return -min(_bounds(self.protocol)[0].values(), default=0)


def either(lanes: Iterable[int]) -> int:
    found = 0
    for lane in lanes:
        found |= lane
    return found


def _bounds(protocol: Protocol) -> tuple[dict[str, int], dict[str, int]]:
    lows, highs = dict.fromkeys(protocol.methods, 0), dict.fromkeys(protocol.methods, 0)
    for indication in protocol.indications:
        method, weight = indication.rule.method, indication.rule.weight
        lows[method] += min(weight, 0)
        highs[method] += max(weight, 0)
    return lows, highs

"""`suggest.py` for many areas at once: each fact of `engine.said` with the areas it is said of."""

from treatments.engine.lanes.weighed import Lanes, WeighedLanes, either
from treatments.engine.said import FIRES, WAITS, Fact

SaidLanes = dict[Fact, int]


def said_lanes(weighed: WeighedLanes) -> SaidLanes:
    """Each step takes the areas that the steps before it left over; the order is that of `suggest_area`."""
    found: SaidLanes = {}
    rest = _examine_first(weighed, weighed.width.every, found)
    rest = _ask_first(weighed, rest, found)
    rest = _leave_alone(weighed, rest, found)
    rest = _nothing_fits(weighed, rest, found)
    _best_method(weighed, rest, found)
    for method, codes in weighed.excluded.items():
        for code, lane in codes.items():
            _say(found, ("excluded", method, code), lane)
    return {fact: lane for fact, lane in found.items() if lane}


def effect_lanes(weighed: WeighedLanes) -> SaidLanes:
    """`said.effects_of`."""
    protocol, truth = weighed.protocol, weighed.settled.truth
    plain = (*protocol.no_treatments, *protocol.exclusions, *protocol.cautions, *protocol.indications)
    fires = {each.rule.code: weighed.width.certainly(truth(each.when)) for each in (*plain, *protocol.add_ons)}
    fires |= weighed.red_flags | weighed.holding
    fires |= {code: either(keys.values()) for code, keys in weighed.missing.items()}
    found: SaidLanes = {(FIRES, code): lane for code, lane in fires.items() if lane}
    return found | {(WAITS, code): lane for code, lane in weighed.waiting.items() if lane}


def _examine_first(weighed: WeighedLanes, rest: int, found: SaidLanes) -> int:
    here = either(weighed.red_flags.values())
    _say(found, ("outcome", "examine_first"), here)
    for code, lane in weighed.red_flags.items():
        _say(found, ("fired", code), lane)
    return rest & ~here


def _ask_first(weighed: WeighedLanes, rest: int, found: SaidLanes) -> int:
    here = rest & either(lane for keys in weighed.missing.values() for lane in keys.values())
    if here:
        _say(found, ("outcome", "needs_answer"), here)
        for keys in weighed.missing.values():
            for key, lane in keys.items():
                _say(found, ("needs", key), here & lane)
        _say_on_hold(weighed, {method: here & ~removed for method, removed in weighed.removed.items()}, found)
    return rest & ~here


def _leave_alone(weighed: WeighedLanes, rest: int, found: SaidLanes) -> int:
    here = rest & either(weighed.no_treatment.values())
    _say(found, ("outcome", "no_treatment"), here)
    for code, lane in weighed.no_treatment.items():
        _say(found, ("fired", code), here & lane)
    return rest & ~here


def _nothing_fits(weighed: WeighedLanes, rest: int, found: SaidLanes) -> int:
    here = left = rest & ~either(weighed.contends.values())
    for compiled in weighed.protocol.no_treatments if here else ():
        if blamed := compiled.rule.when_only_excluded_by:
            lane = left & weighed.width.certainly(weighed.settled.truth(compiled.when)) & _alone(weighed, blamed)
            _say(found, ("outcome", "no_treatment"), lane)
            _say(found, ("fired", compiled.rule.code), lane)
            left &= ~lane
    _say(found, ("outcome", "examine_first"), left)
    return rest & ~here


def _alone(weighed: WeighedLanes, code: str) -> int:
    """Where this exclusion alone removed a method that otherwise suits."""
    found = 0
    for method, codes in weighed.excluded.items():
        others = either(lane for other, lane in codes.items() if other != code)
        found |= weighed.suits[method] & codes.get(code, 0) & ~others
    return found


def _best_method(weighed: WeighedLanes, rest: int, found: SaidLanes) -> None:
    if not rest:
        return
    leads = weighed.best({method: rest & lane for method, lane in weighed.contends.items()})
    waits = either(lane & weighed.held[method] for method, lane in leads.items())
    goes = rest & ~waits
    _say(found, ("outcome", "suggest"), goes)
    _say(found, ("outcome", "needs_answer"), waits)
    for method, lane in leads.items():
        _say(found, ("method", method), goes & lane)
        _say(found, ("cleared", method), goes & lane)
        for key, asked in weighed.asked_for[method].items():
            _say(found, ("needs", key), waits & lane & asked)
    free = {method: waits & lane & ~weighed.held[method] for method, lane in weighed.contends.items()}
    for method, lane in weighed.best(free).items():
        _say(found, ("cleared", method), lane)
    _say_on_hold(weighed, {method: rest & lane for method, lane in weighed.held.items()}, found)
    _say_besides(weighed, {method: goes & lane for method, lane in leads.items()}, found)


def _say_besides(weighed: WeighedLanes, suggested: Lanes, found: SaidLanes) -> None:
    """The first add-on that is free, and the cautions of the method."""
    certainly, truth = weighed.width.certainly, weighed.settled.truth
    left = either(suggested.values())
    for compiled in weighed.protocol.add_ons:
        method = compiled.rule.method
        lane = left & certainly(truth(compiled.when)) & ~suggested[method]
        lane &= ~(weighed.removed[method] | weighed.held[method])
        _say(found, ("add_on", method), lane)
        left &= ~lane
    for caution in weighed.protocol.cautions:
        here = either(suggested.get(method, 0) for method in caution.rule.methods)
        _say(found, ("caution", caution.rule.code), here & certainly(truth(caution.when)))


def _say_on_hold(weighed: WeighedLanes, waiting: Lanes, found: SaidLanes) -> None:
    for method, lane in waiting.items():
        _say(found, ("on_hold", method), lane)
    for (one, other), before in weighed.before.items():
        if both := waiting[one] & waiting[other]:
            _say(found, ("waits_before", one, other), both & before)


def _say(found: SaidLanes, fact: Fact, lane: int) -> None:
    if lane:
        found[fact] = found.get(fact, 0) | lane

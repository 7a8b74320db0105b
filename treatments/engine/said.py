"""What is said about an area, as a set of short facts: two suggestions are the same when these are.

`lanes` works out the same facts for many areas at once; tests hold the two equal.
"""

from itertools import combinations

from treatments.engine.suggest import AreaSuggestion
from treatments.engine.truth import FALSE, NOT_KNOWN, TRUE
from treatments.engine.weighing import Weighed

Fact = tuple[str, ...]
FIRES, WAITS = "fires", "waits"


def said_of(area: AreaSuggestion) -> frozenset[Fact]:
    """All that the doctor is told but for the reasons. Keys to ask count as a set: their order is that of the form."""
    found: set[Fact] = {("outcome", area.outcome)}
    for what, method in (("method", area.method), ("add_on", area.add_on), ("cleared", area.cleared)):
        if method:
            found.add((what, method))
    found |= {("needs", key) for key in area.needs}
    found |= {("on_hold", method) for method in area.on_hold}
    found |= {("waits_before", *pair) for pair in combinations(area.on_hold, 2)}
    found |= {("caution", code) for code in area.cautions}
    found |= {("fired", code) for code in area.fired}
    return frozenset(found | {("excluded", m, code) for m, codes in area.weighed.excluded.items() for code in codes})


def effects_of(weighed: Weighed) -> frozenset[Fact]:
    """Which rules have an effect here: a rule fires, or an exclusion waits for an answer that is not known."""
    protocol, truths = weighed.protocol, weighed.truths
    plain = (*protocol.no_treatments, *protocol.exclusions, *protocol.cautions, *protocol.indications)
    fires = {each.rule.code for each in (*plain, *protocol.add_ons) if truths[each.when] == TRUE}
    fires |= {*weighed.red_flags, *weighed.missing, *_holding(weighed)}
    waits = {each.rule.code for each in protocol.exclusions if truths[each.when] == NOT_KNOWN}
    return frozenset({(FIRES, code) for code in fires} | {(WAITS, code) for code in waits})


def _holding(weighed: Weighed) -> set[str]:
    """Hold rows with something open; a contradiction anywhere makes every row look."""
    return {
        hold.rule.code
        for hold in weighed.protocol.holds
        if (weighed.truths[hold.when] != FALSE or weighed.settled.contradictory)
        and any(weighed.is_open(key) for key in hold.rule.keys)
    }

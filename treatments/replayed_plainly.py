"""The slow and plain way to the same lanes: `suggest` for each visit.

Taken where scores do not fit into a byte, by the tests that hold the quick way to it, and by the benchmark.
"""

from collections.abc import Iterable, Sequence

from treatments.engine.carrying import carried, dropped
from treatments.engine.lanes.arithmetic import Width
from treatments.engine.lanes.said import SaidLanes
from treatments.engine.lanes.visits import Given, Said
from treatments.engine.protocol import Protocol
from treatments.engine.said import Fact, effects_of, said_of
from treatments.engine.suggest import suggest


def said_plainly(protocols: Sequence[Protocol], visits: Sequence[Given]) -> tuple[Width, list[Said]]:
    width = Width(sum(len(areas) for _, areas in visits))
    return width, [_said(protocol, visits) for protocol in protocols]


def _said(protocol: Protocol, visits: Sequence[Given]) -> Said:
    areas = [area for person, places in visits for area in suggest(protocol, carried(protocol, person, places)).areas]
    return Said(
        _lanes(said_of(area) for area in areas),
        _lanes(effects_of(area.weighed) for area in areas),
        sum(dropped(protocol, *visit) for visit in visits),
    )


def _lanes(facts_of_areas: Iterable[frozenset[Fact]]) -> SaidLanes:
    every = list(facts_of_areas)
    return {
        fact: int.from_bytes(bytes(fact in facts for facts in every), "little") for fact in frozenset().union(*every)
    }

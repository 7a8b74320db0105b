"""Visits read by several protocols at once: their answers stand in columns once, and each protocol reads those."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from treatments.engine.lanes import columns as note
from treatments.engine.lanes.arithmetic import Width
from treatments.engine.lanes.columns import Column, Reader
from treatments.engine.lanes.said import SaidLanes, effect_lanes, said_lanes
from treatments.engine.lanes.settled import Kinds, Reading, SettledLanes
from treatments.engine.lanes.weighed import WeighedLanes
from treatments.engine.protocol import Protocol

Given = tuple[Mapping[str, Any], tuple[Mapping[str, Any], ...]]
"""One visit: the answers about the person, and about each of its areas, of which there is at least one."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one protocol says of the areas, which rules have an effect, and how many answers it had no place for."""

    said: SaidLanes
    effects: SaidLanes
    dropped: int


class Readers:
    """Raises `TooManyKinds` where the answers to one question differ too much: hand in fewer visits then."""

    def __init__(self, protocols: Sequence[Protocol]) -> None:
        self.readings = [Reading(protocol, place) for place, protocol in enumerate(protocols)]
        self.columns = {
            about: {key: Column(self._readers(about, key)) for key in self._keys(about)} for about in ("person", "area")
        }

    def read(self, visits: Sequence[Given]) -> tuple[Width, list[Said]]:
        people, areas = [person for person, _ in visits], [area for _, several in visits for area in several]
        width = Width(len(areas))
        of_people, of_areas = self._numbered("person", people), self._numbered("area", areas)
        spread = _spread_over_areas(visits)
        kinds = {"person": {key: spread(column) for key, column in of_people.items()}, "area": of_areas}
        unasked = _without_column(self.columns["person"], people) + _without_column(self.columns["area"], areas)
        return width, [
            self._said(reading, width, kinds, unasked + self._dropped(reading, of_people, of_areas))
            for reading in self.readings
        ]

    def forget(self) -> None:
        for columns in self.columns.values():
            for column in columns.values():
                column.forget()

    def _said(self, reading: Reading, width: Width, kinds: Mapping[str, Kinds], dropped: int) -> Said:
        facts = reading.protocol.facts.values()
        columns = {fact.key: self.columns[fact.about][fact.key] for fact in facts}
        given = {fact.key: kinds[fact.about][fact.key] for fact in facts}
        weighed = WeighedLanes(SettledLanes(reading, width, columns, given))
        return Said(said_lanes(weighed), effect_lanes(weighed), dropped)

    def _numbered(self, about: str, parts: Sequence[Mapping[str, Any]]) -> dict[str, bytes]:
        return {key: column.numbered(key, parts) for key, column in self.columns[about].items()}

    def _dropped(self, reading: Reading, of_people: Kinds, of_areas: Kinds) -> int:
        found = 0
        for about, kinds in (("person", of_people), ("area", of_areas)):
            for key, column in self.columns[about].items():
                if column.has(reading.place, note.DROPPED):
                    found += kinds[key].translate(column.table(reading.place, note.DROPPED)).count(1)
        return found

    def _keys(self, about: str) -> list[str]:
        facts = (fact for reading in self.readings for fact in reading.protocol.facts.values())
        return list(dict.fromkeys(fact.key for fact in facts if fact.about == about))

    def _readers(self, about: str, key: str) -> list[Reader]:
        found = []
        for reading in self.readings:
            fact = reading.protocol.facts.get(key)
            is_here = fact is not None and fact.about == about
            compared = tuple(reading.compared[key]) if is_here else ()
            found.append(Reader(fact if is_here else None, compared, is_retired=key in reading.protocol.retired))
        return found


def _without_column(columns: Mapping[str, Column], parts: Sequence[Mapping[str, Any]]) -> int:
    known = columns.keys()
    strange = ((part, part.keys() - known) for part in parts if not part.keys() <= known)
    return sum(part[key] is not None for part, keys in strange for key in keys)


def _spread_over_areas(visits: Sequence[Given]) -> Any:
    """What stands once for each visit, once for each of its areas."""
    owners = [number for number, (_, areas) in enumerate(visits) for _ in areas]
    if len(owners) == len(visits) or len(owners) < 2:
        return lambda column: column
    chosen = itemgetter(*owners)
    return lambda column: bytes(chosen(column))

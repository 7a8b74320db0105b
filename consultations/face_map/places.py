"""From marks on the face to the areas of a visit. Nothing here says "no": what nobody looked at stays not known.

Regions of one place make one area, their numbers are counted together, and the largest size counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consultations.face_map.marks import Mark, Marks, Number, is_marked, is_sound, mark, number_of, together
from consultations.face_map.regions import LIDS, REGIONS, VERSION
from treatments.engine.documents import Document, FaceMap, Option, Question
from treatments.engine.readings import UNANSWERED, UNKNOWN

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OnTheMap:
    """What the picture of the face answers in one document."""

    keys: FaceMap
    place: Question
    count: Question
    size: Question

    @classmethod
    def of(cls, document: Document) -> "OnTheMap | None":
        if document.face_map is None:
            return None
        questions = {question.key: question for question in document.questions}
        keys = document.face_map
        return cls(keys, questions[keys.place], questions[keys.count], questions[keys.size])

    @property
    def places(self) -> dict[str, str]:
        """The place of every region that can be marked."""
        known = ((region, option.value) for option in self.place.offered for region in option.regions)
        return {region: value for region, value in known if region in REGIONS}

    @property
    def elsewhere(self) -> list[Option]:
        """Places that the face does not show; the edge of the lid is asked with the lids."""
        return [option for option in self.place.offered if not option.regions and option.value != self.keys.margin]

    def place_of(self, region: str, mark: Mark) -> str:
        """Empty for a region whose place is not offered any more."""
        on_the_edge = self.keys.margin and region in LIDS and mark.get("margin")
        return self.keys.margin if on_the_edge else self.places.get(region, "")


@dataclass(frozen=True, slots=True)
class Area:
    """The answers about one area, and the number it had before; None for a new one."""

    answers: dict[str, Any]
    number: int | None


def no_marks() -> dict[str, Any]:
    return {"version": VERSION, "regions": {}, "others": {}}


def are_sound(asked: OnTheMap, marks: Any) -> bool:
    """Whether these marks could have been made on this map."""
    if not isinstance(marks, dict) or set(marks) != {"version", "regions", "others"} or marks["version"] != VERSION:
        return False
    sizes = [option.value for option in asked.size.options]
    values = {option.value for option in asked.place.options}
    known = marks["regions"].keys() <= asked.places.keys() and marks["others"].keys() <= values
    return known and all(is_sound(each, sizes) for part in ("regions", "others") for each in marks[part].values())


def areas_of(
    asked: OnTheMap, marks: Marks, *, asks_size: bool = True, finished: bool = True
) -> dict[str, dict[str, Any]]:
    """Per place its answers, in the order in which the question offers the places.

    What nobody said is left out while somebody still marks, and was skipped once they have `finished`.
    """
    marked: dict[str, list[Mark]] = {}
    for value, each in _marked(asked, marks):
        marked.setdefault(value, []).append(each)
    return {
        option.value: {asked.keys.place: option.value}
        | _numbers(asked, marked[option.value], asks_size=asks_size, finished=finished)
        for option in asked.place.options
        if option.value in marked
    }


def merged(
    asked: OnTheMap, areas: Sequence[Answers], marks: Marks, *, asks_size: bool = True, finished: bool = True
) -> list[Area]:
    """The areas after marking: those there were keep their order and all other answers, new ones follow.

    An area that has no place yet becomes the first new one. Places that are not marked any more are gone; those that
    have other answers only once somebody has `finished`.
    """
    wanted = areas_of(asked, marks, asks_size=asks_size, finished=finished)
    on_the_map = {asked.keys.place, asked.keys.count} | ({asked.keys.size} if asks_size else set())
    new = {value: answers for value, answers in wanted.items() if value not in _named(asked, areas)}
    found: list[Area] = []
    met: set[str] = set()
    for number, area in enumerate(areas, start=1):
        value = area.get(asked.keys.place)
        if value in wanted:
            # A second area of the same place was made by hand; the map says nothing of it.
            found.append(Area({**area} if value in met else _but(area, on_the_map) | wanted[value], number))
            met.add(value)
        elif _is_named(asked, value) and not finished and area.keys() - on_the_map:
            # A tap too many must not take answers away; Continue does.
            found.append(Area({**area}, number))
        elif not _is_named(asked, value):
            first = next(iter(new), None)
            found.append(Area(_but(area, on_the_map) | new.pop(first) if first else {**area}, number))
    found += [Area(answers, None) for answers in new.values()]
    kept = _without_empty(asked, found)
    return (
        [Area(dict.fromkeys(on_the_map, UNANSWERED) | area.answers, area.number) for area in kept] if finished else kept
    )


def marks_of(asked: OnTheMap, areas: Sequence[Answers], stored: Marks | None = None) -> dict[str, Any]:
    """The marks as they stand: those stored, and areas whose place was answered without the map, of no known side."""
    kept = stored or no_marks()
    named = _named(asked, areas)
    regions = {
        code: each
        for code, each in kept["regions"].items()
        if not is_marked(each) or asked.place_of(code, each) in named
    }
    others = {value: each for value, each in kept["others"].items() if not is_marked(each) or value in named}
    shown = {asked.place_of(code, each) for code, each in regions.items() if is_marked(each)}
    by_hand = {value: _by_hand(asked, area) for value, area in named.items() if value not in shown}
    return {"version": kept["version"], "regions": regions, "others": {**by_hand, **others}}


def _marked(asked: OnTheMap, marks: Marks) -> Iterator[tuple[str, Mark]]:
    for code, each in marks["regions"].items():
        if is_marked(each):
            yield asked.place_of(code, each), each
    for value, each in marks["others"].items():
        if is_marked(each):
            yield value, each


def _numbers(asked: OnTheMap, marks: Sequence[Mark], *, asks_size: bool, finished: bool) -> dict[str, str]:
    found = [(asked.count, _band(asked.count, marks))]
    found += [(asked.size, _largest(asked.size, marks))] if asks_size else []
    said = {question.key: _offered(question, value) for question, value in found if value}
    return {question.key: UNANSWERED for question, _value in found if finished} | said


def _but(area: Answers, keys: set[str]) -> dict[str, Any]:
    return {key: value for key, value in area.items() if key not in keys}


def _band(question: Question, marks: Sequence[Mark]) -> str:
    """The band that holds the number, whatever the number is; not known when it could be in two, empty if not said."""
    if not any("count" in each for each in marks):
        return ""
    number = together(number_of(each) for each in marks)
    return next((option.value for option in question.offered if band_of(option).holds(number)), UNKNOWN)


def _largest(question: Question, marks: Sequence[Mark]) -> str:
    said = {each["size"] for each in marks if "size" in each}
    if not said:
        return ""
    in_order = [option.value for option in question.options]
    largest = max(said - {UNKNOWN}, key=in_order.index, default=UNKNOWN)
    is_certain = UNKNOWN not in said and all("size" in each for each in marks)
    return largest if is_certain or largest == in_order[-1] else UNKNOWN


def _offered(question: Question, value: str) -> str:
    return UNANSWERED if value == UNKNOWN and not question.offers_unknown else value


def band_of(option: Option) -> Number:
    return Number(option.at_least or 1, option.at_most)


def _by_hand(asked: OnTheMap, area: Answers) -> dict[str, Any]:
    count, size = area.get(asked.keys.count), area.get(asked.keys.size, "")
    band = next((band_of(option) for option in asked.count.options if option.value == count), None)
    sizes = {option.value for option in asked.size.options} | {UNKNOWN}
    return mark(band, not_sure=count == UNKNOWN, size=size if size in sizes else "")


def _named(asked: OnTheMap, areas: Sequence[Answers]) -> dict[str, Answers]:
    """The first area of each place."""
    found: dict[str, Answers] = {}
    for area in areas:
        if _is_named(asked, value := area.get(asked.keys.place)):
            found.setdefault(value, area)
    return found


def _is_named(asked: OnTheMap, value: Any) -> bool:
    return any(option.value == value for option in asked.place.options)


def _without_empty(asked: OnTheMap, found: list[Area]) -> list[Area]:
    """A visit has at least one area; one without a place is kept only for what else was answered about it."""
    on_the_map = {asked.keys.place, asked.keys.count, asked.keys.size}
    kept = [
        area
        for area in found
        if _is_named(asked, area.answers.get(asked.keys.place)) or area.answers.keys() - on_the_map
    ]
    return kept or found[:1] or [Area({}, None)]

"""How many bumps were marked for one place."""

from consultations.face_map.marks import Marks, Number, is_marked, number_of, together
from consultations.face_map.places import OnTheMap


def number_at(asked: OnTheMap, marks: Marks, place: str) -> Number | None:
    """Of all regions of the place together; None where nothing was marked there."""
    found = [each for code, each in marks["regions"].items() if is_marked(each) and asked.place_of(code, each) == place]
    found += [each for value, each in marks["others"].items() if is_marked(each) and value == place]
    return together(map(number_of, found)) if found else None

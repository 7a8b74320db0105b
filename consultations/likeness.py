"""Who could be the person that is about to be added once more.

Compared are shapes, not letters: case, accents, hidden signs and letters of another script that look like Latin ones
make no difference, nor do a slip, names that changed places, or a day written for the month.
"""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from consultations.finding.spelling import distance
from consultations.models import Patient
from consultations.models.patient import PatientQuerySet
from consultations.names import search_form

MOST_ALIKE = 5
MOST_WEIGHED = 300
LONG_ENOUGH_FOR_TWO = 7
# Cyrillic, Greek and signs that the eye takes for a Latin letter, after capitals were made small.
LOOKS_LIKE = str.maketrans(
    "аӏһіјкмнорстухѕԁԛԝвеёґгαβγεηικνορτυχωϲ|0",
    "alhijkmhopctyxsdqwbeerrabyenikvoptuxwclo",
)


def who_may_be(patients: PatientQuerySet, *, family_name: str, given_name: str, date_of_birth: date) -> list[Patient]:
    """The likeliest first."""
    told = _shape(family_name), _shape(given_name)
    days = {date_of_birth, *_day_for_month(date_of_birth)}
    family, given = search_form(family_name), search_form(given_name)
    same_name = Q(search_name__in=[f"{family} {given}", f"{given} {family}"])
    weighed = [
        *patients.filter(date_of_birth__in=days).order_by("search_name")[:MOST_WEIGHED],
        *patients.filter(same_name).exclude(date_of_birth__in=days).order_by("date_of_birth")[:MOST_WEIGHED],
    ]
    likely = [(found, how) for found in weighed if (how := _likeness(found, told, date_of_birth)) is not None]
    return [found for found, _how in sorted(likely, key=lambda each: (each[1], each[0].search_name))][:MOST_ALIKE]


def _likeness(other: Patient, told: tuple[str, str], born: date) -> int | None:
    """Slips in both names together; None when it is somebody else. Born on the same day, one same name is enough."""
    known = _shape(other.family_name), _shape(other.given_name)
    slips = [_slips(told, names) for names in (known, known[::-1])]
    best = min((found for found in slips if found is not None), default=None)
    if other.date_of_birth == born and best is None and set(told) & set(known):
        return MOST_ALIKE
    if other.date_of_birth in (born, *_day_for_month(born)):
        return best
    return best if best == 0 and _parts_that_differ(other.date_of_birth, born) == 1 else None


def _slips(told: tuple[str, str], known: tuple[str, str]) -> int | None:
    total = 0
    for one, other in zip(told, known, strict=True):
        slips = distance(one, other)
        if slips > (2 if len(one) >= LONG_ENOUGH_FOR_TWO else 1) or slips >= max(len(one), len(other)):
            return None
        total += slips
    return total


def _day_for_month(born: date) -> Iterator[date]:
    if born.day <= 12 and born.day != born.month:
        yield born.replace(month=born.day, day=born.month)


def _parts_that_differ(one: date, other: date) -> int:
    return sum(a != b for a, b in zip(one.timetuple()[:3], other.timetuple()[:3], strict=True))


def _shape(name: str) -> str:
    return search_form(name).translate(LOOKS_LIKE).replace(" ", "")

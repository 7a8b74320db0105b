"""One page of patients that fit what was typed; where few do, also those whose names are spelt nearly so."""

import re
from dataclasses import dataclass
from uuid import UUID

from consultations.finding.near import near
from consultations.finding.ways import ways
from consultations.models import Patient
from consultations.search_terms import terms_in

A_PAGE = 20
_PLACE = re.compile(r"(\d{1,2})\.([0-9a-f-]{36})")


@dataclass(frozen=True)
class Found:
    patients: list[Patient]
    near: list[Patient]
    next: str = ""
    """Where the next page begins: by which way, after whom. It names nobody."""


@dataclass(frozen=True)
class Place:
    way: int
    after: Patient


def find(sites: list[int], text: str, place: str = "") -> Found:
    """By name in any order, birth date, phone or clinic number; all that is typed must fit, and blank finds nobody.

    A `place` that is none of these sites shows the first page.
    """
    terms, start = terms_in(text), _place(sites, place)
    met: list[tuple[int, Patient]] = []
    for number, way in enumerate(ways(terms)):
        if len(met) > A_PAGE or (start and number < start.way):
            continue
        after = start.after if start and number == start.way else None
        known = {patient.pk for _number, patient in met}
        found = way.found(sites, after, A_PAGE + 1 - len(met))
        met += [(number, patient) for patient in found if patient.pk not in known]
    shown = [patient for _number, patient in met[:A_PAGE]]
    if len(met) > A_PAGE:
        number, last = met[A_PAGE - 1]
        return Found(shown, [], f"{number}.{last.pk}")
    return Found(shown, near(sites, terms, shown) if start is None else [])


def _place(sites: list[int], place: str) -> Place | None:
    said = _PLACE.fullmatch(place)
    if said is None:
        return None
    try:
        ident = UUID(said[2])
    except ValueError:
        return None
    after = Patient.objects.filter(site__in=sites, pk=ident).first()
    return Place(int(said[1]), after) if after else None

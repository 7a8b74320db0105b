"""Patients whose name is a slip away from what was typed, through the names in use at the sites.

Typed words lead to names, names to ranges of the index of patients; how many of each is bounded, the nearest first.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import product

from django.db import connection

from consultations.finding.spelling import cuts, distance, forms, is_near, words_of
from consultations.finding.ways import AFTER_EVERY_LETTER, BORN
from consultations.models import NameInUse, Patient
from consultations.names import search_form
from consultations.search_terms import Terms

MOST_NEAR = 30
MOST_NAMES = 50
MOST_PAIRS = 900
MOST_SLIPS = 10
OF_EACH_NAME, CROWD = 2, 20
MOST_BORN_ON_A_DAY = 200
KEPT_UNDER = """
select distinct word, name, is_family from consultations_nameinuse
where site_id = any(%s::bigint[]) and form = any(%s::text[]) limit 2000
"""
# Each name once, the nearest first, of these the ones that several people have; then a second person of each.
IN_RANGES = """
select found.* from unnest(%(firsts)s::text[], %(ends)s::text[], %(slips)s::int[]) as range(first, end_, slips)
cross join unnest(%(sites)s::bigint[]) as here(site) cross join lateral (
    select *, row_number() over (order by search_name, id) as turn, count(*) over () as crowd from (
        select * from consultations_patient
        where site_id = here.site and search_name >= range.first and search_name < range.end_
            and not id = any(%(known)s::uuid[])
        order by search_name, id limit %(crowd)s
    ) as same
) as found where turn <= %(each)s
order by turn, range.slips, crowd desc, search_name, id limit %(most)s
"""
IN_RANGES_OF_GIVEN_NAMES = """
select found.* from unnest(%(firsts)s::text[], %(ends)s::text[], %(slips)s::int[]) as range(first, end_, slips)
cross join unnest(%(sites)s::bigint[]) as here(site) cross join lateral (
    select *, row_number() over (order by search_given, id) as turn, count(*) over () as crowd from (
        select * from consultations_patient
        where site_id = here.site and search_given >= range.first and search_given < range.end_
            and not id = any(%(known)s::uuid[])
        order by search_given, id limit %(crowd)s
    ) as same
) as found where turn <= %(each)s
order by turn, range.slips, crowd desc, search_given, id limit %(most)s
"""


@dataclass(frozen=True)
class Likely:
    """Names near one typed word: name -> slips."""

    family: dict[str, int] = field(default_factory=dict)
    given: dict[str, int] = field(default_factory=dict)


def keep(site_id: int, *names: tuple[str, bool]) -> None:
    """Names of a patient who was added or changed, each with whether it is a family name."""
    rows = [row for name, is_family in names for row in rows_of(site_id, search_form(name), is_family=is_family)]
    # In one order always, so that two savings of the same names never wait for each other.
    rows.sort(key=lambda row: (row.form, row.word, row.name, row.is_family))
    NameInUse.objects.bulk_create(rows, ignore_conflicts=True)


def rows_of(site_id: int, name: str, *, is_family: bool) -> list[NameInUse]:
    longest_form, longest_name = (NameInUse._meta.get_field(each).max_length or 0 for each in ("form", "name"))
    words = {word for word in words_of(name) if len(word) <= longest_form} if len(name) <= longest_name else set()
    return [
        NameInUse(site_id=site_id, form=form, word=word, name=name, is_family=is_family)
        for word in words
        for form in forms(word)
    ]


def near(sites: list[int], terms: Terms, known: Iterable[Patient]) -> list[Patient]:
    """The nearest first; those already found by other ways are left out."""
    if not terms.words or terms.digits:
        return []
    seen = [patient.pk for patient in known]
    if terms.birth_dates:
        return _born_then(sites, terms.words, terms.birth_dates, seen)
    in_one_piece = "".join(terms.words)
    typed = {*terms.words, *(part for both in cuts(terms.words) for part in both), in_one_piece}
    likely = _names_near(sites, typed)
    found = _in_ranges(IN_RANGES, sites, _pairs(terms.words, likely), seen) if len(terms.words) > 1 else []
    return found or _of_one_name(sites, in_one_piece, likely[in_one_piece], seen)


def _names_near(sites: list[int], typed: set[str]) -> dict[str, Likely]:
    found = {piece: Likely() for piece in typed}
    with connection.cursor() as cursor:
        cursor.execute(KEPT_UNDER, [sites, sorted({form for piece in typed for form in forms(piece)})])
        for word, name, is_family in cursor.fetchall():
            for piece, likely in found.items():
                if (slips := is_near(piece, word)) is not None:
                    names = likely.family if is_family else likely.given
                    names[name] = min(slips, names.get(name, slips))
    return found


def _of_one_name(sites: list[int], typed: str, likely: Likely, seen: list[object]) -> list[Patient]:
    families, givens = (
        {f"{name} ": slips for name, slips in _nearest(names, typed)} for names in (likely.family, likely.given)
    )
    of_family = _in_ranges(IN_RANGES, sites, families, seen)
    seen = [*seen, *(patient.pk for patient in of_family)]
    return [*of_family, *_in_ranges(IN_RANGES_OF_GIVEN_NAMES, sites, givens, seen)][:MOST_NEAR]


def _pairs(words: tuple[str, ...], likely: dict[str, Likely]) -> dict[str, int]:
    """Beginnings of family and given name together; a slip in each is likelier than two in one."""
    slips: dict[str, int] = {}
    for first, second in cuts(words):
        for family, given in ((first, second), (second, first)):
            givens = {given: 0} | dict(_nearest(likely[given].given, given))
            for (one, far), (other, farther) in product(_nearest(likely[family].family, family), givens.items()):
                pair, both = f"{one} {other}", MOST_SLIPS * max(far, farther) + far + farther
                slips[pair] = min(both, slips.get(pair, both))
    return dict(sorted(slips.items(), key=lambda pair: pair[1])[:MOST_PAIRS])


def _nearest(names: dict[str, int], typed: str) -> list[tuple[str, int]]:
    """The first letter is seldom the one that is wrong."""
    ranked = sorted(names.items(), key=lambda name: (name[1], name[0][:1] != typed[:1], name[0]))
    return ranked[:MOST_NAMES]


def _in_ranges(sql: str, sites: list[int], slips: dict[str, int], seen: list[object]) -> list[Patient]:
    if not slips:
        return []
    ranges = {
        "firsts": list(slips),
        "ends": [first + AFTER_EVERY_LETTER for first in slips],
        "slips": list(slips.values()),
    }
    limits = {"each": OF_EACH_NAME, "crowd": CROWD, "most": MOST_NEAR}
    return list(Patient.objects.raw(sql, ranges | limits | {"sites": sites, "known": seen}))


def _born_then(sites: list[int], words: tuple[str, ...], born: tuple[date, ...], seen: list[object]) -> list[Patient]:
    values = {"sites": sites, "born": list(born), "words": [], "key": "", "id": "0" * 32, "most": MOST_BORN_ON_A_DAY}
    same_day = [patient for patient in Patient.objects.raw(BORN, values) if patient.pk not in seen]
    ranked = [(_slips(words, patient.search_name.split()), patient) for patient in same_day]
    near_ones = sorted(
        ((slips, patient.search_name, patient) for slips, patient in ranked if slips is not None),
        key=lambda row: row[:2],
    )
    return [patient for _slips, _name, patient in near_ones][:MOST_NEAR]


def _slips(typed: tuple[str, ...], words: list[str]) -> int | None:
    """Of all typed words together, each to the word of the name that is nearest to it."""
    total = 0
    for piece in typed:
        near_word = min((distance(piece, word[: len(piece) + 2]) for word in words), default=len(piece))
        if near_word > max(1, len(piece) // 3):
            return None
        total += near_word
    return total

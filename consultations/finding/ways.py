"""The ways in which a patient is found. Each walks one index in its order and stops after a page of rows.

So the price of a search hangs on the rows it shows and not on how many there are. The sites are walked one by one,
because no index is in the order of names across sites. A walk begins after the pair (key, id): of two lower limits
PostgreSQL would start at either.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from consultations.models import Patient
from consultations.search_terms import Terms

LONGEST_CLINIC_NUMBER = 9
SHORTEST_PHONE, LAST_DIGITS = 4, 9
SHORTEST_BEGINNING = 2
LETTERS_OF_FAMILY, LETTERS_OF_GIVEN = 3, 2
AFTER_EVERY_LETTER = "\U0010ffff"
NOBODY = UUID(int=0)

FAMILY_FIRST = """
select found.* from unnest(%(sites)s::bigint[]) as here(site) cross join lateral (
    select * from consultations_patient
    where site_id = here.site and (search_name, id) > (%(key)s, %(id)s) and search_name < %(end)s
    order by search_name, id limit %(most)s
) as found order by found.search_name, found.id limit %(most)s
"""
GIVEN_FIRST = """
select found.* from unnest(%(sites)s::bigint[]) as here(site) cross join lateral (
    select * from consultations_patient
    where site_id = here.site and (search_given, id) > (%(key)s, %(id)s) and search_given < %(end)s
        and not (search_name >= %(first)s and search_name < %(end)s)
    order by search_given, id limit %(most)s
) as found order by found.search_given, found.id limit %(most)s
"""
# Three letters of the family name, then the whole of the given name: both beginnings narrow the one index.
# What is left of the family name is compared by its letters, so that no other index looks fit for it.
BEGINNINGS = """
select found.* from unnest(%(sites)s::bigint[]) as here(site) cross join lateral (
    select * from consultations_patient
    where site_id = here.site
        and ((left(search_name, 3) || search_given), id) > (%(key)s, %(id)s)
        and (left(search_name, 3) || search_given) < left(%(family)s, 3) || %(given_end)s
        and left(search_name, %(letters)s) = %(family)s
        and not (search_name >= %(first)s and search_name < %(end)s)
        and not (search_given >= %(first)s and search_given < %(end)s)
    order by (left(search_name, 3) || search_given), id limit %(most)s
) as found order by (left(found.search_name, 3) || found.search_given), found.id limit %(most)s
"""
SHORT_FAMILY = """
select found.* from unnest(%(sites)s::bigint[]) as here(site) cross join lateral (
    select * from consultations_patient
    where site_id = here.site
        and ((left(search_given, 2) || search_name), id) > (%(key)s, %(id)s)
        and (left(search_given, 2) || search_name) < left(%(given)s, 2) || %(family_end)s
        and left(search_given, %(letters)s) = %(given)s
        and not (search_name >= %(first)s and search_name < %(end)s)
        and not (search_given >= %(first)s and search_given < %(end)s)
    order by (left(search_given, 2) || search_name), id limit %(most)s
) as found order by (left(found.search_given, 2) || found.search_name), found.id limit %(most)s
"""
# Of one letter so many have a given name that a page of them is near.
INITIAL_OF_GIVEN = """
select found.* from unnest(%(sites)s::bigint[]) as here(site) cross join lateral (
    select * from consultations_patient
    where site_id = here.site and (search_name, id) > (%(key)s, %(id)s) and search_name < %(family_end)s
        and search_given >= %(given)s and search_given < %(given_end)s
        and not (search_name >= %(first)s and search_name < %(end)s)
        and not (search_given >= %(first)s and search_given < %(end)s)
    order by search_name, id limit %(most)s
) as found order by found.search_name, found.id limit %(most)s
"""
# With a date or a number few are left, so the words need no index of their own.
BORN = """
select found.* from unnest(%(sites)s::bigint[]) as here(site) cross join unnest(%(born)s::date[]) as birth(day)
cross join lateral (
    select * from consultations_patient
    where site_id = here.site and date_of_birth = birth.day
        and not exists (
            select from unnest(%(words)s::text[]) as word where position(' ' || word in ' ' || search_name) = 0
        )
        and (search_name, id) > (%(key)s, %(id)s)
    order by search_name, id limit %(most)s
) as found order by found.search_name, found.id limit %(most)s
"""
CLINIC_NUMBER = """
select * from consultations_patient
where site_id = any(%(sites)s::bigint[]) and clinic_number = %(number)s
    and (%(born)s::date[] is null or date_of_birth = any(%(born)s::date[]))
    and not exists (
        select from unnest(%(words)s::text[]) as word where position(' ' || word in ' ' || search_name) = 0
    )
    and (search_name, id) > (%(key)s, %(id)s)
order by search_name, id limit %(most)s
"""
PHONE_BEGINS = """
select found.* from unnest(%(sites)s::bigint[]) as here(site) cross join lateral (
    select * from consultations_patient
    where site_id = here.site and (phone_digits, id) > (%(key)s, %(id)s) and phone_digits < %(end)s
        and (%(born)s::date[] is null or date_of_birth = any(%(born)s::date[]))
        and not exists (
            select from unnest(%(words)s::text[]) as word where position(' ' || word in ' ' || search_name) = 0
        )
    order by phone_digits, id limit %(most)s
) as found order by found.phone_digits, found.id limit %(most)s
"""
PHONE_ENDS = """
select found.* from unnest(%(sites)s::bigint[]) as here(site) cross join lateral (
    select * from consultations_patient
    where site_id = here.site
        and (reverse(phone_digits), id) > (%(key)s, %(id)s)
        and reverse(phone_digits) < reverse(%(last)s) || %(after)s
        and not (phone_digits >= %(first)s and phone_digits < %(end)s)
        and (%(born)s::date[] is null or date_of_birth = any(%(born)s::date[]))
        and not exists (
            select from unnest(%(words)s::text[]) as word where position(' ' || word in ' ' || search_name) = 0
        )
    order by reverse(phone_digits), id limit %(most)s
) as found order by reverse(found.phone_digits), found.id limit %(most)s
"""


@dataclass(frozen=True)
class Way:
    sql: str
    start: str
    """The first page begins here."""
    key: Callable[[Patient], str]
    """By what the way is ordered: the next page begins after it."""
    values: dict[str, Any] = field(default_factory=dict)

    def found(self, sites: list[int], after: Patient | None, most: int) -> list[Patient]:
        key, last = (self.key(after), after.pk) if after else (self.start, NOBODY)
        limits = {"sites": sites, "key": key, "id": last, "most": most}
        return list(Patient.objects.raw(self.sql, self.values | limits))


def ways(terms: Terms) -> Iterator[Way]:
    """The likeliest first; nobody is found by two of them."""
    if terms.digits:
        yield from _by_number(terms)
    if born := terms.birth_dates or terms.maybe_born:
        if not (terms.birth_dates and terms.digits):
            yield Way(BORN, "", lambda patient: patient.search_name, {"born": _days(born), "words": list(terms.words)})
    elif terms.words and not terms.digits:
        yield from _by_name(terms.words)


def _by_number(terms: Terms) -> Iterator[Way]:
    also = {"words": list(terms.words), "born": _days(terms.birth_dates) or None}
    if len(terms.digits) <= LONGEST_CLINIC_NUMBER:
        yield Way(CLINIC_NUMBER, "", lambda patient: patient.search_name, also | {"number": int(terms.digits)})
    if len(terms.digits) < SHORTEST_PHONE:
        return
    beginning = also | _begins(terms.phone if len(terms.phone) >= SHORTEST_BEGINNING else terms.digits)
    yield Way(PHONE_BEGINS, beginning["first"], lambda patient: patient.phone_digits, beginning)
    last = (terms.phone if len(terms.digits) > LAST_DIGITS else terms.digits)[-LAST_DIGITS:]
    ending = beginning | {"last": last, "after": AFTER_EVERY_LETTER}
    yield Way(PHONE_ENDS, last[::-1], lambda patient: patient.phone_digits[::-1], ending)


def _by_name(words: tuple[str, ...]) -> Iterator[Way]:
    typed = " ".join(words)
    whole = _begins(typed)
    yield Way(FAMILY_FIRST, typed, lambda patient: patient.search_name, whole)
    yield Way(GIVEN_FIRST, typed, lambda patient: patient.search_given, whole)
    for cut in range(1, len(words)):
        first, second = " ".join(words[:cut]), " ".join(words[cut:])
        yield _beginnings(first, second, whole)
        if first != second:
            yield _beginnings(second, first, whole)


def _beginnings(family: str, given: str, whole: dict[str, Any]) -> Way:
    values = whole | {
        "family": family,
        "family_end": family + AFTER_EVERY_LETTER,
        "given": given,
        "given_end": given + AFTER_EVERY_LETTER,
    }
    if len(family) >= LETTERS_OF_FAMILY:
        start = family[:LETTERS_OF_FAMILY] + given
        return Way(
            BEGINNINGS,
            start,
            lambda one: one.search_name[:LETTERS_OF_FAMILY] + one.search_given,
            values | {"letters": len(family)},
        )
    if len(given) >= LETTERS_OF_GIVEN:
        start = given[:LETTERS_OF_GIVEN] + family
        return Way(
            SHORT_FAMILY,
            start,
            lambda one: one.search_given[:LETTERS_OF_GIVEN] + one.search_name,
            values | {"letters": len(given)},
        )
    return Way(INITIAL_OF_GIVEN, family, lambda one: one.search_name, values)


def _begins(text: str) -> dict[str, Any]:
    """A range, so that the index is used whatever was typed."""
    return {"first": text, "end": text + AFTER_EVERY_LETTER}


def _days(dates: tuple[date, ...]) -> list[date]:
    return list(dates)

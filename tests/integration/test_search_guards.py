"""The price of a search hangs on what it shows: no search walks all patients or sorts them, however many there are.

Measured in the plans of PostgreSQL on many made patients, never by a clock.
"""

import json

import pytest
from django.db import connection

from consultations.finding import near
from consultations.finding.near import IN_RANGES, IN_RANGES_OF_GIVEN_NAMES
from consultations.finding.ways import NOBODY, ways
from consultations.models import NameInUse
from consultations.search_terms import terms_in
from tests.integration.clinic_factory import Clinic

pytestmark = pytest.mark.django_db
PATIENTS, SHOWN = 20_000, 21
MOST_READ_FOR_A_ROW = 20
FEWEST_COUNTED = 10
MADE = """
insert into consultations_patient (id, site_id, clinic_number, family_name, given_name, title, date_of_birth, phone,
    phone_digits, email, language, needs, pronouns, text_size, search_name, search_given, registered_at,
    registered_by_id, revision)
select gen_random_uuid(), %(site)s, 100 + n, family, given, '', date '1930-01-01' + (random() * 3000)::int, '',
    phone, '', 'en', '', '', 'normal', family || ' ' || given, given || ' ' || family, now(), %(by)s, 1
from (
    select n, s[1 + f %% 32] || s[1 + f / 32 %% 32] || s[1 + f %% 7] as family,
        s[1 + g %% 32] || s[1 + g / 32 %% 32] as given, lpad((random() * 9999999999)::bigint::text, 10, '7') as phone
    from (
        select n, (power(random(), 2) * 1000)::int as f, (power(random(), 2) * 700)::int as g,
            %(syllables)s::text[] as s
        from generate_series(1, %(many)s) as n
    ) as drawn
) as named
"""
SYLLABLES = [consonant + vowel for consonant in "bdfghjklmnprstvw" for vowel in "ao"]
TYPED = {
    "one letter": "b",
    "three letters": "bad",
    "a whole name": "bababa",
    "both names begun": "bad ga",
    "given name first": "gab bad",
    "short beginnings": "ba da",
    "initials": "b d",
    "date": "1935-03-01",
    "date and name": "1935-03-01 b",
    "phone": "01234 5",
    "last digits": "9191",
    "clinic number": "10100",
}


@pytest.fixture(scope="module")
def crowd(django_db_setup, django_db_blocker):
    """Made once for the module, and undone after it."""
    with django_db_blocker.unblock():
        from django.db import transaction

        with transaction.atomic():
            clinic = Clinic()
            values = {"site": clinic.site.pk, "by": clinic.desk.pk, "many": PATIENTS, "syllables": SYLLABLES}
            with connection.cursor() as cursor:
                cursor.execute("select setseed(0.42)")
                cursor.execute(MADE, values)
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            near.keep(clinic.site.pk, ("badaga", True), ("gaba", False))
            with connection.cursor() as cursor:
                cursor.execute("analyze consultations_patient")
            yield clinic
            transaction.set_rollback(True)


def steps(plan):
    yield plan
    for below in plan.get("Plans", ()):
        yield from steps(below)


def plan_of(sql, values):
    with connection.cursor() as cursor:
        cursor.execute(f"explain (analyze, format json) {sql}", values)
        found = cursor.fetchone()[0]
    return (found if isinstance(found, list) else json.loads(found))[0]["Plan"]


def faults(plan):
    """What in this plan would grow with the number of patients."""
    wrong = []
    for step in steps(plan):
        if step.get("Relation Name") != "consultations_patient":
            continue
        read = (step["Actual Rows"] + step.get("Rows Removed by Filter", 0)) * step["Actual Loops"]
        if step["Node Type"] == "Seq Scan":
            wrong.append("reads everybody")
        if step["Actual Loops"] == 1 and read > MOST_READ_FOR_A_ROW * max(plan["Actual Rows"], FEWEST_COUNTED):
            wrong.append(f"reads {read} for {plan['Actual Rows']}")
    sorted_rows = (step["Actual Rows"] for step in steps(plan) if step["Node Type"] == "Sort")
    return wrong + [f"sorts {rows}" for rows in sorted_rows if rows > SHOWN * 4]


@pytest.mark.parametrize("typed", TYPED)
def test_a_search_reads_little_more_than_it_shows(crowd, typed):
    found = 0
    for way in ways(terms_in(TYPED[typed])):
        plan = plan_of(way.sql, way.values | {"sites": [crowd.site.pk], "key": way.start, "id": NOBODY, "most": SHOWN})
        found += plan["Actual Rows"]
        assert faults(plan) == [], way.sql
        if found >= SHOWN:
            break
    assert found > 0


@pytest.mark.parametrize("sql", [IN_RANGES, IN_RANGES_OF_GIVEN_NAMES], ids=["family", "given"])
def test_near_names_are_looked_up_one_by_one_in_the_index(crowd, sql):
    firsts = [f"{first}{second}" for first in SYLLABLES for second in SYLLABLES]
    ranges = {"firsts": firsts, "ends": [f"{first}\U0010ffff" for first in firsts], "slips": [1] * len(firsts)}
    limits = {"sites": [crowd.site.pk], "known": [], "each": 2, "crowd": 20, "most": 30}
    plan = plan_of(sql, ranges | limits)

    assert plan["Actual Rows"] == 30
    assert not any(step["Node Type"] == "Seq Scan" for step in steps(plan))


def test_names_in_use_are_found_by_their_forms(crowd):
    NameInUse.objects.bulk_create(
        [
            NameInUse(site=crowd.site, form=f"{n:x}", word=f"{n:x}", name=f"{n:x}", is_family=True)
            for n in range(20_000, 40_000)
        ]
    )
    with connection.cursor() as cursor:
        cursor.execute("analyze consultations_nameinuse")
    plan = plan_of(near.KEPT_UNDER, [[crowd.site.pk], ["4e2a", "5e2", "badaga"]])

    assert plan["Actual Rows"] > 0
    assert not any(step["Node Type"] == "Seq Scan" for step in steps(plan))


def test_a_search_that_reads_everybody_is_noticed(crowd):
    careless = "select * from consultations_patient where family_name ilike %(first)s order by family_name limit 21"

    assert "reads everybody" in faults(plan_of(careless, {"first": "%ada%"}))

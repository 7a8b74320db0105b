"""Finding patients however somebody writes them, nobody of another site, and what cannot be searched for."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from consultations import access
from consultations.models import NameInUse, Patient
from tests.integration.clinic_factory import Clinic, person, site
from tests.integration.pages_sent import signed_in

pytestmark = pytest.mark.django_db
MANY = 25


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def desk(clinic):
    return signed_in(clinic.desk)


def names(found):
    return [patient.full_name for patient in found]


def found(clinic, typed):
    return names(access.find(clinic.desk, typed).patients)


def near(clinic, typed):
    return names(access.find(clinic.desk, typed).near)


def live(client, typed):
    answer = client.post(reverse("search_live"), {"q": typed})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        "jones",
        "amy jones",
        "jones amy",
        "JONES, Amy",
        "jo am",
        "am jo",
        "j amy",
        "amy j",
        "jones a",
        "a jones",
        "jon amy",
    ],
)
def test_a_name_is_found_by_its_beginnings_in_any_order(clinic, typed):
    clinic.patient()
    clinic.patient(family_name="Kowalski", given_name="Ewa")

    assert found(clinic, typed) == ["Amy Jones"]


@pytest.mark.parametrize("typed", ["jose garcia", "garcia marquez jose", "jose luis gar", "gar jose lu", "luis"])
def test_accents_and_several_names_are_no_hurdle(clinic, typed):
    clinic.patient(family_name="García Márquez", given_name="José Luis")

    result = access.find(clinic.desk, typed)
    assert names([*result.patients, *result.near]) == ["José Luis García Márquez"]


def test_nobody_is_shown_twice_however_many_ways_lead_to_them(clinic):
    clinic.patient(family_name="Thomas", given_name="Thomas")
    clinic.patient(family_name="Thomson", given_name="Tho")

    for typed in ("thomas", "tho", "tho tho", "thomas thomas"):
        result = access.find(clinic.desk, typed)
        everybody = [patient.pk for patient in [*result.patients, *result.near]]
        assert len(everybody) == len(set(everybody)) > 0, typed


@pytest.mark.parametrize(
    "typed", ["jonse", "jnes", "joones", "jomes", "jonse amy", "amy jonse", "amu jonse", "jonse a"]
)
def test_a_slip_finds_the_name_apart_from_what_fits(clinic, typed):
    clinic.patient()
    clinic.patient(family_name="Kowalski", given_name="Ewa")

    assert found(clinic, typed) == []
    assert near(clinic, typed) == ["Amy Jones"]


@pytest.mark.parametrize(
    ("family", "typed"),
    [("van der Berg", "berg"), ("De Souza", "desouza"), ("O'Brien-Ng", "o brien"), ("Nguyễn", "nugyen")],
)
def test_a_part_of_a_name_and_names_in_one_piece_are_near(clinic, family, typed):
    clinic.patient(family_name=family)

    result = access.find(clinic.desk, typed)
    assert names([*result.patients, *result.near]) == [f"Amy {family}"]


def test_who_fits_stands_before_who_is_near(clinic):
    clinic.patient(family_name="Jonas")
    clinic.patient(family_name="Jones")

    assert (found(clinic, "jonas"), near(clinic, "jonas")) == (["Amy Jonas"], ["Amy Jones"])


@pytest.mark.parametrize("typed", ["jonse 5/1/1992", "5 Jan 1992 jonse", "5.1.92 amu"])
def test_a_slip_beside_the_right_birth_date_is_near(clinic, typed):
    clinic.patient()
    clinic.patient(family_name="Kowalski", given_name="Ewa")

    assert near(clinic, typed) == ["Amy Jones"]


@pytest.mark.parametrize(
    "typed",
    ["14 07 85", "14.7.1985", "1985-07-14", "14 Jul 1985", "14071985", "140785", "jones 14/07/85", "14 July 1985 amy"],
)
def test_a_birth_date_in_any_usual_form_finds_who_was_born_then(clinic, typed):
    clinic.patient(date_of_birth=date(1985, 7, 14))
    clinic.patient(family_name="Khan", date_of_birth=date(1985, 7, 15))

    assert found(clinic, typed) == ["Amy Jones"]


@pytest.mark.parametrize("kept", ["07700 900132", "+44 7700 900132", "0044 7700900132", "7700 900132"])
@pytest.mark.parametrize("typed", ["07700900132", "+44 7700 900132", "07700", "+44 77", "0132", "900132", "amy 0132"])
def test_a_phone_is_found_by_its_beginning_its_end_and_with_any_country_code(clinic, kept, typed):
    clinic.patient(phone=kept)
    clinic.patient(family_name="Khan", phone="020 7946 0999")

    assert found(clinic, typed) == ["Amy Jones"]


def test_a_clinic_number_is_found_as_it_is_shown(clinic):
    clinic.patient(family_name="Khan")
    clinic.patient()

    assert [found(clinic, typed) for typed in ("2", "002", "000 002", "jones 2", "khan 2")] == [
        *[["Amy Jones"]] * 4,
        [],
    ]


def test_people_of_two_sites_are_in_one_order_for_who_works_at_both(clinic):
    other = Clinic(site())
    for number in range(MANY):
        (clinic if number % 2 else other).patient(family_name=f"Jones{chr(97 + number)}")
    both = person(Role.FRONT_DESK, sites=[clinic.site, other.site])

    first = access.find(both, "jones")
    rest = access.find(both, "jones", first.next)
    assert [patient.family_name for patient in [*first.patients, *rest.patients]] == [
        f"Jones{chr(97 + number)}" for number in range(MANY)
    ]


def test_no_name_of_another_site_is_near(clinic):
    Clinic().patient(family_name="Jonnes")
    clinic.patient(family_name="Khan")

    assert near(clinic, "jones") == []
    assert near(clinic, "jonnes") == []


@pytest.mark.parametrize("typed", ["thomas", "am", "tho", "0770", "1992-01-05"])
def test_every_way_goes_on_where_it_stopped(clinic, typed):
    """More than one page by family name, then by given name, by the phone and by the date."""
    everybody = {
        clinic.patient(family_name=f"Thomas{chr(97 + number)}", given_name="Amy", phone=f"0770 {number:06}").pk
        for number in range(23)
    } | {
        clinic.patient(family_name=f"Amberley{chr(97 + number)}", given_name="Thomas", phone=f"0770 1{number:05}").pk
        for number in range(23)
    }
    seen, place, pages = [], "", 0
    while pages == 0 or place:
        page = access.find(clinic.desk, typed, place)
        seen += [patient.pk for patient in page.patients]
        place, pages = page.next, pages + 1

    assert (len(seen), set(seen), pages) == (46, everybody, 3)


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "%", "_", "---", "*", "%_%", "\u200b", "\u00a0", "'; DROP TABLE--", "' OR 1=1", "{{7*7}}", "<script>"],
)
def test_44_45_blanks_wildcards_and_code_find_nobody_and_break_nothing(clinic, desk, typed):
    clinic.patient()

    assert (found(clinic, typed), near(clinic, typed)) == ([], [])
    assert "JONES" not in live(desk, typed)
    assert Patient.objects.count() == 1


def test_31_what_was_typed_is_shown_as_it_was_typed(clinic, desk):
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in live(desk, "<script>alert(1)</script>")


@pytest.mark.parametrize(
    "body", [b"q=jo%00nes", b"q=%ff%fe", b"q=" + b"x" * 100_000], ids=["nul", "no utf-8", "a hundred thousand"]
)
def test_44_46_47_what_no_search_holds_is_refused_in_words(clinic, desk, body):
    for name in ("search", "search_live"):
        answer = desk.post(reverse(name), body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in (400, 413), name


@pytest.mark.parametrize(
    "place", ["-1", "0", "abc", "1e9", "9.x", "99.00000000-0000-0000-0000-000000000000", "\u0661.x", "0." + "f" * 36]
)
def test_48_a_place_in_the_list_that_is_none_shows_the_first_page(clinic, desk, place):
    clinic.patient()
    desk.post(reverse("search"), {"q": "jones"})

    answer = desk.get(reverse("search"), {"cursor": place})
    assert answer.status_code == 200
    assert "JONES" in answer.content.decode()


def test_49_an_order_that_somebody_asks_for_is_not_heeded(clinic, desk):
    clinic.patient()
    desk.post(reverse("search"), {"q": "jones"})

    for order in ("password", "-id)--", "a.b"):
        assert "JONES" in desk.get(reverse("search"), {"sort": order, "order": order}).content.decode()


def test_typing_leaves_no_trace_but_who_was_shown(clinic, desk):
    patient = clinic.patient()
    before = dict(desk.session)

    page = live(desk, "jonse")

    assert "No patient found for “jonse”." in page
    assert "Near spellings:" in page
    event = Event.objects.latest("id")
    assert (event.action, event.details) == ("patients.found", {"patients": [str(patient.pk)]})
    assert dict(desk.session) == before
    assert live(desk, "nobody at all")
    assert Event.objects.latest("id") == event


def test_who_shares_a_name_is_told_apart(clinic, desk):
    clinic.patient()
    clinic.patient(date_of_birth=date(1960, 1, 1))
    clinic.patient(family_name="Jonesy")

    assert live(desk, "jones").count("Another patient here has this name") == 2


def test_a_role_that_sees_no_patients_cannot_search_while_typing(clinic):
    editor = signed_in(person(Role.CONTENT_ADMIN, sites=[clinic.site]))

    assert editor.post(reverse("search_live"), {"q": "jones"}).status_code == 403


def test_more_patients_cost_no_more_questions_to_the_database(clinic, desk):
    clinic.patient()
    counts = {}
    for number in (1, MANY):
        for each in range(number):
            clinic.patient(family_name=f"Jones{chr(97 + each)}", phone=f"0770 9{each:05}")
        for typed in ("jones", "jonse", "jonse amu", "0770", "5.1.1992"):
            with CaptureQueriesContext(connection) as asked:
                live(desk, typed)
            counts.setdefault(typed, []).append(len(asked))

    assert {typed: (few, many) for typed, (few, many) in counts.items() if many > few} == {}
    assert max(max(pair) for pair in counts.values()) <= 12


def test_names_are_kept_once_and_for_each_site_apart(clinic):
    clinic.patient()
    once = NameInUse.objects.count()
    clinic.patient()
    assert NameInUse.objects.count() == once

    Clinic().patient()
    assert NameInUse.objects.count() == 2 * once

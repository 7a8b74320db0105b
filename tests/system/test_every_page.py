"""What must be true of every page, whoever's name is on it and whatever it is read on."""

from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse

from consultations.demo.people import PATIENTS
from consultations.intake.questions import path
from consultations.intake.screens import Layout, is_on_the_map, screens
from tests.system.desk import Desk
from tests.system.every_page import places
from tests.system.measuring import CLIPPED, OVERFLOW, SMALL_LETTERS, SMALL_TARGETS
from tests.system.screen import Screen

pytestmark = pytest.mark.django_db(transaction=True)
HARD_NAMES = ["Wolfeschlegelsteinhausenbergerdorff-Montgomery-Fotheringay", "الخطيب"]


def patients_with_hard_names(clinic):
    """Long ones and ones from right to left, in turn."""
    demo = {patient.family_name: patient for patient in PATIENTS}
    return [
        clinic.patient(
            family_name=name,
            given_name=demo[name].given_name,
            title=demo[name].title,
            needs=demo[name].needs,
            date_of_birth=date(1956 + number, 5, 14),
        )
        for number, name in enumerate((HARD_NAMES * 4)[:7])
    ]


@pytest.fixture
def visits(clinic):
    return places(clinic, *patients_with_hard_names(clinic))


def finds(screen, typed):
    screen.page.locator("input[type=search]").fill(typed)
    with screen.page.expect_navigation():
        screen.page.keyboard.press("Enter")
    assert screen.page.locator(".rows > li").count() > 0


def walk(windows, visits, look: Callable[[Screen, str], None], **options):
    """Both people go through all of their pages; `look` says what is wrong with one."""
    for person in dict.fromkeys(place.person for place in visits):
        screen = windows.window(Screen, person, **options)
        for place in (each for each in visits if each.person == person):
            screen.page.goto(place.address)
            if place.typed:
                finds(screen, place.typed)
            look(screen, f"{place.name} {place.address}")
        assert screen.complaints == []


def test_nothing_stands_in_the_way_in_light_or_dark(windows, visits, anybody_can_use):
    walk(windows, visits, lambda screen, _name: anybody_can_use(screen.page))


def test_nor_in_arabic_where_everything_runs_from_right_to_left(windows, visits, anybody_can_use):
    def look(screen, name):
        if "aftercare" not in name and "record" not in name:
            assert screen.page.locator("html").get_attribute("dir") == "rtl", name
        assert screen.page.evaluate(OVERFLOW) == 0, name
        anybody_can_use(screen.page)

    walk(windows, visits, look, locale="ar")


def test_every_target_on_the_tablet_is_large_enough_and_no_field_makes_it_zoom(windows, visits):
    wrong = {}

    def look(screen, name):
        screen.page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true })")
        if found := screen.page.evaluate(SMALL_TARGETS) + screen.page.evaluate(SMALL_LETTERS):
            wrong[name] = found

    walk(windows, visits, look)
    assert wrong == {}


@pytest.mark.parametrize("width", [810, 320])
def test_long_names_and_names_from_right_to_left_fit(windows, visits, width):
    wrong = {}

    def look(screen, name):
        screen.page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true })")
        too_wide, cut_off = screen.page.evaluate(OVERFLOW), screen.page.evaluate(CLIPPED)
        if too_wide or cut_off:
            wrong[name] = too_wide, cut_off

    walk(windows, visits, look, viewport={"width": width, "height": 1000})
    assert wrong == {}


def test_every_screen_of_the_intake_can_be_answered_by_anybody(clinic, windows, anybody_can_use):
    visit = clinic.answered(isotretinoin="stopped", isotretinoin_months=8)
    desk = windows.window(Desk, clinic.desk)
    seen = set()
    for screen in screens(clinic.protocol, visit.answers, Layout.PARTS):
        desk.page.goto(address_of(visit, screen))
        assert desk.page.evaluate(SMALL_TARGETS) == [], screen.key
        anybody_can_use(desk.page)
        seen |= set(desk.asked())
    on_the_way = {asked.question.key for asked in path(clinic.protocol, visit.answers)}
    assert seen == {key for key in on_the_way if not is_on_the_map(clinic.protocol.questions[key], face_map(clinic))}


def face_map(clinic):
    return clinic.protocol.document.face_map


def address_of(visit, screen):
    if screen.is_map:
        return reverse("intake_places", args=[visit.pk])
    if screen.area_number:
        return reverse("intake_area_screen", args=[visit.pk, screen.area_number, screen.key])
    return reverse("intake_screen", args=[visit.pk, screen.key])

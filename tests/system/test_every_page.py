"""What must be true of every page, whoever's name is on it and whatever it is read on."""

from datetime import date
from itertools import cycle

import pytest
from django.urls import reverse

from consultations.demo.people import PATIENTS
from consultations.intake.questions import path
from consultations.intake.screens import Layout, is_on_the_map, screens
from tests.system.desk import Desk
from tests.system.every_page import places
from tests.system.measuring import MORE_SPACE, SMALL_LETTERS, SMALL_TARGETS
from tests.system.walking import AT_400_PERCENT, does_not_fit, unfolded, walk

pytestmark = pytest.mark.django_db(transaction=True)
HARD_NAMES = ["Wolfeschlegelsteinhausenbergerdorff-Montgomery-Fotheringay", "الخطيب"]


def patients_with_hard_names(clinic):
    """Long ones and ones from right to left, in turn, as many as are wanted."""
    demo = {patient.family_name: patient for patient in PATIENTS}
    for number, name in enumerate(cycle(HARD_NAMES)):
        yield clinic.patient(
            family_name=name,
            given_name=demo[name].given_name,
            title=demo[name].title,
            needs=demo[name].needs,
            date_of_birth=date(1956 + number, 5, 14),
        )


@pytest.fixture
def visits(clinic):
    return places(clinic, patients_with_hard_names(clinic))


def test_nothing_stands_in_the_way_in_light_or_dark(windows, visits, in_the_way):
    walk(windows, visits, lambda screen, _place: in_the_way(screen.page))


def test_nor_in_arabic_where_everything_runs_from_right_to_left(windows, visits, in_the_way):
    def look(screen, place):
        assert place.keeps_its_language or screen.page.locator("html").get_attribute("dir") == "rtl", place.title
        return does_not_fit(screen.page) + in_the_way(screen.page)

    walk(windows, visits, look, locale="ar")


def test_on_the_tablet_targets_are_large_nothing_zooms_and_long_names_fit_even_with_letters_far_apart(windows, visits):
    def look(screen, _place):
        page = unfolded(screen)
        found = page.evaluate(SMALL_TARGETS) + page.evaluate(SMALL_LETTERS) + does_not_fit(page)
        page.evaluate(MORE_SPACE)
        return found + [f"with more space: {each}" for each in does_not_fit(page)]

    walk(windows, visits, look)


def test_long_names_and_names_from_right_to_left_fit_where_everything_is_four_times_as_large(windows, visits):
    walk(windows, visits, lambda screen, _place: does_not_fit(unfolded(screen)), **AT_400_PERCENT)


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

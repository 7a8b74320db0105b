"""What must be true of every page of the workbench, whatever it is read on."""

import pytest

from tests.system.measuring import SMALL_LETTERS, SMALL_TARGETS
from tests.system.walking import AT_400_PERCENT, does_not_fit, unfolded, walk
from tests.system.workbench_pages import pages_of_the_workbench

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pages(clinic):
    return pages_of_the_workbench(clinic)


def test_nothing_of_the_workbench_stands_in_the_way_in_light_or_dark(windows, pages, in_the_way):
    walk(windows, pages, lambda screen, _place: in_the_way(screen.page), kind="desktop")


def test_the_workbench_fits_from_right_to_left(windows, pages):
    def look(screen, place):
        assert place.keeps_its_language or screen.page.locator("html").get_attribute("dir") == "rtl", place.title
        return does_not_fit(screen.page)

    walk(windows, pages, look, locale="ar")


def test_the_workbench_is_used_with_fingers(windows, pages):
    def look(screen, _place):
        page = unfolded(screen)
        return page.evaluate(SMALL_TARGETS) + page.evaluate(SMALL_LETTERS) + does_not_fit(page)

    walk(windows, pages, look)


def test_the_workbench_fits_where_everything_is_four_times_as_large(windows, pages):
    walk(windows, pages, lambda screen, _place: does_not_fit(unfolded(screen)), **AT_400_PERCENT)

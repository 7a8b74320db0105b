"""Walking through many pages, each as whoever it is for, and looking at every one in the same way."""

from collections.abc import Callable

from tests.system.measuring import CLIPPED, OVERFLOW
from tests.system.place import Place
from tests.system.screen import Screen

# 1280 by 4000 at 400 %.
AT_400_PERCENT = {"viewport": {"width": 320, "height": 1000}}


def finds(screen, typed):
    screen.page.locator("input[type=search]").fill(typed)
    with screen.page.expect_navigation():
        screen.page.keyboard.press("Enter")
    assert screen.page.locator(".rows > li").count() > 0


def walk(windows, visits, look: Callable[[Screen, Place], object], **options):
    """Everybody goes through all of their pages. Fails with whatever `look` finds wrong, page by page."""
    wrong = {}
    for person in dict.fromkeys(place.person for place in visits):
        screen = windows.window(Screen, person, **options)
        for place in (each for each in visits if each.person == person):
            screen.page.goto(place.address)
            if place.typed:
                finds(screen, place.typed)
            if place.then:
                place.then(screen)
            found = look(screen, place)
            if found or screen.complaints:
                wrong[place.title] = found, screen.complaints.copy()
            screen.complaints.clear()
    assert wrong == {}, "\n".join(f"{title}: {found}" for title, found in wrong.items())


def unfolded(screen):
    screen.page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true })")
    return screen.page


def does_not_fit(page):
    return [each for each in [page.evaluate(OVERFLOW), *page.evaluate(CLIPPED)] if each]

"""What somebody does at the face map, and what they see there; the pages keep nothing and need no database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from playwright.sync_api import Browser, Locator, Page

from consultations.face_map.regions import REGIONS, WIDTH
from tests.system import face_pages
from tests.system.test_look import Quiet

# The widths of the page at which the picture is as wide as it gets, and as narrow.
WIDE, NARROW = (1440, 900), (768, 1024)


@contextmanager
def served() -> Iterator[str]:
    with override_settings(ROOT_URLCONF="tests.system.face_pages", ALLOWED_HOSTS=["127.0.0.1"]):
        server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
        server.daemon_threads = True
        server.set_app(StaticFilesHandler(get_wsgi_application()))
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()


@contextmanager
def opening(browser: Browser) -> Iterator[Callable[..., Page]]:
    contexts = []
    face_pages.posted.clear()
    with served() as address:

        def opened(query: str = "", size: tuple[int, int] = (810, 1080), **options: object) -> Page:
            options = {"has_touch": size != WIDE, "reduced_motion": "reduce"} | options
            width, height = size
            contexts.append(
                browser.new_context(viewport={"width": width, "height": height}, base_url=address, **options)
            )
            tab = contexts[-1].new_page()
            tab.complaints = []
            tab.on("console", lambda said: said.type == "error" and tab.complaints.append(said.text))
            tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
            tab.goto(f"/face/?{query}")
            return tab

        yield opened
        for context in contexts:
            context.close()


def region(tab: Page, code: str) -> Locator:
    return tab.locator(f'.face-place[data-region="{code}"]')


def row(tab: Page, name: str) -> Locator:
    return tab.locator(f'[data-place="{name}"]')


def touch(tab: Page, code: str, faces: object = REGIONS) -> None:
    """In the centre of the region, as a finger does it: by coordinates, whatever lies on top."""
    box = tab.locator("svg.face").bounding_box()
    x, y = faces[code].centre
    scale = box["width"] / WIDTH
    tab.mouse.click(box["x"] + x * scale, box["y"] + y * scale)


def choose(tab: Page, name: str, label: str) -> None:
    row(tab, name).locator("label.chip").filter(has_text=label).first.click()


def chosen(tab: Page, name: str, part: str) -> str:
    found = tab.locator(f'[name="{name}-{part}"]:checked')
    return found.input_value() if found.count() else ""


def opened_rows(tab: Page) -> list[str]:
    return tab.locator(".place:visible").evaluate_all("rows => rows.map(row => row.dataset.place)")


def send(tab: Page) -> None:
    tab.get_by_role("button", name="Continue").click()

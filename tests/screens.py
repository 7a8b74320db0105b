"""`make screens`: walks a demo clinic of its own in Chromium and pictures every page and state in every look.

A page is one name in the URL table, taken with the first role that comes to it; pages that change with the state of a
visit or the part of the intake are taken once for each. A form is also sent empty, to picture its errors; nothing of
it touches the demo clinic of `make run`. `make screenshot` takes one picture only, that of the README.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, TimeoutError, sync_playwright

from clinic.environment import ROOT
from tests import chromium

FOLDER = ROOT / "screens"
SCREENSHOT = ROOT / "docs" / "screenshot.png"
TABLET = {"viewport": {"width": 810, "height": 1080}, "has_touch": True}
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
LOOKS = {
    "tablet": TABLET,
    "tablet-dark": TABLET | {"color_scheme": "dark"},
    "tablet-rtl": TABLET | {"locale": "ar"},
    "desktop": DESKTOP,
    "desktop-dark": DESKTOP | {"color_scheme": "dark"},
}
MOST_PAGES = 60
LINKS = "links => links.map(link => link.getAttribute('href'))"
SEND_EMPTY = """(form) => {
  form.querySelectorAll(":checked").forEach((it) => { it.checked = false; });
  form.querySelectorAll("input:not([type=hidden], [type=radio], [type=checkbox]), textarea")
    .forEach((it) => { it.value = ""; });
  form.noValidate = true;
  form.requestSubmit();
}"""
# Forms that a person fills in; a lone button (sign out, hand over) is not one, and a search has nothing to complain of.
FORMS = "main form[method=post]:not([role=search]):has(input:not([type=hidden]), select, textarea)"


@dataclass(frozen=True)
class Person:
    name: str
    role: str
    session: str


def main(*wanted: str) -> None:
    os.environ["CLINIC_PGDATA"] = str(ROOT / ".local" / "screens" / "pg")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    subprocess.run([sys.executable, "-m", "clinic.start", "setup"], cwd=ROOT, check=True)
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "clinic.start", "serve"], cwd=ROOT, env=os.environ | {"PORT": str(port)}
    )
    try:
        wait_for(port, server)
        work = picture_the_review if "--screenshot" in wanted else picture_everything
        work(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(30)


def picture_the_review(base: str) -> None:
    """A visit that waits for a dermatologist: with a suggestion, of the patient with the shortest name."""
    doctor = next(person for person in sign_everybody_in() if person.role == "dermatologist")
    from clinic.accounts.models import Site
    from consultations.models import Consultation

    waiting = Consultation.objects.filter(site=Site.objects.earliest("pk"), status="review").select_related("patient")
    with_suggestion = [visit for visit in waiting if visit.suggestion["outcome"] == "suggest"]
    shown = min(with_suggestion, key=lambda visit: (len(visit.patient.family_name), visit.patient.clinic_number))
    address = f"/consultations/{shown.pk}/review/"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        page = signed_in(browser, base, doctor, DESKTOP | {"color_scheme": "light"}).new_page()
        page.goto(address)
        page.evaluate("document.fonts.ready")
        page.screenshot(path=SCREENSHOT)
        browser.close()
    print(f"the review page in {SCREENSHOT.relative_to(ROOT)}")


def picture_everything(base: str) -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    people = sign_everybody_in()
    extra = in_every_state()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        pages = {"signed_out": (None, {"sign_in": "/", "not_found": "/nowhere/"})}
        taken: set[str] = set()
        for person in people:
            found = pages_of(browser, base, person) | extra.get(person.role, {})
            pages[person.role] = person, {name: where for name, where in found.items() if name not in taken}
            taken |= set(found) - {"home"}
        for look, options in LOOKS.items():
            for role, (person, addresses) in pages.items():
                context = signed_in(browser, base, person, options)
                page = context.new_page()
                for name, address in addresses.items():
                    picture(page, address, FOLDER / f"{role}-{name}-{look}.png")
                context.close()
        for role, (person, addresses) in pages.items():
            context = signed_in(browser, base, person, TABLET)
            page = context.new_page()
            for name, address in addresses.items():
                picture_errors(page, address, FOLDER / f"{role}-{name}-error.png")
            context.close()
        browser.close()
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER.relative_to(ROOT)}/")


def sign_everybody_in() -> list[Person]:
    """One person of each role, with a session as signing in makes it."""
    from clinic import postgres, start

    postgres.ensure()
    start.load_django()
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    people: dict[str, Person] = {}
    for user in get_user_model().objects.filter(is_active=True).order_by("pk"):
        if user.role not in people:
            client = Client()
            client.force_login(user)
            people[user.role] = Person(
                user.get_username(), user.role, client.cookies[settings.SESSION_COOKIE_NAME].value
            )
    return list(people.values())


def in_every_state() -> dict[str, dict[str, str]]:
    """Pages that differ with the state of a visit: for each role the names and addresses."""
    from clinic.accounts.models import Site
    from consultations.models import Consultation

    doctor: dict[str, str] = {}
    desk = {
        "search-found": "/patients/#jo",
        "search-nobody": "/patients/#nobody",
        "today-done": "/today/?show=done",
    }
    for visit in Consultation.objects.filter(site=Site.objects.earliest("pk")).order_by("started_at"):
        at, outcome = f"/consultations/{visit.pk}", (visit.suggestion or {}).get("outcome", "")
        if visit.status in ("review", "confirmed"):
            doctor.setdefault(f"review-{visit.status}-{outcome}", f"{at}/review/")
            doctor.setdefault(f"plan_line-{outcome}", f"{at}/plan/1/")
        if visit.status == "confirmed":
            doctor.setdefault("sign", f"{at}/sign/")
        if visit.status == "signed":
            doctor |= {f"record-{outcome}": f"{at}/record/", f"aftercare-{outcome}": f"{at}/aftercare/"}
        if visit.status == "review":
            desk[f"intake_done-{outcome}"] = f"{at}/intake/done/"
        if visit.status == "intake":
            desk |= {"intake_places": f"{at}/intake/places/", "intake_check": f"{at}/intake/check/"}
            desk |= screens_of(visit, at)
    return {"dermatologist": doctor, "front_desk": desk}


def screens_of(visit: object, at: str) -> dict[str, str]:
    """Every part of the intake once."""
    from consultations.intake.screens import Layout, screens
    from treatments.compiled_releases import compiled

    found = {}
    for screen in screens(compiled(visit.release), visit.answers, Layout.PARTS):
        if not screen.is_map:
            place = f"area/{screen.area_number}" if screen.area_number else "part"
            found[f"part-{screen.key}"] = f"{at}/intake/{place}/{screen.key}/"
    return found


def signed_in(browser: Browser, base: str, person: Person | None, options: dict[str, object]) -> BrowserContext:
    context = browser.new_context(base_url=base, **{"locale": "en-GB"} | options)
    if person:
        context.add_cookies([{"name": "session", "value": person.session, "url": base}])
    return context


def pages_of(browser: Browser, base: str, person: Person) -> dict[str, str]:
    """Follow links from the first page on; keep the first address of every named page."""
    context = signed_in(browser, base, person, DESKTOP)
    page = context.new_page()
    found: dict[str, str] = {}
    waiting, seen = deque(["/"]), {"/"}
    while waiting and len(found) < MOST_PAGES:
        address = waiting.popleft()
        if name_of(address) in found:
            continue
        answer = page.goto(address)
        if answer is None or not answer.ok:
            print(f"   {person.role}: {address} answers {answer.status if answer else 'nothing'}")
            continue
        found.setdefault(name_of(urlsplit(page.url).path), urlsplit(page.url).path)
        found.setdefault(name_of(address), address)
        for link in page.locator("a[href^='/']").evaluate_all(LINKS):
            path = link.partition("#")[0]
            if path not in seen and not path.startswith("/static/"):
                seen.add(path)
                waiting.append(path)
    context.close()
    return found


def name_of(address: str) -> str:
    from django.urls import Resolver404, resolve

    try:
        return (resolve(urlsplit(address).path).view_name or "page").replace(":", "-")
    except Resolver404:
        return "not_found"


def picture(page: Page, address: str, file: Path) -> None:
    """What stands behind # is searched for."""
    address, _hash, typed = address.partition("#")
    page.goto(address)
    if typed:
        page.locator("input[type=search]").fill(typed)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=file, full_page=True)


def picture_errors(page: Page, address: str, file: Path) -> None:
    page.goto(address)
    forms = page.locator(FORMS)
    if forms.count():
        with contextlib.suppress(TimeoutError), page.expect_navigation(timeout=5000):
            forms.first.evaluate(SEND_EMPTY)
        page.screenshot(path=file, full_page=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit("The demo clinic did not start; the lines above say why.")


if __name__ == "__main__":
    main(*sys.argv[1:])

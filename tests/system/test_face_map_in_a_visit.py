"""The face map in a visit: marked at the desk, saved at every change, gone on with, and read by the doctor."""

import pytest
from playwright.sync_api import expect

from consultations.face_map.places import OnTheMap, marks_of, no_marks
from consultations.face_map.regions import REGIONS
from consultations.services import intake
from consultations.services.face_map import mark_places
from tests.integration.clinic_factory import NOW, milia
from tests.system.face_screen import choose, region, touch
from tests.system.screen import Screen

pytestmark = pytest.mark.django_db(transaction=True)

ASKED = OnTheMap.of(milia())
SIZE = ASKED.size.options[1]


@pytest.fixture
def visit(clinic):
    return clinic.in_intake()


@pytest.fixture
def desk(clinic, windows, visit):
    return windows.window(Screen, clinic.desk).opens(f"/consultations/{visit.pk}/intake/places/")


def saved(desk):
    expect(desk.page.locator("#save-indicator")).to_contain_text("Saved")


def test_a_tap_and_a_number_are_saved_without_continue(desk, visit):
    touch(desk.page, "CHN")
    choose(desk.page, "CHN", "4")
    saved(desk)

    visit.refresh_from_db()
    assert visit.face_map["regions"] == {"CHN": {"state": "some", "count": 4}}
    assert visit.answers["areas"] == [{ASKED.place.key: "chin_jaw", ASKED.count.key: "2_5"}]
    desk.opens(desk.page.url)
    expect(region(desk.page, "CHN").locator(".face-number")).to_have_text("4")
    assert desk.complaints == []


def test_continue_leads_to_the_questions_about_the_places(desk, visit):
    for code in ("CHN", "NST"):
        touch(desk.page, code)
        choose(desk.page, code, "4")
        choose(desk.page, code, SIZE.label["en"])
    desk.presses("Continue")

    visit.refresh_from_db()
    assert [area[ASKED.size.key] for area in visit.answers["areas"]] == [SIZE.value, SIZE.value]
    assert "/area/1/" in desk.page.url
    desk.sees("Nose")


def test_a_page_without_a_place_goes_on_only_by_skipping(desk, visit):
    desk.presses("Continue").is_told_of_an_error("Tap a place that has bumps")
    desk.presses("Skip this page")

    visit.refresh_from_db()
    assert visit.answers["areas"][0][ASKED.place.key] == "unanswered"


def test_without_scripts_it_is_sent_whole(clinic, windows, visit):
    desk = windows.window(Screen, clinic.desk, java_script_enabled=False)
    desk.opens(f"/consultations/{visit.pk}/intake/places/")
    desk.page.locator("summary").filter(has_text="Nose").click()
    chosen = desk.page.locator("[data-place=NST]")
    chosen.get_by_role("radio", name="Some").check()
    chosen.get_by_role("radio", name="2", exact=True).check()
    desk.presses("Continue")

    visit.refresh_from_db()
    assert visit.face_map["regions"]["NST"] == {"state": "some", "count": 2}


def test_the_doctor_reads_the_face_in_the_review(clinic, windows, anybody_can_use):
    visit = clinic.answered()
    (found,) = marks_of(ASKED, visit.answers["areas"])["others"].items()
    code = next(region for region, place in ASKED.places.items() if place == found[0])
    marks = no_marks() | {"regions": {code: found[1], "NST": {"state": "none"}}}
    visit = mark_places(consultation_id=visit.pk, marks=marks, revision=visit.revision, by=clinic.desk, at=NOW)
    intake.finish_intake(consultation_id=visit.pk, revision=visit.revision, by=clinic.desk, at=NOW)
    doctor = windows.window(Screen, clinic.derm, look_over=anybody_can_use).opens(f"/consultations/{visit.pk}/review/")

    doctor.sees(str(REGIONS[code].clinical), "in 1 place", "None: 1 place on the face")
    expect(region(doctor.page, code)).to_have_attribute("data-state", "some")
    assert doctor.page.locator("svg.face a").count() == 0

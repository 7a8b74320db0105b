"""The photo viewer: over the review with keyboard, finger and mouse, and as a page where no script runs."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from clinic.audit.models import Event
from consultations.demo.answering import answer
from consultations.models import Consultation
from consultations.services import intake, review
from tests.integration.clinic_factory import NOW, typical
from tests.integration.photos_taken import consent, taken
from tests.system.doctor import Doctor
from tests.system.measuring import OVERFLOW, SMALL_TARGETS
from tests.unit.made_up_pictures import photo

pytestmark = pytest.mark.django_db(transaction=True)
LARGE = (1600, 1200)
WAS_IN_IT = "() => Boolean(document.activeElement.closest('dialog'))"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.PHOTO_FOLDER = tmp_path / "photos"


@pytest.fixture
def visit(clinic):
    """With a photo from the front, as a month ago, and one from the left, which is new."""
    patient = clinic.patient()
    before(clinic, patient)
    now = clinic.answered(patient, **consent())
    taken(clinic, now, photo(*LARGE), kind="front")
    taken(clinic, now, photo(900, 1200), kind="left")
    given = Consultation.objects.get(pk=now.pk)
    return intake.finish_intake(consultation_id=now.pk, revision=given.revision, by=clinic.desk, at=NOW)


def before(clinic, patient):
    at = NOW - timedelta(days=30)
    begun = intake.start(patient_id=patient.pk, by=clinic.desk, at=at)
    answer(begun, typical(**consent()), by=clinic.desk, at=at)
    taken(clinic, begun, photo(800, 600), kind="front", at=at)
    given = Consultation.objects.get(pk=begun.pk)
    closing = {"consultation_id": given.pk, "revision": given.revision, "by": clinic.desk, "at": at}
    review.close_unsigned(reason="Went home.", **closing)


class Viewer(Doctor):
    @property
    def dialog(self):
        return self.page.locator("dialog")

    def thumbnail(self, what="From the front"):
        return self.page.locator(".photo-strip a", has=self.page.get_by_alt_text(re.compile(f"^{what}")))

    def looks_at(self, what="From the front"):
        self.hits(self.thumbnail(what))
        expect(self.dialog).to_be_visible()
        return self

    def uses(self, name):
        self.hits(self.dialog.get_by_role("button", name=name).or_(self.dialog.get_by_role("link", name=name)).first)
        return self

    @property
    def title(self):
        return self.dialog.locator("#viewer-title")

    @property
    def drawn(self):
        return self.dialog.locator("svg[data-turn]").last


@pytest.fixture
def doctor(clinic, visit, on_both):
    return on_both.window(Viewer, clinic.derm).opens(f"/consultations/{visit.pk}/review/")


def test_a_photo_opens_over_the_review_and_leaves_it_as_it_was(doctor):
    at = doctor.page.url
    doctor.looks_at()

    expect(doctor.title).to_have_text("From the front, photo 1")
    expect(doctor.title).to_be_focused()
    expect(doctor.dialog.get_by_text("JONES, Amy")).to_be_visible()
    doctor.page.keyboard.press("Escape")
    expect(doctor.dialog).to_be_hidden()
    expect(doctor.thumbnail()).to_be_focused()
    assert doctor.page.url == at and doctor.complaints == []
    assert doctor.dialog.locator("image").count() == 0


def test_anybody_can_use_the_viewer(doctor, anybody_can_use):
    doctor.looks_at().uses("Compare")
    expect(doctor.dialog.locator("figure")).to_have_count(2)

    anybody_can_use(doctor.page)
    for width in (320, 810):
        doctor.page.set_viewport_size({"width": width, "height": 700})
        assert doctor.page.evaluate(OVERFLOW) == 0
        small = doctor.page.evaluate(SMALL_TARGETS) if doctor.touch else []
        assert [each for each in small if "data-do" in each or "data-go" in each or "data-close" in each] == []


def test_the_keyboard_alone_goes_through_all_and_never_leaves(doctor):
    doctor.thumbnail().focus()
    doctor.page.keyboard.press("Enter")
    expect(doctor.title).to_be_focused()
    for key in ["Tab"] * 9 + ["Shift+Tab"] * 12:
        doctor.page.keyboard.press(key)
        assert doctor.page.evaluate(WAS_IN_IT)

    doctor.page.keyboard.press("ArrowRight")
    expect(doctor.title).to_have_text("Left side, photo 1")
    expect(doctor.dialog.locator("[role=status]")).to_have_text("Left side, photo 1. Photo 2 of 2")
    doctor.page.keyboard.press("ArrowRight")
    doctor.page.keyboard.press("ArrowLeft")
    expect(doctor.title).to_have_text("From the front, photo 1")
    assert doctor.page.evaluate(WAS_IN_IT)
    doctor.page.keyboard.press("Escape")
    expect(doctor.thumbnail()).to_be_focused()


def test_turning_turns_what_it_fills_and_asks_for_nothing(doctor):
    doctor.looks_at()
    asked = []
    doctor.page.on("request", lambda request: asked.append(request.url))
    doctor.uses("Rotate")

    expect(doctor.drawn).to_have_attribute("viewBox", "0 0 1200 1600")
    expect(doctor.drawn.locator("image")).to_have_attribute("transform", "translate(1200 0) rotate(90)")
    for _ in range(3):
        doctor.uses("Rotate")
    expect(doctor.drawn.locator("image")).to_have_attribute("transform", "translate(0 0) rotate(0)")
    assert asked == []


def test_it_fits_until_one_wants_it_in_full_size_and_then_it_can_be_moved(doctor):
    doctor.looks_at()
    stage = doctor.dialog.locator("[data-stage]")
    room = "stage => [stage.scrollWidth - stage.clientWidth, stage.scrollHeight - stage.clientHeight]"
    assert stage.evaluate(room) == [0, 0]
    doctor.uses("Full size")

    assert doctor.drawn.bounding_box()["width"] == LARGE[0]
    across, down = stage.evaluate(room)
    assert across > 0 and down > 0
    expect(doctor.dialog.get_by_role("button", name="Full size")).to_have_attribute("aria-pressed", "true")
    left = stage.evaluate("stage => stage.scrollLeft")
    assert abs(left - across / 2) < 2
    stage.focus()
    doctor.page.keyboard.press("ArrowLeft")
    doctor.page.wait_for_function("left => document.querySelector('[data-stage]').scrollLeft < left", arg=left)
    expect(doctor.title).to_have_text("From the front, photo 1")


def test_a_mouse_takes_hold_of_the_photo(clinic, visit, windows):
    doctor = windows.window(Viewer, clinic.derm, kind="desktop").opens(f"/consultations/{visit.pk}/review/")
    doctor.looks_at().uses("Full size")
    stage = doctor.dialog.locator("[data-stage]")
    left = stage.evaluate("stage => stage.scrollLeft")
    doctor.page.mouse.move(700, 400)
    doctor.page.mouse.down()
    doctor.page.mouse.move(640, 400, steps=4)
    doctor.page.mouse.up()

    assert stage.evaluate("stage => stage.scrollLeft") == left + 60


def test_beside_the_earlier_photo_with_both_dates_or_said_that_there_is_none(doctor):
    doctor.looks_at().uses("Compare")

    expect(doctor.dialog.locator("figcaption").first).to_contain_text("30 January 2026")
    expect(doctor.dialog.locator("figcaption").last).to_contain_text("1 March 2026")
    expect(doctor.dialog.locator("[data-go=beside]")).to_be_focused()
    doctor.uses("Next")
    expect(doctor.dialog.get_by_text("No photo of this from an earlier visit.")).to_be_visible()


def test_every_photo_that_was_looked_at_is_written_down(clinic, visit, doctor):
    doctor.looks_at().uses("Next")
    expect(doctor.title).to_have_text("Left side, photo 1")
    doctor.drawn.locator("image").evaluate("image => fetch(image.href.baseVal)")

    looked = Event.objects.filter(action="photo.viewed", actor_id=str(clinic.derm.pk)).values_list("subject_id")
    assert {ident for (ident,) in looked} == {str(each.pk) for each in visit.photos.all()}


def test_a_photo_that_cannot_be_shown_says_so(doctor):
    doctor.page.route(re.compile(r"/intake/photos/[0-9a-f-]{36}/$"), lambda route: route.abort())
    doctor.looks_at()

    expect(doctor.dialog.get_by_text("This photo cannot be shown now.")).to_be_visible()


def test_without_a_script_the_viewer_is_a_page(clinic, visit, windows):
    doctor = windows.window(Doctor, clinic.derm, java_script_enabled=False)
    doctor.page.goto(f"/consultations/{visit.pk}/review/")
    main = doctor.page.locator("main")
    doctor.page.locator(".photo-strip a").first.click()
    expect(main.locator("h1")).to_have_text("From the front, photo 1")
    main.get_by_role("link", name="Rotate").click()
    expect(main.locator("image")).to_have_attribute("transform", "translate(1200 0) rotate(90)")
    main.get_by_role("link", name="Full size").click()
    assert main.locator("svg[data-turn]").bounding_box()["width"] == 1200
    main.get_by_role("link", name="Compare").click()
    expect(main.locator("figure")).to_have_count(2)
    main.get_by_role("link", name="Next").click()
    expect(main.locator("h1")).to_have_text("Left side, photo 1")
    main.get_by_role("link", name="Close").click()
    assert doctor.page.url.endswith("/review/#photos")

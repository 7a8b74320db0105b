"""Photos at the tablet, with a finger: what is sent, what is said meanwhile, and what happens when the network goes."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Locator, expect

from consultations.models import Consultation, Photo
from consultations.photos import keeping
from tests.integration.photos_taken import consent, taken
from tests.system.measuring import OVERFLOW, SMALL_TARGETS
from tests.system.screen import Screen
from tests.unit.made_up_pictures import face, lying, photo, saved

pytestmark = pytest.mark.django_db(transaction=True)
SAVED, LOST = "Saved", "The connection was lost. The photo is not saved yet."


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.PHOTO_FOLDER = tmp_path / "photos"
    return settings.PHOTO_FOLDER


@pytest.fixture
def visit(clinic):
    return clinic.answered(areas=2, **consent())


class Photographer(Screen):
    def slot(self, title: str) -> Locator:
        return self.page.locator(".photo-slot", has=self.page.get_by_role("heading", name=title, exact=True)).first

    def picks(self, title: str, *files: FilePayload | Path, field: str = "file") -> Locator:
        slot = self.slot(title)
        slot.locator(f"input[name={field}]").set_input_files(list(files))
        return slot


def file(name: str, content: bytes, kind: str = "image/jpeg") -> FilePayload:
    return {"name": name, "mimeType": kind, "buffer": content}


@pytest.fixture
def desk(clinic, visit, windows):
    return windows.window(Photographer, clinic.desk).opens(f"/consultations/{visit.pk}/intake/photos/")


def test_a_good_photo_is_saved_upright_and_shown_in_its_place(visit, desk):
    slot = desk.picks("From the front", file("IMG_1.jpg", lying()))

    expect(slot.locator(".photo-state")).to_have_text(SAVED)
    shown = slot.locator("img")
    expect(shown).to_have_attribute("alt", "From the front, photo 1")
    assert shown.evaluate("image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])") == [60, 80]
    kept = Image.open(keeping.path_of(Photo.objects.get().file))
    assert kept.getpixel((55, 40))[0] > 150 > kept.getpixel((5, 40))[0]
    expect(desk.page.locator("#live")).to_have_text("Photo saved: From the front, photo 1")


def large_file(path: Path) -> Path:
    path.write_bytes(photo())
    with path.open("ab") as end:
        end.truncate(30_000_000)
    return path


REFUSED = {
    "a text file": (file("notes.jpg", b"Not a photo at all."), "This file is not a photo"),
    "a broken photo": (file("cut.jpg", photo(800, 600)[:3_000]), "Not a readable picture"),
    "thirty megabytes": (None, "too large: a photo may have up to 20 MB"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_photo_is_refused_in_words_of_its_own_and_can_be_put_aside(
    visit, desk, case, anybody_can_use, tmp_path
):
    before = Consultation.objects.filter(pk=visit.pk).values().get()
    sent, words = REFUSED[case]
    slot = desk.picks("Left side", sent or large_file(tmp_path / "large.jpg"))

    expect(slot.locator(".photo-fault")).to_contain_text(words)
    expect(desk.page.locator("#live")).to_contain_text(words)
    expect(slot.locator("[data-retry]")).to_be_hidden()
    anybody_can_use(desk.page)
    desk.hits(slot.get_by_role("button", name="Do not send it"))
    expect(slot.locator(".photo")).to_have_count(0)
    assert not Photo.objects.exists()
    assert Consultation.objects.filter(pk=visit.pk).values().get() == before


# Notes every photo that is sent: its key, and how many were on their way at once.
WATCH = """() => {
  window.keys = []; window.atOnce = 0; window.most = 0;
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (body) {
    keys.push(body.get("key"));
    most = Math.max(most, ++atOnce);
    this.addEventListener("readystatechange", () => this.readyState === 4 && atOnce--);
    return send.call(this, body);
  };
}"""


def test_a_photo_cut_off_on_its_way_is_sent_again_with_the_same_key(visit, desk, anybody_can_use):
    desk.page.evaluate(WATCH)
    desk.page.route("**/photos/add/", lambda route: route.abort("connectionreset"), times=1)
    slot = desk.picks("From the front", file("IMG_2.jpg", photo()))
    expect(slot.locator(".photo-fault")).to_contain_text(LOST)
    expect(desk.page.locator("[data-photos-going]")).to_contain_text("Photos still to send: 1")
    anybody_can_use(desk.page)

    desk.hits(slot.get_by_role("button", name="Retry"))

    expect(slot.locator(".photo-state")).to_have_text(SAVED)
    expect(desk.page.locator("[data-photos-going]")).to_be_hidden()
    first, second = desk.page.evaluate("keys")
    assert first == second == Photo.objects.get().key


def test_an_answer_that_is_lost_on_its_way_back_leaves_one_photo(visit, desk):
    desk.page.route("**/photos/add/", lambda route: (route.fetch(), route.abort("connectionreset")), times=1)
    slot = desk.picks("From the front", file("IMG_3.jpg", photo()))
    expect(slot.locator(".photo-fault")).to_contain_text(LOST)
    assert Photo.objects.count() == 1

    desk.hits(slot.get_by_role("button", name="Retry"))

    expect(slot.locator(".photo-state")).to_have_text(SAVED)
    assert Photo.objects.count() == 1


def test_photos_taken_while_offline_wait_and_go_by_themselves_when_the_network_is_back(visit, desk):
    desk.page.context.set_offline(True)
    one = desk.picks("From the front", file("a.jpg", photo()))
    other = desk.picks("Right side", file("b.jpg", photo(60, 60)))
    for slot in (one, other):
        expect(slot.locator(".photo-fault")).to_contain_text(LOST)
    expect(desk.page.locator("[data-photos-going]")).to_contain_text("Photos still to send: 2")

    desk.page.context.set_offline(False)

    for slot in (one, other):
        expect(slot.locator(".photo-state")).to_have_text(SAVED)
    assert Photo.objects.count() == 2


def test_several_files_go_one_after_the_other_and_are_counted(visit, desk):
    counted = "window.counted = []; document.addEventListener('photos-to-send', (said) => counted.push(said.detail))"
    desk.page.evaluate(counted)
    desk.page.evaluate(WATCH)

    slot = desk.picks("Left side", *(file(f"{side}.jpg", photo(side, side)) for side in (40, 50, 60)))

    expect(slot.locator(".photo-state")).to_have_text([SAVED] * 3)
    assert desk.page.evaluate("[keys.length, most]") == [3, 1]
    assert desk.page.evaluate("counted") == [1, 2, 3, 2, 1, 0]


def test_leaving_with_a_photo_unsent_is_asked_about(visit, desk):
    desk.page.route("**/photos/add/", lambda route: None)
    desk.picks("From the front", file("IMG_4.jpg", photo()))
    asked = []
    desk.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    desk.page.get_by_role("link", name="Done").click()
    desk.page.wait_for_url(re.compile("check"))

    assert asked == ["beforeunload"]


def test_a_close_up_is_of_its_place(visit, desk):
    title = desk.page.locator("#photos-area-2 h3").inner_text()
    place = desk.page.locator("#photos-area-2")
    place.locator("input[name=camera]").set_input_files([file("c.jpg", photo())])

    expect(place.locator("img")).to_have_attribute("alt", f"Close-up, {title}, photo 1")
    assert Photo.objects.get().area_number == 2


def test_a_photo_is_opened_and_taken_away(clinic, visit, windows):
    taken(clinic, visit)
    desk = windows.window(Photographer, clinic.desk).opens(f"/consultations/{visit.pk}/intake/photos/")
    desk.page.locator(".photo-frame").first.click()
    assert desk.page.evaluate("document.contentType") == "image/jpeg"
    desk.page.go_back()

    desk.follows(re.compile("^Take away")).presses("Take it away")

    desk.sees("No photo yet")
    assert not Photo.objects.kept().exists()


def test_without_a_script_one_photo_is_sent_at_a_time(clinic, visit, windows):
    desk = windows.window(Photographer, clinic.desk, java_script_enabled=False)
    desk.opens(f"/consultations/{visit.pk}/intake/photos/")

    slot = desk.picks("From the front", file("IMG_5.jpg", photo()))
    desk.presses("Send the photo", within=slot)
    expect(desk.slot("From the front").locator("img")).to_have_count(1)

    desk.picks("Left side", file("notes.txt", b"Nothing to see."))
    desk.presses("Send the photo", within=desk.slot("Left side"))
    desk.sees("There is a problem", "This file is not a photo")


def test_the_patient_takes_a_photo_with_the_tablet_in_the_hand(visit, desk, anybody_can_use):
    desk.opens(f"/consultations/{visit.pk}/intake/hand-over/")
    with desk.page.expect_navigation():
        desk.page.locator("main form[method=post] button").last.click()
    desk.opens("/tablet/photos/")

    slot = desk.picks("From the front", file("IMG_6.jpg", lying()), field="camera")

    expect(slot.locator("img")).to_have_attribute("alt", "From the front, photo 1")
    assert Photo.objects.get().given_by == "patient"
    anybody_can_use(desk.page)
    assert desk.page.evaluate(SMALL_TARGETS) == []
    assert desk.page.evaluate(OVERFLOW) == 0


@pytest.mark.parametrize("kind", ["tablet", "desktop"])
def test_anybody_can_use_the_page_of_photos(clinic, visit, windows, kind, anybody_can_use):
    taken(clinic, visit, saved(face(400, 300), "PNG"))
    desk = windows.window(Photographer, clinic.desk, kind=kind)

    desk.look_over = anybody_can_use
    desk.opens(f"/consultations/{visit.pk}/intake/photos/").follows(re.compile("^Take away"))

    assert desk.complaints == []

"""A draft's questions in Chromium: usable by everybody, nothing typed is lost, the preview is the tablet's page."""

import pytest
from playwright.sync_api import expect

from tests.integration.clinic_factory import NOW
from tests.integration.clinic_factory import milia as document_of_milia
from tests.integration.drafts_made import admin, milia_draft, part
from tests.system.measuring import CLIPPED, OVERFLOW, SMALL_LETTERS, SMALL_TARGETS
from tests.system.patient import Tablet
from tests.system.screen import Screen
from treatments.loading import load_document

pytestmark = pytest.mark.django_db(transaction=True)
QUESTIONS = "/content/milia/questions/"
PAGES = [
    QUESTIONS,
    f"{QUESTIONS}pregnancy/",
    f"{QUESTIONS}isotretinoin_months/",
    f"{QUESTIONS}new/",
    f"{QUESTIONS}new/?type=multi",
    "/content/milia/contradictions/",
    "/content/milia/contradictions/CF-01/",
    f"{QUESTIONS}pregnancy/preview/",
    f"{QUESTIONS}symptoms/preview/?turn=landscape",
    f"{QUESTIONS}area/preview/",
]
# How the page of the tablet stands: the places and sizes of what a patient sees of it.
LOOK = """() => {
  const around = document.querySelector('.tablet').getBoundingClientRect();
  return [...document.querySelectorAll('.tablet-question h1, .tablet-question .tile, .tablet-question .btn-primary, '
    + '.tablet-question .field-label, .tablet .beads, .tablet-side-help')]
    .filter((it) => it.checkVisibility()).map((it) => {
    const box = it.getBoundingClientRect(), style = getComputedStyle(it);
    return [it.className || it.tagName, Math.round(box.x - around.x), Math.round(box.width), Math.round(box.height),
      style.fontSize, style.fontWeight, style.color, style.backgroundColor];
  });
}"""


@pytest.fixture
def milia(transactional_db):
    return milia_draft()


@pytest.fixture
def mina(milia):
    return admin("Mina Okoro")


@pytest.fixture
def beside(clinic):
    """A draft beside a release that visits follow. What is asked of babies only stands on a page of its own in it."""
    document = document_of_milia()
    alone = {"screen": None}
    questions = [each.model_copy(update=alone if each.key == "infant_unwell" else {}) for each in document.questions]
    load_document(document=document.model_copy(update={"questions": tuple(questions)}), by=None, at=NOW)
    return admin("Mina Okoro")


@pytest.mark.parametrize("kind", ["tablet", "desktop"])
def test_everybody_can_use_every_page(windows, mina, kind, in_the_way):
    screen = windows.window(Screen, mina, kind=kind)
    wrong = []
    for address in PAGES:
        screen.opens(address)
        wrong += in_the_way(screen.page)
        for script in (SMALL_LETTERS, CLIPPED, *([SMALL_TARGETS] if kind == "tablet" else [])):
            wrong += [f"{address}: {each}" for each in screen.page.evaluate(script) if not is_known(each)]
        if wide := screen.page.evaluate(OVERFLOW):
            wrong.append(f"{address} is {wide} pixels too wide")
    assert not wrong, "\n".join(wrong)
    assert not screen.complaints


def is_known(wrong):
    """The stage of the preview may be wider than this screen, and is moved sideways then. Ticks sit in their labels."""
    return "preview-frame" in wrong or '-values"' in wrong


def test_an_answer_is_added_filled_in_and_saved_and_nothing_typed_is_lost(windows, mina, milia):
    page = windows.window(Screen, mina, kind="desktop").opens(f"{QUESTIONS}sex/").page
    page.locator("#id_wording-en").fill("Sex given at birth")
    page.get_by_role("button", name="Add an answer").click()
    expect(page.locator("#id_option-4-value")).to_be_visible()
    expect(page.locator("#id_wording-en")).to_have_value("Sex given at birth")
    page.locator("#id_option-4-value").fill("other")
    page.locator("#id_option-4-label-en").fill("Another")
    page.get_by_role("button", name="Move answer 5 up").click()
    expect(page.locator("#id_option-3-label-en")).to_have_value("Another")
    page.locator(".actions .btn-primary").click()

    expect(page.locator(".saved-bar")).to_contain_text("Saved: Question sex")
    saved = part(milia, "questions", "sex")
    assert saved["wording"] == {"en": "Sex given at birth"}
    assert [option["value"] for option in saved["options"]] == ["female", "male", "intersex", "other", "prefer_not"]


def test_enter_in_a_field_saves_and_presses_no_other_button(windows, mina, milia):
    page = windows.window(Screen, mina, kind="desktop").opens(f"{QUESTIONS}isotretinoin_months/").page
    page.locator("#id_maximum").fill("500")
    page.locator("#id_maximum").press("Enter")
    expect(page.locator(".saved-bar")).to_be_visible()
    assert part(milia, "questions", "isotretinoin_months")["maximum"] == 500


def test_the_condition_goes_on_without_leaving_the_page(windows, mina):
    page = windows.window(Screen, mina, kind="desktop").opens(f"{QUESTIONS}smoker/").page
    page.locator("#id_wording-en").fill("Half typed")
    page.locator("#id_shown_when").fill("age_years >= 16")
    page.get_by_role("button", name="Show the text as rows").click()
    expect(page.locator("#id_shown_when-words")).to_contain_text("age years is 16 or more")
    expect(page.locator("#id_wording-en")).to_have_value("Half typed")


@pytest.mark.parametrize(
    ("turn", "size"), [("portrait", (810, 1080)), ("landscape", (1080, 810))], ids=["upright", "on its side"]
)
def test_the_preview_is_what_a_patient_gets(windows, clinic, beside, turn, size):
    viewport = {"width": size[0], "height": size[1]}
    tablet = windows.window(Tablet, clinic.desk, kind="tablet", viewport=viewport)
    tablet.hands_over_to(clinic.patient()).begins()
    key = tablet.page.locator("[data-question]").first.get_attribute("data-question")
    real = tablet.page.evaluate(LOOK)

    preview = windows.window(Screen, beside, kind="tablet", viewport=viewport)
    preview.opens(f"{QUESTIONS}{key}/preview/?turn={turn}")
    assert preview.page.evaluate(LOOK) == real
    assert len(real) > 3


@pytest.mark.parametrize("turn", ["portrait", "landscape"])
def test_the_preview_is_the_same_however_this_screen_is_turned(windows, mina, turn):
    def look(width, height):
        screen = windows.window(Screen, mina, kind="desktop", viewport={"width": width, "height": height})
        screen.opens(f"{QUESTIONS}smoker/preview/?turn={turn}")
        return screen.page.evaluate(LOOK)

    assert look(1440, 900) == look(1280, 1400)


def test_continue_in_the_preview_leads_nowhere(windows, mina):
    page = windows.window(Screen, mina, kind="tablet").opens(f"{QUESTIONS}isotretinoin_months/preview/").page
    page.locator("#id_isotretinoin_months").fill("3")
    page.locator("#id_isotretinoin_months").press("Enter")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".preview-name")).to_be_visible()
    assert page.url.endswith("/preview/")

"""Two hands on one intake: both answers are shown, none is lost, and nobody writes over what they have not seen."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from consultations.models import AnswerChange
from tests.integration.clinic_factory import PASSWORD
from tests.system.saving import Intake

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def visit(clinic):
    return clinic.in_intake()


@pytest.fixture
def tabs(clinic, windows, visit):
    one = windows.window(Intake, clinic.desk).part(visit, "who")
    return one, windows.another_tab(one).part(visit, "who")


def given(visit, question):
    visit.refresh_from_db()
    return visit.answers["person"].get(question)


def in_conflict(one, other):
    other.gives(sex="male").is_told_it_is_saved()
    one.gives(sex="female")
    expect(one.panel).to_be_visible()


def test_both_answers_are_shown_with_who_and_when_and_it_is_said_at_once(tabs, clinic, visit):
    one, other = tabs
    heard = one.hears()
    in_conflict(one, other)

    expect(one.mark).to_contain_text(f"Changed by {clinic.desk.name} at")
    expect(one.panel).to_contain_text("Female")
    expect(one.panel).to_contain_text("Male")
    assert [words for words in heard.all if words.startswith("alert: Changed by")]
    assert given(visit, "sex") == "male"


@pytest.mark.parametrize(("button", "kept"), [("Keep mine", "female"), ("Keep theirs", "male")])
def test_the_person_decides(tabs, visit, button, kept):
    one, other = tabs
    in_conflict(one, other)

    one.hits(one.button(button))

    expect(one.panel).to_have_count(0)
    expect(one.field("sex", kept)).to_be_checked()
    expect(one.mark).not_to_contain_text("Changed by")
    one.reads_again_until(lambda: given(visit, "sex") == kept)
    assert one.page.evaluate("document.activeElement.tagName") != "BODY"


def test_continue_does_not_pass_over_two_answers_that_wait(tabs):
    one, other = tabs
    in_conflict(one, other)
    before = one.page.url

    one.hits(one.button("Continue"))

    expect(one.panel).to_be_focused()
    assert one.page.url == before


def test_an_answer_that_another_tab_gave_is_shown_and_never_written_over_by_continue(tabs, visit):
    one, other = tabs
    other.gives(visit_for="self", sex="male").is_told_it_is_saved()

    one.gives(wants_treatment="yes").is_told_it_is_saved()

    expect(one.field("sex", "male")).to_be_checked()
    one.hits(one.button("Continue"))
    expect(one.page).not_to_have_url(other.page.url)
    assert given(visit, "sex") == "male"


def test_another_tablet_that_took_over_stops_this_one_and_what_was_typed_is_kept(clinic, windows, visit):
    first = windows.window(Intake, clinic.desk).part(visit, "who")
    first.gives(sex="male").is_told_it_is_saved()
    second = windows.window(Intake, clinic.desk).part(visit, "who")
    second.sees("This intake is on another tablet").presses("Take over here")

    first.gives(wants_treatment="yes")

    expect(first.bar).to_contain_text("This intake is on another tablet now")
    assert len(first.pieces()) == 1
    first.opens(first.bar.get_by_role("link").get_attribute("href")).presses("Take over here")
    first.is_told_it_is_saved()
    assert given(visit, "wants_treatment") == "yes"
    assert AnswerChange.objects.filter(question="wants_treatment").count() == 1


def test_a_session_that_ended_while_somebody_typed_loses_no_letter(clinic, windows, visit):
    desk = windows.window(Intake, clinic.desk).part(visit, "wishes")
    text = desk.row("free_text").locator("textarea")
    text.fill("Since spring")
    desk.is_told_it_is_saved()
    Session.objects.all().delete()

    text.press_sequentially(", after the sun")

    expect(desk.bar).to_contain_text("You are signed out. Sign in again: your answers are kept on this tablet.")
    expect(text).to_have_value("Since spring, after the sun")
    expect(text).to_be_focused()
    desk.follows("Sign in again", within=desk.bar)
    desk.writes(Username=clinic.desk.username, Password=PASSWORD).presses("Sign in")
    if "another tablet" in desk.heading:
        desk.presses("Take over here")
    desk.reads_again_until(lambda: given(visit, "free_text") == "Since spring, after the sun")
    desk.part(visit, "wishes")
    expect(desk.row("free_text").locator("textarea")).to_have_value("Since spring, after the sun")


def test_two_answers_and_a_lost_connection_can_be_read_and_used_by_anybody(tabs, anybody_can_use):
    one, other = tabs
    in_conflict(one, other)
    anybody_can_use(one.page)

    one.hits(one.button("Keep mine"))
    one.is_told_it_is_saved()
    one.goes_offline().gives(sex="intersex")
    expect(one.bar).to_be_visible(timeout=8_000)
    anybody_can_use(one.page)

"""Each answer is on the server as soon as it is given, and the page says so only then."""

import pytest
from playwright.sync_api import expect

from consultations.models import AnswerChange
from tests.system.saving import Intake

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def visit(clinic):
    return clinic.in_intake()


@pytest.fixture
def desk(clinic, windows, visit):
    return windows.window(Intake, clinic.desk)


def given(visit, question):
    visit.refresh_from_db()
    return visit.answers["person"].get(question)


def test_a_choice_is_saved_without_continue_and_then_the_page_says_so(desk, visit):
    desk.part(visit, "who")
    expect(desk.mark).to_have_text("")
    heard = desk.hears()

    desk.gives(sex="male").is_told_it_is_saved()

    assert given(visit, "sex") == "male"
    assert heard.all == []
    assert desk.complaints == []


def test_nothing_says_saved_while_the_server_has_not_answered(desk, visit):
    desk.part(visit, "who")
    waiting = []
    desk.page.route("**/save/", lambda route: waiting.append(route))

    desk.gives(sex="male")

    expect(desk.mark).to_have_text("Saving")
    desk.reads_again_until(lambda: waiting)
    expect(desk.mark).to_have_text("Saving")
    assert given(visit, "sex") is None
    waiting.pop().continue_()
    desk.is_told_it_is_saved()


def test_quick_changes_of_one_question_end_in_the_last_and_ten_taps_do_no_harm(desk, visit):
    desk.part(visit, "who")
    for _round in range(5):
        desk.gives(sex="male").gives(sex="female")
    desk.is_told_it_is_saved()

    assert given(visit, "sex") == "female"
    rows = AnswerChange.objects.filter(consultation=visit, question="sex").order_by("pk")
    assert [row.revision for row in rows] == sorted({row.revision for row in rows})
    assert list(rows.values_list("sequence", flat=True)) == sorted(rows.values_list("sequence", flat=True))


def test_a_question_that_an_answer_opens_appears_below_it_and_goes_again(desk, visit):
    desk.part(visit, "health")
    expect(desk.row("isotretinoin_months")).to_be_hidden()

    desk.gives(isotretinoin="stopped")
    expect(desk.row("isotretinoin_months")).to_be_visible()
    expect(desk.field("isotretinoin", "stopped")).to_be_focused()

    desk.gives(isotretinoin="never")
    expect(desk.row("isotretinoin_months")).to_be_hidden()


def test_plus_and_minus_are_saved_at_once_and_a_number_that_cannot_be_is_only_kept(desk, visit):
    desk.part(visit, "health").gives(isotretinoin="stopped")
    months = desk.row("isotretinoin_months")
    desk.hits(months.locator("[data-by='1']"))
    desk.is_told_it_is_saved()
    assert given(visit, "isotretinoin_months") == 0

    months.locator("input[type=text]").fill("9999")
    months.locator("input[type=text]").blur()

    expect(desk.mark).to_have_text("Kept as typed")
    assert given(visit, "isotretinoin_months") != 9999
    assert visit.unfinished == {"isotretinoin_months": ["9999"]}
    assert desk.page.locator(".field-error").count() == 0


def test_text_is_saved_soon_after_the_last_key_and_at_once_when_the_field_is_left(desk, visit):
    desk.part(visit, "wishes")
    text = desk.row("free_text").locator("textarea")
    text.press_sequentially("Since the baby came")
    desk.is_told_it_is_saved()
    assert given(visit, "free_text") == "Since the baby came"
    assert AnswerChange.objects.filter(question="free_text").count() == 1

    text.press_sequentially(", they itch")
    text.blur()
    expect(desk.mark).to_have_text("Saving", timeout=400)
    desk.is_told_it_is_saved()
    assert given(visit, "free_text") == "Since the baby came, they itch"


def test_what_was_saved_stands_there_after_a_reload_and_nothing_stays_in_the_browser(desk, visit):
    desk.part(visit, "who").gives(sex="male").is_told_it_is_saved()
    assert desk.pieces() == []

    desk.page.reload()

    expect(desk.field("sex", "male")).to_be_checked()
    assert desk.kept_in_clear() == "[{},{}]"
    assert str(visit.pk) not in "".join(desk.databases())


def test_a_finished_intake_leaves_no_store_on_the_tablet(clinic, windows):
    visit = clinic.answered()
    desk = windows.window(Intake, clinic.desk).part(visit, "who")
    desk.gives(sex="male").is_told_it_is_saved()
    desk.opens(f"/consultations/{visit.pk}/intake/check/")
    assert desk.databases() != []

    desk.presses("These are right, finish")

    desk.sees("The answers are with the doctor.")
    desk.page.wait_for_function("async () => (await indexedDB.databases()).length === 0")
    assert desk.kept_in_clear() == "[{},{}]"

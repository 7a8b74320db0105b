"""Without a connection nothing is lost, nothing is called saved, and the page goes on by itself when it comes back."""

import re

import pytest
from playwright.sync_api import expect

from consultations.models import AnswerChange
from tests.system.saving import Intake

pytestmark = pytest.mark.django_db(transaction=True)
NO_CONNECTION = "No connection. 1 answer kept on this tablet"


@pytest.fixture
def visit(clinic):
    return clinic.in_intake()


@pytest.fixture
def desk(clinic, windows, visit):
    return windows.window(Intake, clinic.desk).part(visit, "who")


def given(visit, question):
    visit.refresh_from_db()
    return visit.answers["person"].get(question)


def test_an_answer_given_without_a_connection_is_kept_and_sent_once_when_it_is_back(desk, visit):
    heard = desk.hears()
    desk.goes_offline().gives(sex="male")
    expect(desk.bar).to_contain_text(NO_CONNECTION, timeout=5_000)
    expect(desk.mark).to_contain_text(NO_CONNECTION)
    desk.gives(wants_treatment="yes")
    expect(desk.bar).to_contain_text("No connection. 2 answers kept on this tablet")
    assert given(visit, "sex") is None

    desk.goes_offline(False)

    expect(desk.mark).to_contain_text("All answers saved", timeout=15_000)
    expect(desk.bar).to_have_count(0)
    assert (given(visit, "sex"), given(visit, "wants_treatment")) == ("male", "yes")
    assert AnswerChange.objects.filter(consultation=visit, question="sex").count() == 1
    assert heard.all == [
        "live: Not saved yet, trying again",
        f"alert: {NO_CONNECTION}",
        "live: All answers saved",
    ]
    expect(desk.mark).to_have_text(re.compile("Saved"), timeout=7_000)


def test_continue_waits_for_the_connection_and_then_goes_on_once(desk, visit):
    before = desk.page.url
    desk.gives(visit_for="self", sex="male", wants_treatment="yes").is_told_it_is_saved()
    desk.goes_offline().gives(sex="female")
    expect(desk.bar).to_be_visible(timeout=5_000)
    expect(desk.bar.get_by_text("Waiting for the connection.")).to_be_hidden()

    desk.hits(desk.button("Continue"))

    expect(desk.bar.get_by_text("Waiting for the connection. Your answer is kept on this tablet.")).to_be_visible()
    expect(desk.button("Continue")).to_be_enabled()
    desk.hits(desk.button("Continue"))
    desk.goes_offline(False)
    expect(desk.page).not_to_have_url(before)
    assert given(visit, "sex") == "female"
    assert AnswerChange.objects.filter(consultation=visit, question="sex").count() == 2


def test_what_the_tablet_keeps_says_nothing_to_whoever_reads_it(desk, visit):
    desk.part(visit, "wishes")
    desk.goes_offline()
    text = desk.row("free_text").locator("textarea")
    text.fill("Canary in the coal mine")
    text.blur()
    expect(desk.bar).to_be_visible(timeout=5_000)

    pieces = desk.pieces()

    assert len(pieces) == 1 and len(pieces[0]) > 100
    for clear in ("Canary", "free_text", "wishes", str(visit.pk), str(visit.patient_id), "Jones"):
        assert clear not in "".join([*pieces, *desk.databases(), desk.kept_in_clear()])


def test_the_same_search_would_find_what_is_kept_in_clear(desk):
    """The control: a store that does not encrypt is noticed."""
    desk.page.evaluate(
        """() => new Promise(done => { const r = indexedDB.open("careless", 1);
          r.onupgradeneeded = () => r.result.createObjectStore("s").put({text: "Canary"}, "free_text");
          r.onsuccess = () => { r.result.close(); done(); } })"""
    )
    assert "free_text textCanary" in "".join(desk.pieces()).replace("\x00", "")


def test_after_a_reload_what_was_kept_is_sent_and_shown(desk, visit):
    desk.page.route("**/save/", lambda route: route.abort())
    desk.gives(sex="male")
    expect(desk.bar).to_be_visible(timeout=5_000)
    desk.page.unroute("**/save/")
    desk.page.route("**/save/", lambda route: route.abort())
    desk.page.goto("about:blank")
    desk.page.unroute("**/save/")

    desk.part(visit, "health")

    desk.is_told_it_is_saved()
    assert given(visit, "sex") == "male"
    assert desk.pieces() == []


def test_an_answer_whose_receipt_was_lost_is_not_given_twice(desk, visit):
    lost = []

    def swallow(route):
        route.fetch()
        lost.append(route.request.post_data)
        route.abort()

    desk.page.route("**/save/", swallow, times=1)
    desk.gives(sex="male").is_told_it_is_saved()

    assert len(lost) == 1
    assert AnswerChange.objects.filter(consultation=visit, question="sex").count() == 1


def test_an_answer_is_sent_again_with_its_key_and_the_very_same_content(desk):
    sent = []
    desk.page.route("**/save/", lambda route: (sent.append(route.request.post_data), route.abort()), times=2)
    desk.page.on("request", lambda request: request.url.endswith("/save/") and sent.append(request.post_data))

    desk.gives(sex="male")
    expect(desk.mark).to_contain_text("All answers saved", timeout=15_000)

    assert len(sent) >= 3 and len(set(sent)) == 1


def test_after_a_minute_the_patient_is_asked_to_tell_the_desk(clinic, windows, visit):
    desk = windows.window(Intake, clinic.desk)
    desk.page.clock.install()
    desk.part(visit, "who")
    desk.page.evaluate("() => document.body.classList.add('patient-mode')")
    desk.goes_offline().gives(sex="male")
    desk.page.clock.run_for(5_000)
    expect(desk.bar).to_be_visible()
    expect(desk.bar.get_by_text("Please tell the desk.")).to_be_hidden()

    desk.page.clock.run_for(61_000)

    expect(desk.bar.get_by_text("Please tell the desk.")).to_be_visible()


def test_without_a_safe_place_the_page_says_that_it_keeps_answers_only_while_it_is_open(clinic, windows, visit):
    desk = windows.window(Intake, clinic.desk)
    desk.page.add_init_script("Object.defineProperty(crypto, 'subtle', {value: undefined})")
    desk.part(visit, "who").gives(sex="male").is_told_it_is_saved()

    expect(desk.mark).to_have_attribute("title", re.compile("only while this page is open"))
    assert given(visit, "sex") == "male"
    assert desk.databases() == []

"""The queue in a browser: it renews itself under the eyes of the reader, and never for somebody who is gone."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from consultations.models import Consultation
from consultations.services import queueing
from tests.integration.clinic_factory import person
from tests.system.doctor import Doctor
from tests.system.measuring import CLIPPED, OVERFLOW, SMALL_TARGETS

pytestmark = pytest.mark.django_db(transaction=True)
# What the timer and the return to the page do.
# The browser may fetch the picture of the tab whenever it likes.
PICTURE = "/static/pearl.svg"
LOOK_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"


def waits(clinic, name, minutes=10, **differs):
    visit = clinic.in_review(clinic.patient(family_name=name), **differs)
    Consultation.objects.filter(pk=visit.pk).update(intake_finished_at=timezone.now() - timedelta(minutes=minutes))
    return visit


@pytest.fixture
def room(clinic):
    return {name: waits(clinic, name, minutes) for name, minutes in (("Khan", 75), ("Li", 12))}


@pytest.fixture
def doctor(clinic, room, on_both):
    return on_both.window(Doctor, clinic.derm).opens("/queue/")


def names(doctor):
    return [text.split(",")[0] for text in doctor.page.locator(".queue-row .row-main > a").all_inner_texts()]


def looks_again(doctor):
    with doctor.page.expect_response(re.compile("/queue/")) as answer:
        doctor.page.evaluate(LOOK_AGAIN)
    return answer.value.status


def test_anybody_can_use_the_queue(clinic, room, doctor, anybody_can_use):
    colleague = person(Role.DERMATOLOGIST, sites=[clinic.site], name="Dr Ada Shah")
    queueing.claim(consultation_id=room["Li"].pk, by=colleague, at=timezone.now())
    queueing.skip(consultation_id=room["Khan"].pk, by=clinic.derm, at=timezone.now())
    waits(clinic, "Moss", symptoms=["bleeding"])
    doctor.opens("/queue/")

    anybody_can_use(doctor.page)
    for width in (320, 810):
        doctor.page.set_viewport_size({"width": width, "height": 900})
        assert [doctor.page.evaluate(script) for script in (OVERFLOW, CLIPPED)] == [0, []]
        assert not doctor.touch or doctor.page.evaluate(SMALL_TARGETS) == []


def test_next_patient_is_one_press_and_the_case_is_theirs(clinic, room, doctor):
    doctor.presses("Next patient")

    assert doctor.page.url.endswith(f"/consultations/{room['Khan'].pk}/review/")
    assert Consultation.objects.get(pk=room["Khan"].pk).claimed_by == clinic.derm


def test_skipping_and_taking_back(doctor):
    khan = doctor.page.locator(".queue-row", has_text="KHAN")
    doctor.presses("Skip", within=khan)
    assert names(doctor) == ["LI", "KHAN"]
    expect(khan).to_contain_text("Skipped by you")
    doctor.presses("Take back", within=khan)
    assert names(doctor) == ["KHAN", "LI"]


def test_who_comes_is_shown_and_said_and_the_reader_stays_where_they_are(clinic, doctor):
    link = doctor.page.get_by_role("link", name=re.compile("^LI,"))
    link.focus()
    waits(clinic, "Moss", symptoms=["bleeding"])

    assert looks_again(doctor) == 200
    expect(doctor.page.locator("#live")).to_have_text("1 new case waiting")
    assert names(doctor) == ["MOSS", "KHAN", "LI"]
    expect(link).to_be_focused()
    assert doctor.complaints == []


def test_a_row_stays_under_the_eyes_when_another_comes_before_it(clinic, windows):
    for number in range(12):
        waits(clinic, f"Row{number}", minutes=number)
    doctor = windows.window(Doctor, clinic.derm).opens("/queue/")
    doctor.page.set_viewport_size({"width": 810, "height": 600})
    row = doctor.page.locator(".queue-row", has_text="ROW2")
    row.scroll_into_view_if_needed()
    before = row.bounding_box()["y"]
    waits(clinic, "Moss", symptoms=["bleeding"])

    assert looks_again(doctor) == 200
    expect(doctor.page.locator(".queue-row")).to_have_count(13)
    assert abs(doctor.page.locator(".queue-row", has_text="ROW2").bounding_box()["y"] - before) < 2


def test_who_was_focused_and_is_gone_leaves_the_focus_on_the_heading(clinic, room, doctor):
    doctor.page.get_by_role("link", name=re.compile("^LI,")).focus()
    Consultation.objects.filter(pk=room["Li"].pk).update(status="closed_unsigned", closed_reason="Went home.")

    looks_again(doctor)
    expect(doctor.page.locator("main h1")).to_be_focused()


def test_looking_for_news_lengthens_no_session_and_leaves_no_trace(doctor):
    before = (Session.objects.get().expire_date, Event.objects.count())

    assert [looks_again(doctor) for _ in range(5)] == [204] * 5
    assert (Session.objects.get().expire_date, Event.objects.count()) == before


def test_nothing_is_asked_for_while_the_page_is_out_of_sight(doctor):
    asked = []
    doctor.page.on("request", lambda request: asked.append(request.url) if PICTURE not in request.url else None)
    doctor.page.evaluate("Object.defineProperty(document, 'hidden', {value: true})")
    doctor.page.evaluate(LOOK_AGAIN)
    doctor.page.wait_for_timeout(300)

    assert asked == []


def test_without_a_network_the_list_stays_and_says_from_when_it_is(doctor):
    note = doctor.page.locator("[data-queue-lost]")
    doctor.page.context.set_offline(True)
    doctor.page.evaluate(LOOK_AGAIN)

    expect(note).to_be_visible()
    expect(note).to_contain_text(re.compile(r"No connection\. This list is from \d+:\d\d"))
    assert names(doctor) == ["KHAN", "LI"]

    doctor.page.context.set_offline(False)
    expect(note).to_be_hidden()


def test_after_signing_out_elsewhere_the_names_go_and_nothing_asks_again(doctor):
    Session.objects.all().delete()
    doctor.page.evaluate(LOOK_AGAIN)

    expect(doctor.page.locator("[data-queue-over]")).to_be_visible()
    doctor.sees_no("KHAN", "LI,")
    asked = []
    doctor.page.on("request", lambda request: asked.append(request.url) if PICTURE not in request.url else None)
    doctor.page.evaluate(LOOK_AGAIN)
    doctor.page.wait_for_timeout(300)
    assert asked == []


def test_minutes_go_on_by_themselves(clinic, room, windows):
    doctor = windows.window(Doctor, clinic.derm)
    doctor.page.clock.install()
    doctor.page.route("**/queue/", lambda route: route.fulfill(status=204) if is_news(route) else route.continue_())
    doctor.opens("/queue/")
    waited = doctor.page.locator("[data-waited]")
    assert waited.all_inner_texts() == ["1 h 15 min", "12 min"]
    doctor.page.clock.fast_forward("02:05")

    expect(waited.first).to_have_text("1 h 17 min")
    expect(waited.last).to_have_text("14 min")
    expect(doctor.page.locator(".wait-so-far").last).to_have_attribute("width", "14")


def is_news(route):
    return "pearl-seen" in route.request.headers

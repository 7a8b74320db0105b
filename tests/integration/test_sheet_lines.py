"""The patient's sheet line by line before it is signed: other words, left out, as before."""

import json
import re
from contextlib import suppress
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from clinic.audit.refusals import Refused, Stale
from consultations.planned_care import planned_steps
from consultations.services import review, sheet_edits, signing
from tests.integration.clinic_factory import NOW, Clinic, person
from tests.integration.pages_sent import form_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return Clinic()


def steps_of(visit, **like):
    lines = {line.area_number: line for line in visit.plan_lines.all()}
    found = planned_steps(visit, lines, language="en", today=NOW.date())
    return [step for step in found if all(step[key] == value for key, value in like.items())]


def change(clinic, visit, step, text, **more):
    told = {"code": step["code"], "add_on": step["add_on"], "revision": visit.revision, "by": clinic.derm, "at": NOW}
    return sheet_edits.change_line(consultation_id=visit.pk, text=text, **told | more)


def signed_steps(clinic, visit):
    if visit.status == "review":
        visit = review.confirm(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)
    record = signing.put_signature(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)
    return {step["code"]: step for step in json.loads(record.document)["aftercare"]}


def with_urgent(clinic):
    visit = clinic.in_review(clinic.patient(), area="under_eye")
    visit = clinic.decide(visit, method="laser", reasons=["combine_later"], comment="Deep.", confirmed_twice=True)
    return visit, steps_of(visit, kind="call", urgent=True)[0]


def test_a_line_in_other_words_is_signed_with_the_original_beside_it(clinic):
    visit = clinic.decided()
    step = steps_of(visit, kind="do")[0]

    visit = change(clinic, visit, step, "  Come back on Friday. ")
    signed = signed_steps(clinic, visit)[step["code"]]

    assert signed["text"] == "Come back on Friday."
    assert signed["edited"] == {"original": step["text"]}


def test_a_line_that_was_left_out_stays_in_the_record_and_not_on_the_sheet(clinic, client):
    visit = clinic.decided()
    step = steps_of(visit, kind="avoid")[0]

    visit = change(clinic, visit, step, "")

    assert signed_steps(clinic, visit)[step["code"]]["left_out"] is True
    client.force_login(clinic.derm)
    assert step["text"] not in client.get(f"/consultations/{visit.pk}/aftercare/").content.decode()


def test_the_sheet_can_be_changed_until_it_is_signed(clinic):
    visit = clinic.confirmed()
    step = steps_of(visit, kind="do")[0]
    visit = change(clinic, visit, step, "Come back on Friday.")
    assert signed_steps(clinic, visit)[step["code"]]["text"] == "Come back on Friday."

    visit.refresh_from_db()
    with pytest.raises(Refused, match="signed"):
        change(clinic, visit, step, "Said later.")


def test_as_before_takes_the_doctors_words_away(clinic):
    visit = clinic.decided()
    step = steps_of(visit, kind="do")[0]
    for text in (None, step["text"]):
        visit = change(clinic, visit, step, "Other words.")
        visit = change(clinic, visit, step, text)
        assert visit.sheet_edits == []
    hows = [event.details["how"] for event in Event.objects.filter(action="sheet.edited").order_by("id")]
    assert hows == ["changed", "as_before", "changed", "as_before"]


def test_when_to_call_at_once_is_never_left_out_and_may_be_said_better(clinic):
    visit, urgent = with_urgent(clinic)
    with pytest.raises(Refused, match="every sheet"):
        change(clinic, visit, urgent, " ")

    visit = change(clinic, visit, urgent, "Call at once if your eye hurts.")
    assert signed_steps(clinic, visit)[urgent["code"]]["text"] == "Call at once if your eye hurts."


def test_an_edit_that_leaves_out_an_urgent_line_by_another_way_is_not_followed(clinic):
    visit, urgent = with_urgent(clinic)
    visit.sheet_edits = [{"code": urgent["code"], "add_on": "", "original": urgent["text"], "text": ""}]
    assert "left_out" not in steps_of(visit, code=urgent["code"])[0]


def test_words_that_were_put_in_place_of_others_do_not_replace_new_ones(clinic):
    visit = clinic.decided()
    step = steps_of(visit, kind="do")[0]
    visit.sheet_edits = [{"code": step["code"], "add_on": "", "original": "Old words.", "text": "Mine."}]
    assert steps_of(visit, code=step["code"])[0]["text"] == step["text"]


def test_a_line_of_another_plan_cannot_be_changed(clinic):
    visit = clinic.decided()
    step = steps_of(visit)[0]
    with pytest.raises(Refused, match="not on the sheet any more"):
        change(clinic, visit, step, "Mine.", add_on="laser")


def test_from_an_old_page_nothing_is_changed(clinic):
    visit = clinic.decided()
    step = steps_of(visit)[0]
    with pytest.raises(Stale):
        change(clinic, visit, step, "Mine.", revision=visit.revision - 1)


def test_the_desk_does_not_change_the_sheet(clinic):
    visit = clinic.decided()
    with pytest.raises(Refused, match="Only a dermatologist"):
        change(clinic, visit, steps_of(visit)[0], "Mine.", by=person(Role.FRONT_DESK, sites=[clinic.site]))


@pytest.mark.parametrize("text", ["two\nlines", "x" * 401, "turned \u202eround"])
def test_what_cannot_stand_on_paper_is_refused(clinic, text):
    visit = clinic.decided()
    with pytest.raises(Refused):
        change(clinic, visit, steps_of(visit)[0], text)


def test_who_is_sent_on_is_not_told_that_bumps_may_stay(clinic):
    visit = clinic.in_review()
    visit = clinic.decide(visit, method="", without_method="watch_and_wait", reasons=["patient_prefers"])
    waits = {step["code"] for step in steps_of(visit)}
    visit = clinic.decide(visit, method="", without_method="refer", reasons=["my_exam_differs"])
    sent_on = steps_of(visit)

    assert {step["kind"] for step in sent_on} <= {"call"}
    assert {step["code"] for step in sent_on} < waits


# On the page


def page_of(doctor, visit):
    return doctor.get(reverse("sheet_preview", args=[visit.pk]))


def send(doctor, visit, step, do, **more):
    typed = {"code": step["code"], "add_on": step["add_on"], "do": do} | more
    return doctor.post(reverse("sheet_line", args=[visit.pk]), form_of(visit, **typed))


def told(answer):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.fixture
def doctor(clinic):
    return signed_in(clinic.derm)


def test_the_page_shows_the_sheet_with_dates_worked_out_and_every_step_once(clinic, doctor):
    visit = clinic.decided(areas=2)
    page = told(page_of(doctor, visit))
    for step in steps_of(visit):
        assert page.count(f" {step['text']} ") >= 1
    assert date_format(localdate(), "l j F Y") in page


def test_words_are_changed_on_the_page_and_the_original_stands_beside_them(clinic, doctor):
    visit = clinic.decided()
    step = steps_of(visit, kind="do")[0]

    answer = send(doctor, visit, step, "words", text="Come back on Friday.")

    assert answer.url == reverse("sheet_preview", args=[visit.pk]) + f"#line-{step['code']}"
    page = told(doctor.get(answer.url))
    assert "Come back on Friday." in page
    assert f"The protocol says: {step['text']}" in page


def test_a_line_is_left_out_and_comes_back(clinic, doctor):
    visit = clinic.decided()
    step = steps_of(visit, kind="do")[0]

    send(doctor, visit, step, "leave_out")
    assert f"Left out: {step['text']}" in told(page_of(doctor, visit))
    visit.refresh_from_db()
    send(doctor, visit, step, "as_before")
    assert "Left out:" not in told(page_of(doctor, visit))


def test_an_urgent_line_has_no_button_to_leave_it_out(clinic, doctor):
    visit, urgent = with_urgent(clinic)
    page = page_of(doctor, visit).content.decode()
    part = page.split(f'id="line-{urgent["code"]}"')[1].split("</li>")[0]
    assert "leave_out" not in part
    assert "Stands on every sheet" in part
    assert send(doctor, visit, urgent, "leave_out").status_code == 409


def test_empty_words_are_asked_for_at_their_field_and_what_was_typed_too_long_stays(clinic, doctor):
    visit = clinic.decided()
    step = steps_of(visit, kind="do")[0]

    answer = send(doctor, visit, step, "words", text=" ")
    assert answer.status_code == 422
    assert f'href="#line-{step["code"]}-text"' in answer.content.decode()

    answer = send(doctor, visit, step, "words", text="long " * 100)
    assert answer.status_code == 422
    assert "long long" in answer.content.decode()
    assert 'id="line-' + step["code"] + '-text"' in answer.content.decode()


def test_a_tap_too_many_changes_once(clinic, doctor):
    visit = clinic.decided()
    step = steps_of(visit, kind="do")[0]
    form = form_of(visit, code=step["code"], add_on="", do="leave_out")
    for _ in range(2):
        assert doctor.post(reverse("sheet_line", args=[visit.pk]), form).status_code == 302
    assert Event.objects.filter(action="sheet.edited").count() == 1


def test_from_an_old_page_the_words_typed_are_not_lost(clinic, doctor):
    visit = clinic.decided()
    step = steps_of(visit, kind="do")[0]
    answer = send(doctor, visit, step, "words", text="Come back on Friday.", revision=visit.revision - 1)
    assert answer.status_code == 409
    assert "Come back on Friday." in answer.content.decode()


def test_a_long_or_hard_line_gets_a_hint_and_is_kept(clinic, doctor):
    visit = clinic.decided()
    step = steps_of(visit, kind="do")[0]
    hard = "Immediately discontinue photosensitising preparations " + "and avoid the sun " * 6
    assert send(doctor, visit, step, "words", text=hard).status_code == 302
    page = told(page_of(doctor, visit))
    assert "words is long" in page
    assert "Hard to read" in page


def test_a_visit_that_was_signed_shows_its_record(clinic, doctor):
    visit = clinic.signed()
    assert page_of(doctor, visit).url == reverse("review", args=[visit.pk])


def test_the_page_asks_the_database_as_often_for_many_places_as_for_one(clinic, doctor):
    counts = []
    for areas in (1, 4):
        visit = clinic.decided(areas=areas)
        page_of(doctor, visit)
        with CaptureQueriesContext(connection) as asked:
            page_of(doctor, visit)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16, counts


@given(text=st.text(max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_written_a_line_is_never_lost(clinic, text):
    """It is the protocol's, the doctor's, or marked as left out; what is urgent is never gone."""
    visit, _urgent = with_urgent(clinic)
    before = steps_of(visit)
    for step in before[:1] + [step for step in before if step["urgent"]][:1]:
        with suppress(Refused):
            visit = change(clinic, visit, step, text)
    after = steps_of(visit)

    assert [step["code"] for step in after] == [step["code"] for step in before]
    assert all(step["text"].strip() for step in after)
    assert not any(step.get("left_out") for step in after if step["urgent"] and step["kind"] == "call")

"""What may stand in place of a line of the sheet: words; and one line on when to call is always there."""

import pytest

from clinic.audit.refusals import Refused
from consultations.models import Consultation
from consultations.presenters.sheet_lines import SheetLines
from consultations.verifying import faults
from tests.integration.clinic_factory import NOW, Clinic, milia, release_of
from tests.integration.test_sheet_lines import change, signed_steps, steps_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return Clinic()


@pytest.mark.parametrize(
    "text", [".", "😀", "\u2800", "\u2800 \u2800", "- -", "1 2 3", "Rest", "\u115f \u1160", "休息"]
)
def test_what_says_nothing_does_not_stand_in_place_of_a_line(clinic, text):
    visit = clinic.decided()
    with pytest.raises(Refused, match="needs words"):
        change(clinic, visit, steps_of(visit, kind="do")[0], text)


@pytest.mark.parametrize("text", ["Rest today.", "请多休息三天。", "พักผ่อนมาก", "쉬세요 오늘"])
def test_words_do_in_scripts_with_and_without_blanks(clinic, text):
    visit = clinic.decided()
    step = steps_of(visit, kind="do")[0]
    visit = change(clinic, visit, step, text)
    assert steps_of(visit, code=step["code"])[0]["text"] == text


def without_calls(clinic):
    """Every line on when to call left out but the last, which is not urgent."""
    visit = clinic.in_review()
    visit = clinic.decide(visit, method="laser", reasons=["combine_later"], comment="Deep.", confirmed_twice=True)
    calls = steps_of(visit, kind="call")
    assert len(calls) > 1 and not any(step["urgent"] for step in calls)
    for step in calls[:-1]:
        visit = change(clinic, visit, step, "")
    return visit, calls


def test_the_last_line_on_when_to_call_is_never_left_out(clinic):
    visit, calls = without_calls(clinic)

    with pytest.raises(Refused, match="last line that says when to call"):
        change(clinic, visit, calls[-1], " ")
    plan = {line.area_number: line for line in visit.plan_lines.all()}
    shown = [
        line
        for part in SheetLines.of(visit, plan, NOW.date()).parts
        for _when, lines in part.stages
        for line in lines
        if line.code == calls[-1]["code"]
    ]
    assert [line.may_leave_out for line in shown] == [False]
    change(clinic, visit, calls[-1], "Call us when it hurts.")


def test_a_sheet_whose_lines_on_when_to_call_were_all_left_out_says_the_first(clinic):
    visit, calls = without_calls(clinic)
    last = {"code": calls[-1]["code"], "add_on": calls[-1]["add_on"], "original": calls[-1]["text"], "text": ""}
    visit.sheet_edits = [*visit.sheet_edits, last]
    visit.save(update_fields=["sheet_edits"])

    signed = signed_steps(clinic, visit)

    assert [step["code"] for step in signed.values() if step["kind"] == "call" and not step.get("left_out")] == [
        calls[0]["code"]
    ]
    assert list(faults()) == []


def naming_the_phone():
    """The protocol with the clinic's number in every line of the sheet."""
    steps = tuple(
        step.model_copy(update={"text": {"en": f"{step.text['en']} Our number is {{clinic_phone}}."}})
        for step in milia().aftercare
    )
    release_of(milia().model_copy(update={"aftercare": steps}))
    return Clinic()


def with_phone(clinic, visit, phone):
    clinic.site.phone = phone
    clinic.site.save(update_fields=["phone"])
    return Consultation.objects.get(pk=visit.pk)


@pytest.mark.parametrize("is_older", [False, True])
def test_the_doctors_words_stay_when_the_clinic_gets_another_phone_number(is_older):
    clinic = naming_the_phone()
    visit = with_phone(clinic, clinic.decided(), "111")
    changed, gone = steps_of(visit, kind="do")[0], steps_of(visit, kind="avoid")[0]
    visit = change(clinic, visit, changed, "Come back on Friday.")
    visit = change(clinic, visit, gone, "")
    if is_older:
        originals = {step["code"]: step["text"] for step in (changed, gone)}
        visit.sheet_edits = [edit | {"original": originals[edit["code"]]} for edit in visit.sheet_edits]
        visit.save(update_fields=["sheet_edits"])

    visit = visit if is_older else with_phone(clinic, visit, "222")
    signed = signed_steps(clinic, visit)

    assert signed[changed["code"]]["text"] == "Come back on Friday."
    assert ("Our number is 111." if is_older else "Our number is 222.") in signed[changed["code"]]["edited"]["original"]
    assert signed[gone["code"]]["left_out"]
    with_phone(clinic, visit, "333")
    assert list(faults()) == []


def test_a_line_that_names_the_phone_is_put_back_as_the_page_shows_it():
    clinic = naming_the_phone()
    visit = with_phone(clinic, clinic.decided(), "111")
    step = steps_of(visit, kind="do")[0]
    visit = change(clinic, visit, step, "Come back on Friday.")
    assert change(clinic, visit, step, step["text"]).sheet_edits == []

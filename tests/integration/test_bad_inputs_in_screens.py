"""Bad inputs sent to a screen of the intake, whole and answer by answer: a clear answer, and nothing half saved."""

import re
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils.html import escape

from consultations.models import Consultation
from consultations.services import intake
from tests.integration.clinic_factory import NOW, Clinic
from tests.integration.pages_sent import form_of, save_one, screen_of, signed_in, whole_screen

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def desk(clinic):
    return signed_in(clinic.desk)


def answers(visit):
    return Consultation.objects.get(pk=visit.pk).answers


def give(clinic, visit, key, value, area=None):
    return intake.give_answer(
        consultation_id=visit.pk,
        question=key,
        value=value,
        area_number=area,
        revision=Consultation.objects.get(pk=visit.pk).revision,
        by=clinic.desk,
        at=NOW,
    )


WHERE = pytest.mark.parametrize("alone", [True, False], ids=["saved by itself", "with its screen"])


def sent(desk, visit, key, typed, area=None, *, alone):
    if alone:
        return save_one(desk, visit, key, typed, area)
    form = whole_screen(visit, key, area) | ({} if typed is None else {key: typed})
    return desk.post(screen_of(visit, key, area), form)


@WHERE
@pytest.mark.parametrize(
    ("key", "area", "typed"),
    [("sex", None, "robot"), ("sex", None, "unanswered"), ("symptoms", 1, ["itch", "fire"]), ("sex", None, "not_sure")],
)
def test_27_an_answer_that_is_not_offered_is_refused(clinic, desk, key, area, typed, alone):
    visit = clinic.in_intake()

    assert sent(desk, visit, key, typed, area, alone=alone).status_code == 422
    assert key not in answers(visit)["person"] | answers(visit)["areas"][0]


NUMBERS = {
    "15 thirty digits": "9" * 30,
    "16 five thousand digits": "9" * 5_000,
    "18 a comma": "70,5",
    "18 a letter": "7O",
    "18 below nothing": "-70",
    "18 a unit": "8 months",
    "19 beyond the range": "9999",
    "11 a number like 1e400": "1e400",
    "10 NaN": "NaN",
}


@WHERE
@pytest.mark.parametrize("case", NUMBERS)
def test_10_11_15_16_18_19_what_is_no_number_here_is_asked_again_and_kept_as_typed(clinic, desk, case, alone):
    visit = give(clinic, clinic.in_intake(), "isotretinoin", "stopped")

    answer = sent(desk, visit, "isotretinoin_months", NUMBERS[case], alone=alone)

    too_long_to_keep = alone and len(NUMBERS[case]) > 100
    assert answer.status_code == (409 if too_long_to_keep else 422)
    assert "isotretinoin_months" not in answers(visit)["person"]
    if not too_long_to_keep:
        page = desk.get(screen_of(visit, "isotretinoin")) if alone else answer
        assert f'value="{NUMBERS[case]}"' in page.content.decode()


@WHERE
def test_17_digits_of_another_script_are_read_as_what_they_say_and_shown_so(clinic, desk, alone):
    visit = give(clinic, clinic.in_intake(), "isotretinoin", "stopped")

    sent(desk, visit, "isotretinoin_months", "١٢", alone=alone)

    assert answers(visit)["person"]["isotretinoin_months"] == 12
    assert 'value="12"' in desk.get(screen_of(visit, "isotretinoin")).content.decode()


# Zero-width characters are taken out of every text, also between the people of an emoji family.
JOINER = "\u200d"
TEXTS = {
    "3 an emoji family": "👩🏽‍👩🏽‍👧",
    "31 a script": "<script>alert(1)</script>",
    "32 a template": "{{7*7}}{% debug %}${7*7}",
    "33 a formula": '=HYPERLINK("http://evil")',
    "34 SQL": "'; DROP TABLE consultations_patient--",
    "38 Word quotes": "“a” and – b",
}


@WHERE
@pytest.mark.parametrize("case", TEXTS)
def test_3_31_32_33_34_38_a_text_is_kept_as_it_was_typed_and_shown_as_text(clinic, desk, case, alone):
    visit = clinic.in_intake()

    assert sent(desk, visit, "free_text", TEXTS[case], alone=alone).status_code in (200, 302)

    kept = TEXTS[case].replace(JOINER, "")
    assert answers(visit)["person"]["free_text"] == kept
    assert escape(kept) in desk.get(screen_of(visit, "free_text")).content.decode()


@WHERE
@pytest.mark.parametrize("typed", [" \u00a0\t", ""])
def test_6_a_text_of_blanks_is_no_answer(clinic, desk, typed, alone):
    visit = clinic.in_intake()

    assert sent(desk, visit, "free_text", typed, alone=alone).status_code in (200, 302)

    assert answers(visit)["person"]["free_text"] == "unanswered"


@WHERE
@pytest.mark.parametrize("typed", ["a" + "\u0301" * 2_000, "x" * 1_500, "x" * 60_000])
def test_39_a_text_without_an_end_is_refused(clinic, desk, typed, alone):
    visit = clinic.in_intake()

    assert sent(desk, visit, "free_text", typed, alone=alone).status_code in (400, 409, 422)
    assert "free_text" not in answers(visit)["person"]


# What no field of a form may hold: the gate says so before the page does.
NOT_STORED = {
    "7 NUL": (b"%00", 400),
    "9 half a surrogate pair": (b"%ed%a0%80", 400),
    "14 bad UTF-8": (b"%ff%fe", 400),
    "42 the field twice": (b"female&sex=male", 409),
    "28 ten thousand options": (b"female" + b"&sex=male" * 10_000, 400),
    "29 a thousand and one fields": (b"female&" + b"&".join(b"f%d=1" % number for number in range(1_001)), 400),
    "30 three megabytes": (b"x" * 3_000_000, 413),
}


@WHERE
@pytest.mark.parametrize("case", NOT_STORED)
def test_7_9_14_28_29_30_42_what_cannot_be_stored_saves_nothing(clinic, desk, case, alone):
    visit, (typed, status) = clinic.in_intake(), NOT_STORED[case]
    rest = {"screen": "who", "area": "", "question": "sex"} if alone else {}
    form = {name: value for name, value in (whole_screen(visit, "sex") | rest).items() if name != "sex"}
    address = reverse("intake_save", args=[visit.pk]) if alone else screen_of(visit, "sex")

    body = urlencode(form).encode() + b"&sex=" + typed
    answer = desk.generic("POST", address, body, "application/x-www-form-urlencoded")

    assert answer.status_code == status
    assert answers(visit)["person"].keys() & {"sex", "visit_for"} == set()


def test_8_12_13_an_answer_sent_as_json_is_no_form_and_saves_nothing(clinic, desk):
    visit = clinic.in_intake()
    bodies = [rb'{"sex": "\u0000"}', b"[" * 5_000, b'{"sex": "male", "sex": "female"}', b'{"sex": "male"}']

    for body in bodies:
        answer = desk.generic("POST", reverse("intake_save", args=[visit.pk]), body, "application/json")
        assert answer.status_code in (400, 404)
    assert "sex" not in answers(visit)["person"]


@WHERE
def test_41_fields_that_this_screen_does_not_have_change_nothing(clinic, desk, alone):
    visit = clinic.in_intake()
    more = {"status": "signed", "site": "2", "is_staff": "1", "given_by": "patient", "blistering_history": "no"}

    if alone:
        save_one(desk, visit, "sex", "female", **more)
    else:
        desk.post(screen_of(visit, "sex"), whole_screen(visit, "sex") | more)

    visit.refresh_from_db()
    assert (visit.status, visit.site_id) == ("intake", clinic.site.pk)
    assert "blistering_history" not in visit.answers["person"]
    assert visit.answer_changes.get(question="sex").given_by == "desk"


@WHERE
def test_40_a_later_page_sent_first_is_kept_and_the_earlier_ones_are_still_asked(clinic, desk, alone):
    visit = clinic.in_intake()

    later = sent(desk, visit, "symptoms", ["itch"], 1, alone=alone)
    visit.refresh_from_db()
    end = desk.post(reverse("intake_finish", args=[visit.pk]), form_of(visit))

    assert (later.status_code, end.status_code) == (200 if alone else 302, 409)
    assert "not asked yet" in end.content.decode()
    assert answers(visit)["areas"][0]["symptoms"] == ["itch"]
    assert desk.get(reverse("intake", args=[visit.pk])).url == screen_of(visit, "visit_for")


@WHERE
def test_40_a_page_sent_after_the_session_ended_loses_nothing(clinic, desk, alone):
    visit = give(clinic, clinic.in_intake(), "visit_for", "self")
    desk.session.flush()

    answer = sent(desk, visit, "sex", "female", alone=alone)
    page = answer.content.decode()

    assert answer.status_code == 403
    assert "You are signed out" in page
    assert "female" in page
    assert answers(visit)["person"]["visit_for"] == "self"
    assert sent(signed_in(clinic.desk), visit, "sex", "female", alone=alone).status_code in (200, 302)


@WHERE
@pytest.mark.parametrize("state", ["signed", "closed"])
def test_40_a_page_sent_after_the_end_is_answered_with_where_the_visit_is(clinic, desk, state, alone):
    visit = getattr(clinic, state)()
    before = answers(visit)

    answer = sent(desk, visit, "sex", "male", alone=alone)

    assert answer.status_code == 409
    assert re.search("signed and final|closed without a signature", answer.content.decode())
    assert answers(visit) == before


@pytest.mark.parametrize("alone", [True, False])
def test_40_a_visit_of_another_site_is_not_there(clinic, alone):
    visit = clinic.in_intake()

    assert sent(signed_in(Clinic().desk), visit, "sex", "male", alone=alone).status_code == 404
    assert "sex" not in answers(visit)["person"]


@pytest.mark.parametrize(("key", "area"), [("wants_treatment", None), ("symptoms", 1), ("isotretinoin_months", None)])
def test_43_a_field_taken_out_of_the_page_is_no_answer_and_never_a_no(clinic, desk, key, area):
    visit = give(clinic, clinic.in_intake(), "isotretinoin", "stopped")
    form = whole_screen(visit, key, area)
    form.pop(key, None)

    answer = desk.post(screen_of(visit, key, area), form)

    assert answer.status_code == 422
    assert "Choose an answer, or leave it blank below." in answer.content.decode()
    assert key not in answers(visit)["person"] | answers(visit)["areas"][0]


@pytest.mark.parametrize(("key", "area"), [("wants_treatment", None), ("symptoms", 1), ("isotretinoin_months", None)])
def test_43_a_field_taken_out_of_what_is_saved_by_itself_is_unanswered_and_never_a_no(clinic, desk, key, area):
    visit = give(clinic, clinic.in_intake(), "isotretinoin", "stopped")

    assert save_one(desk, visit, key, None, area).status_code == 200
    assert (answers(visit)["person"] | answers(visit)["areas"][0])[key] == "unanswered"

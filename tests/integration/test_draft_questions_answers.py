"""The answers a question offers: values stay, words change; what is in use is retired and never taken away."""

from uuid import uuid4

import pytest
from django.urls import reverse

from tests.integration.clinic_factory import NOW
from tests.integration.drafts_made import admin, change, milia_draft, part, signed_in
from tests.integration.question_pages import fill, page_of, pressed, save
from treatments.editing.changing import change_part
from treatments.editing.parts import stamp_of
from treatments.models import Edit

pytestmark = pytest.mark.django_db


@pytest.fixture
def milia():
    return milia_draft()


@pytest.fixture
def mina():
    return admin("Mina Okoro")


def values_of(page):
    return [row["code"] for row in page.context["rows"]]


def offered(milia, key):
    return [option["value"] for option in part(milia, "questions", key)["options"]]


def words(page):
    return " ".join(page.content.decode().split())


def without(sent, number):
    """As a browser would send the page without this row."""
    left = {name: value for name, value in sent.items() if not name.startswith("option-")}
    rows = int(sent["options"])
    for new, old in enumerate(each for each in range(rows) if each != number):
        start = f"option-{old}-"
        of_row = {name: value for name, value in sent.items() if name.startswith(start)}
        left |= {f"option-{new}-{name.removeprefix(start)}": value for name, value in of_row.items()}
    return left | {"options": str(rows - 1)}


def test_adding_a_row_comes_back_with_what_was_typed_and_saves_nothing(milia, mina):
    sent = fill(page_of(mina, "sex"), **{"wording-en": "Half typed", "option-0-label-en": "Woman"})
    page = pressed(mina, "sex", sent, "options:add")

    assert page.status_code == 200
    assert values_of(page) == ["female", "male", "intersex", "prefer_not", ""]
    assert "Half typed" in words(page) and "Woman" in words(page)
    assert not page.context["form"].errors and not Edit.objects.exists()


def test_a_new_answer_is_typed_in_and_saved(milia, mina):
    page = pressed(mina, "sex", fill(page_of(mina, "sex")), "options:add")
    sent = fill(page, **{"option-4-value": "other", "option-4-label-en": "Another"})
    assert save(mina, "sex", sent).status_code == 302
    assert part(milia, "questions", "sex")["options"][-1] == {"value": "other", "label": {"en": "Another"}}


def test_rows_move_and_go_without_scripts_and_keep_what_was_typed(milia, mina):
    page = pressed(mina, "sex", fill(page_of(mina, "sex")), "options:add")
    page = pressed(mina, "sex", fill(page, **{"option-4-label-en": "Typed"}), "options:up:4")
    assert values_of(page) == ["female", "male", "intersex", "", "prefer_not"]
    assert page.context["form"]["option-3-label-en"].value() == "Typed"
    page = pressed(mina, "sex", fill(page), "options:down:0")
    assert values_of(page)[:2] == ["male", "female"]
    page = pressed(mina, "sex", fill(page), "options:remove:3")
    assert values_of(page) == ["male", "female", "intersex", "prefer_not"]
    assert save(mina, "sex", fill(page)).status_code == 302
    assert offered(milia, "sex") == ["male", "female", "intersex", "prefer_not"]


@pytest.mark.parametrize(
    "button", ["options:up:0", "options:down:3", "options:remove:99", "options:up:x", "options:fly:1", "options"]
)
def test_a_button_that_cannot_be_changes_nothing(milia, mina, button):
    page = pressed(mina, "sex", fill(page_of(mina, "sex")), button)
    assert page.status_code == 200
    assert offered(milia, "sex") == ["female", "male", "intersex", "prefer_not"]
    assert not Edit.objects.exists()


@pytest.mark.parametrize("count", ["-1", "61", "9" * 400, "two", ""])
def test_a_number_of_rows_that_cannot_be_is_cut_to_what_a_form_holds(milia, mina, count):
    sent = fill(page_of(mina, "sex"), options=count)
    assert save(mina, "sex", sent).status_code in (302, 409, 422)
    assert offered(milia, "sex") == ["female", "male", "intersex", "prefer_not"]


def test_an_answer_in_use_is_shown_with_its_users_and_has_no_button_to_go(milia, mina):
    page = page_of(mina, "pregnancy")
    row = next(row for row in page.context["rows"] if row["code"] == "planning")
    assert not row["can_go"]
    assert any("EX-04" in line or "EX-" in line for line in row["used"])
    assert "In use: it can be retired, not removed" in words(page)


def test_an_answer_that_rules_read_or_a_release_offers_is_not_taken_away_by_hand(milia, mina):
    keep = offered(milia, "pregnancy")
    answer = save(mina, "pregnancy", without(fill(page_of(mina, "pregnancy")), keep.index("planning")))
    assert answer.status_code == 409
    assert "so it cannot be removed. Retire it instead." in words(answer)
    assert offered(milia, "pregnancy") == keep


def test_an_answer_that_is_only_in_the_draft_goes_unless_something_reads_it(milia, mina):
    sex = part(milia, "questions", "sex")
    change(milia, "questions", "sex", mina, options=[*sex["options"], {"value": "other", "label": {"en": "Other"}}])
    page = page_of(mina, "sex")
    assert next(row for row in page.context["rows"] if row["code"] == "other")["can_go"]
    change(milia, "questions", "pregnancy", mina, shown_when="sex = other and age_years >= 10")
    page = page_of(mina, "sex")
    assert not next(row for row in page.context["rows"] if row["code"] == "other")["can_go"]
    answer = save(mina, "sex", without(fill(page), 4))
    assert answer.status_code == 422
    assert "“sex” does not offer “other”" in words(answer) and "pregnancy" in words(answer)
    change(milia, "questions", "pregnancy", mina, shown_when="sex = female")
    assert save(mina, "sex", without(fill(page_of(mina, "sex")), 4)).status_code == 302
    assert "other" not in offered(milia, "sex")


def test_the_value_of_a_saved_answer_cannot_be_changed_by_hand(milia, mina):
    keep = offered(milia, "pregnancy")
    sent = fill(page_of(mina, "pregnancy"), **{"option-0-value": "nope"})
    assert save(mina, "pregnancy", sent).status_code == 409
    assert offered(milia, "pregnancy") == keep
    shown = words(page_of(mina, "pregnancy"))
    assert '<input type="hidden" name="option-0-value" value="no"' in shown


def test_an_answer_is_retired_and_offered_again(milia, mina):
    number = offered(milia, "pregnancy").index("planning")
    sent = fill(page_of(mina, "pregnancy"), **{f"option-{number}-retired": "on"})
    assert save(mina, "pregnancy", sent).status_code == 302
    assert part(milia, "questions", "pregnancy")["options"][number]["retired"] is True
    sent = fill(page_of(mina, "pregnancy"), **{f"option-{number}-retired": None})
    assert save(mina, "pregnancy", sent).status_code == 302
    assert "retired" not in part(milia, "questions", "pregnancy")["options"][number]


def test_a_question_in_use_is_retired_and_says_so_everywhere(milia, mina):
    assert save(mina, "smoker", fill(page_of(mina, "smoker"), retired="on")).status_code == 302
    assert part(milia, "questions", "smoker")["retired"] is True
    page = signed_in(mina).get(reverse("draft_questions", args=["milia"]))
    row = next(row for group in page.context["groups"] for row in group.rows if row.key == "smoker")
    assert row.is_retired and "Retired" in words(page)
    assert "Nobody is asked this any more." in words(page_of(mina, "smoker"))


def test_a_question_in_use_cannot_be_removed_and_the_page_says_by_what(milia, mina):
    for key in ("pregnancy", "smoker"):
        stamp = stamp_of(part(milia, "questions", key))
        press = {"key": str(uuid4()), "parts": "questions", "code": key, "stamp": stamp}
        answer = signed_in(mina).post(reverse("draft_remove", args=["milia"]), press)
        assert answer.status_code == 409 and "Retire it" in words(answer)
        assert part(milia, "questions", key)


def test_a_question_that_nothing_reads_and_no_release_asks_is_removed(milia, mina):
    sent = fill(page_of(mina, kind="text"), **{"wording-en": "Anything?", "help-en": "Say it."})
    sent |= {"key": "anything", "step": "wishes", "asked_by": ["patient"]}
    assert save(mina, "", sent, kind="text").status_code == 302
    page = page_of(mina, "anything")
    assert "Remove this question" in words(page)
    press = {"key": str(uuid4()), "parts": "questions", "code": "anything", "stamp": page.context["stamp"]}
    assert signed_in(mina).post(reverse("draft_remove", args=["milia"]), press).status_code == 302
    assert part(milia, "questions", "anything") is None


@pytest.mark.parametrize(
    ("key", "what"), [("area", "face_map"), ("photo_consent", "photo_consent"), ("exam", "examination")]
)
def test_what_the_face_map_the_photos_and_the_examination_ask_is_not_retired_under_them(milia, mina, key, what):
    answer = save(mina, key, fill(page_of(mina, key), retired="on"))
    assert answer.status_code == 422
    assert f"{what}" in words(answer) and "is retired, and this needs it" in words(answer)
    assert not Edit.objects.exists()


def test_what_the_form_does_not_show_stays(milia, mina):
    for key in ("area", "count"):
        before = part(milia, "questions", key)
        assert save(mina, key, fill(page_of(mina, key), **{"option-0-help-en": "More words"})).status_code == 302
        after = part(milia, "questions", key)
        assert after["options"][0].pop("help") == {"en": "More words"}
        before["options"][0].pop("help", None)
        assert after == before


def test_a_region_given_to_two_places_and_a_band_without_a_beginning_are_refused(milia, mina):
    regions = fill(page_of(mina, "area"), **{"option-1-regions": "FHC"})
    assert "belongs to two places" in words(save(mina, "area", regions))
    for wrong in ("FH", "fhc", "FHC;FHR"):
        answer = save(mina, "area", fill(page_of(mina, "area"), **{"option-0-regions": wrong}))
        assert answer.status_code == 422 and "option-0-regions" in answer.context["form"].errors
    band = fill(page_of(mina, "count"), **{"option-0-at_least": None})
    assert "does not say from which number on" in words(save(mina, "count", band))
    assert not Edit.objects.exists()


def add_arabic(milia, mina):
    place = {"protocol_id": milia.pk, "parts": "protocol", "code": "languages"}
    stamp = stamp_of(part(milia, "protocol", "languages"))
    change_part(**place, values=["en", "ar"], stamp=stamp, by=mina, at=NOW)


def test_every_language_stands_side_by_side_and_may_be_written_later(milia, mina):
    add_arabic(milia, mina)
    page = page_of(mina, "sex")
    assert "Wording (English)" in words(page) and "Wording (Arabic)" in words(page)
    assert 'dir="rtl"' in words(page)
    assert save(mina, "sex", fill(page, **{"wording-ar": "الجنس", "option-0-label-ar": "أنثى"})).status_code == 302
    sex = part(milia, "questions", "sex")
    assert sex["wording"] == {"en": sex["wording"]["en"], "ar": "الجنس"}
    assert sex["options"][0]["label"]["ar"] == "أنثى" and "ar" not in sex["options"][1]["label"]


def test_the_condition_is_built_without_scripts_on_the_same_page(milia, mina):
    sent = fill(page_of(mina, "smoker"), **{"wording-en": "Half typed"})
    page = pressed(mina, "smoker", sent, "shown_when:add:0")
    assert page.status_code == 200 and "Half typed" in words(page)
    assert not Edit.objects.exists()

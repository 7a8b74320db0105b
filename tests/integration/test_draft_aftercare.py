"""The aftercare of a draft: its list by method and by days, its form, moving, copying, and the preview with dates."""

from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate

from tests.integration.drafts_made import admin, change, milia_draft, part, signed_in
from tests.integration.forms_read import fields_in
from treatments.models import Edit

pytestmark = pytest.mark.django_db
CODE = "AE-03"


@pytest.fixture
def draft():
    return milia_draft()


@pytest.fixture
def mina(draft):
    return signed_in(admin())


def address(name="draft_aftercare_step", **asked):
    arguments = ["milia", CODE] if name == "draft_aftercare_step" else ["milia"]
    return reverse(name, args=arguments) + (f"?{urlencode(asked)}" if asked else "")


def page(client, name="draft_aftercare", **asked):
    return unescape(client.get(address(name, **asked)).content.decode())


def form(client, where):
    return fields_in(client.get(where).content.decode(), "editor")


def send(client, where=None, **typed):
    where = where or address()
    return client.post(where, form(client, where) | typed)


def words(answer):
    return unescape(answer.content.decode())


def test_the_list_is_by_method_and_shows_when_what_kind_and_for_whom(mina):
    found = page(mina)
    assert found.index("group-extraction") < found.index("part-extraction-AE-01") < found.index("group-peel")
    assert "To avoid · Day 0" in found
    assert "Only when: “" in found
    assert found.index("group-none") > found.index("group-laser")


def test_the_list_of_one_method_can_stand_by_days(mina):
    found = page(mina, method="peel", by="days")
    assert "group-extraction" not in found
    assert "Move up" not in found
    assert "Move up" in page(mina, method="peel")


def test_the_list_is_searched_in_codes_and_words(mina):
    found = page(mina, q="thick creams")
    assert found.count("part-extraction-") == 1
    assert "No step fits" in page(mina, q="zzz")


def test_a_step_is_moved_over_its_neighbour_of_the_same_method(mina, draft):
    sent = {"key": "m1", "to": "up", "part": f"extraction.{CODE}"}
    answer = mina.post(address("draft_aftercare_move"), sent)
    assert answer.url.endswith(f"#part-extraction-{CODE}")
    found = page(mina)
    assert found.index("part-extraction-AE-03") < found.index("part-extraction-AE-02")
    assert (
        mina.post(address("draft_aftercare_move"), sent | {"key": "m2", "part": "extraction.AE-01"}).status_code == 404
    )


def test_a_new_step_moves_past_those_of_other_methods_with_one_press(mina, draft):
    send(mina, address("draft_aftercare_new", copy="AE-01"))
    *_others, before, new = (row[:5] for row in page(mina).split('id="part-extraction-'))
    mina.post(address("draft_aftercare_move"), {"key": "m1", "to": "up", "part": f"extraction.{new}"})
    found = page(mina)
    assert found.index(f"part-extraction-{new}") < found.index(f"part-extraction-{before}")


def test_what_is_sent_unchanged_is_no_edit(mina, draft):
    for step in ("AE-03", "AE-09", "AP-13", "AR-10", "AL-12", "AN-01"):
        where = reverse("draft_aftercare_step", args=["milia", step])
        assert send(mina, where).status_code == 302
    assert Edit.objects.count() == 0


def test_everything_of_a_step_can_be_changed(mina, draft):
    typed = {
        "kind": "call",
        "urgent": "on",
        "text-en": "Call {clinic_phone} if it bleeds.",
        "from_day": "1",
        "to_day": "14",
        "timing-en": "While it heals",
        "methods": ["peel"],
        "variant": "bha",
        "when": "area = forehead",
        "topic": "bleeding",
        "sources": ["GK", "SEED"],
        "review_by_day": "1",
        "review_by_month": "6",
        "review_by_year": "2027",
    }
    fields = {name: value for name, value in form(mina, address()).items() if not name.startswith("when")}
    assert mina.post(address(), fields | typed).status_code == 302
    saved = part(draft, "aftercare", CODE)
    assert saved == {
        "code": CODE,
        "methods": ["peel"],
        "variant": "bha",
        "from_day": 1,
        "to_day": 14,
        "timing": {"en": "While it heals"},
        "kind": "call",
        "urgent": True,
        "when": "area = forehead",
        "topic": "bleeding",
        "text": {"en": "Call {clinic_phone} if it bleeds."},
        "sources": ["GK", "SEED"],
        "review_by": "2027-06-01",
    }


def test_a_copy_begins_with_the_words_and_a_free_code(mina, draft):
    shown = page(mina, "draft_aftercare_new", copy=CODE)
    assert "a copy of AE-03" in shown
    fields = form(mina, address("draft_aftercare_new", copy=CODE))
    assert (fields["code"], fields["text-en"][0][:12]) == (["AE-13"], "Keep make-up")
    assert send(mina, address("draft_aftercare_new", copy=CODE)).url.startswith(
        reverse("draft_aftercare_step", args=["milia", "AE-13"])
    )
    assert part(draft, "aftercare", "AE-13") == part(draft, "aftercare", CODE) | {"code": "AE-13"}


@pytest.mark.parametrize(
    ("typed", "said", "field"),
    [
        ({"text-en": ""}, "Fill this in.", "text-en"),
        ({"text-en": "Call {clinic_phone"}, "{clinic_name}, {clinic_phone}, {out_of_hours_phone}", "text-en"),
        ({"text-en": "<script>x</script>"}, "looks like markup", "text-en"),
        ({"timing-en": "Until {patient}"}, "is not a placeholder", "timing-en"),
        ({"from_day": "soon"}, "whole number of days", "from_day"),
        ({"from_day": "5", "to_day": "3"}, "The last day comes before the first", "to_day"),
        ({"kind": "do", "urgent": "on"}, "Only what is to call about", "urgent"),
        ({"variant": "bha"}, "no such variant", "variant"),
        ({"sources": []}, "Choose at least one.", "sources"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(mina, draft, typed, said, field):
    before = part(draft, "aftercare", CODE)
    answer = send(mina, topic="typed just now", **typed)
    assert answer.status_code == 422
    shown = words(answer)
    error = shown.index(f'id="id_{field}_error"')
    assert said in shown[error : error + 700]
    assert "typed just now" in shown
    assert part(draft, "aftercare", CODE) == before


def test_a_condition_that_nobody_can_give_is_refused_at_its_field(mina, draft):
    fields = {name: value for name, value in form(mina, address()).items() if not name.startswith("when")}
    answer = mina.post(address(), fields | {"when": "area = moon"})
    assert answer.status_code == 422
    assert "moon" in words(answer)


def test_the_preview_shows_the_line_with_real_dates_and_saves_nothing(mina, draft):
    answer = send(mina, **{"from_day": "0", "to_day": "7", "text-en": "Use the new cream.", "show": "preview"})
    last = date_format(localdate() + timedelta(days=7), "D j M")
    assert f"Until {last}" in words(answer)
    assert "Use the new cream." in words(answer)
    assert Edit.objects.count() == 0


def test_the_preview_of_what_is_saved_counts_from_the_day_of_the_treatment(mina):
    """Day nought is a day and not nothing."""
    shown = page(mina, "draft_aftercare_step")
    assert f"Today, {date_format(localdate(), 'D j M')}" in shown
    assert "At any time" not in shown


def test_a_button_of_the_condition_changes_the_form_and_saves_nothing(mina, draft):
    answer = send(mina, **{"text-en": "Half typed {", "do": "when:add"})
    assert answer.status_code == 200
    assert "Half typed {" in words(answer)
    assert 'name="when-' in words(answer)
    assert Edit.objects.count() == 0


def test_a_step_whose_sheet_would_hold_something_new_keeps_its_placeholder_for_the_clinic(mina, draft):
    change(draft, "aftercare", CODE, admin(), text={"en": "Call {clinic_phone}."})
    assert "Call the number that we give you at the clinic." in page(mina, "draft_aftercare_step")

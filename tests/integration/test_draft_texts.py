"""What a draft says of itself, its sources and policies, and what is missing in a new language."""

from html import unescape

import pytest
from django.urls import reverse

from tests.integration.drafts_made import admin, milia_draft, part, signed_in
from tests.integration.forms_read import fields_in
from treatments.models import Edit

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return milia_draft()


@pytest.fixture
def mina(draft):
    return signed_in(admin())


def address(name, *arguments):
    return reverse(name, args=["milia", *arguments])


def page(client, name, *arguments, **asked):
    return unescape(client.get(address(name, *arguments), asked).content.decode())


def send(client, name, *arguments, **typed):
    where = address(name, *arguments)
    return client.post(where, fields_in(client.get(where).content.decode(), "editor") | typed)


def words(answer):
    return unescape(answer.content.decode())


FIELDS = ["name", "about", "notices", "consent", "steps", "screens", "face_map", "languages"]


def test_all_that_the_protocol_says_of_itself_is_listed_with_its_page(mina):
    found = page(mina, "draft_texts")
    for field in FIELDS:
        assert address("draft_text", field) in found
        assert mina.get(address("draft_text", field)).status_code == 200
    assert "Nothing: every text is written in en." in found
    assert mina.get(address("draft_text", "slug")).status_code == 404
    assert mina.get(address("draft_text", "typical_patient")).status_code == 404


@pytest.mark.parametrize("field", FIELDS)
def test_what_is_sent_unchanged_is_no_edit(mina, field):
    assert send(mina, "draft_text", field).status_code == 302
    assert Edit.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "typed", "saved"),
    [
        ("name", {"name-en": "Milk spots"}, lambda value: value == {"en": "Milk spots"}),
        ("about", {"1-title-en": "Who"}, lambda value: value[1]["title"] == {"en": "Who"} and len(value) == 5),
        (
            "notices",
            {"0-patient-en": "A doctor looks."},
            lambda value: value[0]["patient"] == {"en": "A doctor looks."},
        ),
        ("notices", {"0-staff": "Look first."}, lambda value: value[0]["staff"] == "Look first."),
        ("consent", {"statements-en": "I know.\nI agree."}, lambda value: len(value["statements"]) == 2),
        ("steps", {"0-title-en": "You"}, lambda value: value[0]["title"] == {"en": "You"} and value[0]["key"] == "who"),
        ("face_map", {"margin_label-en": "Edge"}, lambda value: value["margin_label"] == {"en": "Edge"}),
        ("languages", {"languages": "en, de"}, lambda value: value == ["en", "de"]),
    ],
)
def test_each_can_be_changed_and_the_rest_stays(mina, draft, field, typed, saved):
    answer = send(mina, "draft_text", field, **typed)
    assert answer.status_code == 302, words(answer)
    assert saved(part(draft, "protocol", field))
    assert Edit.objects.get().code == field


def test_a_section_is_added_and_one_that_is_emptied_goes(mina, draft):
    new = {"5-title-en": "More", "5-text-en": "Read this.", "5-sources": ["GK"]}
    send(mina, "draft_text", "about", **new, **{"0-title-en": "", "0-text-en": ""})
    about = part(draft, "protocol", "about")
    assert (len(about), about[-1]["key"], about[-1]["title"]) == (5, "section_1", {"en": "More"})
    assert about[0]["key"] == "where_and_who"


def test_a_fault_in_a_section_stands_beside_its_field_also_after_an_emptied_one(mina):
    answer = send(mina, "draft_text", "about", **{"0-title-en": "", "0-text-en": "", "2-text-en": "<b>no</b>"})
    shown = words(answer)
    assert answer.status_code == 422
    assert "looks like markup" in shown[shown.index('id="id_2-text-en_error"') :][:600]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("EN", "not a short name of a language"),
        ("en, d", "not a short name of a language"),
        ("de", "cannot go"),
        ("de, en", "cannot stand first"),
        ("", "Fill this in."),
    ],
)
def test_languages_that_would_break_texts_are_refused(mina, draft, typed, said):
    answer = send(mina, "draft_text", "languages", languages=typed)
    assert (answer.status_code, part(draft, "protocol", "languages")) == (422, ["en"])
    assert said in words(answer)


def test_a_new_language_lists_what_is_missing_in_it_and_each_form_has_a_box_for_it(mina, draft):
    send(mina, "draft_text", "languages", languages="en, de")
    found = page(mina, "draft_texts")
    assert "Method <bdi>extraction</bdi>" in found
    assert "texts in “de”" in found
    assert "Missing in “de”" in page(mina, "draft_methods")
    assert 'name="summary-de"' in page(mina, "draft_method", "extraction")

    send(mina, "draft_text", "name", **{"name-de": "Milien"})
    assert part(draft, "protocol", "name") == {"en": "Milia", "de": "Milien"}
    assert "Text of the protocol <bdi>name</bdi>" not in page(mina, "draft_texts")


def test_a_translation_without_the_placeholder_is_refused_at_its_own_box(mina, draft):
    send(mina, "draft_text", "languages", languages="en, de")
    answer = send(mina, "draft_aftercare_step", "AE-03", **{"text-en": "Call {clinic_phone}.", "text-de": "Ruf an."})
    shown = words(answer)
    assert answer.status_code == 422
    assert "lacks {clinic_phone}" in shown[shown.index('id="id_text-de_error"') :][:600]
    answer = send(
        mina, "draft_aftercare_step", "AE-03", **{"text-en": "Call {clinic_phone}.", "text-de": "Ruf {clinic_phone}."}
    )
    assert answer.status_code == 302


def test_a_source_says_what_uses_it_and_is_changed(mina, draft):
    assert "Rule EX-" in page(mina, "draft_source", "GK") or "Aftercare step" in page(mina, "draft_source", "GK")
    assert send(mina, "draft_source", "SEED", title="The article", grade="A").status_code == 302
    assert part(draft, "sources", "SEED")["title"] == "The article"
    answer = send(mina, "draft_source", "SEED", address="javascript:alert(1)")
    assert (answer.status_code, "looks like a link" in words(answer)) == (422, True)


def test_a_source_is_added_and_one_in_use_cannot_go(mina, draft):
    send(mina, "draft_source_new", code="NEW-1", title="A paper", grade="B")
    assert part(draft, "sources", "NEW-1") == {"code": "NEW-1", "title": "A paper", "grade": "B"}
    from treatments.editing.parts import stamp_of

    sent = {"key": "r1", "parts": "sources", "code": "GK", "stamp": stamp_of(part(draft, "sources", "GK"))}
    answer = mina.post(address("draft_remove"), sent)
    assert (answer.status_code, "there is no “GK”" in words(answer)) == (409, True)


def test_sources_and_policies_are_searched(mina):
    assert "part-VIL" in page(mina, "draft_sources", q="village")
    assert "part-SEED" not in page(mina, "draft_sources", q="village")
    assert "part-pregnancy_peel_policy" in page(mina, "draft_policies", q="salicylic")


def test_a_policy_takes_another_position_and_its_words_change(mina, draft):
    key = "pregnancy_peel_policy"
    assert send(mina, "draft_policy", key, chosen="aha_only", **{"says-0": "No peel."}).status_code == 302
    saved = part(draft, "policies", key)
    assert (saved["chosen"], saved["positions"][0]["says"]) == ("aha_only", "No peel.")


def test_a_fixed_position_is_not_changed_by_a_slip(mina, draft):
    key = "retinoid_pregnancy_policy"
    answer = send(mina, "draft_policy", key, chosen="benefit_over_risk")
    assert (answer.status_code, "This position is fixed" in words(answer)) == (422, True)
    assert part(draft, "policies", key)["chosen"] == "exclude"

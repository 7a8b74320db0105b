"""The methods of a draft: their list, their form, what is refused and how, and the preview that saves nothing."""

from html import unescape

import pytest
from django.urls import reverse

from clinic.accounts.permissions import Role
from tests.integration.clinic_factory import person, site
from tests.integration.drafts_made import admin, change, milia_draft, part, signed_in
from tests.integration.forms_read import fields_in
from treatments.models import Edit

pytestmark = pytest.mark.django_db
KEY = "extraction"


@pytest.fixture
def draft():
    return milia_draft()


@pytest.fixture
def mina(draft):
    return signed_in(admin())


def address(name="draft_method", *arguments):
    return reverse(name, args=["milia", *(arguments or ([KEY] if name == "draft_method" else []))])


def page(client, *arguments, **asked):
    return unescape(client.get(address(*arguments), asked).content.decode())


def form(client, *arguments):
    """What a browser would send of the form as it stands."""
    return fields_in(client.get(address(*arguments)).content.decode(), "editor")


def send(client, *arguments, fields=None, **typed):
    sent = (fields or form(client, *arguments)) | typed
    return client.post(address(*arguments), sent)


def words(answer):
    return unescape(answer.content.decode())


def test_the_list_has_every_method_in_its_order_with_what_to_look_at_again(mina, draft):
    change(draft, "methods", KEY, admin(), review_by="2020-01-01", summary={"en": "We guarantee it."})
    found = page(mina, "draft_methods")
    assert found.index("part-extraction") < found.index("part-peel") < found.index("part-laser")
    assert "1 hint" in found
    assert "was to be looked at again has passed" in found


def test_the_list_is_searched_in_codes_and_in_every_text(mina):
    assert "part-peel" in page(mina, "draft_methods", q="salicylic")
    assert "part-extraction" not in page(mina, "draft_methods", q="salicylic")
    assert "Nothing fits" in page(mina, "draft_methods", q="zzz")


def test_a_method_is_moved_by_a_button(mina, draft):
    sent = {"key": "m1", "parts": "methods", "code": "peel", "to": "up"}
    answer = mina.post(reverse("draft_move", args=["milia"]), sent)
    assert answer.status_code == 302
    assert page(mina, "draft_methods").index("part-peel") < page(mina, "draft_methods").index("part-extraction")


def test_what_is_sent_unchanged_is_no_edit(mina):
    answer = send(mina)
    assert (answer.status_code, Edit.objects.count()) == (302, 0)


def test_every_method_can_be_opened_and_saved_as_it_stands(mina, draft):
    for key in ("extraction", "peel", "retinoid", "cryo", "laser"):
        before = part(draft, "methods", key)
        send(mina, "draft_method", key, **{"name-en": ["Another name"]})
        assert part(draft, "methods", key) == before | {"name": {"en": "Another name"}}


def test_a_text_is_saved_with_one_press_and_the_page_says_so(mina, draft):
    answer = send(mina, **{"summary-en": "A needle opens the bump."})
    assert answer.status_code == 302
    assert part(draft, "methods", KEY)["summary"] == {"en": "A needle opens the bump."}
    shown = words(mina.get(answer.url))
    assert "Saved:" in shown
    assert "A needle opens the bump." in shown


def test_everything_the_form_shows_can_be_changed(mina, draft):
    typed = {
        "term": "Extraction",
        "tie_rank": "7",
        "evidence": "Small studies.",
        "warn-en": "It can bleed.\n\nIt can leave a mark. ",
        "course-en": "Two visits.",
        "review_by_day": "1",
        "review_by_month": "6",
        "review_by_year": "2027",
        "sources": ["SEED", "VIL"],
        "variant-0-key": "needle",
        "variant-0-name-en": "With a needle",
        "plan-2-key": "note",
        "plan-2-label": "Note",
        "plan-2-type": "text",
    }
    assert send(mina, **typed).status_code == 302
    saved = part(draft, "methods", KEY)
    assert (saved["term"], saved["tie_rank"], saved["evidence"]) == ("Extraction", 7, "Small studies.")
    assert saved["warn"] == [{"en": "It can bleed."}, {"en": "It can leave a mark."}]
    assert (saved["review_by"], saved["sources"]) == ("2027-06-01", ["SEED", "VIL"])
    assert saved["variants"] == [{"key": "needle", "name": {"en": "With a needle"}}]
    assert saved["plan_fields"][2] == {"key": "note", "label": "Note", "type": "text"}


def test_a_row_that_is_emptied_goes_away(mina, draft):
    emptied = {name: "" for name in form(mina) if name.startswith("plan-1-")}
    send(mina, **emptied)
    assert [field["key"] for field in part(draft, "methods", KEY)["plan_fields"]] == ["numbing"]


@pytest.mark.parametrize(
    ("typed", "said", "field"),
    [
        ({"summary-en": ""}, "Fill this in.", "summary-en"),
        ({"summary-en": "Call {clinic_phone}."}, "nothing is filled in here", "summary-en"),
        ({"after-en": "Call {clinic_phon}."}, "{clinic_name}, {clinic_phone}, {out_of_hours_phone}", "after-en"),
        ({"warn-en": "Good.\nCall {clinic_phone"}, "is not a placeholder", "warn-en"),
        ({"during-en": "<b>Hold still</b>"}, "looks like markup", "during-en"),
        ({"evidence": "javascript:alert(1)"}, "looks like a link", "evidence"),
        ({"how_it_works-en": "x" * 2001}, "Use at most 2000 characters. You used 2001.", "how_it_works-en"),
        ({"review_by_day": "31", "review_by_month": "2", "review_by_year": "2027"}, "no day 31", "review_by"),
        ({"variant-0-name-en": "No key"}, "Give it a key", "variant-0-key"),
        ({"plan-0-options": "no colon"}, "write the value, a colon and the words", "plan-0-options"),
        ({"plan-1-key": "Two Words"}, "pattern", "plan-1-key"),
        ({"plan-1-minimum": "a lot"}, "Use a number with a point", "plan-1-minimum"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(mina, draft, typed, said, field):
    before = part(draft, "methods", KEY)
    answer = send(mina, **{"who_for-en": "It suits nearly everybody."}, **typed)
    assert answer.status_code == 422
    shown = words(answer)
    error = shown.index(f'id="id_{field}_error"')
    assert said in shown[error : error + 600]
    assert "It suits nearly everybody." in shown
    assert all(value in shown for value in typed.values() if value and len(value) < 200)
    assert part(draft, "methods", KEY) == before


def test_a_new_method_needs_all_its_texts_and_comes_last(mina, draft):
    empty = form(mina, "draft_method_new")
    answer = send(mina, "draft_method_new")
    assert (answer.status_code, "Fill this in." in words(answer)) == (422, True)

    typed = {name: "Words." for name, values in empty.items() if name.endswith("-en") and values == [""]}
    typed |= {"variant-0-name-en": "", "code": "picking", "evidence": "None.", "sources": ["GK"]}
    answer = send(mina, "draft_method_new", **typed)
    assert answer.url.startswith(address("draft_method", "picking"))
    assert part(draft, "methods", "picking")["tie_rank"] == 6
    assert page(mina, "draft_methods").index("part-laser") < page(mina, "draft_methods").index("part-picking")
    assert "already one named" in words(send(mina, "draft_method_new", **typed))


def test_a_page_that_is_out_of_date_shows_both_versions(mina, draft):
    fields = form(mina)
    change(draft, "methods", KEY, admin("Noor Aziz"), summary={"en": "Theirs."})
    answer = send(mina, fields=fields, **{"summary-en": "Mine."})
    assert answer.status_code == 409
    shown = words(answer)
    assert "Theirs." in shown
    assert "Mine." in shown
    assert "Noor Aziz" in shown


def test_the_preview_shows_what_is_typed_and_saves_nothing(mina, draft):
    typed = {"summary-en": "A <tiny> needle.", "after-en": "Call {clinic_phone}, we guarantee it.", "show": "preview"}
    answer = send(mina, **typed)
    assert (answer.status_code, Edit.objects.count()) == (200, 0)
    assert "A &lt;tiny&gt; needle." in answer.content.decode()
    shown = words(answer)
    assert "Call the number that we give you at the clinic, we guarantee it." in shown
    assert "“guarantee” promises more" in shown
    assert 'class="field-error"' not in shown


def test_the_preview_of_a_script_is_only_what_changes(mina, draft):
    sent = form(mina) | {"summary-en": "Quick.", "show": "preview"}
    answer = mina.post(address(), sent, headers={"X-Requested-With": "fetch"})
    shown = words(answer)
    assert "Quick." in shown
    assert "<form" not in shown
    assert "<html" not in shown


def test_the_preview_has_the_aftercare_of_the_method_with_real_dates(mina, draft):
    shown = page(mina)
    assert "You can go on with your day at once." in shown
    assert "When to call us" in shown


def test_the_preview_names_the_clinic_of_who_writes(draft):
    here = site(name="Harbour Clinic", phone="020 7946 0018")
    client = signed_in(person(Role.CONTENT_ADMIN, sites=[here]))
    answer = send(client, **{"after-en": "Call {clinic_name}: {clinic_phone}.", "show": "preview"})
    assert "Call Harbour Clinic: 020 7946 0018." in words(answer)


def test_only_a_content_admin_gets_in(draft):
    for role in (Role.DERMATOLOGIST, Role.MANAGER, Role.FRONT_DESK):
        client = signed_in(person(role))
        assert client.get(address()).status_code == 403
        assert client.post(address(), {"name-en": "x"}).status_code == 403


def test_a_method_that_is_not_there_is_not_found(mina):
    assert mina.get(address("draft_method", "surgery")).status_code == 404
    assert mina.post(address("draft_method", "surgery"), {}).status_code == 404


def test_how_many_methods_there_are_costs_no_more_queries(mina, draft, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        mina.get(address("draft_methods"))

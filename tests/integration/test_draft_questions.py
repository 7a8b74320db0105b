"""The questions of a draft: listed, changed, moved and added; keys and answers stay what they are."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.accounts.permissions import Role
from tests.integration.clinic_factory import person
from tests.integration.drafts_made import admin, change, milia_draft, part, signed_in
from tests.integration.question_pages import address, fill, page_of, pressed, save
from treatments.editing.parts import Draft
from treatments.models import Edit, Protocol

pytestmark = pytest.mark.django_db


@pytest.fixture
def milia():
    return milia_draft()


@pytest.fixture
def mina():
    return admin("Mina Okoro")


def questions(milia):
    return Draft.read(Protocol.objects.get(pk=milia.pk)).parts("questions")


def listed(by, **query):
    return signed_in(by).get(reverse("draft_questions", args=["milia"]), query)


def rows(page):
    return {row.key: row for group in page.context["groups"] for row in group.rows}


def words(page):
    return " ".join(page.content.decode().split())


def test_the_list_tells_what_each_question_is_and_how_often_it_is_used(milia, mina):
    found = rows(listed(mina))

    assert list(found) == [question["key"] for question in questions(milia)]
    assert found["pregnancy"].uses > 5
    assert [said for _, said in found["pregnancy"].marks] == ["Safety question", "Private"]
    assert found["date_of_birth"].is_first and not found["date_of_birth"].is_last


def test_the_list_is_searched_by_words_of_the_question_its_answers_and_its_key(milia, mina):
    def found(search):
        return {key for key, row in rows(listed(mina, q=search)).items() if row.is_found}

    assert "isotretinoin" in found("isotret")
    assert found("ISOTRETINOIN_months") == {"isotretinoin_months"}
    assert "No question fits." in words(listed(mina, q="no such words <b>"))


def test_saving_a_page_as_it_came_changes_nothing(milia, mina):
    for question in questions(milia):
        assert save(mina, question["key"], fill(page_of(mina, question["key"]))).status_code == 302
    assert not Edit.objects.exists()


def test_a_wording_is_changed_and_the_bar_says_so(milia, mina):
    before = part(milia, "questions", "sex")
    answer = save(mina, "sex", fill(page_of(mina, "sex"), **{"wording-en": "Sex given at birth"}))

    after = part(milia, "questions", "sex")
    assert answer.status_code == 302
    assert after == before | {"wording": {"en": "Sex given at birth"}}
    assert "Saved:" in words(signed_in(mina).get(answer.url))


def test_a_question_is_added_with_its_answers_last_in_its_step(milia, mina):
    page = page_of(mina, kind="one")
    sent = fill(page, key=str(uuid4())) | new_question(step="health") | answers(("no", "No"), ("yes", "Yes"), ("", ""))
    answer = save(mina, "", sent, kind="one")

    assert answer.status_code == 302, page_errors(answer)
    made = part(milia, "questions", "metal_allergy")
    assert [option["value"] for option in made["options"]] == ["no", "yes"]
    assert (made["about"], made["type"], made["asked_by"]) == ("person", "one", ["patient"])
    of_health = [each["key"] for each in questions(milia) if each["step"] == "health"]
    assert of_health[-1] == "metal_allergy"
    numbers = [each["number"] for each in questions(milia)]
    assert numbers == sorted(numbers) and len(set(numbers)) == len(numbers)


def new_question(**differs):
    return {
        "key": "metal_allergy",
        "wording-en": "Does metal give you a rash?",
        "help-en": "Some tools are of metal.",
        "asked_by": ["patient"],
        "shown_when": "",
    } | differs


def answers(*given):
    sent = {"options": str(len(given))}
    for number, (value, label) in enumerate(given):
        sent |= {f"option-{number}-value": value, f"option-{number}-label-en": label}
    return sent


def page_errors(answer):
    return answer.context and dict(answer.context["form"].errors)


def test_first_the_type_of_the_answer_is_picked(milia, mina):
    page = signed_in(mina).get(reverse("draft_question_new", args=["milia"]))
    assert "How is it answered?" in words(page) and "?type=multi" in words(page)
    for kind in ("one", "multi", "number", "date", "text"):
        assert page_of(mina, kind=kind).status_code == 200


@pytest.mark.parametrize(
    ("kind", "sent", "field"),
    [
        ("number", {"minimum": "10", "maximum": "3"}, "maximum"),
        ("number", {"minimum": "", "maximum": "3"}, "minimum"),
        ("text", {"max_length": "0"}, "max_length"),
        ("date", {"derives": "Two words"}, "derives"),
        ("number", {"minimum": "1", "maximum": "3", "key": "Two words"}, "key"),
        ("number", {"minimum": "1", "maximum": "3", "key": "new"}, "key"),
        ("number", {"minimum": "1", "maximum": "3", "wording-en": " "}, "wording-en"),
        ("number", {"minimum": "1", "maximum": "3", "wording-en": "x" * 2001}, "wording-en"),
        ("number", {"minimum": "1", "maximum": "3", "asked_by": ["somebody"]}, "asked_by"),
        ("number", {"minimum": "1", "maximum": "3", "step": "nowhere"}, "step"),
        ("number", {"minimum": "1", "maximum": "3", "safety": "on", "lasting": "on"}, "lasting"),
        ("number", {"minimum": "1", "maximum": "3", "step": "bumps", "lasting": "on"}, "lasting"),
        ("number", {"minimum": "1", "maximum": "3", "screen": "about_visit", "step": "bumps"}, "screen"),
        ("one", answers(("no way", "No")), "option-0-value"),
        ("one", answers(("no", "")), "option-0-label-en"),
        ("one", answers(("", "No")), "option-0-value"),
        ("one", answers(("no", "No"), ("no", "Nope")), "option-1-value"),
        ("one", answers(("no", "<b>No</b>")), "option-0-label-en"),
        ("one", answers(), "__all__"),
        ("one", answers(("", ""), ("", "")), "__all__"),
        ("one", answers(("no", "No")) | {"option-0-retired": "on"}, "__all__"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_typed_is_lost(milia, mina, kind, sent, field):
    sent = (
        {"key": str(uuid4()), "stamp": page_of(mina, kind=kind).context["stamp"]} | new_question(step="health") | sent
    )
    answer = save(mina, "", sent, kind=kind)

    assert answer.status_code == 422
    assert field in page_errors(answer), page_errors(answer)
    assert "Some tools are of metal." in words(answer)
    assert not Edit.objects.exists()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("pregnacy = yes", "no question gives “pregnacy”"),
        ("sex = unicorn", "“sex” does not offer “unicorn”"),
        ("isotretinoin_months > 900", "goes from"),
        ("sex > 3", "is not a number"),
        ("smoker = yes", "is asked later"),
        ("sex = ", "the line ends where a value should be"),
        ("(" * 5000, ""),
        ("__import__('os')", ""),
        ("eval(sex)", ""),
    ],
)
def test_skip_logic_that_cannot_hold_is_refused_at_its_field(milia, mina, line, reason):
    answer = save(mina, "breastfeeding", fill(page_of(mina, "breastfeeding"), shown_when=line))

    assert answer.status_code == 422
    assert reason in " ".join(page_errors(answer)["shown_when"])
    assert not Edit.objects.exists()


def test_a_key_that_stands_already_is_refused(milia, mina):
    sent = fill(page_of(mina, kind="text")) | new_question(key="sex", step="who")
    answer = save(mina, "", sent, kind="text")
    assert answer.status_code == 409
    assert "There is already one named “sex”." in words(answer)


def test_a_limit_that_grows_by_much_asks_again_with_both_numbers(milia, mina):
    sent = fill(page_of(mina, "isotretinoin_months"), maximum="6000")
    asked = save(mina, "isotretinoin_months", sent)
    assert asked.status_code == 409 and "Is this meant?" in words(asked)
    assert part(milia, "questions", "isotretinoin_months")["maximum"] == 600
    again = sent | {"confirmed": "yes", "key": str(uuid4())}
    assert save(mina, "isotretinoin_months", again).status_code == 302
    assert part(milia, "questions", "isotretinoin_months")["maximum"] == 6000


def test_of_two_who_save_the_second_is_shown_both_versions(milia, mina):
    sent = fill(page_of(mina, "sex"), **{"wording-en": "Mine"})
    change(milia, "questions", "sex", admin("Paul Adu"), wording={"en": "Theirs"})
    answer = save(mina, "sex", sent)

    assert answer.status_code == 409
    assert "Paul Adu" in words(answer) and "Mine" in words(answer) and "Theirs" in words(answer)
    assert part(milia, "questions", "sex")["wording"] == {"en": "Theirs"}


def test_a_button_of_an_older_page_does_not_make_it_a_new_one(milia, mina):
    sent = fill(page_of(mina, "sex"), **{"wording-en": "Mine"})
    change(milia, "questions", "sex", admin("Paul Adu"), wording={"en": "Theirs"})
    page = pressed(mina, "sex", sent, "options:add")
    assert save(mina, "sex", fill(page)).status_code == 409


def test_moving_a_question_is_one_press_and_skip_logic_is_not_broken_by_it(milia, mina):
    keys = [question["key"] for question in questions(milia)]
    press = {"key": str(uuid4()), "parts": "questions", "code": "isotretinoin_months", "to": "up"}
    answer = signed_in(mina).post(reverse("draft_move", args=["milia"]), press)

    assert answer.status_code == 409 and "is asked later" in words(answer)
    assert [question["key"] for question in questions(milia)] == keys
    signed_in(mina).post(reverse("draft_move", args=["milia"]), press | {"key": str(uuid4()), "code": "smoker"})
    moved = [question["key"] for question in questions(milia)]
    assert moved.index("smoker") == keys.index("smoker") - 1


def test_the_form_shows_who_uses_it_with_links_and_how_many_releases_ask_it(milia, mina):
    said = words(page_of(mina, "isotretinoin"))
    assert "1 release asks it." in said
    assert f'href="{reverse("draft_conflict", args=["milia", "CF-01"])}"' in said
    assert f'href="{address("isotretinoin_months")}"' in said
    assert "It cannot be removed. Retire it" in said and "Remove this question" not in said


def test_the_pages_of_what_is_not_there_are_not_found(milia, mina):
    client = signed_in(mina)
    for name, arguments in [
        ("draft_questions", ["measles"]),
        ("draft_question", ["milia", "no_such"]),
        ("draft_question", ["measles", "sex"]),
        ("draft_question_new", ["measles"]),
        ("draft_conflicts", ["measles"]),
        ("draft_conflict", ["milia", "CF-999"]),
    ]:
        assert client.get(reverse(name, args=arguments)).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CONTENT_ADMIN])
def test_nobody_but_a_content_admin_opens_or_sends_them(milia, mina, role):
    sent, client = fill(page_of(mina, "sex"), **{"wording-en": "Mine"}), signed_in(person(role))
    for name, arguments in [
        ("draft_questions", []),
        ("draft_question", ["sex"]),
        ("draft_question_new", []),
        ("draft_conflicts", []),
        ("draft_conflict", ["CF-01"]),
        ("draft_conflict_new", []),
    ]:
        there = reverse(name, args=["milia", *arguments])
        assert client.get(there).status_code == 403
        assert client.post(there, sent).status_code in (403, 405)
    assert not Edit.objects.exists()


def test_the_list_and_the_form_ask_the_database_the_same_however_much_there_is(milia, mina):
    def queries(there):
        client = signed_in(mina)
        client.get(there)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(there).status_code == 200
        return len(seen)

    pages = [reverse("draft_questions", args=["milia"]), reverse("draft_conflicts", args=["milia"]), address("sex")]
    before = [queries(there) for there in pages]
    for number in range(5):
        sent = fill(page_of(mina, kind="one")) | new_question(key=f"copy_{number}", step="who")
        assert save(mina, "", sent | answers(("a", "A"), ("b", "B")), kind="one").status_code == 302
    assert [queries(there) for there in pages] == before
    assert max(before) < 30

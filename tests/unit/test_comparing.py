"""Two versions of a protocol side by side: what changed, in sentences, word by word."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random
from typing import Any

import pytest

from treatments.comparing import change_of_part, changes_between, summary_of
from treatments.drafting import LISTS
from treatments.editing.parts import FIELDS, PROTOCOL, code_of
from treatments.engine.documents import Document, plain, read_document
from treatments.protocol_file import read_protocol
from treatments.word_diff import word_diff
from treatments.worded_values import Worded

Raw = dict[str, Any]


@pytest.fixture(scope="module")
def before() -> Document:
    return read_protocol("treatments/protocols/milia.yaml").document


def changed(before: Document, change: Callable[[Raw], object]) -> Document:
    raw = plain(before)
    change(raw)
    return read_document(raw)


def part(raw: Raw, parts: str, code: str) -> Raw:
    return next(item for item in raw[parts] if code_of(parts, item) == code)


def only(before: Document, change: Callable[[Raw], object]) -> Any:
    (found,) = changes_between(before, changed(before, change))
    return found


def lines(change: Any) -> list[tuple[str, str, str]]:
    return [(field.name, field.before, field.after) for field in change.fields]


def test_a_protocol_does_not_differ_from_itself(before):
    assert changes_between(before, before) == ()


def test_a_text_of_a_rule_is_said_with_its_label_before_and_after(before):
    change = only(before, lambda raw: part(raw, "rules", "EX-10").update(because="It can hurt the lid."))

    was = next(rule.because for rule in before.rules if rule.code == "EX-10")
    assert (change.parts, change.code, change.kind, change.title) == ("rules", "EX-10", "changed", "Rule EX-10")
    assert lines(change) == [("Because", was, "It can hurt the lid.")]


def test_the_head_of_a_changed_rule_says_what_the_rule_does_and_why(before):
    change = only(before, lambda raw: part(raw, "rules", "EX-10").update(when="age_years < 12", methods=["peel"]))
    why = next(rule.because for rule in before.rules if rule.code == "EX-10")
    assert (change.does, change.because) == ("Exclusion · Chemical peel (light AHA or BHA)", why)

    other = only(before, lambda raw: part(raw, "rules", "EX-10").update(because="It can hurt the lid."))
    assert other.because == "", "the fields show it"


def test_the_head_of_a_changed_aftercare_step_begins_with_its_text(before):
    step = before.aftercare[0]
    change = only(before, lambda raw: part(raw, "aftercare", step.code)["text"].update(en="Wash " * 20))
    assert change.does == "Wash " * 11 + "Wash…"


def test_a_condition_is_said_as_a_sentence_and_methods_by_their_names(before):
    def change(raw):
        part(raw, "rules", "EX-10").update(when="age_years < 12", methods=["peel"])

    condition, methods = only(before, change).fields
    assert (condition.name, condition.after) == ("Condition", "age years is below 12")
    assert condition.before.startswith("“Where are the bumps?” is “Skin of the eyelid”")
    assert (methods.name, methods.after) == ("Methods", "Chemical peel (light AHA or BHA)")


def test_a_tick_reads_yes_and_no(before):
    assert lines(only(before, lambda raw: part(raw, "rules", "EX-10").update(off=True))) == [
        ("Switched off", "No", "Yes")
    ]


def test_an_answer_that_a_question_offers_is_named_by_its_words(before):
    def change(raw):
        part(raw, "questions", "count")["options"][0]["label"]["en"] = "Just one"

    (field,) = only(before, change).fields
    assert (field.name, field.after) == ("Options: “Just one”: Label", "Just one")


def test_answers_in_another_order_are_one_line(before):
    (field,) = only(before, lambda raw: part(raw, "questions", "wants_treatment")["options"].reverse()).fields
    assert field.name == "Options: Order"
    assert field.after.split("; ") == field.before.split("; ")[::-1]


def test_a_warning_taken_away_is_that_and_not_a_change_of_all_that_follow(before):
    (field,) = only(before, lambda raw: part(raw, "methods", "peel")["warn"].pop(1)).fields
    gone = [piece.text.strip() for piece in field.pieces if piece.kind != "kept"]
    assert gone == [next(method for method in before.methods if method.key == "peel").warn[1]["en"]]


def test_a_case_is_said_in_answers_and_results(before):
    def change(raw):
        case = raw["cases"][0]
        case["expect"][0] = {"outcome": "examine_first"}
        case["person"] = case.get("person", {}) | {"sex": "unanswered"}

    names = {name: after for name, _before, after in lines(only(before, change))}
    assert names["“Which sex was put down at birth?”"] == "not answered"
    assert names["Expected result: Outcome"] == "Examine first"


def test_what_is_new_and_what_is_gone_is_said_whole(before):
    def change(raw):
        raw["rules"] = [rule for rule in raw["rules"] if rule["code"] != "EX-10"]
        raw["sources"].append({"code": "NEW-1", "title": "A new leaflet", "grade": "B"})

    gone, new = sorted(changes_between(before, loosely(before, change)), key=lambda change: change.kind, reverse=True)
    assert (gone.kind, gone.code, {field.after for field in gone.fields}) == ("removed", "EX-10", {""})
    assert (new.kind, new.title) == ("added", "Source NEW-1: A new leaflet")
    assert ("Title", "", "A new leaflet") in lines(new)


def loosely(before: Document, change: Callable[[Raw], object]) -> Document:
    """Whether it hangs together is not asked here."""
    return changed(before, change)


def test_only_what_was_moved_is_said_to_have_moved(before):
    def change(raw):
        raw["rules"].append(raw["rules"].pop(3))
        raw["methods"].reverse()

    found = [(change.parts, change.kind) for change in changes_between(before, changed(before, change))]
    assert found == [("methods", "moved")] * (len(before.methods) - 1) + [("rules", "moved")]


def test_the_number_of_a_question_is_no_change_of_its_own(before):
    def change(raw):
        raw["questions"][4]["number"], raw["questions"][5]["number"] = 5, 6

    assert changes_between(before, changed(before, change)) == ()


def test_with_two_languages_each_text_says_which(before):
    def change(raw):
        raw["languages"] = ["en", "es"]
        part(raw, "methods", "peel")["name"]["es"] = "Exfoliación"

    found = changes_between(before, changed(before, change))
    assert [change.title for change in found] == ["Languages", "Method peel: Chemical peel (light AHA or BHA)"]
    assert lines(found[1]) == [("Name (Spanish)", "", "Exfoliación")]


def test_the_summary_counts_by_kind_of_part(before):
    def change(raw):
        for code in ("EX-10", "EX-11"):
            part(raw, "rules", code)["because"] = "So."
        part(raw, "methods", "peel")["evidence"] = "Small studies."

    assert summary_of(changes_between(before, changed(before, change))) == ["1 method", "2 rules"]


# Every value of every kind of part


def leaves(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(item, (*place, key))
    else:
        yield place


def with_another(value: Any, place: tuple[Any, ...]) -> Any:
    value = deepcopy(value)
    inside = value
    for key in place[:-1]:
        inside = inside[key]
    old = inside[place[-1]]
    inside[place[-1]] = not old if isinstance(old, bool) else old + 1 if isinstance(old, int | float) else f"{old} x"
    return value


def parts_of(raw: Raw) -> Iterator[tuple[str, str, Any]]:
    yield from ((PROTOCOL, name, raw[name]) for name in FIELDS if name in raw and name != "photo_consent")
    for parts in LISTS:
        kinds = {item.get("effect") or item.get("type") or item.get("kind"): item for item in raw[parts]}
        yield from ((parts, code_of(parts, item), item) for item in kinds.values())


def test_no_change_of_any_value_goes_unsaid(before):
    raw, words = plain(before), Worded(before)
    unsaid, tried = [], 0
    for parts, code, item in parts_of(raw):
        for place in leaves(item):
            if place and place[-1] in ("number", "code", "id") or place == ("key",):
                continue
            tried += 1
            change = change_of_part(parts, code, item, with_another(item, place), (words, words))
            if not change.fields:
                unsaid.append((parts, code, place))
    assert (unsaid, tried > 300) == ([], True)


# Words


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("", "", []),
        ("The same.", "The same.", [("kept", "The same.")]),
        (
            "It may sting.",
            "It may sting a bit.",
            [("kept", "It may "), ("removed", "sting."), ("added", "sting a bit.")],
        ),
        ("", "New words.", [("added", "New words.")]),
        ("Old words.", "", [("removed", "Old words.")]),
        (
            "Nothing is alike",
            "Something new entirely",
            [("removed", "Nothing is alike"), ("added", "Something new entirely")],
        ),
        ("one two", "one  two", [("removed", "one two"), ("added", "one  two")]),
        ("0.5 ml each", "5 ml each", [("removed", "0.5 "), ("added", "5 "), ("kept", "ml each")]),
    ],
)
def test_texts_are_compared_by_whole_words(before, after, pieces):
    assert [tuple(piece) for piece in word_diff(before, after)] == pieces


@pytest.mark.parametrize("seed", range(40))
def test_both_texts_can_be_read_from_the_pieces(seed):
    chance = Random(seed)
    vocabulary = ["a ", "few ", "bumps\n", "near ", "the  ", "eye. "]
    before, after = ("".join(chance.choices(vocabulary, k=chance.randrange(12))) for _ in range(2))
    pieces = word_diff(before, after)

    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after
    old = "".join(piece.text for piece in pieces if piece.kind != "added")
    assert old.split() == before.split()


def test_long_texts_are_compared_in_no_time():
    words = " ".join(f"word{number % 7}" for number in range(400))
    assert word_diff(words, words.replace("word3", "other"))[-1].kind == "kept"

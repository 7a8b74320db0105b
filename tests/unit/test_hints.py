"""Hints for whoever writes the texts: each is given where it helps and is silent where it does not."""

import time

import pytest

from treatments.protocol_file import read_protocol
from treatments.workbench.texts.hints import A_STEP, hints_of, review_hints, source_hints, words_of

SHORT = "Wash your skin. Pat it dry."


def kinds(text, language="en", **more):
    return {hint.kind for hint in hints_of("text", text, language, **more)}


def said(text, language="en", **more):
    return " ".join(hint.words for hint in hints_of("text", text, language, **more))


def test_a_plain_short_text_gets_no_hint():
    assert kinds(SHORT, advised=A_STEP) == set()
    assert kinds("") == set()


def test_a_sentence_of_more_than_twenty_words_is_long():
    twenty = " ".join(["go"] * 20) + "."
    assert "sentence" not in kinds(twenty)
    assert "sentence" in kinds(f"go {twenty}")
    assert "21" in said(f"go {twenty}")


def test_a_text_above_grade_six_is_hard():
    assert "grade" in kinds("Immediate medical consultation is recommended following considerable discomfort.")


@pytest.mark.parametrize(
    ("text", "word", "plainer"),
    [
        ("You may see erythema.", "erythema", "redness, or darker skin"),
        ("The Lesions go.", "lesions", "spot or bump"),
        ("A topical cream.", "topical", "put on the skin"),
    ],
)
def test_a_word_of_the_trade_comes_with_a_plainer_one(text, word, plainer):
    assert f"“{word}”" in said(text)
    assert plainer in said(text)


@pytest.mark.parametrize(
    "text",
    [
        "We guarantee it.",
        "It always works.",
        "This will cure you.",
        "It is completely safe.",
        "100% safe.",
        "The bumps are gone for good.",
        "It is a PAINLESS peel.",
    ],
)
def test_a_promise_is_noticed(text):
    assert "promise" in kinds(text)


@pytest.mark.parametrize(
    "text", ["Secure the plaster.", "A curette is used.", "The warranty card.", "It obscures it.", "Stay for good."]
)
def test_a_word_that_only_holds_another_is_no_promise(text):
    assert "promise" not in kinds(text)


def test_redness_is_never_the_only_sign():
    assert kinds("Call us if the skin gets red.") == {"redness"}
    assert kinds("Call us if redness spreads and it feels hot.") == {"skin"}
    assert kinds("Call us if it gets red or darker, and feels hot.") == set()
    assert kinds("Call us if you see pus.") == set()
    assert kinds("You are tired, not referred.") == set()


def test_a_text_over_its_advised_length_says_both_numbers():
    assert "length" in kinds("a " * 71, advised=140)
    assert "140" in said("a " * 71, advised=140)
    assert "length" not in kinds("a " * 70, advised=140)


def test_a_language_without_a_list_gets_only_what_needs_none():
    text = "Guarantee erythema red. " + " ".join(["la"] * 21)
    assert kinds(text, "de", advised=40) == {"sentence", "length"}
    assert kinds("Immediate medical consultation is recommended following considerable discomfort.", "de") == set()
    assert not words_of("de")
    assert not words_of("../en")
    assert words_of("en-GB") == words_of("en")


def test_a_source_that_nobody_can_check_is_a_hint():
    sources = {source.code: source for source in read_protocol("treatments/protocols/milia.yaml").document.sources}
    weak = next(code for code, source in sources.items() if source.grade == "unverified")
    good = next(code for code, source in sources.items() if source.grade == "A")
    assert [hint.kind for hint in source_hints([weak], sources)] == ["source"]
    assert [hint.kind for hint in source_hints([], sources)] == ["source"]
    assert list(source_hints([weak, good], sources)) == []


def test_a_day_to_look_again_that_has_passed_is_a_hint():
    assert [hint.kind for hint in review_hints("2026-11-22", "2026-11-23")] == ["review"]
    assert list(review_hints("2026-11-23", "2026-11-23")) == []
    assert list(review_hints("", "2026-11-23")) == []


def test_the_words_of_english_are_many_and_each_stands_once():
    words = words_of("en")
    assert len(words.jargon) > 60
    for listed in (words.promises, words.redness, words.skin_tones, words.other_signs):
        assert len(listed) == len({word.casefold() for word in listed}) > 5
    assert all(plainer and plainer.casefold() != word for word, plainer in words.jargon.items())


def test_the_seed_protocol_makes_few_of_them():
    """It was written to these rules; what is left was looked at."""
    document = read_protocol("treatments/protocols/milia.yaml").document
    found = [hint for step in document.aftercare for hint in hints_of(step.code, step.text["en"], "en", advised=A_STEP)]
    assert {hint.kind for hint in found} <= {"sentence", "promise"}
    assert len(found) <= 2


@pytest.mark.parametrize("piece", ["red ", "erythema ", "a", "cure cures ", "100% "])
def test_fifty_thousand_letters_are_looked_at_at_once(piece):
    started = time.process_time()
    list(hints_of("text", piece * (50_000 // len(piece)), "en", advised=1))
    assert time.process_time() - started < 1

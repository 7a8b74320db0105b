"""Two words one slip apart always meet."""

from hypothesis import given
from hypothesis import strategies as st

from consultations.finding.spelling import cuts, distance, forms, is_near, words_of

WORDS = st.text("abcdé李", min_size=4, max_size=12)


@st.composite
def slips(draw):
    word = draw(WORDS)
    place = draw(st.integers(0, len(word) - 1))
    letter = draw(st.sampled_from("abcdé李"))
    kind = draw(st.sampled_from(["dropped", "added", "changed", "swapped"]))
    before, after = word[:place], word[place + 1 :]
    slipped = {
        "dropped": before + after,
        "added": before + letter + word[place:],
        "changed": before + letter + after,
        "swapped": before + after[:1] + word[place] + after[1:],
    }
    return word, slipped[kind]


@given(slips())
def test_a_word_and_its_slip_are_kept_under_a_common_form_and_are_one_apart(pair):
    word, slipped = pair

    assert forms(word) & forms(slipped)
    assert distance(word, slipped) <= 1
    assert is_near(slipped, word) is not None


@given(WORDS, WORDS)
def test_the_distance_is_the_same_both_ways_and_nothing_only_between_equals(one, other):
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)


def test_short_words_are_not_forgiven_much():
    assert is_near("li", "le") is None
    assert is_near("lee", "leo") == 1
    assert is_near("ann", "ian") is None
    assert forms("li") == {"li"}
    assert forms("x" * 41) == {"x" * 41}


def test_a_name_of_several_words_is_met_by_each_and_in_one_piece():
    assert words_of("van der berg") == {"van", "der", "berg", "vanderberg"}
    assert list(cuts(("anna", "van", "berg"))) == [("anna", "vanberg"), ("annavan", "berg")]

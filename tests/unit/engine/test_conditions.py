import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatments.engine.compiled import Conditions
from treatments.engine.conditions import holds, keys_of
from treatments.engine.readings import NOT_APPLICABLE_READING, NOT_KNOWN_READING, Ticked
from treatments.engine.truth import FALSE, NOT_KNOWN, TRUE
from treatments.engine.written import parse

from .test_written_form import conditions

NA, NK = NOT_APPLICABLE_READING, NOT_KNOWN_READING


@pytest.mark.parametrize(
    ("line", "reading", "truth"),
    [
        ("k = yes", "yes", TRUE),
        ("k = yes", "no", FALSE),
        ("k = yes", NK, NOT_KNOWN),
        ("k = yes", NA, FALSE),
        ("not k = yes", NK, NOT_KNOWN),
        ("not k = yes", NA, TRUE),
        ("k in (a, b)", "b", TRUE),
        ("k < 5", 4.9, TRUE),
        ("k < 5", 5.0, FALSE),
        ("k <= 5", 5.0, TRUE),
        ("k > 5", 5.0, FALSE),
        ("k >= 5", 5.0, TRUE),
        ("k < 5", NK, NOT_KNOWN),
        ("k < 5", NA, FALSE),
        ("k is not known", NK, TRUE),
        ("k is not known", NA, FALSE),
        ("k is not known", "yes", FALSE),
        ("k is not known", Ticked(frozenset({"a"}), complete=False), TRUE),
        ("k includes a", Ticked(frozenset({"a", "b"})), TRUE),
        ("k includes c", Ticked(frozenset({"a", "b"})), FALSE),
        ("k includes a", Ticked(frozenset({"a"}), complete=False), TRUE),
        ("k includes c", Ticked(frozenset({"a"}), complete=False), NOT_KNOWN),
        ("k includes at least 2 of (a, b, c)", Ticked(frozenset({"a", "b"})), TRUE),
        ("k includes at least 2 of (a, b, c)", Ticked(frozenset({"a"})), FALSE),
        ("k includes at least 2 of (a, b, c)", Ticked(frozenset({"a"}), complete=False), NOT_KNOWN),
        ("k includes exactly 1 of (a, b)", Ticked(frozenset({"a", "x"})), TRUE),
        ("k includes exactly 1 of (a, b)", Ticked(frozenset({"a", "b"}), complete=False), FALSE),
        ("k includes exactly 1 of (a, b)", Ticked(frozenset({"a"}), complete=False), NOT_KNOWN),
    ],
)
def test_a_comparison_is_false_not_known_or_true(line, reading, truth):
    assert holds(parse(line), {"k": reading}) == truth


def test_one_false_part_settles_an_and_and_one_true_part_an_or():
    readings = {"a": "no", "b": "yes"}

    assert holds(parse("a = yes and missing = yes"), readings) == FALSE
    assert holds(parse("b = yes and missing = yes"), readings) == NOT_KNOWN
    assert holds(parse("b = yes or missing = yes"), readings) == TRUE
    assert holds(parse("a = yes or missing = yes"), readings) == NOT_KNOWN


readings = st.one_of(
    st.sampled_from([NA, NK]),
    st.from_regex(r"[a-z0-9]{1,2}", fullmatch=True),
    st.sampled_from([0.0, 0.5, 5.0, 12.25, 500.0, 2000.0]),
    st.builds(Ticked, st.frozensets(st.from_regex(r"[a-z0-9]", fullmatch=True), max_size=3), st.booleans()),
)


@given(st.lists(conditions, min_size=1, max_size=4), st.data())
def test_the_fast_reading_of_conditions_equals_the_plain_one(several, data):
    compiled = Conditions(several)
    keys = sorted({key for condition in several for key in keys_of(condition)})
    drawn = {key: data.draw(readings) for key in keys}
    assert compiled.truths(drawn) == tuple(holds(condition, drawn) for condition in several)

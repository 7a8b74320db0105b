import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatments.engine.conditions import Above, All, Any, Below, Includes, IncludesExactly, IsNotKnown, IsOneOf, Not
from treatments.engine.written import BadCondition, parse, written

LINES = [
    "area in (eyelid_skin, under_eye, eyelid_margin)",
    "onset = sudden_crop and (count = 21_plus or immune_status = suppressed)",
    "not sex = male and age_years >= 10 and age_years <= 60",
    "tried includes at least 2 of (a, b, c)",
    "tried includes exactly 1 of (a, b)",
    "tried includes any of (a, b)",
    "not (a = b or c = d)",
    "age_years < 0.5",
    "isotretinoin is not known",
    "a = b or c = d and e = f",
    "not not a = b",
]


@pytest.mark.parametrize("line", LINES)
def test_a_condition_reads_back_to_the_same_line(line):
    assert written(parse(line)) == line


def test_and_binds_tighter_than_or_and_not_tighter_than_and():
    a, b, c = (IsOneOf(key, ("x",)) for key in "abc")

    assert parse("a = x or b = x and not c = x") == Any((a, All((b, Not(c)))))


def test_needless_brackets_and_spaces_do_not_make_another_condition():
    assert parse(" ( a=x )and( b =x and c = x)") == parse("a = x and b = x and c = x")


def test_an_empty_line_always_holds():
    assert parse("  ") == All(())


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("a =", "ends where a value"),
        ("a = b c", "unexpected “c”"),
        ("a in ()", "“)” is not a value"),
        ("a in (b, b)", "listed twice"),
        ("a < x", "“x” is not a number"),
        ("a < 1e9", "“1e9” is not a number"),
        ("and = b", "is not a question's key"),
        ("__import__('os').system('ls')", "does not belong"),
        ("a.b = c", "does not belong"),
        ("a = b; drop table", "does not belong"),
        ("a == b", "is not a value"),
        ("a is known", "“not” should be"),
        ("a includes at least 0 of (b)", "small whole number"),
        ("(" * 200 + "a = b", "nest at most"),
        ("not " * 200 + "a = b", "nest at most"),
        ("a = b or " * 400 + "a = b", "at most 2000 characters"),
        ("a = “b”", "does not belong"),
    ],
)
def test_what_is_not_a_condition_is_refused_with_the_reason(line, reason):
    with pytest.raises(BadCondition, match=reason.replace("(", r"\(").replace(")", r"\)")):
        parse(line)


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_fall_over(text):
    try:
        condition = parse(text)
    except BadCondition:
        return
    assert parse(written(condition)) == condition


keys = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(
    lambda key: key not in {"and", "or", "not", "in", "is", "includes"}
)
names = st.lists(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_]{0,6}", fullmatch=True), min_size=1, max_size=4, unique=True)
limits = st.one_of(st.integers(0, 999).map(float), st.sampled_from([0.5, 12.25]))
comparisons = st.one_of(
    st.builds(IsOneOf, keys, names.map(tuple)),
    st.builds(Includes, keys, names.map(tuple)),
    st.builds(lambda key, n, at: Includes(key, tuple(n), min(at, len(n))), keys, names, st.integers(1, 4)),
    st.builds(lambda key, n, at: IncludesExactly(key, tuple(n), at), keys, names, st.integers(1, 9)),
    st.builds(Below, keys, limits, st.booleans()),
    st.builds(Above, keys, limits, st.booleans()),
    st.builds(IsNotKnown, keys),
)


def several(kind):
    def make(parts):
        flat = []
        for part in parts:
            flat.extend(part.parts if isinstance(part, kind) else (part,))
        return kind(tuple(flat))

    return make


conditions = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.lists(inner, min_size=2, max_size=3).map(several(All)),
        st.lists(inner, min_size=2, max_size=3).map(several(Any)),
    ),
    max_leaves=8,
)


@given(conditions)
def test_every_condition_has_one_line_that_reads_back_to_it(condition):
    assert parse(written(condition)) == condition

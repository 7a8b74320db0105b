"""A condition as rows: what is built reads back to the same condition; nothing that is typed runs or gets lost."""

import contextlib
import time

import pytest
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.integration.clinic_factory import milia
from treatments.engine.checking import conditions_of
from treatments.engine.conditions import (
    ALWAYS,
    Above,
    All,
    Any,
    Below,
    Includes,
    IncludesExactly,
    IsNotKnown,
    IsOneOf,
    Not,
)
from treatments.engine.written import parse, written
from treatments.workbench.conditions.building import BUTTONS, press
from treatments.workbench.conditions.condition_buttons import pressed
from treatments.workbench.conditions.condition_field import ConditionField
from treatments.workbench.conditions.condition_typed import Typed, read
from treatments.workbench.conditions.conditions import (
    ROOT,
    Group,
    Negation,
    Row,
    UnfinishedRows,
    built_of,
    condition_of,
    fields_of,
    is_small,
    rows_in,
)
from treatments.workbench.conditions.vocabulary import Vocabulary

WORDS = Vocabulary(milia())
LINES = sorted({line for _place, line, _number in conditions_of(milia())})
FACTS = WORDS.facts.values()


def of_type(kind):
    return st.sampled_from([fact for fact in FACTS if fact.type == kind])


def some(fact):
    return st.lists(st.sampled_from(fact.values), min_size=1, max_size=5, unique=True).map(tuple)


def counted(kind):
    pairs = of_type("multi").flatmap(lambda fact: st.tuples(st.just(fact.key), some(fact)))
    return pairs.flatmap(lambda pair: st.integers(1, len(pair[1])).map(lambda count: kind(*pair, count)))


def limited(kind):
    limits = st.one_of(st.integers(0, 120), st.sampled_from([0.5, 1.25, 17.0001]))
    return st.builds(kind, of_type("number").map(lambda fact: fact.key), limits.map(float), st.booleans())


comparisons = st.one_of(
    of_type("one").flatmap(lambda fact: st.builds(IsOneOf, st.just(fact.key), some(fact))),
    counted(Includes),
    counted(IncludesExactly),
    limited(Below),
    limited(Above),
    st.sampled_from(list(FACTS)).map(lambda fact: IsNotKnown(fact.key)),
)
conditions = st.recursive(
    comparisons,
    lambda parts: st.one_of(
        st.lists(parts, min_size=2, max_size=4).map(lambda found: All(tuple(found))),
        st.lists(parts, min_size=2, max_size=4).map(lambda found: Any(tuple(found))),
        parts.map(Not),
    ),
    max_leaves=12,
)


def as_read(condition):
    """Only what a line can give: brackets that change nothing are no part of a condition."""
    return parse(written(condition))


def sent(name, rows):
    return MultiValueDict(fields_of(name, rows))


def refused(line):
    return read(Typed(line), WORDS).problem


@settings(max_examples=300, deadline=None)
@given(conditions)
def test_what_is_built_of_a_condition_and_sent_as_a_form_is_the_same_condition(condition):
    condition = as_read(condition)
    rows = built_of(condition)

    assert rows_in("when", sent("when", rows)) == rows
    assert condition_of(rows) == condition
    assert WORDS.fitted_group(rows) == rows


@pytest.mark.parametrize("line", LINES)
def test_every_condition_of_milia_comes_back_from_its_rows(line):
    rows = built_of(parse(line))
    typed = Typed(line, line, rows_in("when", sent("when", rows)))

    assert is_small(rows)
    assert condition_of(rows) == parse(line)
    assert read(typed, WORDS).line == line


@settings(max_examples=200, deadline=None)
@given(conditions, st.lists(st.tuples(st.sampled_from(sorted(BUTTONS)), st.integers(0, 30)), max_size=8))
def test_no_row_of_buttons_breaks_the_builder(condition, presses):
    rows = built_of(as_read(condition))
    for button, number in presses:
        paths = [path for path, _node in _everything(rows, ROOT)]
        rows, focus = press(rows, button, paths[number % len(paths)])
        assert rows_in("when", sent("when", rows)) == rows
        assert isinstance(focus, tuple)
    with contextlib.suppress(UnfinishedRows):
        assert as_read(condition_of(rows)) == condition_of(rows)


@settings(max_examples=100, deadline=None)
@given(conditions)
def test_not_twice_and_up_and_down_are_where_one_began(condition):
    rows = built_of(as_read(condition))
    last = (*ROOT, len(rows.parts) - 1)

    if not isinstance(rows.parts[-1], Negation):
        assert press(press(rows, "not", last)[0], "not", last)[0] == rows
    if len(rows.parts) > 1:
        moved, there = press(rows, "up", last)
        assert moved != rows or rows.parts[-1] == rows.parts[-2]
        assert press(moved, "down", there) == (rows, last)


def test_a_group_is_made_filled_and_dissolved():
    rows = built_of(parse("sex = female"))
    rows, focus = press(rows, "add_group", ROOT)
    assert focus == (0, 1, 0)
    assert rows.parts[1] == Group("any", (Row(),))
    with pytest.raises(UnfinishedRows) as unfinished:
        condition_of(rows)
    assert list(unfinished.value.faults) == [(0, 1, 0)]

    rows, _focus = press(rows, "unwrap", (0, 1))
    assert rows.parts == (Row("sex", "is", ("female",)), Row())
    assert press(rows, "remove", (0, 1))[0] == built_of(parse("sex = female"))


def test_rows_cannot_nest_deeper_than_a_line_may():
    rows, path = built_of(ALWAYS), ROOT
    for _ in range(40):
        rows, path = press(rows, "add_group", path)
        path = path[:-1]
    assert is_small(rows)


@pytest.mark.parametrize(
    "key",
    ["sex = female or sex", "sex)", "", "and", "__import__('os')", "a.b", "sex in (male) or age_years < 3 or sex"],
)
def test_a_key_made_up_by_hand_is_no_way_around_the_reader(key):
    with pytest.raises(UnfinishedRows):
        condition_of(Group("all", (Row(key, "is", ("female",)),)))


@pytest.mark.parametrize("value", ["female) or sex in (male", "x'; drop table", "{{ 7*7 }}", "${7}", "a b"])
def test_an_answer_made_up_by_hand_is_none_either(value):
    with pytest.raises(UnfinishedRows):
        condition_of(Group("all", (Row("sex", "is", (value,)),)))


@pytest.mark.parametrize(
    ("line", "reason", "at"),
    [
        ("sex = moon", "does not offer “moon”", 6),
        ("sex = female and moon = full", "no question gives “moon”", 17),
        ("sex = female and age_years = 3", "not a question that this comparison fits", 17),
        ("sex < 3", "is not a number", 0),
        ("age_years < 300", "goes from 0 to 120", 0),
        ("sex = female and", "the line ends", 16),
        ("sex = female or or", "is not a question's key", 16),
        ("sex == female", "is not a value", 5),
        ("__import__('os').system('ls')", "does not belong", 11),
        ("eval(sex)", "after “eval” comes", 4),
        ("sex.__class__ = x", "does not belong", 3),
        ("age_years / 0 < 3", "does not belong", 10),
        ("birth_date - sex < 3", "does not belong", 11),
        ("(a+)+$", "does not belong", 2),
    ],
)
def test_what_is_wrong_in_a_text_is_named_with_its_place(line, reason, at):
    found, place = refused(line)
    assert reason in found
    assert place == at


@pytest.mark.parametrize(
    "line",
    [
        "(" * 10_000 + ")" * 10_000,
        "(" * 10_000,
        "not " * 10_000 + "sex = female",
        "sex = female or " * 50_000,
        "(a+)+$" * 9000,
    ],
)
def test_ten_thousand_brackets_are_refused_in_less_than_a_second(line):
    start = time.perf_counter()
    assert refused(line)
    assert time.perf_counter() - start < 1


def test_a_text_with_a_mistake_leaves_the_rows_as_they_were():
    rows = built_of(parse("sex = female"))
    found = read(Typed("sex = moon", "sex = female", rows), WORDS)
    assert (found.line, found.rows, found.text) == (None, rows, "sex = moon")


def test_the_rows_follow_the_text_and_the_text_follows_the_rows():
    rows = built_of(parse("sex = female"))
    by_text = read(Typed("sex = male", "sex = female", rows), WORDS)
    assert by_text.rows == built_of(parse("sex = male"))

    by_rows = read(Typed("sex = female", "sex = female", built_of(parse("sex = male"))), WORDS)
    assert (by_rows.line, by_rows.text) == ("sex = male", "sex = male")


def test_two_that_were_both_changed_are_not_guessed_between():
    found = read(Typed("sex = male", "sex = female", built_of(parse("age_years < 3"))), WORDS)
    assert (found.line, found.differ, found.text) == (None, True, "sex = male")
    same = read(Typed("age_years<3", "sex = female", built_of(parse("age_years < 3"))), WORDS)
    assert same.line == "age_years < 3"


@pytest.mark.parametrize(("button", "line"), [("take_rows", "age_years < 3"), ("take_text", "sex = male")])
def test_one_of_the_two_is_taken_by_a_button(button, line):
    data = QueryDict(mutable=True)
    for name, values in fields_of("when", built_of(parse("age_years < 3"))).items():
        data.setlist(name, values)
    data.update({"when": "sex = male", "when-agreed": "sex = female", "do": f"when:{button}"})
    changed = pressed(data, WORDS).data
    assert ConditionField("when", WORDS).clean(Typed.sent("when", changed)) == line


def test_a_question_that_was_changed_keeps_only_answers_that_it_has():
    row = Row("exam", "is", ("female", "confirmed_milia"))
    assert WORDS.fitted(row) == Row("exam", "is", ("confirmed_milia",))
    assert WORDS.fitted(Row("age_years", "is", ("female",), "12")) == Row("age_years", "below", (), "12")


def test_a_question_that_is_gone_is_shown_and_not_dropped():
    row = Row("gone", "is", ("a",))
    assert WORDS.fitted(row) == row
    assert read(Typed("sex = female", "sex = female", Group("all", (row,))), WORDS).faults


@given(
    st.dictionaries(
        st.from_regex(r"when-0(-[0-9]){0,3}-(is|key|how|values|order|number)", fullmatch=True),
        st.text(max_size=20),
        max_size=30,
    )
)
@settings(max_examples=200, deadline=None)
def test_no_form_made_up_by_hand_makes_the_builder_fall_over(fields):
    data = MultiValueDict({name: [value] for name, value in fields.items()})
    rows = rows_in("when", data)
    found = read(Typed("", "", rows), WORDS)
    assert found.line is None or parse(found.line) is not None


def test_a_form_nested_without_end_is_cut_off():
    fields = {f"when-{'-'.join(['0'] * depth)}-is": ["not"] for depth in range(1, 5000)}
    assert rows_in("when", MultiValueDict(fields)) is None


def _everything(node, path):
    yield path, node
    parts = getattr(node, "parts", None) or ((node.part,) if hasattr(node, "part") else ())
    for at, part in enumerate(parts):
        yield from _everything(part, (*path, at))

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatments.engine.strict_json import BadJson, loads


def test_ordinary_json_is_read_as_it_stands():
    assert loads('{"person": {"age_years": 34, "name": "李 \\" [["}, "areas": [{}]}') == {
        "person": {"age_years": 34, "name": '李 " [['},
        "areas": [{}],
    }


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"a": 1, "a": 2}', "stands twice"),
        ('{"a": "\\u0000"}', "cannot be stored"),
        ('"\\ud800"', "cannot be stored"),
        ('{"a": ["x", {"b": "\\ud800"}]}', "cannot be stored"),
        ("NaN", "not a number"),
        ("[Infinity]", "not a number"),
        ("1e400", "out of range"),
        ("1" * 30, "out of range"),
        ("1" * 5000, "out of range"),
        ("[" * 5000, "too deep"),
        ("[" * 100_000, "too deep"),
        ('{"a":' * 40 + "1" + "}" * 40, "too deep"),
        (b"\xff\xfe", "not UTF-8"),
        ("{", "not JSON"),
        ("", "not JSON"),
        (" " * 1_000_001, "too long"),
    ],
)
def test_what_a_database_or_browser_would_choke_on_is_refused(text, reason):
    with pytest.raises(BadJson, match=reason):
        loads(text)


@given(st.binary(max_size=60))
def test_no_bytes_make_the_reader_fall_over(raw):
    try:
        loads(raw)
    except BadJson as error:
        assert str(error)

"""The list of bad inputs has 91 numbers before its editors begin: each is tried by number, elsewhere, or planned."""

import ast
import re
from pathlib import Path

from tests.unit.test_hazards import ROOT, functions

LIST = set(range(1, 92))
ELSEWHERE = {
    18: "tests/unit/test_forms_numbers.py::test_what_is_not_a_plain_number_is_refused",
    19: "tests/unit/test_forms_numbers.py::test_a_number_beyond_the_ends_names_the_ends",
    21: "tests/unit/test_forms_dates.py::test_a_wrong_date_is_refused_in_plain_words",
    54: "tests/integration/test_protocol_pages.py::"
    "test_a_release_from_a_file_is_marked_as_approved_by_nobody_and_a_withdrawn_one_as_withdrawn",
}
PLANNED = {
    70: "running behind the reverse proxy, whose time-outs cut slow clients",
}


def tried() -> set[int]:
    return {number for file in (ROOT / "tests").rglob("test_*.py") for number in numbers(file)}


def numbers(file: Path) -> set[int]:
    """In the name of a test (51_56) or at the beginning of a case ("12 nested"); a range (3_to_39) proves nothing."""
    tree = ast.parse(file.read_text("utf-8"))
    names = [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and "_to_" not in node.name[:12]]
    cases = [
        key.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    ]
    in_names = {int(number) for name in names for number in re.findall(r"(?<=_)\d+", _head(name))}
    in_cases = {int(case.split()[0]) for case in cases if re.match(r"\d+ [a-zA-Z]", case)}
    return in_names | in_cases


def _head(name: str) -> str:
    found = re.match(r"test(_\d+)+(?=_)", name)
    return found[0] if found else ""


def test_every_number_of_the_list_is_tried_or_planned():
    assert tried() | set(ELSEWHERE) | set(PLANNED) >= LIST


def test_what_is_tried_is_no_longer_called_planned():
    assert tried() & set(PLANNED) == set()


def test_what_is_tried_elsewhere_exists():
    missing = [test for test in ELSEWHERE.values() if test.split("::")[1] not in functions(ROOT / test.split("::")[0])]
    assert missing == []

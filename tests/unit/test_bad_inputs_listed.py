"""The list of bad inputs has 122 numbers: each is tried by number, elsewhere, or planned."""

import ast
import re
from pathlib import Path

from tests.unit.test_hazards import ROOT, functions

LIST = set(range(1, 123))
ELSEWHERE = {
    18: "tests/unit/test_forms_numbers.py::test_what_is_not_a_plain_number_is_refused",
    19: "tests/unit/test_forms_numbers.py::test_a_number_beyond_the_ends_names_the_ends",
    21: "tests/unit/test_forms_dates.py::test_a_wrong_date_is_refused_in_plain_words",
    54: "tests/integration/test_protocol_pages.py::"
    "test_a_release_from_a_file_is_marked_as_approved_by_nobody_and_a_withdrawn_one_as_withdrawn",
    92: "tests/integration/test_draft_rules_refused.py::"
    "test_a_condition_that_means_nothing_is_refused_and_the_rows_keep_the_last_good_one",
    93: "tests/unit/engine/test_checks_kinds.py::test_what_is_wrong_is_found_and_what_is_mended_is_not",
    94: "tests/unit/test_conditions_built.py::test_what_is_wrong_in_a_text_is_named_with_its_place",
    95: "tests/integration/test_draft_rules_refused.py::test_brackets_without_end_are_refused_in_less_than_a_second",
    96: "tests/integration/test_draft_rules_refused.py::test_a_limit_that_grows_by_much_asks_again_with_old_and_new",
    97: "tests/integration/test_approving.py::test_nobody_approves_what_they_sent_or_changed_themselves",
    98: "tests/integration/test_draft_rules_refused.py::"
    "test_the_second_of_two_editors_sees_both_versions_and_loses_nothing",
    99: "tests/integration/test_releases_are_final.py::test_raw_sql_cannot_change_or_remove_a_row",
    100: "tests/integration/test_withdrawing.py::"
    "test_an_open_visit_says_that_its_release_was_withdrawn_and_which_one_is_live_again",
    102: "tests/unit/engine/test_checks_limits.py::"
    "test_five_thousand_rules_are_checked_as_far_as_they_can_be_and_it_says_how_many_are_not",
    103: "tests/unit/test_publishing_times.py::test_a_time_that_is_skipped_when_clocks_go_forward_is_refused_in_words",
}
PLANNED = {
    101: "protocols that belong to one site; today each belongs to all of them, and nothing is copied",
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

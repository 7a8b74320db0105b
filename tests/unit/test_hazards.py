"""The table of hazards names only tests that exist."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
HAZARDS = {f"H{number}" for number in range(1, 14)}


def rows(text: str) -> dict[str, list[str]]:
    cells = (
        [cell.strip() for cell in line.strip("|\n ").split("|")] for line in text.splitlines() if line[:3] == "| H"
    )
    return {row[0]: row[1:] for row in cells}


def missing(text: str) -> list[str]:
    return [f"{file}::{name}" for file, name in NAMED.findall(text) if name not in functions(ROOT / file)]


def functions(file: Path) -> set[str]:
    if not file.is_file():
        return set()
    return {node.name for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)}


def table() -> str:
    return (ROOT / "docs" / "hazards.md").read_text("utf-8")


def test_every_test_in_the_table_of_hazards_exists():
    assert missing(table()) == []


def test_the_check_notices_a_test_that_does_not_exist():
    assert missing("`tests/unit/test_hazards.py::test_nothing` `tests/unit/none.py::test_x`") == [
        "tests/unit/test_hazards.py::test_nothing",
        "tests/unit/none.py::test_x",
    ]


def test_every_hazard_has_a_control_and_a_test_or_says_that_it_is_planned():
    found = rows(table())
    assert set(found) - {"Id"} >= HAZARDS
    for hazard, (what, control, proof) in found.items():
        assert what and control, hazard
        assert NAMED.search(proof) or proof.startswith("planned with "), hazard


def test_nothing_in_the_proofs_is_neither_a_test_nor_a_plan():
    for hazard, (_what, _control, proof) in rows(table()).items():
        tests, _, plan = proof.partition("planned with ")
        assert not NAMED.sub("", tests).strip(" ,;"), hazard
        assert not NAMED.search(plan), hazard

"""The rules of the house: small files, one place for each thing, and no protocol outside its own file."""

import ast
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from django.db.migrations.loader import MigrationLoader

from consultations.lifecycle import MOVES, Status
from tests.unit.test_hazards import ROOT
from treatments.engine.documents import Document
from treatments.protocol_file import read_protocol

LONGEST_FILE, LONGEST_FUNCTION, LONGEST_TEMPLATE = 300, 40, 100
# Words that Pearl itself uses, and not because the milia protocol asks a question of that name.
OWN_WORDS = {"area", "count", "date_of_birth", "photo_consent"}
# How many syllables English words have; one of them is also a question.
ENGLISH = {"treatments/reading_grade.py": {"diabetes"}}
# Root and an ordinary user each have tests that cannot be run as the other.
SKIPS_BY_USER = {"tests/integration/test_setup_postgres.py"}
OURS = ("clinic", "consultations", "treatments")


# Size


def functions_of(source: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return (node for node in ast.walk(ast.parse(source)) if isinstance(node, kinds))


def long_functions(source: str) -> list[str]:
    return [node.name for node in functions_of(source) if (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION]


def test_no_file_is_longer_than_three_hundred_lines():
    assert [name for name in written_by_us() if len(text(name).splitlines()) > LONGEST_FILE] == []


def test_no_function_is_longer_than_forty_lines():
    assert [(name, long) for name in written_by_us() for long in long_functions(text(name))] == []


def test_a_function_of_forty_one_lines_is_noticed():
    body = "    x = 1\n"
    assert long_functions("def fits():\n" + body * 39) == []
    assert long_functions("def does_not():\n" + body * 40) == ["does_not"]


def test_no_template_is_longer_than_a_hundred_lines():
    assert [name for name in tracked(".html") if len(text(name).splitlines()) > LONGEST_TEMPLATE] == []


# The protocol is data


@cache
def milia() -> Document:
    return read_protocol(str(ROOT / "treatments/protocols/milia.yaml")).document


@cache
def protocol_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may stand nowhere, and what may not stand in quotes because it is an English word as well."""
    keys = {question.key for question in milia().questions} - OWN_WORDS
    anywhere = {key for key in keys if "_" in key} | {rule.code for rule in milia().rules}
    in_quotes = (keys - anywhere) | {method.key for method in milia().methods}
    return (
        re.compile(rf"(?<![\w-])({_any_of(anywhere)})(?![\w-])"),
        re.compile(rf"""["']({_any_of(in_quotes)})["']"""),
    )


def _any_of(words: set[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def protocol_in(source: str) -> list[str]:
    """Names of style classes say how a page looks and are none of the protocol's words."""
    plain = re.sub(r'class="[\w -]*"', "", source)
    return [word for pattern in protocol_words() for word in pattern.findall(plain)]


def test_no_word_of_the_milia_protocol_stands_in_the_program():
    names = [*written_by_us(OURS), *tracked(".html"), *tracked(".js"), *tracked(".css")]
    found = {name: set(protocol_in(text(name))) - ENGLISH.get(name, set()) for name in names}
    assert {name: words for name, words in found.items() if words} == {}


def test_a_word_of_the_protocol_would_be_noticed():
    rule, method = milia().rules[0].code, milia().methods[0].key
    for source in (f"if code == '{rule}':", f'if method == "{method}":', 'answers["sex"]', "pih_history = 1"):
        assert len(protocol_in(source)) == 1, source
    assert protocol_in('given["area"], cryogenic, count = 1, "the sex of"') == []


def test_every_rule_has_a_code_of_its_own():
    codes = [rule.code for rule in milia().rules]
    assert len(codes) == len(set(codes)) > 100


# One form for each thing


def wrong_refusals(source: str) -> list[str]:
    refusals = (node for node in functions_of(source) if node.name.lstrip("_").startswith("why_not_"))
    return [node.name for node in refusals if node.returns is None or ast.unparse(node.returns) != "str | None"]


def test_every_why_not_gives_a_sentence_or_nothing():
    names = written_by_us(OURS)
    assert [(name, wrong) for name in names for wrong in wrong_refusals(text(name))] == []
    assert sum("def why_not_" in text(name) for name in names) > 5


def test_a_why_not_that_gives_something_else_is_noticed():
    assert wrong_refusals("def why_not_go() -> bool: ...\ndef _why_not_run(): ...\ndef why_not() -> int: ...") == [
        "why_not_go",
        "_why_not_run",
    ]


def test_every_state_of_a_visit_is_reached_or_left_by_a_move():
    assert {status for move in MOVES for status in (move.start, move.end)} == set(Status)
    assert {move.end for move in MOVES} | {Status.INTAKE} == set(Status)


def test_every_migration_has_a_way_back():
    ours = {key: found for key, found in MigrationLoader(None).disk_migrations.items() if _is_ours(found)}
    one_way = [key for key, found in ours.items() for operation in found.operations if not operation.reversible]
    assert (one_way, len(ours) >= 5) == ([], True)


def _is_ours(migration: object) -> bool:
    return type(migration).__module__.startswith(tuple(f"{name}." for name in OURS))


# Tests that test


def claims_nothing(node: ast.AST) -> bool:
    """An assert that holds whatever happens: of a constant, of a pair, or with `or True` somewhere in it."""
    if not isinstance(node, ast.Assert):
        return False
    ors = (each.values for each in ast.walk(node.test) if isinstance(each, ast.BoolOp))
    always = any(isinstance(value, ast.Constant) and value.value is True for values in ors for value in values)
    return always or isinstance(node.test, ast.Constant | ast.Tuple)


def called(node: ast.AST) -> Iterator[str]:
    """Names of everything this function calls or hands on to be called."""
    for each in ast.walk(node):
        if isinstance(each, ast.Attribute):
            yield each.attr
        elif isinstance(each, ast.Name):
            yield each.id


def checks_something(node: ast.AST, ours: Mapping[str, list[ast.AST]], seen: frozenset[str] = frozenset()) -> bool:
    """Itself, or in a function of the tests that it calls."""
    if any(isinstance(each, ast.Assert) for each in ast.walk(node)):
        return True
    names = set(called(node)) - seen
    if names & {"raises", "expect", "warns", "fail"}:
        return True
    return any(checks_something(each, ours, seen | names) for name in names for each in ours.get(name, ()))


def empty_tests(sources: Iterable[str]) -> list[str]:
    """Tests that cannot fail on their own account."""
    trees = [ast.parse(source) for source in sources]
    every = [node for tree in trees for node in ast.walk(tree)]
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    ours: dict[str, list[ast.AST]] = {}
    for node in every:
        if isinstance(node, kinds):
            ours.setdefault(node.name, []).append(node)
    tests = [(name, each) for name, found in ours.items() if name.startswith("test_") for each in found]
    helpers = {name: found for name, found in ours.items() if not name.startswith("test_")}
    lines = [ast.unparse(node) for node in every if claims_nothing(node)]
    return lines + [name for name, node in tests if not checks_something(node, helpers)]


def test_every_test_checks_something_that_can_be_wrong():
    assert empty_tests(text(name) for name in written_by_us(("tests",))) == []


@pytest.mark.parametrize(
    "source",
    [
        "def test_a(): f()",
        "def test_a(): assert f() or " + "True",
        "def test_a(): assert " + "True",
        "def test_a(): assert (f(), 'why')",
        "def f(): return g()\ndef g(): f()\ndef test_a(): f()",
    ],
)
def test_a_test_that_cannot_fail_is_noticed(source):
    assert len(empty_tests([source])) >= 1


def test_a_test_may_check_through_a_helper():
    assert (
        empty_tests(["def test_a(): Page().sees('x')", "class Page:\n def sees(self, x): expect(x).to_be_visible()"])
        == []
    )


# Nothing left lying about


def test_nothing_is_put_off_in_a_comment():
    later = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")
    assert [name for name in tracked("") if later.search(text(name))] == []


def test_no_test_is_skipped_but_those_of_another_user():
    skipping = re.compile(r"\bmark\.(skip|xfail)|\bpytest\.(skip|xfail|importorskip)\(|unittest\.skip|SkipTest")
    found = {name for name in written_by_us(("tests",)) if skipping.search(text(name)) and name != _own_name()}
    assert found == SKIPS_BY_USER
    for name in SKIPS_BY_USER:
        skips = [line for line in text(name).splitlines() if skipping.search(line)]
        assert all("skipif(os.geteuid() " in line for line in skips)


def without_a_reason(lines: list[str]) -> list[str]:
    """Dependencies with no comment in the line above."""
    named = re.compile(r"""^\s*"?([A-Za-z][\w-]*)(\[[\w,]+\])?\s*(([<>=~!]=?[^",]+,?)*)"?,?$""")
    return [
        line.strip()
        for above, line in zip(["", *lines], lines, strict=False)
        if named.match(line) and not above.strip().startswith("#")
    ]


def dependencies() -> list[str]:
    """The lines of pyproject.toml that name packages; a list of one line counts as one line."""
    project = text("pyproject.toml").split("[tool.")[0].partition("dependencies = [")[2]
    joined = re.sub(r"^\w+ = \[\n", "", project, flags=re.MULTILINE)
    return [line for line in joined.splitlines() if line.strip() not in ("", "]")]


def test_every_dependency_says_why_it_is_there():
    packages = [line for line in dependencies() if '"' in line]
    assert without_a_reason([line.replace("local = [", "").replace('"]', '"') for line in dependencies()]) == []
    assert len(packages) > 25


def test_a_dependency_without_a_reason_is_noticed():
    assert without_a_reason(["  # Why.", '  "a>=1,<2",', '  "b[x]",', "# Why.", "tzdata", "c==1.2"]) == [
        '"b[x]",',
        "c==1.2",
    ]


PLACES = {
    "a folder of one machine": re.compile(r"(?<![\w.~/-])/(work|root|home|opt|Users|tmp/[a-z]+)/\w"),
    "the address of a package registry": re.compile(r"pythonhosted|\bpypi\.(?!org/project)|artifactory|/simple/?\b"),
    "a setting for one registry": re.compile(r"(?<!no-emit-)(?<!extra-)\b(extra-index-url|index-url|find-links)\b[ =]"),
}


@pytest.mark.parametrize("place", PLACES)
def test_nothing_names_one_machine_or_one_registry(place):
    found = {name: PLACES[place].findall(text(name)) for name in tracked("") if name != _own_name()}
    assert {name: named for name, named in found.items() if named} == {}


def test_the_name_of_a_machine_or_a_registry_would_be_noticed():
    for source in ("cd /Users/amy/x", "--index-url https://a", "https://pypi.example/simple/", "/tmp/somebody/x"):
        assert any(place.search(source) for place in PLACES.values()), source


# What is looked at


@cache
def tracked(ending: str) -> tuple[str, ...]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return tuple(name for name in listed.split("\0") if name and name.endswith(ending) and (ROOT / name).is_file())


def written_by_us(folders: tuple[str, ...] = (*OURS, "tests", "benchmarks", "requirements")) -> list[str]:
    """Python files but for migrations, which are written by Django."""
    return [name for name in tracked(".py") if name.split("/")[0] in folders and "/migrations/" not in name]


@cache
def text(name: str) -> str:
    return (ROOT / name).read_bytes().decode("utf-8", "replace")


def _own_name() -> str:
    return Path(__file__).relative_to(ROOT).as_posix()

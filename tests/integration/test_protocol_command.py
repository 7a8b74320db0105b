"""`manage.py protocol`: all or nothing, and what is wrong is said with file, place and reason."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from tests.integration import sample_protocol as sample
from tests.integration.clinic_factory import person
from treatments.models import Protocol, Release, Rule
from treatments.yaml_form import write

pytestmark = pytest.mark.django_db
TEXT = sample.FILE.read_text()
MILIA = Path(__file__).parent.parent.parent / "treatments" / "protocols" / "milia.yaml"


def run(*arguments: object) -> str:
    said = io.StringIO()
    call_command("protocol", *map(str, arguments), stdout=said, stderr=io.StringIO())
    return said.getvalue()


def replaced(old: str, new: str) -> bytes:
    assert old in TEXT
    return TEXT.replace(old, new, 1).encode()


def line_of(text: str) -> int:
    return TEXT[: TEXT.index(text)].count("\n") + 1


BAD = {
    "an object tag": (replaced("slug: warts", "slug: !!python/object/apply:os.system ['true']"), ":2: slug: "),
    "an anchor": (replaced("slug: warts", "slug: &a warts"), ":2: slug: &a is an anchor"),
    "a duplicate key": (replaced("slug: warts", "slug: warts\nslug: warts"), ":3: slug: the key slug is here twice"),
    "a bare no": (replaced("value: \"no\"", "value: no"), "no could mean something else; write it in quotes"),
    "a time": (replaced("slug: warts", "slug: 12:30:45"), ":2: slug: 12:30:45 could mean"),
    "a date that does not exist": (replaced('"1990-05-01"', "2023-02-29"), "2023-02-29 could mean something else"),
    "infinity": (replaced("minimum: 5.0", "minimum: .inf"), ".inf could mean something else"),
    "an unknown key": (replaced("slug: warts", "slug: warts\ncolour: red"), ":3: colour: is not known here"),
    "a missing key": (replaced("slug: warts\n", ""), ":1: slug: is missing"),
    "a missing key of a rule": (
        replaced("    because: A bump that bleeds is looked at first.\n", ""),
        ": rules[RF-01].because: is missing",
    ),
    "a wrong type": (replaced("tie_rank: 1", "tie_rank: first"), ": methods[plaster].tie_rank: needs a whole number"),
    "a weight out of range": (replaced("weight: 3", "weight: 4"), ": rules[IN-F1].weight: "),
    "an unknown effect": (replaced("effect: red_flag", "effect: magic"), ": rules[RF-01]"),
    "a newer format": (replaced("format: 1", "format: 2"), ":1: format: this version of Pearl reads format 1"),
    "no format": (replaced("format: 1\n", ""), "format"),
    "half a file": (TEXT[: len(TEXT) // 2].encode(), ": is missing"),
    "too large": (TEXT.encode() + b"#" * (2 << 20), "larger than 2 MB"),
    "UTF-16": (TEXT.encode("utf-16"), "UTF-16"),
    "a tab": (replaced("  en: Warts on the hand", "\ten: Warts on the hand"), "begins with a tab"),
    "a ZIP": (b"PK\x03\x04../../etc/passwd", "archive"),
    "empty": (b"", "empty"),
    "an unknown question": (replaced("symptoms includes bleeding", "symptom includes pain"), ": rules[RF-01].when: "),
    "a value not offered": (replaced("symptoms includes bleeding", "symptoms includes blood"), ": rules[RF-01].when: "),
    "code as condition": (replaced("symptoms includes bleeding", "__import__('os')"), ": rules[RF-01].when: "),
    "a thousand brackets": (replaced("symptoms includes bleeding", "(" * 1000), ": rules[RF-01].when: "),
    "an unknown source": (replaced("sources: [BOOK, GK]", "sources: [BOOK, NONE]"), ": rules[EX-01].sources: "),
    "a code twice": (replaced("code: EX-02", "code: EX-01"), ": rules[EX-01]: "),
    "a language without text": (replaced("languages: [en]", "languages: [en, tr]"), "has no text in “tr”"),
}  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Callable[[bytes | str], Path]:
    def written(content: bytes | str) -> Path:
        path = tmp_path / "protocol.yaml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_refused_with_its_place_and_nothing_changes(kind, file):
    raw, expected = BAD[kind]
    run("load", sample.FILE, "--publish")
    before = write(sample.values())

    for arguments in (["check"], ["load", "--publish"]):
        with pytest.raises(CommandError) as refusal:
            run(arguments[0], file(raw), *arguments[1:])
        assert expected in str(refusal.value)
        assert refusal.value.returncode == 1

    assert run("export", "-") == before
    assert Release.objects.count() == 1


def test_a_file_with_a_failing_case_becomes_a_draft_but_no_release(file):
    path = file(replaced("method: plaster\n        excluded", "method: freezing\n        excluded"))

    for arguments in (["check", path], ["load", path, "--publish"]):
        with pytest.raises(
            CommandError, match=r"case D02 \(White fingers in the cold\): method plaster instead of freezing"
        ):
            run(*arguments)
    assert not Protocol.objects.exists()

    assert "It cannot be published like this" in run("load", path)
    assert Protocol.objects.get().case_rows.count() == 3


def test_a_file_that_is_not_there_is_named():
    for path in ("/nowhere/at/all.yaml", "/tmp", "with\x00nul"):  # noqa: S108
        with pytest.raises(CommandError, match="cannot be opened|null byte"):
            run("load", path)


def test_an_error_in_the_last_of_five_hundred_rules_leaves_the_old_draft_whole(file):
    run("load", sample.FILE)
    many = sample.values()
    rule = many["rules"][0]
    many["rules"] += [rule | {"code": f"RF-{number}"} for number in range(100, 598)] + [
        rule | {"code": "RF-1", "when": "x"}
    ]

    with pytest.raises(CommandError, match=r"rules\[RF-1\]\.when"):
        run("load", file(write(many)))

    assert Rule.objects.count() == len(sample.values()["rules"])
    assert Protocol.objects.get().revision == 1


def test_the_same_file_twice_is_nothing_to_do():
    assert "Loaded the draft of warts" in run("load", sample.FILE, "--publish")
    events = Event.objects.count()

    said = run("load", sample.FILE, "--publish")

    assert "Nothing to do" in said
    assert "Nothing to publish" in said
    assert (Protocol.objects.get().revision, Release.objects.count(), Event.objects.count()) == (1, 1, events)


def test_a_file_with_windows_line_ends_and_a_mark_is_the_same_file(file):
    run("load", sample.FILE)

    assert "Nothing to do" in run("load", file(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()))


@pytest.mark.parametrize("original", [sample.FILE, MILIA], ids=["sample", "milia"])
def test_what_was_loaded_is_exported_byte_for_byte(original, file):
    path = file("")
    run("load", original, "--publish")

    run("export", path)
    assert path.read_bytes() == original.read_bytes()
    run("export", path, "--release", 1)
    assert path.read_bytes() == original.read_bytes()


def test_a_hand_written_file_is_tidied_and_then_stays_the_same(file):
    path = file(TEXT.replace("sources: [BOOK, GK]", "sources: # two\n      - BOOK\n      - 'GK'"))
    assert "another form" in run("check", path)

    run("tidy", path)

    assert path.read_text() == TEXT
    assert "another form" not in run("check", path)


def test_html_and_template_code_in_a_text_are_refused_and_nothing_is_loaded(file):
    with pytest.raises(CommandError, match="only plain words"):
        run("load", file(replaced("Warts on the hand", "<b>{{ user }}</b> {% now %}")))

    assert not Protocol.objects.exists()


def test_a_second_release_needs_an_author_and_somebody_else(file):
    run("load", sample.FILE, "--publish")
    changed = file(replaced("Warts on the hand", "Warts"))
    author, approver = person(Role.CONTENT_ADMIN), person(Role.DERMATOLOGIST)

    for people in ([], ["--by", author.username], ["--by", author.username, "--approved-by", author.username]):
        with pytest.raises(CommandError, match="Nothing was changed"):
            run("load", changed, "--publish", *people)
        assert Protocol.objects.get().name == {"en": "Warts on the hand"}

    run("load", changed, "--publish", "--by", author.username, "--approved-by", approver.username)
    release = Release.objects.get(number=2)
    assert (release.written_by, release.approved_by, release.published_by) == (author, approver, approver)


def test_a_person_that_does_not_exist_is_named():
    with pytest.raises(CommandError, match="nobody@nowhere"):
        run("load", sample.FILE, "--by", "nobody@nowhere")


def test_exporting_what_is_not_there_says_so():
    with pytest.raises(CommandError, match="No protocol is loaded yet"):
        run("export", "-")
    run("load", sample.FILE, "--publish")
    for wrong in (["--slug", "other"], ["--release", 7], ["--release", 10**30]):
        with pytest.raises(CommandError, match="There is no|has no release"):
            run("export", "-", *wrong)
    assert run("export", "-") == TEXT
    with pytest.raises(CommandError, match="cannot be written"):
        run("export", "/nowhere/at/all.yaml")

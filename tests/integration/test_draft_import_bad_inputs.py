"""Files that are no protocol, or no whole one: refused in words with the line, and nothing is taken in.

The numbers are those of the list of bad inputs.
"""

import io
import re
import zipfile

import pytest

from tests.integration import sample_protocol as sample
from tests.integration.drafts_made import admin, signed_in
from tests.integration.test_draft_import import IMPORT, changed, confirm, file_of, upload
from tests.integration.warts_draft import warts
from treatments import exchanging
from treatments.drafting import document_of
from treatments.models import Edit, Protocol, Upload

pytestmark = pytest.mark.django_db
WHOLE = sample.FILE.read_text("utf-8")
NINE = "[{0}, {0}, {0}, {0}, {0}, {0}, {0}, {0}, {0}]"
BOMB = "\n".join(
    ["a: &a [x, x]", f"b: &b {NINE.format('*a')}", f"c: &c {NINE.format('*b')}", f"d: {NINE.format('*c')}"]
)


@pytest.fixture
def client():
    warts()
    return signed_in(admin())


def with_line(old, new):
    assert old in WHOLE
    return WHOLE.replace(old, new, 1)


def archive():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("../../warts.yaml", WHOLE)
    return buffer.getvalue()


BAD = {
    "111 python object": ('!!python/object/apply:os.system ["true"]\n' + WHOLE, "Line 1"),
    "111 python tag inside": (with_line("slug: warts", "slug: !!python/name:os.system"), "Line"),
    "112 alias bomb": (BOMB, "Line 1"),
    "112 an alias in a protocol": (with_line("slug: warts", "slug: &name warts"), "Line"),
    "113 a key twice": (with_line("slug: warts", "slug: warts\nslug: corns"), "Line"),
    "114 a word that YAML takes for no": (with_line("slug: warts", "slug: no"), "slug"),
    "114 a time that YAML takes for seconds": (with_line("slug: warts", "slug: 12:30:45"), "slug"),
    "115 a day that was never": (with_line("format: 1", "format: 2023-02-29"), "format"),
    "115 infinity": (with_line("format: 1", "format: .inf"), "format"),
    "116 an unknown key": (with_line("slug: warts", "slug: warts\ncolour: red"), "colour"),
    "116 a key too few": (re.sub(r"(?m)^slug: .*\n", "", WHOLE), "slug"),
    "116 another type": (with_line("slug: warts", "slug: [warts]"), "slug"),
    "116 a newer format": (with_line("format: 1", "format: 2"), "format 1"),
    "117 half a file": (WHOLE[: len(WHOLE) // 2], "Line"),
    "117 UTF-16": (WHOLE.encode("utf-16"), "UTF-16"),
    "117 tabs": (with_line("slug: warts", "slug: warts\n\tname: x"), "tab"),
    "117 nothing": ("   \n", "empty"),
    "117 noise": (bytes(range(128, 256)) * 9, "UTF-8"),
    "119 markup in a text": (changed(lambda v: v["name"].update(en="<img src=x onerror=alert(1)>")), "markup"),
    "121 an archive": (archive(), "archive"),
    "121 a packed file": (b"\x1f\x8b" + b"\x00" * 64, "archive"),
}


def words(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_refused_with_its_line_and_nothing_is_taken_in(client, kind):
    text, said = BAD[kind]
    before = Protocol.objects.values().get()
    answer = upload(client, text)

    assert answer.status_code == 422, answer.get("Location")
    assert "Nothing was taken in" in words(answer)
    assert said in words(answer)
    assert (Protocol.objects.values().get(), Upload.objects.count(), Edit.objects.count()) == (before, 0, 0)


@pytest.mark.parametrize("text", ["\ufeff" + WHOLE, WHOLE.replace("\n", "\r\n")], ids=["117 BOM", "117 CRLF"])
def test_117_a_mark_at_the_beginning_and_windows_line_ends_are_taken(client, text):
    assert "Nothing to do" in words(upload(client, text))


def test_117_a_file_beyond_two_megabytes_is_refused_before_it_is_read(client):
    small = upload(client, WHOLE + "#" * (2 * 1024 * 1024))
    assert (small.status_code, "larger than 2 MB" in words(small)) == (422, True)
    large = upload(client, WHOLE + "#" * (2 * 1024 * 1024 + 100 * 1024))
    assert (large.status_code, "This file is too large" in words(large)) == (413, True)
    assert not Upload.objects.exists()


def test_only_this_page_takes_so_much(client):
    answer = client.post("/content/warts/send/", {"file": file_of(WHOLE + "#" * (2 * 1024 * 1024))})
    assert answer.status_code == 413


def test_119_a_template_in_a_text_is_only_shown(client):
    text = changed(lambda values: values["rules"][0].update(because="{{ 7|add:7 }} {% now 'Y' %}"))
    page = words(client.get(upload(client, text).url))
    assert "{{ 7|add:7 }}" in page.replace("&#x27;", "'")
    assert "14" not in page.split("change-1")[1][:600]


def test_120_an_error_in_the_last_of_many_entries_takes_in_none(client):
    def change(values):
        rule = values["rules"][-1]
        values["rules"] += [rule | {"code": f"RF-{n}"} for n in range(100, 600)]
        values["rules"][-1]["sources"] = ["NOWHERE"]

    answer = upload(client, text_loosely(change))
    assert (answer.status_code, "RF-599" in words(answer)) == (422, True)
    assert not Upload.objects.exists()


def text_loosely(change):
    return changed(change)


def test_120_what_breaks_in_the_middle_of_taking_it_in_leaves_the_old_draft(client, monkeypatch):
    page = upload(client, changed(sample.with_name("Warts"))).url
    before = document_of(Protocol.objects.get())

    def breaks(*_args, **_more):
        raise RuntimeError("in the middle")

    monkeypatch.setattr(exchanging.Edit.objects, "bulk_create", breaks)
    client.raise_request_exception = False
    assert confirm(client, page).status_code == 500
    monkeypatch.undo()
    assert (document_of(Protocol.objects.get()), Edit.objects.count()) == (before, 0)
    assert confirm(client, page, "again").status_code == 302


def test_a_forged_kind_and_name_of_a_file_mean_nothing(client):
    file = file_of(WHOLE, name="../../etc/passwd<script>.exe")
    file.content_type = "application/x-msdownload"
    assert "Nothing to do" in words(client.post(IMPORT, {"file": file}))

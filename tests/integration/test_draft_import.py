"""A draft or a release as a file: taken home byte for byte, and taken in after looking at what it would change."""

import re
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from clinic.accounts.permissions import Role
from tests.integration import sample_protocol as sample
from tests.integration.clinic_factory import MILIA, NOW, person
from tests.integration.drafts_made import admin, milia_draft, part, signed_in
from tests.integration.warts_draft import warts, write
from treatments.drafting import document_of
from treatments.editing.changing import change_part
from treatments.editing.parts import stamp_of
from treatments.loading import load_document
from treatments.models import Edit, Protocol, Upload
from treatments.protocol_file import read_text, text_of

pytestmark = pytest.mark.django_db
IMPORT = "/content/warts/import/"


@pytest.fixture
def draft():
    return warts()


@pytest.fixture
def mina():
    return admin()


def file_of(text, name="warts.yaml"):
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def changed(change):
    return text_of(sample.document(change))


def upload(client, text):
    return client.post(IMPORT, {"file": file_of(text)})


def confirm(client, page, key="k"):
    revision = client.get(page).context["frame"].protocol.revision
    return client.post(page, {"key": key, "revision": revision})


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


# Out


def test_a_draft_and_a_release_leave_as_the_very_bytes_of_the_command(draft, mina):
    write(draft, mina)
    client = signed_in(mina)
    for page, options in (("file/", {}), ("release/1/file/", {"release": 1})):
        said = StringIO()
        call_command("protocol", "export", "-", slug="warts", stdout=said, **options)
        answer = client.get(f"/content/warts/{page}")
        assert answer.content == said.getvalue().encode()
        assert answer["Content-Disposition"].startswith('attachment; filename="warts-')


def test_122_what_left_comes_back_the_same_in_a_new_installation(mina):
    milia_draft()
    client = signed_in(mina)
    left = client.get("/content/milia/file/").content
    assert left == Path(MILIA).read_bytes()

    Upload.objects.all().delete()
    other = Protocol.objects.get()
    other.slug = "elsewhere"
    other.save()
    load_document(document=read_text(left).document, by=None, at=NOW)
    assert client.get("/content/milia/file/").content == left


# In


def test_a_file_is_looked_at_before_it_changes_anything_and_then_becomes_edits(draft, mina):
    client = signed_in(mina)

    def change(values):
        values["name"]["en"] = "Warts"
        values["rules"][0]["because"] = "In other words."
        values["methods"].append(values["methods"][0] | {"key": "laser", "tie_rank": 9})

    sent = upload(client, changed(change))
    assert re.fullmatch(r"/content/warts/import/\d+/", sent.url)
    page = text(client.get(sent.url))
    assert "3 changes: 1 text of the protocol, 1 method, 1 rule" in page
    assert not Edit.objects.exists()

    assert confirm(client, sent.url).url == "/content/warts/changes/"
    now = Protocol.objects.get()
    assert document_of(now) == sample.document(change)
    assert sorted(Edit.objects.values_list("parts", flat=True)) == ["methods", "protocol", "rules"]
    assert (now.changed_by, list(now.authors.all()), Upload.objects.count()) == (mina, [mina], 0)


def test_118_the_same_file_is_nothing_to_do_and_one_of_another_protocol_is_refused(draft, mina):
    client = signed_in(mina)
    assert "Nothing to do" in text(upload(client, changed(None)))
    other = upload(client, changed(lambda values: values.update(slug="corns")))
    assert (other.status_code, "This is the protocol “corns”" in text(other)) == (422, True)
    again = changed(sample.with_name("Warts"))
    confirm(client, upload(client, again).url)
    assert "Nothing to do" in text(upload(client, again))
    assert Edit.objects.count() == 1


def test_a_draft_that_was_edited_while_one_looked_is_not_overwritten(draft, mina):
    client = signed_in(mina)
    page = upload(client, changed(sample.with_name("Warts"))).url
    seen = client.get(page).context["frame"].protocol.revision
    write(draft, admin("Ada"))
    refused = client.post(page, {"key": "k", "revision": seen})

    assert refused.status_code == 409
    assert document_of(Protocol.objects.get()).name["en"] != "Warts"
    assert part(draft, "rules", "EX-01")["because"] == "Said in other words."
    assert confirm(client, page, "again").status_code == 302


def test_the_page_sent_twice_is_one_import(draft, mina):
    client = signed_in(mina)
    page = upload(client, changed(sample.with_name("Warts"))).url
    assert confirm(client, page).status_code == 302
    assert Edit.objects.count() == 1
    assert client.get(page).status_code == 404


def test_a_question_that_a_release_asks_is_not_lost_by_a_file(draft, mina):
    document = sample.document()
    key = next(q.key for q in document.questions if not any(q.key in str(rule) for rule in document.rules))
    gone = document.model_copy(update={"questions": tuple(q for q in document.questions if q.key != key)})
    refused = upload(signed_in(mina), text_of(gone))
    assert refused.status_code == 422
    assert f"Release 1 asks “{key}”" in text(refused) or key in text(refused)
    assert not Upload.objects.exists()


def test_a_draft_with_a_text_missing_in_a_language_comes_back_the_same(draft, mina):
    where = {"protocol_id": draft.pk, "parts": "protocol", "code": "languages"}
    change_part(**where, values=["en", "es"], stamp=stamp_of(["en"]), by=mina, at=NOW)
    client = signed_in(mina)
    left = client.get("/content/warts/file/").content
    assert "Nothing to do" in text(upload(client, left))


def test_a_file_nobody_confirmed_is_forgotten_after_a_day(draft, mina):
    client = signed_in(mina)
    old = upload(client, changed(sample.with_name("Old"))).url
    Upload.objects.update(at=timezone.now() - timedelta(days=2))
    upload(client, changed(sample.with_name("New")))
    assert client.get(old).status_code == 404
    assert Upload.objects.count() == 1


def test_without_a_file_the_page_says_so(draft, mina):
    answer = signed_in(mina).post(IMPORT, {})
    assert (answer.status_code, "Choose a file." in text(answer)) == (422, True)


@pytest.mark.parametrize("role", [Role.DERMATOLOGIST, Role.MANAGER, Role.FRONT_DESK])
def test_nobody_else_takes_a_file_in(draft, role):
    answer = signed_in(person(role)).post(IMPORT, {"file": file_of(changed(sample.with_name("Warts")))})
    assert (answer.status_code, Upload.objects.count()) == (403, 0)

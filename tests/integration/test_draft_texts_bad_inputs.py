"""Bad inputs of the list, 104 to 110: what somebody may try to put into a text."""

import copy
import json
import time
from html import unescape

import pypdfium2
import pytest
from django.urls import reverse

from clinic.audit.refusals import Refused
from tests.integration.clinic_factory import MILIA, NOW
from tests.integration.drafts_made import admin, change, milia_draft, part, signed_in
from tests.integration.forms_read import fields_in
from tests.unit.made_up_records import document as record_of
from tests.unit.sheets_read import made
from treatments.editing.changing import change_part
from treatments.editing.parts import stamp_of
from treatments.engine.documents import BadDocument, plain, read_document
from treatments.engine.protocol import Protocol as ReadyProtocol
from treatments.models import AftercareStep, Edit
from treatments.protocol_file import read_protocol
from treatments.publishing import DraftHasFaults, publish

pytestmark = pytest.mark.django_db
CODE = "AE-03"
MARKUP = (
    *("<script>alert(1)</script>", "<b onclick=alert(1)>x</b>", "<iframe src=x></iframe>", "<form action=x>"),
    *("<style>*{}</style>", "<base href=x>", "<meta http-equiv=refresh>", "<p style=position:fixed>x</p>"),
)
LINKS = ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil.example", "[x](https://evil.example)")
PLACEHOLDERS = ("{{ patient.ssn }}", "{patient_name}", "{clinic_phone", "clinic_phone}", "{clinic_{clinic_phone}}")
PICTURES = ("<img src=https://evil.example/a.png>", "![x](https://evil.example/a)", "https://evil.example/a.png")


@pytest.fixture
def draft():
    return milia_draft()


@pytest.fixture
def mina(draft):
    return signed_in(admin())


def address(name="draft_aftercare_step", *arguments):
    return reverse(name, args=["milia", *(arguments or [CODE])])


def send(client, name="draft_aftercare_step", *arguments, **typed):
    where = address(name, *arguments)
    return client.post(where, fields_in(client.get(where).content.decode(), "editor") | typed)


def refused_with(client, draft, text, words):
    """Refused beside its field, with what is wrong, and given back as it was typed; as text, never as markup."""
    answer = send(client, **{"text-en": text})
    page = answer.content.decode()
    assert answer.status_code == 422, text
    assert words in unescape(page), text
    assert unescape(page).count(text) >= 1
    assert "<script>alert" not in page
    assert not Edit.objects.exists()


def test_104_markup_is_refused_with_what_is_wrong(mina, draft):
    for text in MARKUP:
        refused_with(mina, draft, text, "only plain words: “<")


def test_104_106_markup_of_an_older_release_is_shown_as_it_stands(mina, draft):
    """What was published before is never carried out: it is text wherever it is shown."""
    sent = fields_in(mina.get(address()).content.decode(), "editor") | {"text-en": MARKUP[0], "show": "preview"}
    page = mina.post(address(), sent).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_105_links_that_do_something_are_refused(mina, draft):
    for text in LINKS:
        refused_with(mina, draft, f"Look: {text}", "looks like a link that does something")
    answer = send(mina, "draft_source", "SEED", address="javascript:alert(1)")
    assert answer.status_code == 422


def test_106_a_megabyte_of_tags_is_refused_in_less_than_a_second(mina):
    fields = fields_in(mina.get(address()).content.decode(), "editor")
    for size, status in ((1_000_000, 400), (60_000, 400), (2_100, 422)):
        started = time.process_time()
        answer = mina.post(address(), fields | {"text-en": "</a>" * (size // 4)})
        assert (answer.status_code, time.process_time() - started < 1) == (status, True)
        assert "the limit is" in answer.content.decode() or "Use at most 2000 characters" in answer.content.decode()


def test_106_a_file_with_a_megabyte_of_tags_is_refused_in_less_than_a_second():
    raw = copy.deepcopy(plain(read_protocol(MILIA).document))
    for text in ("</a>" * 250_000, "<ul><li>" * 10_000):
        raw["aftercare"][0]["text"]["en"] = text
        started = time.process_time()
        with pytest.raises(BadDocument, match="2000"):
            read_document(raw)
        assert time.process_time() - started < 1


def test_107_a_placeholder_that_is_not_whole_or_known_is_refused_with_those_there_are(mina, draft):
    for text in PLACEHOLDERS:
        refused_with(mina, draft, f"Call {text} now.", "{clinic_name}, {clinic_phone}, {out_of_hours_phone}")


def test_107_what_came_in_another_way_is_not_published(draft):
    """An older draft may hold what would be refused today."""

    AftercareStep.objects.filter(protocol=draft, code=CODE).update(text={"en": "Call {{ patient.ssn }}."})
    change(draft, "methods", "peel", admin(), term="Peel")
    with pytest.raises(DraftHasFaults, match="is not a placeholder"):
        publish(protocol=draft, by=admin("Ada Lind"), at=NOW)


def test_107_108_a_missing_translation_or_placeholder_keeps_the_draft_from_being_published(draft, mina):
    by = admin("Noor Aziz")
    known = {"protocol_id": draft.pk, "parts": "protocol", "code": "languages", "stamp": stamp_of(["en"])}
    change_part(**known, values=["en", "de"], by=by, at=NOW)
    with pytest.raises(Refused, match="has no text in “de”"):
        publish(protocol=draft, by=admin("Ada Lind"), at=NOW)

    answer = send(mina, **{"text-en": "Call {clinic_phone}.", "text-de": "Ruf an."})
    assert (answer.status_code, "lacks {clinic_phone}" in unescape(answer.content.decode())) == (422, True)


def test_108_markup_in_a_translation_is_refused_too(draft, mina):
    known = {"protocol_id": draft.pk, "parts": "protocol", "code": "languages", "stamp": stamp_of(["en"])}
    change_part(**known, values=["en", "de"], by=admin(), at=NOW)
    answer = send(mina, **{"text-de": "<b>Ruf an</b>"})
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "looks like markup" in page[page.index('id="id_text-de_error"') :][:700]


def test_109_a_text_of_a_hundred_pages_is_refused_with_its_length(mina, draft):
    """At most 2,000 characters; one text of that length is readable on paper, see below."""
    text = "A word. " * 5000
    answer = send(mina, **{"text-en": text})
    assert (answer.status_code, part(draft, "aftercare", CODE)["text"]["en"][:4]) == (422, "Keep")
    assert "Use at most 2000 characters. You used 39999." in answer.content.decode()


def test_109_two_thousand_letters_without_a_blank_are_saved_and_nothing_is_cut_off_on_paper(mina, draft):
    assert send(mina, **{"text-en": "w" * 2000}).status_code == 302
    protocol = ReadyProtocol.of_draft(read_document(_with_text(CODE, "w" * 2000)))
    signed = record_of(protocol, "extraction")
    assert any(step["text"] == "w" * 2000 for step in signed["aftercare"])

    with pypdfium2.PdfDocument(made(signed)) as pdf:
        assert _letters_on_the_paper(pdf, "w") >= 2000


def test_110_a_picture_by_its_address_is_refused(mina, draft):
    for text in PICTURES:
        refused_with(mina, draft, f"Look: {text}", "pictures are not shown from an address")


def _with_text(code, text):
    raw = json.loads(json.dumps(plain(read_protocol(MILIA).document)))
    next(step for step in raw["aftercare"] if step["code"] == code)["text"]["en"] = text
    return raw


def _letters_on_the_paper(pdf, letter):
    """Those that are printed inside the edges of their page."""
    found = 0
    for page in pdf:
        width, height = page.get_size()
        text = page.get_textpage()
        for at in range(text.count_chars()):
            if text.get_text_range(at, 1) == letter:
                left, bottom, right, top = text.get_charbox(at)
                found += left >= 0 and right <= width and bottom >= 0 and top <= height
        text.close()
        page.close()
    return found

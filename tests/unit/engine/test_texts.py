"""Texts are plain words. What is more is refused at its place, and a placeholder is whole, known and filled in."""

import copy
import time

import pytest

from treatments.engine import texts
from treatments.engine.checking import faults_of
from treatments.engine.documents import BadDocument, plain, read_document
from treatments.engine.protocol import Protocol

GOOD = [
    "Call us if it is < 2 mm or > 5 mm.",
    "Wash & dry. Ratio 1:2, SPF 30/50, and/or a hat.",
    "Data: five people. A file: yes.",
    "Read https://www.nhs.uk/conditions/milia first.",
    "Press for ten minutes:\nthen look.",
    "Use it [at night] (thinly).",
]
BAD = [
    ("<script>alert(1)</script>", "markup"),
    ("Wash<br>dry", "markup"),
    ("</a>", "markup"),
    ("<!-- x -->", "markup"),
    ("<?php", "markup"),
    ("a &lt;script&gt; b", "markup"),
    ("&#106;avascript", "markup"),
    ("javascript:alert(1)", "link"),
    ("JaVaScRiPt :alert(1)", "link"),
    ("vbscript:x", "link"),
    ("see data:text/html;base64,AAAA", "link"),
    ("file:///etc/passwd", "link"),
    ("//evil.example/x", "link"),
    ("Read [this](https://evil.example)", "link"),
    ("![a face](https://evil.example/a)", "pictures"),
    ("https://evil.example/a.png", "pictures"),
    ("right \u202e left", "direction"),
    ("bell \u0007", "nobody can read"),
]


def faults(raw):
    return [(".".join(map(str, place)), reason) for place, reason in faults_of(read_document(raw))]


@pytest.fixture
def raw(milia):
    return copy.deepcopy(plain(milia.document))


@pytest.mark.parametrize("words", GOOD)
def test_plain_words_are_taken_as_they_stand(words):
    assert texts.why_not_words(words) is None


@pytest.mark.parametrize(("words", "what"), BAD)
def test_what_is_more_than_words_is_refused_with_what_is_wrong(words, what):
    assert what in (texts.why_not_words(words) or "")


def test_the_seed_protocol_has_nothing_but_words(milia):
    assert list(texts.faults_of(milia.document)) == []


def test_every_text_is_looked_at_and_the_fault_names_its_place(raw):
    at = next(at for at, question in enumerate(raw["questions"]) if question.get("options"))
    raw["methods"][0]["summary"]["en"] = "<b>Safe</b>"
    raw["methods"][1]["warn"][1]["en"] = "javascript:x"
    raw["aftercare"][0]["text"]["en"] = "Wash <i>gently"
    raw["consent"]["statements"][0]["en"] = "I agree &nbsp; fully."
    raw["rules"][0]["because"] = "So <b>there"
    raw["sources"][0]["address"] = "javascript:alert(1)"
    raw["about"][0]["text"]["en"] = "See //host."
    raw["questions"][at]["options"][0]["label"]["en"] = "<u>Me"
    assert {place for place, _reason in faults(raw)} == {
        "methods.0.summary.en",
        "methods.1.warn.1.en",
        "aftercare.0.text.en",
        "consent.statements.0.en",
        "rules.0.because",
        "sources.0.address",
        "about.0.text.en",
        f"questions.{at}.options.0.label.en",
    }


@pytest.mark.parametrize(
    "words",
    [
        "Call {{ patient.ssn }}.",
        "Call {patient_name}.",
        "Call {clinic_phone.",
        "Call clinic_phone}.",
        "Call clinic_phone.",
        "Call {clinic_{clinic_phone}}.",
        "Call { clinic_phone }.",
        "Call {{clinic_phone}}.",
        "Call {}.",
        "Call {" + "x" * 1900,
    ],
)
def test_a_placeholder_that_is_not_whole_or_not_known_is_refused_with_those_there_are(raw, words):
    raw["aftercare"][0]["text"]["en"] = words
    ((place, reason),) = faults(raw)
    assert place == "aftercare.0.text.en"
    assert "{clinic_name}, {clinic_phone}, {out_of_hours_phone}" in reason


def test_whole_placeholders_stand_in_aftercare_and_in_what_a_patient_agrees_to(raw):
    raw["aftercare"][0]["text"]["en"] = "Call {clinic_phone}, or {out_of_hours_phone} at night. {clinic_name}."
    raw["aftercare"][1]["timing"] = {"en": "Until {clinic_name} says so"}
    raw["methods"][0]["after"]["en"] = "Call {clinic_phone}."
    raw["methods"][0]["warn"][0]["en"] = "A scar. Call {clinic_phone}."
    assert faults(raw) == []


def test_where_nothing_is_filled_in_a_placeholder_is_refused(raw):
    raw["methods"][0]["summary"]["en"] = "Done at {clinic_name}."
    raw["questions"][0]["wording"]["en"] = "Who called {clinic_phone}?"
    assert [reason.split(",")[0] for _place, reason in faults(raw)] == ["nothing is filled in here"] * 2


def test_a_translation_has_the_placeholders_of_the_first_language(raw):
    raw["languages"] = ["en", "de"]
    raw["aftercare"][0]["text"] = {"en": "Call {clinic_phone}.", "de": "Ruf an."}
    raw["aftercare"][1]["text"] = {"en": "Call us.", "de": "Ruf {clinic_phone} an."}
    raw["aftercare"][2]["text"] = {"en": "Call {clinic_phone}.", "de": "Unter {clinic_phone} anrufen."}
    said = dict(each for each in faults(raw) if each[0].startswith("aftercare") and each[0].endswith(".de"))
    assert said == {
        "aftercare.0.text.de": "lacks {clinic_phone}, which the text in “en” has",
        "aftercare.1.text.de": "has {clinic_phone}, which the text in “en” lacks",
    }


def test_filling_in_gives_each_placeholder_its_words_once():
    words = {"clinic_name": "The {clinic_phone} clinic", "clinic_phone": "020 1", "out_of_hours_phone": "111"}
    text = "{clinic_name}: {clinic_phone}, {out_of_hours_phone}, {other}"
    assert texts.fill(text, words) == "The {clinic_phone} clinic: 020 1, 111, {other}"
    assert texts.tokens_in(text) == ("clinic_name", "clinic_phone", "out_of_hours_phone")


@pytest.mark.parametrize(
    "piece", ["</a>", "<ul><li>", "{", "{{", "a ", "http://a/", "[", "_", "&a", "javascript", "//", "![", "a :"]
)
def test_a_megabyte_of_anything_is_judged_in_less_than_a_second(piece):
    text = piece * (1_000_000 // len(piece))
    started = time.process_time()
    texts.why_not_words(text)
    texts.why_not_tokens(text, is_filled=True)
    assert time.process_time() - started < 1


def test_what_was_published_with_such_words_can_still_be_read(raw):
    raw["aftercare"][0]["text"]["en"] = "Wash <b>gently</b>."
    document = read_document(raw)
    assert Protocol.of_release(document, release=1, sha256="").document == document
    with pytest.raises(BadDocument):
        Protocol.compile(document)
    with pytest.raises(BadDocument):
        Protocol.of_draft(document)

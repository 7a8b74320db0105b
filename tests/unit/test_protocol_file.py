"""A protocol as a file: every old format stays readable, and conditions are said in words."""

from pathlib import Path

import pytest

from treatments.engine.cases import failing_cases
from treatments.engine.documents import FORMAT
from treatments.protocol_file import read_protocol, read_text, text_of
from treatments.wording import Wording, text_in

SAMPLES = Path(__file__).parent / "samples"
PROTOCOL = read_protocol(SAMPLES / "format_1.yaml")


def test_there_is_a_sample_of_every_format_so_far():
    assert {path.stem for path in SAMPLES.glob("*.yaml")} >= {f"format_{number}" for number in range(1, FORMAT + 1)}


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_sample_of_every_format_is_read_and_its_cases_agree(sample):
    protocol = read_protocol(sample)

    assert not failing_cases(protocol)
    assert read_text(text_of(protocol.document)).document == protocol.document


def test_the_sample_is_in_its_canonical_form():
    assert text_of(PROTOCOL.document) == (SAMPLES / "format_1.yaml").read_text()


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", "Always"),
        ("area = palm", "“Where is the wart?” is “Palm”"),
        ("area in (palm, finger)", "“Where is the wart?” is “Palm” or “Finger”"),
        ("symptoms includes pain", "“What have you noticed?” includes “It hurts”"),
        ("symptoms includes any of (pain, bleeding)", "“What have you noticed?” includes “It hurts” or “It bleeds”"),
        (
            "symptoms includes at least 2 of (pain, bleeding)",
            "“What have you noticed?” includes at least 2 of “It hurts” or “It bleeds”",
        ),
        (
            "symptoms includes exactly 1 of (pain, bleeding)",
            "“What have you noticed?” includes exactly 1 of “It hurts” or “It bleeds”",
        ),
        ("age_years < 4", "age years is below 4"),
        ("age_years >= 0.5", "age years is 0.5 or more"),
        ("count <= 5", "“How many are there?” is 5 or less"),
        ("count > 5", "“How many are there?” is above 5"),
        ("cold_hands is not known", "“Do your fingers turn white in the cold?” is not known"),
        ("not area = palm", "it is not so that “Where is the wart?” is “Palm”"),
        (
            "area = palm and (count > 5 or age_years < 4)",
            "“Where is the wart?” is “Palm”, and (“How many are there?” is above 5, or age years is below 4)",
        ),
        ("freeze_policy = wait", "Freezing in children is “Wait until 12.”"),
    ],
)
def test_a_condition_is_said_in_the_words_of_its_questions(line, sentence):
    assert Wording(PROTOCOL.document, "en").sentence(line) == sentence


def test_a_percent_sign_in_a_question_breaks_no_sentence():
    changed = (SAMPLES / "format_1.yaml").read_text().replace("Where is the wart?", "100 % (sure) of %(key)s?")

    said = Wording(read_text(changed).document, "en").sentence("area = palm")
    assert said == "“100 % (sure) of %(key)s?” is “Palm”"


def test_a_text_is_given_in_the_readers_language_or_the_protocols_first():
    document = PROTOCOL.document

    assert text_in({"en": "one", "tr": "bir"}, document, "tr-TR") == "bir"
    assert text_in({"en": "one", "tr": "bir"}, document, "de") == "one"

"""A retired question is never asked, and what rules read of it is "not known": never "no", never what was said once."""

import pytest
from hypothesis import HealthCheck, given, settings

from treatments.engine.answers import Answers, offers, read_answers
from treatments.engine.asking import always_asked, anyone, in_the_intake, open_keys_of, worth_asking
from treatments.engine.documents import BadDocument, Document, plain, read_document
from treatments.engine.explain import explain
from treatments.engine.interview import ask_everything
from treatments.engine.protocol import Protocol
from treatments.engine.suggest import suggest
from treatments.protocol_file import read_protocol

from .conftest import MILIA
from .patients import forms, suggested, typical
from .small_protocols import seeds, small_patient, small_protocol

MILIA_PROTOCOL = read_protocol(MILIA)
thorough = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def with_questions(document: Document, *, retired: str = "", option: str = "") -> Document:
    """`option` is retired in place of the question where it is named."""
    raw = plain(document)
    for question in raw["questions"]:
        if question["key"] == retired and not option:
            question["retired"] = True
        for each in question.get("options", ()):
            if question["key"] == retired and each["value"] == option:
                each["retired"] = True
    return read_document(raw)


def milia_without(key: str, option: str = "") -> Protocol:
    return Protocol.compile(with_questions(MILIA_PROTOCOL.document, retired=key, option=option))


def blanked(answers: Answers, *keys: str) -> Answers:
    def part(given):
        return {key: answer for key, answer in given.items() if key not in keys}

    return Answers(part(answers.person), tuple(map(part, answers.areas)))


def said(protocol: Protocol, answers: Answers):
    visit = suggest(protocol, answers)
    decided = [
        (a.outcome, a.method, a.add_on, a.needs, a.on_hold, a.cleared, a.cautions, a.fired, a.weighed.excluded)
        for a in visit.areas
    ]
    return visit.outcome, decided


COMMON = ("pregnancy", "immune_status", "symptoms", "isotretinoin", "skin_type", "depth")
RETIRED = {key: milia_without(key) for key in COMMON}


@thorough
@given(forms(MILIA_PROTOCOL))
def test_whatever_was_answered_a_retired_question_reads_as_unanswered(answers):
    for key, retired in RETIRED.items():
        assert said(retired, answers) == said(MILIA_PROTOCOL, blanked(answers, key)), key


@settings(max_examples=300, deadline=None)
@given(seeds, seeds)
def test_the_same_holds_for_every_question_of_any_protocol(content, patient):
    protocol = small_protocol(content)
    answers = small_patient(protocol, patient)
    for key in protocol.questions:
        retired = Protocol.compile(with_questions(protocol.document, retired=key))
        assert said(retired, answers) == said(protocol, blanked(answers, key)), key


@thorough
@given(forms(MILIA_PROTOCOL))
def test_retiring_a_question_never_clears_a_method_that_waits_without_its_answer(answers):
    for key, retired in RETIRED.items():
        unanswered = suggest(MILIA_PROTOCOL, blanked(answers, key))
        for before, after in zip(unanswered.areas, suggest(retired, answers).areas, strict=True):
            contraindicated = {*before.weighed.excluded, *before.weighed.held}
            assert not {after.method, after.add_on, after.cleared} & contraindicated
            assert before.outcome == "suggest" or after.outcome != "suggest"


def test_the_number_worked_out_from_a_retired_date_is_not_known_either():
    document = with_questions(MILIA_PROTOCOL.document, retired="date_of_birth")
    # Who agrees for a child would hang on it.
    retired = Protocol.compile(document.model_copy(update={"consent": None}))
    answers = typical(MILIA_PROTOCOL, age_years=30)
    assert said(retired, answers) == said(MILIA_PROTOCOL, blanked(answers, "date_of_birth", "age_years"))


def test_no_answer_of_a_retired_question_is_shown_as_a_reason():
    explained = explain(RETIRED["pregnancy"], typical(MILIA_PROTOCOL, pregnancy="yes"))[0]
    for method in explained["methods"]:
        for reason in (one for group in method["reasons"].values() for one in group):
            assert reason["answers"].get("pregnancy") is None


@pytest.mark.parametrize("key", COMMON)
@pytest.mark.parametrize("asks", [anyone, in_the_intake])
def test_a_retired_question_is_never_asked(key, asks):
    protocol, nothing = RETIRED[key], Answers({}, ({},))
    asked = {one.key for one in worth_asking(protocol, nothing, asks)} | {*always_asked(protocol)}
    asked |= {one.key for one in ask_everything(protocol, typical(MILIA_PROTOCOL), nothing, asks).asked}
    asked |= {one.key for method in protocol.methods for one in open_keys_of(protocol, nothing, method, 1)}
    asked |= {question["key"] for question in explain(protocol, nothing)[0]["open"]}
    assert asked and key not in asked
    assert not in_the_intake(protocol.questions[key])


def test_what_no_rule_reads_is_not_asked_of_everybody_once_it_is_retired():
    assert "free_text" in always_asked(MILIA_PROTOCOL)
    assert "free_text" not in always_asked(milia_without("free_text"))


def test_what_only_decides_whether_a_retired_question_is_shown_is_not_asked_for_its_sake():
    raw = plain(MILIA_PROTOCOL.document)
    text = next(question for question in raw["questions"] if question["key"] == "free_text")
    text["shown_when"] = "smoker = no"
    assert "smoker" in always_asked(Protocol.compile(read_document(raw)))
    text["retired"] = True
    assert "smoker" not in always_asked(Protocol.compile(read_document(raw)))


def test_an_intake_of_a_protocol_with_a_retired_question_comes_to_its_end():
    protocol, patient = RETIRED["pregnancy"], typical(MILIA_PROTOCOL, sex="female")
    done = ask_everything(protocol, patient, Answers({}, ({},)), in_the_intake).answers
    assert all(one.key != "pregnancy" for one in worth_asking(protocol, done, in_the_intake))
    assert "pregnancy" not in done.person


def test_a_question_that_hangs_on_a_retired_one_is_asked():
    """It is not known to be needless."""
    asked = {one.key for one in ask_everything(milia_without("isotretinoin"), typical(MILIA_PROTOCOL), Answers()).asked}
    assert "isotretinoin_months" in asked


def test_a_retired_answer_is_read_but_neither_offered_nor_tried():
    protocol = milia_without("pregnancy", "planning")
    question = protocol.questions["pregnancy"]
    assert "planning" not in {option.value for option in question.offered}
    assert not offers(protocol, question, "planning") and offers(protocol, question, "possible")
    answers = typical(protocol, pregnancy="planning")
    assert read_answers(protocol, {"person": dict(answers.person), "areas": list(answers.areas)})
    assert said(protocol, answers) == said(MILIA_PROTOCOL, answers)


def test_what_could_change_the_outcome_is_tried_with_the_answers_offered_only():
    def tried(protocol):
        found = explain(protocol, typical(protocol, symptoms=None))[0]["open"]
        return [
            tuple(each["value"]) for question in found if question["key"] == "symptoms" for each in question["becomes"]
        ]

    retired = tried(milia_without("symptoms", "bleeding"))
    assert ("bleeding",) in tried(MILIA_PROTOCOL)
    assert retired and ("bleeding",) not in retired


def test_a_question_that_is_asked_keeps_an_answer_to_offer():
    raw = plain(MILIA_PROTOCOL.document)
    sex = next(question for question in raw["questions"] if question["key"] == "sex")
    for option in sex["options"]:
        option["retired"] = True
    with pytest.raises(BadDocument, match="still offered"):
        read_document(raw)
    sex["retired"] = True
    Protocol.compile(read_document(raw))


@pytest.mark.parametrize(
    ("key", "option", "place"),
    [
        ("area", "", "face_map"),
        ("count", "", "face_map"),
        ("photo_consent", "", "photo_consent"),
        ("exam", "", "examination"),
        ("photo_consent", "yes", "photo_consent"),
        ("exam", "confirmed_milia", "examination"),
        ("area", "eyelid_margin", "face_map"),
    ],
)
def test_what_the_face_map_the_photos_and_the_examination_need_cannot_be_retired_under_them(key, option, place):
    with pytest.raises(BadDocument) as refused:
        milia_without(key, option)
    assert {fault[0][0] for fault in refused.value.faults} == {place}


def test_a_protocol_with_nothing_retired_reads_every_answer():
    assert suggested(MILIA_PROTOCOL, pregnancy="yes").weighed.given("pregnancy") == "yes"
    assert not MILIA_PROTOCOL.retired


@pytest.mark.parametrize("key", ["visit_for", "date_of_birth"])
def test_what_says_whether_a_guardian_signs_is_not_retired(key):
    with pytest.raises(BadDocument) as refused:
        milia_without(key)

    assert any(place == ("consent", "guardian_when") for place, _reason in refused.value.faults)

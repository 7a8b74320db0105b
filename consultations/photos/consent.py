"""Which question of the protocol allows photos, whether it was answered so, and in which words it was asked."""

from collections.abc import Mapping
from typing import Any

from treatments.engine.canonical import sha256_of
from treatments.engine.documents import Question
from treatments.engine.protocol import Protocol
from treatments.engine.readings import UNANSWERED

ALLOWED = "yes"


def asked_by(protocol: Protocol) -> Question | None:
    return protocol.questions.get(protocol.document.photo_consent or "")


def is_given(protocol: Protocol, answers: Mapping[str, Any]) -> bool:
    """Only a yes is a yes: not asked, skipped and not sure are none."""
    return _answer(protocol, answers) == ALLOWED


def is_refused(protocol: Protocol, answers: Mapping[str, Any]) -> bool:
    """Answered, and not with yes."""
    return _answer(protocol, answers) not in (ALLOWED, UNANSWERED)


def _answer(protocol: Protocol, answers: Mapping[str, Any]) -> Any:
    question = asked_by(protocol)
    return answers["person"].get(question.key, UNANSWERED) if question else UNANSWERED


def language_of(protocol: Protocol, wanted: str) -> str:
    """In which the question is put to somebody who reads `wanted`."""
    offered = protocol.document.languages
    return wanted if wanted in offered else offered[0]


def wording_sha256(question: Question, language: str) -> str:
    """Of everything that stood on the page: two consents with the same hash were asked in the same words."""
    said = {
        "question": question.key,
        "language": language,
        "wording": question.wording.get(language, ""),
        "help": (question.help or {}).get(language, ""),
        "options": [[option.value, option.label.get(language, "")] for option in question.offered],
    }
    return sha256_of(said)

"""What of a protocol decides what is suggested, told apart from its words."""

from typing import Any

from treatments.engine.canonical import sha256_of
from treatments.engine.documents import Document, Part, Policy, Question, Rule

# Named here is what the engine does not read; whatever is added to a document later counts as deciding until it is.
_WORDS_OF_A_RULE = {"because", "sources", "off", "owner", "review_by", "label"}
_WORDS_OF_A_QUESTION = {
    *("step", "screen", "wording", "help", "asked_by", "private", "lasting", "offers_unknown"),
    "options",
}
_WORDS_OF_AN_OPTION = {"label", "help", "retired"}


def what_decides(document: Document) -> str:
    """SHA-256 of all that the suggestion of a visit hangs on, in the order it is read.

    Texts, sources, owners, review dates, cases and aftercare are left out: none of them changes what is suggested.
    """
    return sha256_of(
        {
            "policies": [_policy(policy) for policy in document.policies],
            "methods": [[method.key, method.tie_rank] for method in document.methods],
            "questions": [_question(question) for question in document.questions],
            "face_map": _without_words(document.face_map, {"margin_label"}),
            "examination": _without_words(document.examination, set()),
            "conflicts": [conflict.model_dump(mode="json", exclude={"text"}) for conflict in document.conflicts],
            "rules": [decides_of(rule) for rule in document.rules if not rule.off],
        }
    )


def decides_of(rule: Rule) -> dict[str, Any]:
    """A rule without what is only read by people."""
    return rule.model_dump(mode="json", exclude=_WORDS_OF_A_RULE)


def _without_words(part: Part | None, words: set[str]) -> dict[str, Any] | None:
    return part.model_dump(mode="json", exclude=words) if part else None


def _policy(policy: Policy) -> list[str]:
    return [policy.key, policy.chosen]


def _question(question: Question) -> dict[str, Any]:
    """With the regions and numbers of its options: they turn what is marked on the face into an answer."""
    options = [option.model_dump(mode="json", exclude=_WORDS_OF_AN_OPTION) for option in question.options]
    return question.model_dump(mode="json", exclude=_WORDS_OF_A_QUESTION) | {"values": options}

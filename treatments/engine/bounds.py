"""What a draft may not hold although its shape is right: days no sheet can name, and texts no column can keep."""

from collections.abc import Iterator

from treatments.engine.conditions import keys_of
from treatments.engine.documents import Document
from treatments.engine.readings import NOT_APPLICABLE, UNANSWERED, UNKNOWN
from treatments.engine.written import BadCondition, parse

FURTHEST_DAY = 3650
LONGEST_TERM = 120
LONGEST_ANSWER = 10_000
# The address of the page on which a question is added.
RESERVED = frozenset({"new"})
# An answer of this name would be read as one that is not there.
RESERVED_ANSWERS = frozenset({NOT_APPLICABLE, UNANSWERED, UNKNOWN})

Place = tuple[str | int, ...]
Fault = tuple[Place, str]


def faults_of(document: Document) -> list[Fault]:
    return [*_far_days(document), *_long_terms(document), *_questions(document), *_guardian(document)]


def _far_days(document: Document) -> Iterator[Fault]:
    for at, step in enumerate(document.aftercare):
        for name in ("from_day", "to_day"):
            day = getattr(step, name)
            if day is not None and not -FURTHEST_DAY <= day <= FURTHEST_DAY:
                yield ("aftercare", at, name), f"needs a day from -{FURTHEST_DAY} to {FURTHEST_DAY}"
        if step.from_day is not None and step.to_day is not None and step.to_day < step.from_day:
            yield ("aftercare", at, "to_day"), "lies before the first day"


def _long_terms(document: Document) -> Iterator[Fault]:
    for at, method in enumerate(document.methods):
        if len(method.term) > LONGEST_TERM:
            yield ("methods", at, "term"), f"has at most {LONGEST_TERM} characters"


def _questions(document: Document) -> Iterator[Fault]:
    for at, question in enumerate(document.questions):
        if question.key in RESERVED:
            yield ("questions", at, "key"), f"“{question.key}” is a word of Pearl's own; choose another key"
        for value in sorted(RESERVED_ANSWERS.intersection(option.value for option in question.options)):
            yield ("questions", at, "options"), f"“{value}” is no name for an answer: it is a word of Pearl's own"
        if question.max_length is not None and not 1 <= question.max_length <= LONGEST_ANSWER:
            yield ("questions", at, "max_length"), f"needs a number from 1 to {LONGEST_ANSWER}"
        if question.minimum is not None and question.maximum is not None and question.minimum > question.maximum:
            yield ("questions", at, "maximum"), "is less than the least"


def _guardian(document: Document) -> Iterator[Fault]:
    """What says who agrees for a patient is asked for ever, or everybody would need a guardian."""
    if document.consent is None:
        return
    try:
        read = keys_of(parse(document.consent.guardian_when))
    except BadCondition:
        return
    for question in document.questions:
        if question.retired and (question.key in read or question.derives in read):
            yield ("consent", "guardian_when"), f"“{question.key}” is retired, and this needs it"

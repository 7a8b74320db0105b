"""What a draft may not hold although its shape is right: days no sheet can name, and texts no column can keep."""

from collections.abc import Iterator

from treatments.engine.documents import Document

FURTHEST_DAY = 3650
LONGEST_TERM = 120
LONGEST_ANSWER = 10_000
# The address of the page on which a question is added.
RESERVED = frozenset({"new"})

Place = tuple[str | int, ...]
Fault = tuple[Place, str]


def faults_of(document: Document) -> list[Fault]:
    return [*_far_days(document), *_long_terms(document), *_questions(document)]


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
        if question.max_length is not None and not 1 <= question.max_length <= LONGEST_ANSWER:
            yield ("questions", at, "max_length"), f"needs a number from 1 to {LONGEST_ANSWER}"
        if question.minimum is not None and question.maximum is not None and question.minimum > question.maximum:
            yield ("questions", at, "maximum"), "is less than the least"

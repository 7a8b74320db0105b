"""What can be asked, as conditions and answers see it: a key, its kind, and the values it can take."""

from collections.abc import Iterator
from dataclasses import dataclass

from treatments.engine.documents import Document, Question

OLDEST = 120


@dataclass(frozen=True, slots=True)
class Fact:
    """`number` is the place of its question; `minimum` and `maximum` are in the unit of the question."""

    key: str
    about: str
    type: str
    number: int
    safety: bool
    values: tuple[str, ...] = ()
    exclusive: frozenset[str] = frozenset()
    minimum: float = 0
    maximum: float = 0
    decimals: bool = False
    longest: int = 0


def facts_of(document: Document) -> dict[str, Fact]:
    return {fact.key: fact for question in document.questions for fact in _facts(question)}


def _facts(question: Question) -> Iterator[Fact]:
    if question.derives:
        yield Fact(
            question.derives, question.about, "number", question.number, question.safety, maximum=OLDEST, decimals=True
        )
    yield Fact(
        key=question.key,
        about=question.about,
        type=question.type,
        number=question.number,
        safety=question.safety,
        values=tuple(option.value for option in question.options),
        exclusive=frozenset(option.value for option in question.options if option.exclusive),
        minimum=question.minimum or 0,
        maximum=question.maximum or 0,
        longest=question.max_length or 10 if question.type == "date" else question.max_length or 500,
    )

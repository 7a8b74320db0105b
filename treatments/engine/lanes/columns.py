"""The answers to one question in many areas: one byte each, the number of a kind of answer.

Two answers are of one kind when no protocol at hand reads them differently.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any, Final, cast

from treatments.engine.answers import contradicts_itself, reading_of, why_not_answer
from treatments.engine.conditions import Comparison, IsNotKnown, compare
from treatments.engine.facts import Fact
from treatments.engine.readings import NOT_APPLICABLE, UNANSWERED, UNKNOWN, is_incomplete
from treatments.engine.settling import says_something
from treatments.engine.weighing import says_not_sure

MOST_KINDS: Final = 256
# The first two kinds of every column.
UNANSWERED_KIND, NOT_APPLICABLE_KIND = 0, 1
# What is noted of an answer, before the state of each comparison.
DROPPED, INCOMPLETE, IS_NOT_APPLICABLE, TWOFOLD, SAYS_SOMETHING, NOT_SURE, STATES = range(7)
_ANSWER: Final = cast(Callable[[Any, str], Any], dict.get)
_MOST_REMEMBERED: Final = 20_000
_WORTH_REMEMBERING: Final = {"one", "multi", "number"}
_SPOKEN: Final = (UNANSWERED, UNKNOWN, NOT_APPLICABLE)


class TooManyKinds(Exception):
    """More kinds of answers than a byte can number: fewer areas must be taken at once."""


class Reader:
    """How one protocol reads the answers to a key; an answer that it has no place for counts as not given."""

    def __init__(self, fact: Fact | None, comparisons: Sequence[Comparison], *, is_retired: bool = False) -> None:
        self.fact = fact
        self.comparisons = comparisons
        self.is_retired = is_retired

    @property
    def reads_no_words(self) -> bool:
        texts = self.fact is not None and self.fact.type not in _WORTH_REMEMBERING
        return texts and all(isinstance(comparison, IsNotKnown) for comparison in self.comparisons)

    def noted(self, answer: Any) -> bytes:
        fact = self.fact
        if fact is None:
            return bytes([answer is not None])
        is_dropped = answer is not None and (self.is_retired or why_not_answer(fact, answer) is not None)
        return self.counted(fact, None if is_dropped else answer, is_dropped=is_dropped)

    def ruled(self, answer: Any) -> bytes:
        """What the skip logic puts in the place of an answer."""
        return bytes([False]) if self.fact is None else self.counted(self.fact, answer, is_dropped=False)

    def counted(self, fact: Fact, given: Any, *, is_dropped: bool) -> bytes:
        reading = reading_of(fact, given)
        known = (
            is_dropped,
            is_incomplete(reading),
            given == NOT_APPLICABLE,
            contradicts_itself(fact, given),
            says_something(given),
            says_not_sure(given),
        )
        return bytes((*known, *(compare(comparison, reading) for comparison in self.comparisons)))


class _Kinds(dict[Any, int]):
    """The kind of each answer met so far."""

    def __init__(self, look: Callable[[Any], int]) -> None:
        super().__init__()
        self._look = look

    def __missing__(self, answer: Any) -> int:
        kind = self[answer] = self._look(answer)
        return kind


class Column:
    """One key as asked of the person or of the area, read by several protocols."""

    def __init__(self, readers: Sequence[Reader]) -> None:
        self.readers = readers
        self._types = {reader.fact.type for reader in readers if reader.fact}
        self._is_choice = self._types <= _WORTH_REMEMBERING
        # Of what people write freely only its length counts, as long as no rule reads the words.
        self._is_length = not self._is_choice and all(reader.reads_no_words for reader in readers if reader.fact)
        self._tables: dict[tuple[int, int], bytes] = {}
        self.forget()

    def forget(self) -> None:
        self._kinds = _Kinds(self._kind)
        self._by_note: dict[tuple[bytes, ...], int] = {}
        self._notes: list[tuple[bytes, ...]] = []
        for answer in (None, NOT_APPLICABLE):
            self._new_kind(tuple(reader.ruled(answer) for reader in self.readers))
        # What reads the same as no answer is no kind of its own.
        self._by_note[self._notes[UNANSWERED_KIND]] = UNANSWERED_KIND

    def numbered(self, key: str, parts: Sequence[Mapping[str, Any]]) -> bytes:
        """The kind of each answer to the key."""
        if len(self._kinds) > _MOST_REMEMBERED:
            self.forget()
        answers = map(_ANSWER, parts, repeat(key))
        if self._is_choice:
            return self._choices(answers) or bytes(map(self._kind, map(_ANSWER, parts, repeat(key))))
        return bytes(map(self._kind_by_length if self._is_length else self._kind, answers))

    def has(self, protocol: int, fact: int) -> bool:
        return any(note[protocol][fact] for note in self._notes)

    def table(self, protocol: int, fact: int) -> bytes:
        """For `bytes.translate`: what was noted of each kind."""
        table = self._tables.get((protocol, fact))
        if table is None:
            values = bytes(note[protocol][fact] for note in self._notes)
            table = self._tables[protocol, fact] = values.ljust(MOST_KINDS, b"\0")
        return table

    def _choices(self, answers: Iterable[Any]) -> bytes:
        """Nothing where one of them cannot be looked up in a table, which no form lets through."""
        if "multi" in self._types:
            answers = [tuple(answer) if type(answer) is list else answer for answer in answers]
        if "number" in self._types:
            answers = list(answers)
            # True is equal to 1 and yet no number.
            if bool in set(map(type, answers)):
                return b""
        try:
            return bytes(map(self._kinds.__getitem__, answers))
        except TypeError:
            return b""

    def _kind(self, answer: Any) -> int:
        """Looked at anew; what no table can hold comes this way too."""
        return self._kind_of_note(self._note(answer))

    def _kind_by_length(self, answer: Any) -> int:
        if answer is None or (isinstance(answer, str) and answer in _SPOKEN):
            return self._kinds[answer]
        if not isinstance(answer, str):
            return self._kind(answer)
        if len(answer) not in self._kinds:
            self._kinds[len(answer)] = self._kind(answer)
        return self._kinds[len(answer)]

    def _note(self, answer: Any) -> tuple[bytes, ...]:
        return tuple(reader.noted(answer) for reader in self.readers)

    def _kind_of_note(self, note: tuple[bytes, ...]) -> int:
        kind = self._by_note.get(note)
        return self._new_kind(note) if kind is None else kind

    def _new_kind(self, note: tuple[bytes, ...]) -> int:
        if len(self._notes) >= MOST_KINDS:
            raise TooManyKinds
        kind = self._by_note[note] = len(self._notes)
        self._notes.append(note)
        self._tables.clear()
        return kind

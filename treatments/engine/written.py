"""The written form of a condition: one short line that reads back to the same condition. Never evaluated as code."""

import re
from typing import Final

from treatments.engine.conditions import (
    ALWAYS,
    Above,
    All,
    Any,
    Below,
    Comparison,
    Condition,
    Includes,
    IncludesExactly,
    IsNotKnown,
    IsOneOf,
    Not,
)

LONGEST: Final = 2000
DEEPEST: Final = 12
RESERVED: Final = frozenset({"and", "or", "not", "in", "is", "includes"})

_TOKEN = re.compile(r"\s*(?:(?P<word>[A-Za-z0-9_]+(?:\.[0-9]+)?)|(?P<sign><=|>=|[=<>(),]))")
_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,5})(?:\.[0-9]{1,4})?")
_KEY = re.compile(r"[a-z][a-z0-9_]*")


class BadCondition(ValueError):
    """The line is not a condition; says what is wrong and where: `at` counts characters from the line's start."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(reason)
        self.at = at


def parse(line: str) -> Condition:
    return parse_with_places(line)[0]


def parse_with_places(line: str) -> tuple[Condition, tuple[int, ...]]:
    """Also where in the line each comparison begins, in the order they are written."""
    if len(line) > LONGEST:
        raise BadCondition(f"a condition has at most {LONGEST} characters", LONGEST)
    if not line.strip():
        return ALWAYS, ()
    reader = _Reader(line)
    return reader.condition(), tuple(reader.compared)


def written(condition: Condition) -> str:
    """The canonical line: `parse(written(c)) == c` for every condition that `parse` can give."""
    if isinstance(condition, All):
        return " and ".join(_inside_all(part) for part in condition.parts)
    if isinstance(condition, Any):
        return " or ".join(written(part) for part in condition.parts)
    if isinstance(condition, Not):
        inner = written(condition.part)
        return f"not ({inner})" if isinstance(condition.part, All | Any) else f"not {inner}"
    return _comparison(condition)


def _inside_all(part: Condition) -> str:
    return f"({written(part)})" if isinstance(part, Any) else written(part)


def _comparison(comparison: Comparison) -> str:
    key = comparison.key
    match comparison:
        case IsOneOf(_, (value,)):
            return f"{key} = {value}"
        case IsOneOf(_, values):
            return f"{key} in ({', '.join(values)})"
        case Includes(_, (value,), 1):
            return f"{key} includes {value}"
        case Includes(_, values, 1):
            return f"{key} includes any of ({', '.join(values)})"
        case Includes(_, values, at_least):
            return f"{key} includes at least {at_least} of ({', '.join(values)})"
        case IncludesExactly(_, values, count):
            return f"{key} includes exactly {count} of ({', '.join(values)})"
        case Below(_, limit, inclusive):
            return f"{key} {'<=' if inclusive else '<'} {_number(limit)}"
        case Above(_, limit, inclusive):
            return f"{key} {'>=' if inclusive else '>'} {_number(limit)}"
        case IsNotKnown():
            return f"{key} is not known"
        case _:
            raise AssertionError(comparison)


def _number(limit: float) -> str:
    return str(int(limit)) if limit == int(limit) else str(limit)


class _Reader:
    """Recursive descent over the words of one line, with a bound on depth."""

    def __init__(self, line: str) -> None:
        found = _words(line)
        self.words = [word for word, _ in found]
        self.places = [place for _, place in found] + [len(line)]
        self.at = 0
        self.compared: list[int] = []

    def condition(self) -> Condition:
        condition = self.either(0)
        if self.at < len(self.words):
            raise BadCondition(f"unexpected “{self.words[self.at]}”", self.places[self.at])
        return condition

    def either(self, depth: int) -> Condition:
        parts = [self.both(depth)]
        while self.next_is("or"):
            parts.append(self.both(depth))
        return parts[0] if len(parts) == 1 else Any(_flat(Any, parts))

    def both(self, depth: int) -> Condition:
        parts = [self.single(depth)]
        while self.next_is("and"):
            parts.append(self.single(depth))
        return parts[0] if len(parts) == 1 else All(_flat(All, parts))

    def single(self, depth: int) -> Condition:
        if depth > DEEPEST:
            raise BadCondition(f"conditions nest at most {DEEPEST} deep", self.places[self.at])
        if self.next_is("not"):
            return Not(self.single(depth + 1))
        if self.next_is("("):
            condition = self.either(depth + 1)
            self.expect(")")
            return condition
        return self.comparison()

    def comparison(self) -> Condition:
        self.compared.append(self.places[self.at])
        key = self.word("a question's key")
        if not _KEY.fullmatch(key) or key in RESERVED:
            raise self.wrong(f"“{key}” is not a question's key")
        sign = self.word("=, in, includes, <, >= or is not known")
        if sign == "=":
            return IsOneOf(key, (self.value(),))
        if sign == "in":
            return IsOneOf(key, self.values())
        if sign == "includes":
            return self.includes(key)
        if sign in ("<", "<="):
            return Below(key, self.number(), inclusive=sign == "<=")
        if sign in (">", ">="):
            return Above(key, self.number(), inclusive=sign == ">=")
        if sign == "is":
            self.expect("not")
            self.expect("known")
            return IsNotKnown(key)
        raise self.wrong(f"after “{key}” comes =, in, includes, <, >= or is not known, not “{sign}”")

    def includes(self, key: str) -> Condition:
        if self.next_are("any", "of"):
            return Includes(key, self.values())
        if self.next_are("at", "least"):
            at_least = self.count()
            return Includes(key, self.values(), at_least)
        if self.next_are("exactly"):
            count = self.count()
            return IncludesExactly(key, self.values(), count)
        return Includes(key, (self.value(),))

    def count(self) -> int:
        word = self.word("a number")
        if not re.fullmatch(r"[1-9][0-9]?", word):
            raise self.wrong(f"“{word}” is not a small whole number")
        self.expect("of")
        return int(word)

    def values(self) -> tuple[str, ...]:
        self.expect("(")
        values = [self.value()]
        while self.next_is(","):
            values.append(self.value())
        self.expect(")")
        if len(set(values)) != len(values):
            raise self.wrong("a value is listed twice")
        return tuple(values)

    def value(self) -> str:
        word = self.word("a value")
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_]*", word):
            raise self.wrong(f"“{word}” is not a value")
        return word

    def number(self) -> float:
        word = self.word("a number")
        if not _NUMBER.fullmatch(word):
            raise self.wrong(f"“{word}” is not a number")
        return float(word)

    def word(self, wanted: str) -> str:
        if self.at >= len(self.words):
            raise BadCondition(f"the line ends where {wanted} should be", self.places[-1])
        self.at += 1
        return self.words[self.at - 1]

    def expect(self, wanted: str) -> None:
        found = self.word(f"“{wanted}”")
        if found != wanted:
            raise self.wrong(f"“{wanted}” should be where “{found}” is")

    def wrong(self, reason: str) -> BadCondition:
        """At the word that was read last."""
        return BadCondition(reason, self.places[self.at - 1])

    def next_is(self, wanted: str) -> bool:
        return self.next_are(wanted)

    def next_are(self, *wanted: str) -> bool:
        found = tuple(self.words[self.at : self.at + len(wanted)]) == wanted
        self.at += len(wanted) if found else 0
        return found


def _words(line: str) -> list[tuple[str, int]]:
    """Each word with its place."""
    words: list[tuple[str, int]] = []
    at = 0
    end = len(line.rstrip())
    while at < end:
        match = _TOKEN.match(line, at)
        if match is None:
            raise BadCondition(f"“{line[at:].strip()[:12]}” does not belong in a condition", _next_mark(line, at))
        word = match["word"] or match["sign"]
        words.append((word, match.end() - len(word)))
        at = match.end()
    return words


def _next_mark(line: str, at: int) -> int:
    return len(line) - len(line[at:].lstrip())


def _flat(kind: type[All] | type[Any], parts: list[Condition]) -> tuple[Condition, ...]:
    """Brackets that change nothing are dropped, so that one condition has one written form."""
    flat: list[Condition] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, kind) else (part,))
    return tuple(flat)

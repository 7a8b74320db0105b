"""What differs between two texts, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

A_WORD = re.compile(r"\s*\S+\s*")
# Texts that share less are not one text that was changed: the old one is gone and another stands there.
LEAST_SHARED = 0.3


class Piece(NamedTuple):
    """`kind` is kept, added or removed."""

    kind: str
    text: str


def word_diff(before: str, after: str) -> tuple[Piece, ...]:
    """Whole words only; what was removed stands before what came for it. Kept and added pieces make `after`."""
    if before == after:
        return (Piece("kept", after),) if after else ()
    old, new = A_WORD.findall(before), A_WORD.findall(after)
    # Each word with the spaces behind it; those alone are no difference, unless nothing else is one.
    matcher = SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new], autojunk=False)
    if LEAST_SHARED <= matcher.ratio() < 1:
        return tuple(_by_words(matcher, old, new))
    return tuple(_pieces(before, after))


def _by_words(matcher: SequenceMatcher[str], old: list[str], new: list[str]) -> Iterator[Piece]:
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            yield Piece("kept", "".join(new[new_start:new_end]))
        else:
            yield from _pieces("".join(old[start:end]), "".join(new[new_start:new_end]))


def _pieces(gone: str, come: str) -> Iterator[Piece]:
    if gone:
        yield Piece("removed", gone)
    if come:
        yield Piece("added", come)

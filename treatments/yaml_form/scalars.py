"""What a bare word of the file means: a number, true or false, or itself. Nothing else is guessed."""

import re
from typing import Any

from yaml.nodes import ScalarNode
from yaml.resolver import Resolver

WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})")
DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{1,30}")
# Words and numbers that other YAML versions, or tired readers, take for something else.
LOOKS_LIKE_MORE = re.compile(r"[yYnN]|[-+]?[0-9][0-9_,.]*[eE][-+]?[0-9]+|[-+]?0[oxbOXB][0-9A-Fa-f_]+|[-+]?[0-9][0-9_]*")
TEXT = "tag:yaml.org,2002:str"

MUST_NOT_APPEAR = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")

_yaml_1_1: Any = Resolver()


class NeedsQuotes(ValueError):
    """The word means something else to some YAML reader."""


def meaning(word: str) -> str | int | float | bool:
    """The value of a bare word, or NeedsQuotes."""
    if word in ("true", "false"):
        return word == "true"
    if WHOLE_NUMBER.fullmatch(word) and word != "-0":
        return int(word)
    if DECIMAL.fullmatch(word) and not (word.startswith("-") and float(word) == 0):
        return float(word)
    if LOOKS_LIKE_MORE.fullmatch(word) or _yaml_1_1.resolve(ScalarNode, word, (True, False)) != TEXT:
        raise NeedsQuotes(word)
    return word


def is_bare_text(text: str) -> bool:
    """Whether the text, written without quotes, is read back as this text."""
    try:
        return meaning(text) == text and isinstance(meaning(text), str)
    except NeedsQuotes:
        return False

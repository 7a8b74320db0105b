"""What a text of a protocol may hold: plain words, and in texts that patients take home a few named placeholders.

Nothing in a text is ever carried out or followed: pages and papers show it as it stands. Markup and links that would
do something elsewhere are refused all the same, because patients would read them as they were typed.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from treatments.engine.documents import AftercareStep, Document, Method, Part

Place = tuple[str | int, ...]
Fault = tuple[Place, str]

TOKENS = ("clinic_name", "clinic_phone", "out_of_hours_phone")
# Where a placeholder is filled in before anybody reads it.
FILLED: dict[type[Part], tuple[str, ...]] = {AftercareStep: ("text", "timing"), Method: ("during", "after", "warn")}

_NOT_PROSE = frozenset({"when", "unless", "shown_when", "guardian_when", "person", "area", "areas", "excluded"})
_TOKEN = re.compile(r"\{(" + "|".join(TOKENS) + r")\}")
_NAME_OF_A_TOKEN = re.compile(r"\b(" + "|".join(TOKENS) + r")\b")
_IN_BRACES = re.compile(r"\{+[^{}]{0,60}\}*|\}")
_MAY_BE_WRONG = re.compile(r"[<&\[{}]|//|\w\s*:|_")
_MARKUP = re.compile(r"<[A-Za-z/!?][^<>\s]{0,30}|&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});")
_LINK = re.compile(
    r"\b(?:javascript|vbscript)\s*:|\b(?:data|file|blob):(?=\S)|(?<![\w:/])//(?=\w)|\[[^\[\]]{0,200}\]\(", re.IGNORECASE
)
_PICTURE = re.compile(
    r"!\[|\bhttps?://[^\s/]{1,100}/\S{0,100}?\.(?:png|jpe?g|gif|webp|svg|bmp|tiff?|avif|heic)\b", re.IGNORECASE
)
_TURNS_TEXT = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def faults_of(document: Document) -> Iterator[Fault]:
    for name in type(document).model_fields:
        if name not in _NOT_PROSE:
            yield from _faults_in(getattr(document, name), (name,), document.languages, is_filled=False)


def texts_of(document: Document) -> Iterator[tuple[Place, Mapping[str, str]]]:
    """Every text that is written in each language, with its place."""
    for name in type(document).model_fields:
        if name not in _NOT_PROSE:
            yield from _texts_in(getattr(document, name), (name,))


def why_not_words(text: str) -> str | None:
    """Whether these are plain words, wherever they stand."""
    if not text.isprintable() and (reason := _why_not_signs(text)):
        return reason
    if not _MAY_BE_WRONG.search(text):
        return None
    if found := _PICTURE.search(text):
        return f"pictures are not shown from an address: “{found[0]}”"
    if found := _MARKUP.search(text):
        return f"only plain words: “{found[0]}” looks like markup"
    if found := _LINK.search(text):
        return f"only plain words: “{found[0]}” looks like a link that does something"
    return None


def why_not_tokens(text: str, *, is_filled: bool) -> str | None:
    """Whether each placeholder is whole, known and filled in at this place."""
    if "{" not in text and "}" not in text and "_" not in text:
        return None
    rest = _TOKEN.sub("", text) if is_filled else text
    found = _IN_BRACES.search(rest) or _NAME_OF_A_TOKEN.search(rest)
    if found is None:
        return None
    if not is_filled:
        return f"nothing is filled in here, so “{found[0]}” would be read as it stands"
    return f"“{found[0]}” is not a placeholder; there are {allowed()}"


def tokens_in(text: str) -> tuple[str, ...]:
    """Each once, in their own order."""
    used = set(_TOKEN.findall(text))
    return tuple(name for name in TOKENS if name in used)


def fill(text: str, words: Mapping[str, str]) -> str:
    """Each placeholder with its words. What the words themselves hold is never filled in again."""
    return _TOKEN.sub(lambda found: words[found[1]], text) if "{" in text else text


def allowed() -> str:
    return ", ".join(f"{{{name}}}" for name in TOKENS)


def _texts_in(value: Any, place: Place) -> Iterator[tuple[Place, Mapping[str, str]]]:
    if isinstance(value, dict):
        yield place, value
    elif isinstance(value, tuple):
        for at, item in enumerate(value):
            yield from _texts_in(item, (*place, at))
    elif isinstance(value, Part):
        for name in type(value).model_fields:
            if name not in _NOT_PROSE:
                yield from _texts_in(getattr(value, name), (*place, name))


def _faults_in(value: Any, place: Place, languages: tuple[str, ...], *, is_filled: bool) -> Iterator[Fault]:
    if isinstance(value, str):
        if reason := why_not_words(value):
            yield place, reason
    elif isinstance(value, dict):
        yield from _faults_by_language(value, place, languages, is_filled=is_filled)
    elif isinstance(value, tuple):
        for at, item in enumerate(value):
            yield from _faults_in(item, (*place, at), languages, is_filled=is_filled)
    elif isinstance(value, Part):
        filled = FILLED.get(type(value), ())
        for name in type(value).model_fields:
            if name not in _NOT_PROSE:
                yield from _faults_in(getattr(value, name), (*place, name), languages, is_filled=name in filled)


def _faults_by_language(
    text: Mapping[str, str], place: Place, languages: tuple[str, ...], *, is_filled: bool
) -> Iterator[Fault]:
    first = next((language for language in languages if language in text), "")
    wanted = set(tokens_in(text.get(first, "")))
    for language, said in text.items():
        reason = why_not_words(said) or why_not_tokens(said, is_filled=is_filled)
        if reason is None and is_filled:
            reason = _why_not_same_tokens(wanted, set(tokens_in(said)), first)
        if reason:
            yield (*place, language), reason


def _why_not_same_tokens(wanted: set[str], used: set[str], first: str) -> str | None:
    if missing := sorted(wanted - used):
        return f"lacks {{{missing[0]}}}, which the text in “{first}” has"
    if more := sorted(used - wanted):
        return f"has {{{more[0]}}}, which the text in “{first}” lacks"
    return None


def _why_not_signs(text: str) -> str | None:
    for sign in text:
        if sign in _TURNS_TEXT:
            return "holds a hidden sign that turns the direction of text"
        if unicodedata.category(sign) in ("Cc", "Cs", "Cn", "Co") and sign not in "\n\t":
            return "holds a sign that nobody can read"
    return None

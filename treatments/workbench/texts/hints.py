"""What an editor of texts may want to look at again. Hints and never a gate: who writes the text may know better.

The words they look for are data, one file for each language; a language without one gets the hints that need none.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from treatments.engine.documents import Source
from treatments.reading_grade import reading_grade
from treatments.yaml_form import read_file

FOLDER = Path(__file__).resolve().parents[2] / "hint_words"
MOST_WORDS, HARDEST = 20, 6
# The grade of a name says nothing.
FEWEST_GRADED = 5
# A text that is made for one line, and one that is read on paper at home.
ONE_LINE, A_PARAGRAPH, A_STEP = 140, 400, 200
NOT_VERIFIED = "unverified"

_SENTENCE_END = re.compile(r"[.!?:]+\s")
_NO_LIST: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hint:
    """`field` is the one it stands beside; `words` say what to do, not what is wrong with the writer."""

    field: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class HintWords:
    """Of one language. `jargon` has the plainer words beside each."""

    jargon: dict[str, str]
    promises: tuple[str, ...] = _NO_LIST
    redness: tuple[str, ...] = _NO_LIST
    skin_tones: tuple[str, ...] = _NO_LIST
    other_signs: tuple[str, ...] = _NO_LIST

    def __bool__(self) -> bool:
        return bool(self.jargon or self.promises or self.redness)


@cache
def words_of(language: str) -> HintWords:
    """Of the language, or of what stands before its first dash; empty where nobody wrote a list."""
    for name in (language, language.split("-")[0]):
        file = FOLDER / f"{name}.yaml"
        if re.fullmatch(r"[A-Za-z0-9-]{2,20}", name) and file.is_file():
            values = read_file(file).values
            lists = {key: tuple(map(str, values[key])) for key in values if key != "jargon"}
            return HintWords(dict(values.get("jargon", {})), **lists)
    return HintWords({})


def hints_of(field: str, text: str, language: str, *, advised: int = 0) -> Iterator[Hint]:
    """Of one text of one language. `advised` is the length it should not go beyond."""
    known = words_of(language)
    for kind, words in (*_of_shape(text, language, advised), *_of_words(text, known), *_of_redness(text, known)):
        yield Hint(field, kind, words)


def source_hints(codes: Iterable[str], sources: dict[str, Source]) -> Iterator[Hint]:
    """A part needs a source anyway; this is about one that somebody could check."""
    known = [sources[code] for code in codes if code in sources]
    if not any(source.grade != NOT_VERIFIED for source in known):
        yield Hint("sources", "source", _("No source that can be checked stands behind this."))


def review_hints(review_by: str, today: str) -> Iterator[Hint]:
    """Days as they are written in the document."""
    if review_by and review_by < today:
        yield Hint("review_by", "review", _("The day on which this was to be looked at again has passed."))


def _of_shape(text: str, language: str, advised: int) -> Iterator[tuple[str, str]]:
    longest = max((len(sentence.split()) for sentence in _SENTENCE_END.split(text)), default=0)
    if longest > MOST_WORDS:
        said = ngettext(
            "A sentence of %(n)d word is long. Make two.", "A sentence of %(n)d words is long. Make two.", longest
        )
        yield "sentence", said % {"n": longest}
    is_graded = _counts_syllables(language) and len(text.split()) >= FEWEST_GRADED
    if is_graded and (grade := reading_grade(text)) > HARDEST:
        yield "grade", _("Hard to read: about school grade %(grade)d. Shorter words help.") % {"grade": round(grade)}
    if advised and len(text) > advised:
        yield "length", _("%(used)d characters. Up to %(most)d read best here.") % {"used": len(text), "most": advised}


def _of_words(text: str, known: HintWords) -> Iterator[tuple[str, str]]:
    for word in _found(text, tuple(known.jargon)):
        plainer = known.jargon.get(word) or known.jargon[word.removesuffix("s")]
        yield (
            "jargon",
            _("“%(word)s” is a word of the trade. Plainer: “%(plainer)s”.")
            % {
                "word": word,
                "plainer": plainer,
            },
        )
    for word in _found(text, known.promises):
        yield "promise", _("“%(word)s” promises more than anybody can keep.") % {"word": word}


def _of_redness(text: str, known: HintWords) -> Iterator[tuple[str, str]]:
    """It hardly shows on brown and black skin, so it is never the only sign and never the only colour."""
    if not _found(text, known.redness) or _found(text, known.skin_tones):
        return
    if not _found(text, known.other_signs):
        yield "redness", _("Redness is the only sign here. Say also how it feels, or what else can be seen.")
    else:
        yield "skin", _("Say also how it looks on brown and black skin, for example darker or purple.")


def _found(text: str, words: tuple[str, ...]) -> list[str]:
    """Those that the text has, each once, as the list has them or with a plural s."""
    pattern = _pattern(words)
    return list(dict.fromkeys(found.casefold() for found in pattern.findall(text))) if pattern else []


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    either = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])((?:{either})s?)(?![\w-])", re.IGNORECASE) if words else None


def _counts_syllables(language: str) -> bool:
    """The counter knows English only."""
    return language.split("-")[0] == "en"

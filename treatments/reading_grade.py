"""How hard a text is to read: the Flesch-Kincaid grade with a small syllable counter of our own.

The usual packages fetch a pronunciation dictionary while they run, which a closed network refuses. The counter is a
heuristic for English: good enough to find the sentence that is too long or too learned, not to prove that a text is
understood.
"""

import re

_SENTENCE_END = re.compile(r"[.!?:]+(?:\s+|$)")
_WORD = re.compile(r"[A-Za-zÀ-ÿ]+(?:['’][A-Za-z]+)*")
_VOWELS = re.compile(r"[aeiouyà-ÿ]+")
_SPOKEN_APART = re.compile(r"(?<![tscg])i[aou]|eoi|(?<![qg])ua|[aeouy]ing")
_UNLIKE_THEY_LOOK = {"area": 3, "create": 2, "diabetes": 4, "fluid": 2, "idea": 3, "pacemaker": 3, "sometimes": 2}


def reading_grade(text: str) -> float:
    """The US school grade; 0 for a text without words."""
    sentences = [words for words in map(_WORD.findall, _SENTENCE_END.split(text)) if words]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 0.0
    per_word = sum(map(syllables, words)) / len(words)
    return round(0.39 * len(words) / len(sentences) + 11.8 * per_word - 15.59, 1)


def syllables(word: str) -> int:
    """Groups of vowels, less a silent ending, plus vowels that are spoken apart."""
    low = word.lower().replace("’", "'").removesuffix("'s")
    if low in _UNLIKE_THEY_LOOK:
        return _UNLIKE_THEY_LOOK[low]
    count = len(_VOWELS.findall(low)) + len(_SPOKEN_APART.findall(low)) - _ends_silently(low)
    return max(1, count)


def _ends_silently(low: str) -> bool:
    if low.endswith("ed"):
        return low[-3:-2] not in tuple("tdaeiouy")
    if low.endswith("es"):
        return low[-3:-2] not in tuple("sxzcgaeiouy") and not low.endswith(("shes", "ches"))
    return low.endswith("e") and low[-2:-1] not in tuple("aeiouy") and not re.search(r"[^aeiouy]le$", low)

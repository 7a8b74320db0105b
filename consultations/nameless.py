"""What a doctor typed, without what says who the patient is."""

import re
import unicodedata

from django.utils.translation import gettext as _

from consultations.models import Patient
from consultations.names import search_form

# Scripts that write one word after the other without a blank.
_WITHOUT_BLANKS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff\uac00-\ud7af]")
_ADDRESS = re.compile(r"\S+@\S+")
# Numbers of the clinic, of a phone, of a birthday.
_LONG_NUMBER = re.compile(r"\d(?:[\s./-]?\d){4,}")
_INSIDE_A_WORD = "'’-"
_OTHER_SPELLING = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "å": "aa"}
)
LONG_ENOUGH_TO_STAND_INSIDE, LONG_ENOUGH_TO_BEND, ENDING = 4, 5, 3


def without_names(text: str, patient: Patient) -> str:
    """A word that is also a name, holds one or is one with another ending goes too: rather a gap than a name."""
    text = _ADDRESS.sub(_("[address]"), text)
    whole = [name for name in (patient.family_name, patient.given_name) if name]
    for name in filter(_WITHOUT_BLANKS.search, whole):
        text = text.replace(name, _("[name]"))
    names = {part for name in whole for part in _parts(name) | _parts(name.translate(_OTHER_SPELLING))}
    said = "".join(_("[name]") if _is_a_name(piece, names) else piece for piece in _words_and_rest(text))
    born = patient.date_of_birth
    # A year that stands in a whole date goes with its day.
    said = _LONG_NUMBER.sub(_("[number]"), said)
    return said.replace(str(born.year), _("[number]")) if born else said


def names_somebody(text: str, patient: Patient) -> bool:
    """The patient's own names as they are written; "may" is not the name May."""
    said = set(_words_and_rest(text))
    whole = [name for name in (patient.family_name, patient.given_name) if name]
    if any(name in text for name in filter(_WITHOUT_BLANKS.search, whole)):
        return True
    written = {piece for name in whole for piece in re.split(r"[\s-]+", name) if len(piece) > 1}
    return bool(said & written)


def _words_and_rest(text: str) -> list[str]:
    """Letters with their marks, and numbers; a vowel sign of an Indic script is part of its word."""
    pieces, was_in_word = [""], False
    for sign in text:
        in_word = unicodedata.category(sign)[0] in "LMN" or (was_in_word and sign in _INSIDE_A_WORD)
        if in_word == was_in_word:
            pieces[-1] += sign
        else:
            pieces.append(sign)
        was_in_word = in_word
    return pieces


def _is_a_name(word: str, names: set[str]) -> bool:
    return any(_says(said, name) for said in _parts(word) for name in names)


def _says(said: str, name: str) -> bool:
    if said == name or (len(name) >= LONG_ENOUGH_TO_STAND_INSIDE and name in said):
        return True
    is_bent = len(name) >= LONG_ENOUGH_TO_BEND and len(said) <= len(name) + ENDING
    return is_bent and said.startswith(name[:-1])


def _parts(name: str) -> set[str]:
    """As it is searched, whole and in its pieces; one letter alone is nobody's name."""
    pieces = {name, *re.split(r"[\s-]+", name), *re.split(r"[\s'’-]+", name)}
    found = {search_form(piece) for piece in pieces}
    return {piece for piece in found if len(piece) > 1}

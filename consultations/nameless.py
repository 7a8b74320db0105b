"""What a doctor typed, without what says who the patient is."""

import re

from django.utils.translation import gettext as _

from consultations.models import Patient
from consultations.names import search_form

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
# Scripts that write one word after the other without a blank.
_WITHOUT_BLANKS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff\uac00-\ud7af]")
# Numbers of the clinic, of a phone, of a birthday.
_LONG_NUMBER = re.compile(r"\d(?:[\s./-]?\d){4,}")


def without_names(text: str, patient: Patient) -> str:
    """A word that is also a name goes too: rather a gap than a name."""
    whole = [name for name in (patient.family_name, patient.given_name) if name]
    names = {part for name in whole for part in _parts(name)}
    for name in filter(_WITHOUT_BLANKS.search, whole):
        text = text.replace(name, _("[name]"))
    said = _WORD.sub(lambda found: _("[name]") if names & _parts(found[0]) else found[0], text)
    return _LONG_NUMBER.sub(_("[number]"), said)


def _parts(name: str) -> set[str]:
    """As it is searched, whole and in its pieces; one letter alone is nobody's name."""
    pieces = {name, *re.split(r"[\s-]+", name), *re.split(r"[\s'’-]+", name)}
    found = {search_form(piece) for piece in pieces}
    return {piece for piece in found if len(piece) > 1}

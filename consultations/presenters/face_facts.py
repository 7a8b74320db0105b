"""What was marked on the face, to read."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.face_map.forms import NOT_SURE, row_names
from consultations.face_map.marks import NONE, SOME, Marks, number_of
from consultations.face_map.names import number_in_words
from consultations.face_map.places import OnTheMap, marks_of
from consultations.models import Consultation
from consultations.presenters.face_picture import Picture, by_name, not_looked_at, total
from consultations.presenters.words import Words
from treatments.engine.readings import UNKNOWN


@dataclass(frozen=True, slots=True)
class MarkedRow:
    place: str
    number: str
    size: str
    note: str


@dataclass(frozen=True, slots=True)
class FaceMapFacts:
    """What was marked, to read: the picture, and a table that alone says everything."""

    picture: Picture
    rows: tuple[MarkedRow, ...]
    total: str
    rest: tuple[str, ...]
    margin_label: str

    @classmethod
    def of(cls, asked: OnTheMap, words: Words, marks: Marks, *, for_patient: bool = False) -> "FaceMapFacts":
        names = row_names(asked, words, marks, for_patient=for_patient)
        found = [(names[name], each) for name, each in by_name(marks) if each["state"] == SOME and name in names]
        sizes = {option.value: words.say(option.label) for option in asked.size.options} | {UNKNOWN: str(NOT_SURE)}
        edge = _("on the edge of the lid")
        rows = tuple(
            MarkedRow(
                name,
                number_in_words(number_of(each)),
                sizes.get(each.get("size", ""), ""),
                edge if each.get("margin") else "",
            )
            for name, each in found
        )
        picture = Picture.of(asked, marks, for_patient=for_patient)
        return cls(picture, rows, total(marks), _rest(asked, marks), words.say(asked.keys.margin_label))


def face_facts(words: Words, consultation: Consultation) -> FaceMapFacts | None:
    """Nothing where nobody used the picture: then the answers alone tell the places."""
    asked = OnTheMap.of(words.protocol.document)
    if asked is None or consultation.face_map is None:
        return None
    return FaceMapFacts.of(asked, words, marks_of(asked, consultation.answers["areas"], consultation.face_map))


def _rest(asked: OnTheMap, marks: Marks) -> tuple[str, ...]:
    clear = sum(each["state"] == NONE for each in marks["regions"].values())
    unseen = len(asked.places) - len(marks["regions"])
    words = ngettext("None: %(number)d place on the face", "None: %(number)d places on the face", clear)
    return tuple(line for count, line in ((clear, words % {"number": clear}), (unseen, not_looked_at(unseen))) if count)
